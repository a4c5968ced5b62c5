"""What can go wrong, as one small tree of exceptions; every message comes from the room `wording`.

EbbtideError
 |- ReadError            a file could not be read; nothing was kept from it
 |   |- NotRecognised    no reader knows this format
 |   |- DateOrderUnknown day and month cannot be told apart: say which it is
 |   |- TooLarge         a cap against hostile files was reached
 |- ChoiceNeeded         the user has to say which person is theirs
 |- NotAPair             a group, or somebody alone: no finding about two people
 |- BadRequest           an option or a date that cannot be used
"""

from __future__ import annotations

from collections.abc import Sequence

from ebbtide.wording import say


class EbbtideError(Exception):
    """An error that a user may see: says what, where and what to do next.

    `key` names a sentence of the room `wording`; `values` fill it.
    """

    exit_code = 1

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(say(key, **values))


class ReadError(EbbtideError):
    """A file could not be read; nothing was kept from it."""

    exit_code = 3


class NotRecognised(ReadError):
    """No reader knows this format."""


class DateOrderUnknown(ReadError):
    """Day and month cannot be told apart in this file; the user has to say which it is."""

    exit_code = 4


class TooLarge(ReadError):
    """A cap against hostile or broken files was reached."""


class ChoiceNeeded(EbbtideError):
    """The user has to say which of the people found is theirs; `people` are names and message counts, most first."""

    exit_code = 4

    def __init__(self, key: str, *, people: Sequence[tuple[str, int]] = (), **values: object) -> None:
        self.people = tuple(people)
        super().__init__(key, **values)


class NotAPair(EbbtideError):
    """A group, or somebody alone: there is no finding about two people."""

    exit_code = 5


class BadRequest(EbbtideError):
    """An option or a date that cannot be used as given."""

    exit_code = 2
