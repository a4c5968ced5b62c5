"""The method as data: signs, plays, claims, sources, help lines; one loader with a schema.

`note` is what a screen shows behind a sentence. `table` and `entry` read a single file of the
catalogue; `load` reads and checks all of them.
"""

from ebbtide.catalogue.entries import CheckIn, Sign
from ebbtide.catalogue.notes import SIGN_NOTE, Note, NoteSource, note, sign_note
from ebbtide.catalogue.schema import CatalogueError
from ebbtide.catalogue.store import Catalogue, entry, load, settings, table

__all__ = [
    "SIGN_NOTE",
    "Catalogue",
    "CatalogueError",
    "CheckIn",
    "Note",
    "NoteSource",
    "Sign",
    "entry",
    "load",
    "note",
    "settings",
    "sign_note",
    "table",
]
