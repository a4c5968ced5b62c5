"""Option types of the command line: days and stretches of days as ISO dates, and what they say when they do not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NoReturn

import click

from ebbtide.cli.asking import fold
from ebbtide.errors import BadRequest
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.conversation.types import Span

BETWEEN = ".."
WHO = ":"


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
    from ebbtide.conversation.types import Span

    return tuple(Span(item.start, item.end, _person(item.who, people)) for item in stretches)


def _person(who: str | None, people: tuple[str, str]) -> int | None:
    if who is None:
        return None
    known = {fold(people[1]): 1, fold(people[0]): 0, "me": 0, "them": 1, "both": None}
    if fold(who) not in known:
        raise BadRequest("cli.wrong.who", given=who, me=people[0], them=people[1])
    return known[fold(who)]
