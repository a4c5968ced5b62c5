"""Questions that only the user can answer: which name is theirs, and how the dates of a file are to be read."""

from __future__ import annotations

import difflib
import shlex
import sys
import unicodedata
from collections.abc import Sequence

import click

from ebbtide.errors import ChoiceNeeded, DateOrderUnknown
from ebbtide.wording import say

ORDERS = ("dmy", "mdy", "ymd")
#: How alike a name has to be to be suggested (difflib's ratio; its own default is .6).
ALIKE = 0.5
MOST_SUGGESTED = 3

People = Sequence[tuple[str, int]]


def on_terminal() -> bool:
    """Whether somebody can be asked: questions go to standard error, answers come from standard input."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def shown(name: str) -> str:
    """A name from a file without the control characters that could move a terminal's cursor or change its colours."""
    return "".join(letter for letter in name if unicodedata.category(letter) != "Cc")


def fold(name: str) -> str:
    """A name without case, accents' encoding and invisible marks, for comparing what was typed with what is there."""
    visible = "".join(letter for letter in unicodedata.normalize("NFKC", name) if unicodedata.category(letter) != "Cf")
    return " ".join(visible.casefold().split())


def match(name: str, people: People) -> str | None:
    """The one person whose name is `name` but for case and invisible marks; None where there is none or several."""
    same = [person for person, _ in people if fold(person) == fold(name)]
    return same[0] if len(same) == 1 else None


def choose_me(people: People, given: str | None) -> str:
    """Whose name is the user's: taken from `given` where it fits, else asked.

    Raises
    ------
    ChoiceNeeded
        nobody can be asked here; the message lists the people and what to add.
    """
    if given is not None and (found := match(given, people)) is not None:
        return found
    if not on_terminal():
        raise _Open("\n".join([*_unknown(people, given), say("cli.me.need"), *_options(people)]))
    for line in [*_unknown(people, given), say("cli.me.which")]:
        click.echo(line, err=True)
    for number, (name, count) in enumerate(people, 1):
        click.echo(say("cli.me.row", number=number, name=shown(name), count=f"{count:,}"), err=True)
    return _answer(people)


def _answer(people: People) -> str:
    while True:
        given = str(click.prompt(say("cli.me.ask"), err=True)).strip()
        if given.isdecimal() and 0 < int(given) <= len(people):
            return people[int(given) - 1][0]
        if (found := match(given, people)) is not None:
            return found
        click.echo(say("cli.me.again"), err=True)


def _unknown(people: People, given: str | None) -> list[str]:
    if given is None:
        return []
    folded = {fold(name): name for name, _ in people}
    near = difflib.get_close_matches(fold(given), folded, MOST_SUGGESTED, ALIKE)
    said = [say("cli.me.unknown", name=given)]
    return [*said, say("cli.me.near", names=", ".join(shown(folded[item]) for item in near))] if near else said


def _options(people: People) -> list[str]:
    return ["  " + say("cli.me.option", name=_quoted(name), count=f"{count:,}") for name, count in people]


def _quoted(name: str) -> str:
    """A name as it can be typed: in plain quotes, which every shell knows, where these are safe."""
    plain = shown(name)
    return f'"{plain}"' if not set(plain) & set('"$`\\!') else shlex.quote(plain)


def choose_order(need: DateOrderUnknown) -> str:
    """How the dates are to be read, asked.

    Raises
    ------
    DateOrderUnknown
        nobody can be asked here; the message says what to add.
    """
    if not on_terminal():
        options = ["  " + say("cli.order.option", order=order, meaning=say(f"cli.order.{order}")) for order in ORDERS]
        raise _OrderOpen("\n".join([say("cli.order.need", reason=need), *options])) from need
    click.echo(say("cli.order.which"), err=True)
    for order in ORDERS:
        click.echo(f"  {order}  {say(f'cli.order.{order}')}", err=True)
    return str(click.prompt(say("cli.order.ask"), type=click.Choice(ORDERS), err=True))


class _Open(ChoiceNeeded):
    """Which name is theirs stays open; the message is made of several sentences."""

    def __init__(self, message: str) -> None:
        Exception.__init__(self, message)


class _OrderOpen(DateOrderUnknown):
    """How to read the dates stays open; the message is made of several sentences."""

    def __init__(self, message: str) -> None:
        Exception.__init__(self, message)
