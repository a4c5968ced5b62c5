"""The order of day and month for every shape of header in a file; asks where it stays open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ebbtide.errors import DateOrderUnknown
from ebbtide.readers.whatsapp.dates import (
    NO_TIME,
    Times,
    backward_jumps,
    clearly,
    infer,
    is_month_first,
    name_of,
)
from ebbtide.readers.whatsapp.guard import Bools, real_headers
from ebbtide.readers.whatsapp.stamps import Stamps


@dataclass(frozen=True)
class Ordered:
    """Which candidates are headers, their times, and the order taken ("inferred", "told", "fixed")."""

    real: Bools
    time: Times
    order: str
    source: str


def settle(stamps: Stamps, twins: Callable[[], Bools], told: str | None, latest: int | None, name: str) -> Ordered:
    """Choose the reading of each shape, then drop the headers that are quotations.

    `twins` tells, when asked, which candidates repeat an earlier line.

    Raises
    ------
    DateOrderUnknown
        ranges and time order leave it open, or contradict what was told.
    """
    counts = np.bincount(stamps.family, minlength=len(stamps.families))
    counts[[number for number, family in enumerate(stamps.families) if not family]] = 0
    time = np.full(len(stamps.line), NO_TIME, np.int64)
    orders: dict[int, tuple[str, str]] = {}
    open_families: list[int] = []
    for family in np.argsort(-counts, kind="stable").tolist():
        if not counts[family]:
            continue
        at = stamps.family == family
        choice = _choose(stamps, at, told, latest, time)
        if choice is None:
            open_families.append(family)
            choice = (_guess_for_guard(stamps, at), "open")
        orders[family] = choice
        time[at] = _reading(stamps, choice[0])[at]
    real = real_headers(time, stamps.family, twins)
    _refuse_open(stamps, real, open_families, told, name)
    main = int(np.argmax(counts))
    return Ordered(real, time, *orders[main])


def _choose(stamps: Stamps, at: Bools, told: str | None, latest: int | None, others: Times) -> tuple[str, str] | None:
    year_at = int(stamps.year_at[at][0])
    if told == "ymd" and year_at == 2 and (stamps.year_first[at] != NO_TIME).any():
        return "ymd", "told"
    day_first, month_first = stamps.day_first[at], stamps.month_first[at]
    if year_at == 0:
        return _year_first(day_first, month_first, told)
    wanted = None if told is None else int(is_month_first(told))
    if wanted is not None:
        holds = ((day_first, month_first)[wanted] != NO_TIME).any()
        return (name_of(year_at, bool(wanted)), "told") if holds else None
    if np.array_equal(day_first, month_first) and (day_first != NO_TIME).any():
        return name_of(year_at, False), "fixed"
    chosen = infer(day_first, month_first, latest)
    if chosen is None:
        chosen = _among_others(stamps, at, others)
    if chosen is None or not ((day_first, month_first)[chosen] != NO_TIME).any():
        return None
    return name_of(year_at, bool(chosen)), "inferred"


def _year_first(day_first: Times, month_first: Times, told: str | None) -> tuple[str, str]:
    """A four-digit year in front is followed by the month, unless that is impossible."""
    if told == "ydm" or (told is None and infer(day_first, month_first, None) == 0
                         and not np.array_equal(day_first, month_first)
                         and (month_first == NO_TIME).any()):
        return "ydm", "told" if told else "inferred"
    return "ymd", "fixed"


def _among_others(stamps: Stamps, at: Bools, others: Times) -> int | None:
    """Which reading stands better in the order of time among shapes that are settled already."""
    if (others == NO_TIME).all():
        return None
    jumps = [backward_jumps(np.where(at, reading, others)) for reading in (stamps.day_first, stamps.month_first)]
    return clearly(*jumps)


def _guess_for_guard(stamps: Stamps, at: Bools) -> str:
    """Only to see whether an undecided shape is quoted text; never used for a date that is kept."""
    return name_of(int(stamps.year_at[at][0]), False)


def _reading(stamps: Stamps, order: str) -> Times:
    if order == "ymd":
        return np.where(stamps.year_at == 0, stamps.month_first, stamps.year_first)
    return stamps.month_first if is_month_first(order) else stamps.day_first


def _refuse_open(stamps: Stamps, real: Bools, open_families: list[int], told: str | None, name: str) -> None:
    for family in open_families:
        if (real & (stamps.family == family)).any() or not real.any():
            if told is None:
                raise DateOrderUnknown("readers.date_order.unknown", file=name)
            raise DateOrderUnknown("readers.date_order.impossible", file=name, told=told)
