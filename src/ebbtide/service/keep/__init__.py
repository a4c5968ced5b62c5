"""Keep the history in the vault: import exports, say who is who and what messages cannot show, and find it again."""

from ebbtide.service.keep.import_exports import Exports, Import, import_exports, read_exports
from ebbtide.service.keep.mark import MarkRequest, Marks, mark
from ebbtide.service.keep.people import SIDES, choose_me, people, rename_person
from ebbtide.service.keep.search import search
from ebbtide.service.keep.sources import SourceReport, sources
from ebbtide.vault.storage import Mark, Person

__all__ = [
    "SIDES",
    "Exports",
    "Import",
    "Mark",
    "MarkRequest",
    "Marks",
    "Person",
    "SourceReport",
    "choose_me",
    "import_exports",
    "mark",
    "people",
    "read_exports",
    "rename_person",
    "search",
    "sources",
]
