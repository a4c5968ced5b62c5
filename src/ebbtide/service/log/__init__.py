"""Write by day: entries of the journal, and the sliders of the check-in."""

from ebbtide.catalogue import CheckIn as Slider
from ebbtide.service.log.check_in import GUT, HIGHEST, LOWEST, check_in, due_sliders, read_values, sliders
from ebbtide.service.log.journal import Journal, day_of, journal, known_tags, remove_entry, tags_of, write_entry
from ebbtide.vault.storage import CheckIn, Entry

__all__ = [
    "GUT",
    "HIGHEST",
    "LOWEST",
    "CheckIn",
    "Entry",
    "Journal",
    "Slider",
    "check_in",
    "day_of",
    "due_sliders",
    "journal",
    "known_tags",
    "read_values",
    "remove_entry",
    "sliders",
    "tags_of",
    "write_entry",
]
