"""Questions that only the user can answer: which name is theirs, and how the dates of a file are to be read."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from typing import Any

import click

from ebbtide.errors import ChoiceNeeded, DateOrderUnknown
from ebbtide.wording import say

ORDERS = ("dmy", "mdy", "ymd")


def on_terminal() -> bool:
    """Whether somebody can be asked: questions go to standard error, answers come from standard input."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def tell(text: str) -> None:
    """Print to standard error, without control characters that could move the cursor or change its colours."""
    click.echo("".join(letter for letter in text if letter.isprintable() or letter == "\n"), err=True)


def choose_me(need: ChoiceNeeded) -> str:
    """Which of the people of `need` the user is.

    Raises
    ------
    ChoiceNeeded
        `need` itself where nobody can be asked: it lists the people and says what to add.
    """
    if not (need.people and on_terminal()):
        raise need
    tell(say("cli.me.which"))
    for number, (name, count) in enumerate(need.people, 1):
        tell(say("cli.me.row", number=number, name=name, count=f"{count:,}"))
    while (found := _among(need.people, _prompt(say("cli.me.ask")))) is None:
        tell(say("cli.me.again"))
    return found


def _among(people: Sequence[tuple[str, int]], given: str) -> str | None:
    """The person whose number or name was typed."""
    from ebbtide.conversation.people import same_name

    rows = enumerate(people, 1)
    found = [name for number, (name, _) in rows if given.strip() == str(number) or same_name(name, given)]
    return found[0] if len(found) == 1 else None


def choose_order(need: DateOrderUnknown) -> str:
    """How the dates are to be read.

    Raises
    ------
    DateOrderUnknown
        `need` itself where nobody can be asked: it says what to add.
    """
    if not on_terminal():
        raise need
    tell(say("cli.order.which"))
    for order in ORDERS:
        tell(say(f"cli.order.{order}", order=order))
    return _prompt(say("cli.order.ask"), type=click.Choice(ORDERS))


def _prompt(question: str, **settings: Any) -> str:
    """Ask on standard error; Ctrl-C ends the question at once."""
    if hasattr(signal, "siginterrupt"):
        # Polars has by now put its own handler before Python's, one that resumes a read that Ctrl-C broke off:
        # without this line Ctrl-C would wait for Enter.
        signal.siginterrupt(signal.SIGINT, True)
    return str(click.prompt(question, err=True, **settings))
