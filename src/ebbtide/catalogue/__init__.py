"""The method as data: signs, plays, claims, sources, help lines; one loader with a schema.

`note` is what a screen shows behind a sentence. `table` and `one` read a single file of the
catalogue; `load` reads and checks all of them.
"""

from ebbtide.catalogue.notes import Note, NoteSource, note
from ebbtide.catalogue.schema import CatalogueError
from ebbtide.catalogue.store import Catalogue, load, one, settings, table

__all__ = ["Catalogue", "CatalogueError", "Note", "NoteSource", "load", "note", "one", "settings", "table"]
