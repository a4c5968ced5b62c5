"""Signs with evidence for and against, and proposals that the user confirms; pure, no text hit judges anybody."""

from ebbtide.analysis.signs.all_signs import pair, signs
from ebbtide.analysis.signs.as_dict import schema
from ebbtide.analysis.signs.sign import AT_ONCE, FOUND, STATES, Bundle, Confirmed, JournalEntry, Sign, Signs

__all__ = [
    "AT_ONCE",
    "FOUND",
    "STATES",
    "Bundle",
    "Confirmed",
    "JournalEntry",
    "Sign",
    "Signs",
    "pair",
    "schema",
    "signs",
]
