"""Words in headers: parts of the day, months, eras and units in the languages of WhatsApp.

The table is `day_words.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from ebbtide.history.normal_form import normalized

#: Direction and joining marks that WhatsApp puts around dates, names and its own phrases.
MARKS = "\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
#: Spaces that separate the parts of a header: plain, tab, no-break, narrow no-break, thin.
SPACES = " \t\u00a0\u202f\u2009"

_UNWANTED = dict.fromkeys(map(ord, MARKS + SPACES + "."))
#: Hours around noon: a word of these alone is the nearest hour and no half of the day.
_AROUND_NOON = frozenset(range(11, 15))
#: An evening may run over midnight: twelve at night is no noon.
_EVENING_FROM = 17


def fold(word: str) -> str:
    """A word of a header without dots, spaces and marks, in lower case.

    >>> fold("P.\u202fM.")
    'pm'
    """
    return normalized(word.translate(_UNWANTED).casefold(), "NFC")


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "day_words.toml").read_text("utf-8"))


@cache
def periods() -> dict[str, frozenset[int]]:
    """Parts of the day, folded, to the hours of a 24-hour clock that they stand for."""
    hours = {}
    for span, words in _table()["periods"].items():
        first, last = (int(part) for part in span.split("-"))
        length = (last - first) % 24 + 1
        hours.update(dict.fromkeys(words, frozenset((first + step) % 24 for step in range(length))))
    return hours


def hour_of(written: int, period: frozenset[int]) -> int:
    """The hour of a 24-hour clock that a written hour of 1 to 12 means beside a part of the day.

    >>> hour_of(9, periods()["atnight"]), hour_of(12, periods()["atnight"]), hour_of(1, periods()["中午"])
    (21, 0, 13)
    """
    morning, evening = written % 12, written % 12 + 12
    if period <= _AROUND_NOON or min(period) >= _EVENING_FROM or (min(period) < 12 <= max(period)):
        return min((morning, evening), key=lambda hour: min(abs((hour - near + 12) % 24 - 12) for near in period))
    return morning if max(period) < 12 else evening


@cache
def months() -> dict[str, dict[str, int]]:
    """Names of months, folded, to their numbers, by language."""
    return {
        language: {form: number for number, forms in enumerate(names, 1) for form in forms.split("|")}
        for language, names in _table()["months"].items()
    }


@lru_cache(maxsize=1 << 12)
def is_month(word: str) -> bool:
    """Whether a folded word names a month in any language."""
    return any(word in names for names in months().values())


def month_numbers(words: Iterable[str]) -> dict[str, int]:
    """The number of each of a file's month names, all read in the one language that knows most of them.

    Some names are different months in two languages (Polish "lip" is July, Croatian "lip" is June).
    """
    distinct = set(words)
    tables = sorted(months().values(), key=lambda names: -len(distinct & names.keys()))
    numbers: dict[str, int] = {}
    for names in tables:
        numbers = {word: names[word] for word in distinct & names.keys()} | numbers
    return numbers


@cache
def unit_seconds() -> dict[str, int]:
    """How units of time begin, to their seconds."""
    return {word: int(seconds) for seconds, words in _table()["units"].items() for word in words}


@cache
def eras() -> dict[str, str]:
    """Words for eras, folded, to the sign that `calendars` knows; "" where the year says it all."""
    return {word: sign for sign, words in _table()["eras"].items() for word in words}


@cache
def fillers() -> frozenset[str]:
    """Words, folded, that may stand in a date beside its numbers and its month."""
    return frozenset(_table()["fillers"]["words"])
