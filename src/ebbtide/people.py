"""The two people of a conversation, once for all rooms: each of them is treated by the same code."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Final


class Person(IntEnum):
    """The user and the other person; the numbers index rows of arrays and stand in the event table."""

    ME = 0
    THEM = 1

    @property
    def other(self) -> Person:
        """The other of the two."""
        return Person(1 - self)

    @property
    def side(self) -> Side:
        """The side that is this person's alone."""
        return Side.ME if self is Person.ME else Side.THEM

    @classmethod
    def of_side(cls, side: str) -> Person:
        """The person of the side "me" or "them"."""
        return cls.ME if side == Side.ME else cls.THEM


PEOPLE: Final = (Person.ME, Person.THEM)
#: The person of a row that neither of the two wrote.
NOBODY: Final = -1


class Side(StrEnum):
    """On whose side something lies; the values are the words of the JSON."""

    NONE = "none"
    ME = "me"
    THEM = "them"
    BOTH = "both"
    UNCLEAR = "unclear"
    TOO_LITTLE = "too little"
    TOO_EARLY = "too early"

    @property
    def people(self) -> tuple[Person, ...]:
        """Whom it names."""
        return _NAMED.get(self, ())


_NAMED: Final = {Side.ME: (Person.ME,), Side.THEM: (Person.THEM,), Side.BOTH: PEOPLE}


__all__ = ["NOBODY", "PEOPLE", "Person", "Side"]
