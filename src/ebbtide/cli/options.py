"""Option types of the command line: days and stretches of days as ISO dates, and what they say when they do not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NoReturn

import click

from ebbtide.errors import BadRequest
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.history.conversation import Span

BETWEEN = ".."
WHO = ":"
ROLES = {"me": 0, "them": 1, "both": None}


@dataclass(frozen=True)
class Days:
    """Days from `start` to `end`, both inclusive; `who` as the user wrote it."""

    start: date
    end: date
    who: str | None = None


class Day(click.ParamType[date]):
    """One ISO date."""

    name = "day"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that `value` names."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            self.fail(say("cli.wrong.day", given=value), param, ctx)


class Stretch(click.ParamType[Days]):
    """`FROM..TO` or one day; with `names`, `:WHO` may follow."""

    name = "span"

    def __init__(self, names: bool = False) -> None:
        self.names = names

    def convert(self, value: str | Days, param: click.Parameter | None, ctx: click.Context | None) -> Days:
        """The days that `value` names."""
        if isinstance(value, Days):
            return value
        days, _, who = value.partition(WHO) if self.names else (value, "", "")
        first, found, last = days.partition(BETWEEN)
        try:
            start = date.fromisoformat(first.strip())
            end = date.fromisoformat(last.strip()) if found else start
        except ValueError:
            self._refuse("cli.wrong.span", value, param, ctx)
        if end < start:
            self._refuse("cli.wrong.span_back", value, param, ctx)
        return Days(start, end, who.strip() or None)

    def _refuse(self, key: str, value: str, param: click.Parameter | None, ctx: click.Context | None) -> NoReturn:
        self.fail(say(key, given=value), param, ctx)


def spans(stretches: Sequence[Days], people: tuple[str, str]) -> tuple[Span, ...]:
    """`stretches` with their people as numbers: 0 the user, 1 the other, None both.

    Raises
    ------
    BadRequest
        a name is nobody's in this chat.
    """
    from ebbtide.history.conversation import Span

    return tuple(Span(item.start, item.end, person_of(item.who, people)) for item in stretches)


def person_of(who: str | None, people: tuple[str, str], key: str = "cli.wrong.who") -> int | None:
    """The side that `who` names: 0 the user, 1 the other, None both or not told; key: what is said of a stranger.

    Raises
    ------
    BadRequest
        it is nobody's name in this chat.
    """
    from ebbtide.history.people import same_name

    if who is None:
        return None
    if who.casefold() in ROLES:
        return ROLES[who.casefold()]
    found = [person for person, name in enumerate(people) if same_name(name, who)]
    if len(found) != 1:
        raise BadRequest(key, given=who, me=people[0], them=people[1])
    return found[0]
