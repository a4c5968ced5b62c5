"""Signs with evidence for and against, and proposals that the user confirms; pure, no text hit judges anybody."""

from ebbtide.signs.types import AT_ONCE, FOUND, STATES, Bundle, Confirmed, JournalEntry, Sign, Signs

__all__ = ["AT_ONCE", "FOUND", "STATES", "Bundle", "Confirmed", "JournalEntry", "Sign", "Signs"]
