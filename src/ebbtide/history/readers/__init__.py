"""One module an export format: sniff and read, to events; knows files and bytes, nothing about two people.

Every reader returns the rows of `contract.SCHEMA` and a `SourceReport` whose lines add up exactly.
"""

from ebbtide.history.readers.contract import ReadResult, SourceReport
from ebbtide.history.readers.registry import read_source, sniff

__all__ = ["ReadResult", "SourceReport", "read_source", "sniff"]
