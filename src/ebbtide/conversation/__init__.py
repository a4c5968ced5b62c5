"""The event table of two people: schema, merging, people, turns, coverage; pure, never touches disk or clock."""

import sys
from collections.abc import Iterable
from datetime import date, datetime
from types import ModuleType

from ebbtide.conversation.build import build, people
from ebbtide.conversation.coverage import covered_weeks
from ebbtide.conversation.merge import Merged, merge
from ebbtide.conversation.people import is_group
from ebbtide.conversation.purge import purge_text
from ebbtide.conversation.rows import from_columns, from_rows
from ebbtide.conversation.turns import conversations, hour_grid, turns
from ebbtide.conversation.types import Conversation

__all__ = [
    "Merged",
    "build",
    "conversations",
    "covered_weeks",
    "from_columns",
    "from_rows",
    "hour_grid",
    "is_group",
    "merge",
    "people",
    "purge_text",
    "turns",
]


class _Room(ModuleType):
    """This package, callable: `ebbtide.conversation(rows)` is the library's word for `from_rows`.

    The room and the function share a name, and importing the room would otherwise hide the function.
    """

    def __call__(
        self,
        rows: Iterable[tuple[datetime, str | int, str | None]],
        people: tuple[str, str] = ("you", "they"),
        exported: date | None = None,
    ) -> Conversation:
        return from_rows(rows, people=people, exported=exported)


sys.modules[__name__].__class__ = _Room
