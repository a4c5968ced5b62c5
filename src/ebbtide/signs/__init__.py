"""Signs with evidence for and against, and proposals that the user confirms; pure, no text hit judges anybody."""

import sys
from collections.abc import Sequence
from types import ModuleType

from ebbtide.changes.types import Tide
from ebbtide.conversation.types import Context, Conversation
from ebbtide.signs.as_dict import schema
from ebbtide.signs.door import pair, signs
from ebbtide.signs.types import AT_ONCE, FOUND, STATES, Bundle, Confirmed, JournalEntry, Sign, Signs

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


class _Room(ModuleType):
    """This package, callable: `ebbtide.signs(chat)` is the library's word for `signs`.

    The room and the function share a name, and importing the room would otherwise hide the function.
    """

    def __call__(
        self,
        chat: Conversation,
        tide: Tide | None = None,
        context: Context | None = None,
        journal: Sequence[JournalEntry] = (),
        verdicts: Confirmed | None = None,
    ) -> Signs:
        return signs(chat, tide, context, journal, verdicts)


sys.modules[__name__].__class__ = _Room
