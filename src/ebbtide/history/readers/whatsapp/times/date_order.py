"""The order of day and month for every shape of header in a file; asks where it stays open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ebbtide.errors import DateOrderUnknown
from ebbtide.history.readers.whatsapp.quotations import Bools, Evidence, real_headers
from ebbtide.history.readers.whatsapp.stamps import Stamps
from ebbtide.history.readers.whatsapp.times.dates import (
    NO_TIME,
    Times,
    backward_jumps,
    clearly,
    infer,
    is_month_first,
    name_of,
)

#: Of a shape whose order is not settled.
OPEN = "open"


@dataclass(frozen=True)
class Ordered:
    """Which candidates are headers, their times, and the order taken ("inferred", "told", "fixed")."""

    real: Bools
    time: Times
    order: str
    source: str


def settle(stamps: Stamps, evidence: Evidence, told_order: str | None, latest: int | None, name: str) -> Ordered:
    """Choose the reading of each shape, then drop the headers that are quotations.

    `evidence` tells, when asked, what the lines of the candidates show beside their times.

    Raises
    ------
    DateOrderUnknown
        ranges and time order leave it open, or contradict what was told.
    """
    counts = np.bincount(stamps.family, minlength=len(stamps.families))
    counts[[number for number, family in enumerate(stamps.families) if not family]] = 0
    readings = stamps.times("day_first"), stamps.times("month_first")
    time = np.full(len(stamps.line), NO_TIME, np.int64)
    orders: dict[int, tuple[str, str]] = {}
    for family in [int(number) for number in np.argsort(-counts, kind="stable") if counts[number]]:
        at = stamps.family == family
        year_at = stamps.year_at(int(np.argmax(at)))
        # An open shape is read day first only to see whether it is quoted text: see _refuse_open.
        orders[family] = _choose(readings, at, year_at, told_order, latest, time) or (name_of(year_at, False), OPEN)
        order = orders[family][0]
        year_first = order == "ymd" and year_at == 2
        time[at] = (stamps.times("year_first") if year_first else readings[int(is_month_first(order))])[at]
        if told_order and (time[at] == NO_TIME).all():
            orders[family] = orders[family][0], OPEN
    real = real_headers(time, stamps.family, stamps.families, evidence)
    _refuse_open(stamps, real, {family for family, (_, source) in orders.items() if source == OPEN}, told_order, name)
    main = int(np.argmax(np.bincount(stamps.family[real], minlength=1))) if real.any() else next(iter(orders), 0)
    return Ordered(real, time, *orders.get(main, ("", OPEN)))


def _choose(
    readings: tuple[Times, Times], at: Bools, year_at: int, told_order: str | None, latest: int | None, others: Times
) -> tuple[str, str] | None:
    if told_order == "ymd" and year_at == 2:
        return "ymd", "told"
    day_first, month_first = readings[0][at], readings[1][at]
    if year_at == 0:
        return _year_first(day_first, month_first, told_order)
    told_reading = None if told_order is None else int(is_month_first(told_order))
    if told_reading is not None:
        holds = ((day_first, month_first)[told_reading] != NO_TIME).any()
        return (name_of(year_at, bool(told_reading)), "told") if holds else None
    if np.array_equal(day_first, month_first) and (day_first != NO_TIME).any():
        return name_of(year_at, False), "fixed"
    reading = infer(day_first, month_first, latest)
    if reading is None:
        reading = _among_others(readings, at, others)
    if reading is None or not ((day_first, month_first)[reading] != NO_TIME).any():
        return None
    return name_of(year_at, bool(reading)), "inferred"


def _year_first(day_first: Times, month_first: Times, told_order: str | None) -> tuple[str, str]:
    """A four-digit year in front is followed by the month, unless that is impossible."""
    if told_order == "ydm" or (
        told_order is None
        and infer(day_first, month_first, None) == 0
        and not np.array_equal(day_first, month_first)
        and (month_first == NO_TIME).any()
    ):
        return "ydm", "told" if told_order else "inferred"
    return "ymd", "fixed"


def _among_others(readings: tuple[Times, Times], at: Bools, others: Times) -> int | None:
    """Which reading stands better in the order of time among shapes that are settled already."""
    if (others == NO_TIME).all():
        return None
    jumps = [backward_jumps(np.where(at, reading, others)) for reading in readings]
    return clearly(*jumps)


def _refuse_open(stamps: Stamps, real: Bools, families: set[int], told_order: str | None, name: str) -> None:
    for family in families:
        if (real & (stamps.family == family)).any() or not real.any():
            if told_order is None:
                raise DateOrderUnknown("readers.date_order.unknown", file=name)
            raise DateOrderUnknown("readers.date_order.impossible", file=name, told=told_order)
