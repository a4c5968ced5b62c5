"""Three questions before a look, each skippable: living together, trips and hard times, other ways to keep in touch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import click

from ebbtide import service
from ebbtide.cli.options import Day, Living, Stretch
from ebbtide.cli.questions import ask, tell
from ebbtide.wording import say

T = TypeVar("T")


def ask_circumstances(told: service.Circumstances) -> service.Circumstances:
    """What was told, with the answers to what was not; Enter alone skips a question."""
    if told.living is None:
        living, since = _answer("cli.told.living", Living().parts) or (None, None)
        if living == "together" and since is None:
            since = _answer("cli.told.since", lambda text: Day().convert(text, None, None))
        told = replace(told, living=living, together_since=since)
    if not told.away and not told.stressors:
        away, hard = _answers("cli.told.away", Stretch()), _answers("cli.told.hard", Stretch(names=True))
        told = replace(told, away=away, stressors=hard)
    if not told.channels:
        told = replace(told, channels=_answer("cli.told.channels", _names) or ())
    return told


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for part in text.split(",") if (name := part.strip()))


def _answer(question: str, read: Callable[[str], T]) -> T | None:
    """One answer; asked again where it cannot be read, None for Enter alone."""
    while text := ask(say(question)):
        try:
            return read(text)
        except click.BadParameter as error:
            tell(error.message)
    return None


def _answers(question: str, kind: Stretch) -> tuple[service.Days, ...]:
    """Stretches of days, one an answer, until Enter alone."""
    days: list[service.Days] = []
    while (stretch := _answer(question, lambda text: kind.convert(text, None, None))) is not None:
        days.append(stretch)
    return tuple(days)


__all__ = ["ask_circumstances"]
