"""Options of several commands, and their types: days and stretches of days as ISO dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import click

from ebbtide import service
from ebbtide.cli.questions import ORDERS
from ebbtide.wording import say

BETWEEN = ".."
WHO = ":"
DAY_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}")

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


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
            self.fail(_refusal("cli.wrong.day", value), param, ctx)


class Stretch(click.ParamType[service.Days]):
    """`FROM..TO` or one day; with `names`, `:WHO` may follow."""

    name = "span"

    def __init__(self, names: bool = False) -> None:
        self.names = names

    def convert(
        self, value: str | service.Days, param: click.Parameter | None, ctx: click.Context | None
    ) -> service.Days:
        """The days that `value` names."""
        if isinstance(value, service.Days):
            return value
        days, _, who = value.partition(WHO) if self.names else (value, "", "")
        first, found, last = days.partition(BETWEEN)
        try:
            start = date.fromisoformat(first.strip())
            end = date.fromisoformat(last.strip()) if found else start
        except ValueError:
            self.fail(_refusal("cli.wrong.span", value, first, last), param, ctx)
        if end < start:
            self.fail(say("cli.wrong.span_back", given=value), param, ctx)
        return service.Days(start, end, who.strip() or None)


def _refusal(key: str, given: str, *days: str) -> str:
    """What is wrong with days that were not understood: one is written well and not in the calendar, or else `key`."""
    absent = next((day.strip() for day in days or (given,) if _not_in_calendar(day.strip())), None)
    return say(key, given=given) if absent is None else say("cli.wrong.no_such_day", given=absent)


def _not_in_calendar(day: str) -> bool:
    if not DAY_SHAPE.fullmatch(day):
        return False
    try:
        date.fromisoformat(day)
    except ValueError:
        return True
    return False


class Living(click.ParamType[str]):
    """`together`, `apart`, or `together:DATE` with the day of moving in, which goes into a parameter of its own."""

    name = "living"
    HOW = ("together", "apart")

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The first part; the day goes to `together_since`."""
        how, since = self.parts(value)
        if ctx is not None and since is not None:
            ctx.params["together_since"] = since
        return how

    def parts(self, value: str) -> tuple[str, date | None]:
        """How they live, and the day of moving in where it is there."""
        how, found, day = value.strip().casefold().partition(WHO)
        if how not in self.HOW or (found and how == "apart"):
            raise click.BadParameter(say("cli.wrong.living", given=value))
        return how, Day().convert(day, None, None) if found else None


def option(flag: str, metavar: str | None = None, into: str | None = None, **settings: Any) -> Option:
    """An option whose help is the sentence `cli.look.<name>`; into: the parameter that takes it, else its name."""
    name = flag.lstrip("-").replace("-", "_")
    shown = say(f"cli.metavar.{metavar}") if metavar else None
    return click.option(flag, into or name, help=say(f"cli.look.{name}"), metavar=shown, **settings)


#: What the user knows and messages cannot show: the fields of `Circumstances`.
CIRCUMSTANCES = (
    option("--living", "living", type=Living()),
    option("--away", "span", type=Stretch(), multiple=True),
    option("--stressor", "stressor", "stressors", type=Stretch(names=True), multiple=True),
    option("--also", "also", "channels", multiple=True),
    option("--ended", "day", type=Day()),
)
#: How the files are to be read: the fields of `Reading`.
FILES = (
    option("--exported", "day", type=Day()),
    option("--date-order", type=click.Choice(ORDERS)),
    option("--chat", "name"),
    option("--since", "day", type=Day()),
    option("--same", "old_new", nargs=2, multiple=True),
)


def look_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of `CIRCUMSTANCES`, the day that is looked at, and those of `FILES`, in their order."""
    return with_options((*CIRCUMSTANCES, FILES[0], option("--as-of", "day", type=Day()), *FILES[1:]), command)


def file_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of `FILES`, in their order."""
    return with_options(FILES, command)


def with_options(options: Sequence[Option], command: Callable[..., Any]) -> Callable[..., Any]:
    """A command with these options, in their order in its help."""
    for entry in reversed(options):
        command = entry(command)
    return command
