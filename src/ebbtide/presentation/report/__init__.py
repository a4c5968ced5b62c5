"""A finished Tide as terminal text, JSON and one HTML file that needs nothing; reads results, computes none.

Rule of this room: it lays out. Every sentence about the two people is a `Finding` of the room `changes`;
every heading is a sentence of the room `wording`; the same Tide gives the same bytes.
"""

from ebbtide.presentation.report.as_file import write
from ebbtide.presentation.report.as_html import html, notebook
from ebbtide.presentation.report.as_json import schema, to_dict
from ebbtide.presentation.report.as_text import terminal

__all__ = ["html", "notebook", "schema", "terminal", "to_dict", "write"]
