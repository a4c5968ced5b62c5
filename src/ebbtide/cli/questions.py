"""Questions that only the user can answer: names, dates, choices, secrets, and words of their own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import click

from ebbtide import service
from ebbtide.cli.terminal import prompt, write
from ebbtide.errors import BadRequest, ChatChoiceNeeded, ChoiceNeeded, DateOrderUnknown, YearUnknown
from ebbtide.wording import say

ORDERS = ("dmy", "mdy", "ymd")


def on_terminal() -> bool:
    """Whether somebody can be asked: questions go to standard error, answers come from standard input."""
    # A program that starts this one may have closed either.
    return bool(sys.stdin and sys.stderr and sys.stdin.isatty() and sys.stderr.isatty())


def tell(text: str) -> None:
    """Print to standard error."""
    write(text, aside=True)


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
    names = [name for name, _ in need.people]
    return _by_number_or_name(names, say("cli.me.ask"), say("cli.me.again"))


def _by_number_or_name(names: Sequence[str], question: str, again: str) -> str:
    """The one of `names` whose number in the list, or whose name, is typed; asked until it is."""
    numbers = {str(number): name for number, name in enumerate(names, 1)}
    while True:
        typed = _prompt(question).strip()
        match = numbers.get(typed) or (typed if typed in names else service.match_name(typed, names))
        if match is not None:
            return match
        tell(again)


def choose_chat(need: ChatChoiceNeeded) -> str:
    """Which of the chats of an archive is meant.

    Raises
    ------
    ChatChoiceNeeded
        `need` itself where nobody can be asked: it lists the chats and says what to add.
    """
    if not (need.chats and on_terminal()):
        raise need
    tell(say("cli.chat.which"))
    for number, name in enumerate(need.chats, 1):
        tell(say("cli.chat.row", number=number, name=name))
    return _by_number_or_name(need.chats, say("cli.chat.ask"), say("cli.chat.again"))


def ask_export_day(need: YearUnknown) -> date:
    """The day on which a chat was exported whose dates leave out their year.

    Raises
    ------
    YearUnknown
        `need` itself where nobody can be asked: it says what to add.
    """
    if not on_terminal():
        raise need
    tell(str(need))
    while True:
        with suppress(ValueError):
            return date.fromisoformat(_prompt(say("cli.year.ask")).strip())
        tell(say("cli.year.again"))


def answered(how: service.Reading, need: ChatChoiceNeeded | DateOrderUnknown | YearUnknown) -> service.Reading:
    """The same with what the files left open, asked on a terminal; elsewhere `need` is raised."""
    if isinstance(need, ChatChoiceNeeded):
        return replace(how, chat=choose_chat(need))
    if isinstance(need, YearUnknown):
        return replace(how, exported=ask_export_day(need))
    return replace(how, date_order=choose_order(need))


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


def ask(question: str, default: str = "") -> str:
    """A line that the user types; Enter alone gives `default`."""
    return _prompt(question, default=default, show_default=bool(default)).strip()


def agreed(question: str) -> bool:
    """Whether the answer is yes; Enter alone is no."""
    return ask(question).casefold() in ("y", "yes")


def ask_secret(question: str) -> str:
    """A line that is not shown while it is typed."""
    return _prompt(question, default="", show_default=False, hide_input=True)


def ask_number(question: str, low: int, high: int, default: int | None = None) -> int | None:
    """A whole number from `low` to `high`; Enter alone gives `default`."""
    while given := ask(question, "" if default is None else str(default)):
        if given.isdecimal() and low <= int(given) <= high:
            return int(given)
        tell(say("cli_vault.ask.number", low=low, high=high))
    return default


def pick(question: str, choices: Sequence[tuple[str, str]]) -> str:
    """The key of one of `choices` (key and what is shown), by its number."""
    tell(f"\n{question}")
    for number, (_, text) in enumerate(choices, 1):
        tell(say("cli_vault.ask.row", number=number, text=text))
    found = None
    while found is None:
        found = ask_number(say("cli_vault.ask.which"), 1, len(choices))
    return choices[found - 1][0]


def ask_text(question: str) -> str:
    """Several lines, ended by an empty one; Enter alone gives nothing."""
    tell(question)
    lines: list[str] = []
    while line := _prompt("", default="", show_default=False, prompt_suffix="> ").rstrip():
        lines.append(line)
    return "\n".join(lines)


def _prompt(question: str, **settings: Any) -> str:
    return whole(prompt(question, **settings))


def whole(text: str) -> str:
    """`text` itself.

    Raises
    ------
    BadRequest
        it came in another encoding; some systems let its bytes through as halves of characters.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadRequest("cli_vault.secret.not_text") from error
    return text
