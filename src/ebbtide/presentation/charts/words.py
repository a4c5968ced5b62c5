"""Dates, numbers and names as a chart or a table prints them; no locale, no clock."""

from __future__ import annotations

import math
import unicodedata
from datetime import date
from functools import cache

from ebbtide.wording import formats, keys, say
from ebbtide.wording.formats import HOURS_FROM_MINUTES

#: Direction overrides and isolates: a name that holds one could turn the rest of a line around.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HOUR = 60.0
_DAY_HOURS = 48.0  # hours from which a time is said in days; a waking day counts 24 here, as the clock does
_WAITS = frozenset({"reply_time", "minutes"})  # last parts of the unit keys that count minutes


def plain(text: str) -> str:
    """`text` without control characters and direction overrides: safe on a page and in a terminal."""
    return "".join(c for c in text if c not in _DIRECTION and (c in "\n\t" or unicodedata.category(c) != "Cc"))


def short(text: str, most: int) -> str:
    """`text` cut to `most` characters, with an ellipsis where something was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def names(people: tuple[str, str]) -> tuple[str, str]:
    """How a report names the two: the user as "You", the other by the name as written."""
    other = " ".join(plain(people[1]).split())
    return say("charts.people.me"), other or say("charts.people.them")


def month(day: date) -> str:
    """`day` as month and year, for an axis."""
    return f"{say(f'charts.months.m{day.month}')} {day.year}"


def day(value: date) -> str:
    """`value` as day, month and year, for a table."""
    return formats.day(value)


def number(value: float) -> str:
    """As the sentences of a look print it: two figures that matter below ten, whole above; a dash for missing."""
    return formats.number(value) if math.isfinite(value) else say("charts.table.missing")


def amount(value: float, unit: str) -> str:
    """`value` in the unit that `unit` (a wording key) names; long waits in hours or days."""
    return duration(value) if is_wait(unit) and math.isfinite(value) else number(value)


def is_wait(unit: str) -> bool:
    """Whether the unit key counts minutes of waiting."""
    return unit.rpartition(".")[2] in _WAITS


def duration(minutes: float) -> str:
    """A waiting time: minutes, then hours, then days."""
    if minutes < HOURS_FROM_MINUTES:
        return say("charts.time.minutes", n=number(minutes))
    hours = minutes / _HOUR
    if hours < _DAY_HOURS:
        return say("charts.time.hours", n=number(hours))
    return say("charts.time.days", n=number(hours / 24))


def unit_name(unit: str) -> str:
    """The words of a unit key; the key's last part where the wording has none."""
    return say(unit) if unit in _known() else unit.rpartition(".")[2].replace("_", " ")


def measure_name(name: str) -> str:
    """What a measure is called on a screen."""
    key = f"charts.measures.{name}"
    return say(key) if key in _known() else name.replace("_", " ")


def measure_hint(name: str) -> str:
    """One sentence: what the measure counts; empty where there is nothing to add."""
    key = f"charts.hints.{name}"
    return say(key) if key in _known() else ""


@cache
def _known() -> frozenset[str]:
    return frozenset(keys())
