"""Signs with evidence for and against, and proposals that the user confirms; pure, no text hit judges anybody."""

from ebbtide.analysis.signs.all_signs import pair, signs
from ebbtide.analysis.signs.boards import WEEKS, Board, Cell, boards
from ebbtide.analysis.signs.sign import AT_ONCE, FOUND, Bundle, Confirmed, JournalEntry, Sign, Signs, SignState

__all__ = [
    "AT_ONCE",
    "FOUND",
    "WEEKS",
    "Board",
    "Bundle",
    "Cell",
    "Confirmed",
    "JournalEntry",
    "Sign",
    "SignState",
    "Signs",
    "boards",
    "pair",
    "signs",
]
