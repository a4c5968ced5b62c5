"""Silence then burst, and the longest silence against a person's own rhythm, by days and alike for both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.measures.measure import Burst, Floats, LongSilence
from ebbtide.analysis.measures.stream import Stream
from ebbtide.people import PEOPLE, Person

#: Quiet: days under this share of the person's own median day, so many in a row (catalogue, gap_burst).
QUIET_SHARE, QUIET_DAYS = 0.3, 5
#: Burst: within so many days after them, more than this multiple of the own median (catalogue, gap_burst).
BURST_SHARE, BURST_DAYS = 1.5, 2
#: With a smaller median of turns a day than this "a third of it" is no count.
LEAST_MEDIAN = 3.0
#: Where the other person wrote less than this share of their usual in the quiet days, the quiet was of both.
OTHER_QUIET_SHARE = 0.3
#: A median gap rests on at least this many days with contact.
LEAST_CONTACT_DAYS = 20
#: Days looked back, as for a near silence.
LOOK_BACK_DAYS = 104 * 7


def affection_by_day(s: Stream) -> Floats:
    """(2, days) turns that show affection, by person and day; nan where none could be read."""
    days = 7 * s.weeks
    readable = np.isfinite(s.affection)
    cell = s.person[readable].astype(np.int64) * days + (s.at[readable] // 1440.0).astype(np.int64)
    count = np.bincount(cell, s.affection[readable], minlength=2 * days).astype(np.float64).reshape(2, days)
    return count if readable.any() else np.full((2, days), np.nan)


def bursts(
    monday: tuple[date, ...], daily: Floats, affection: Floats, hide: NDArray[np.bool_], messages: Floats | None = None
) -> tuple[Burst, ...]:
    """Episodes in which a person all but stopped for days, the other did not, and then much came at once.

    daily: (2, days) turns from `monday[0]`; affection: (2, 7 * weeks); hide: (weeks,) True for
    weeks not shown or marked by the user; messages: (2, days) single messages, where they are other than the turns.
    In the order of their dates. Only complete weeks count.
    """
    visible = np.repeat(~hide, 7)[-LOOK_BACK_DAYS:]
    first = monday[-1] + timedelta(days=7 - len(visible))
    end = 7 * len(monday)
    rows, warm, single = (
        part[:, end - len(visible) : end] for part in (daily, affection, daily if messages is None else messages)
    )
    days = [_Days(rows[person], rows[1 - person], warm[person], single[1 - person], visible) for person in PEOPLE]
    episodes = [item for person in PEOPLE for item in _of_person(person, days[person], first)]
    return tuple(sorted(episodes, key=lambda item: (item.quiet_from, item.person)))


@dataclass(frozen=True)
class _Days:
    """The days of one person and of the other, (days,) each: turns, affection, the other's messages, visible days."""

    turns: Floats
    other: Floats
    warm: Floats
    other_messages: Floats
    visible: NDArray[np.bool_]


def _of_person(person: Person, days: _Days, first: date) -> Iterator[Burst]:
    median = float(np.median(days.turns[days.visible])) if days.visible.any() else 0.0
    if median < LEAST_MEDIAN:
        return
    usual_other = float(np.median(days.other[days.visible]))
    for begin, end in runs((days.turns < QUIET_SHARE * median) & days.visible, QUIET_DAYS):
        back = _back(days.turns, median, days.visible, end)
        by = "volume"
        if back is None:
            back, by = _warm_again(days.warm, days.visible, end), "affection"
        if back is not None and days.other[begin:end].mean() >= OTHER_QUIET_SHARE * usual_other:
            day = [first + timedelta(days=k) for k in (begin, end - 1, back)]
            yield Burst(person, day[0], day[1], day[2], by, int(days.other_messages[begin:end].sum()))


def _back(row: Floats, median: float, visible: NDArray[np.bool_], end: int) -> int | None:
    """The first day after the quiet on which far more than usual came."""
    for day in range(end, min(end + BURST_DAYS, len(row))):
        if visible[day] and row[day] > BURST_SHARE * median:
            return day
    return None


def _warm_again(row: Floats, visible: NDArray[np.bool_], end: int) -> int | None:
    """The first day after the quiet, where the two days held far more affection than two days usually do."""
    if not np.isfinite(row).all() or end + BURST_DAYS > len(row) or not visible[end : end + BURST_DAYS].all():
        return None
    pairs = np.convolve(row, np.ones(BURST_DAYS), "valid")
    usual = float(np.median(pairs[visible[: len(pairs)]]))
    return end if usual >= LEAST_MEDIAN - 1 and pairs[end] > BURST_SHARE * usual else None


def runs(mask: NDArray[np.bool_], least: int) -> list[tuple[int, int]]:
    """First day and day after the last of every run of at least `least` days in the mask.

    >>> runs(np.array([True, True, False, True]), 2)
    [(0, 2)]
    """
    edge = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edge[::2], edge[1::2], strict=True) if b - a >= least]


def silences(monday: tuple[date, ...], daily: Floats, hide: NDArray[np.bool_]) -> tuple[LongSilence, ...]:
    """Each person's longest gap between two days with a message or call, against their own median gap.

    daily: (2, days) contact events from `monday[0]`; hide: (weeks,) as in `bursts`. A gap counts
    only where the sources show all of its days. Navarro et al. 2017 found eight times the usual to be a mark
    in mobile calls; here the multiple is a number beside a date and nothing follows from it.
    """
    visible = np.repeat(~hide, 7)[-LOOK_BACK_DAYS:]
    end = 7 * len(monday)
    first = monday[-1] + timedelta(days=7 - len(visible))
    longest = (_longest(person, daily[person, end - len(visible) : end], visible, first) for person in PEOPLE)
    return tuple(item for item in longest if item is not None)


def _longest(person: Person, row: Floats, visible: NDArray[np.bool_], first: date) -> LongSilence | None:
    contact = np.flatnonzero((row > 0) & visible)
    hidden = np.concatenate([[0], np.cumsum(~visible)])
    after = np.append(contact[1:], len(row) - 1)  # the last gap is still open
    observed = hidden[after + 1] == hidden[contact]
    gap = np.where(observed, after - contact, 0)
    closed = gap[:-1][observed[:-1]]
    if len(closed) < LEAST_CONTACT_DAYS:
        return None
    k = int(gap.argmax())
    usual = float(np.median(closed))
    start, end = (first + timedelta(days=int(day)) for day in (contact[k], after[k]))
    return LongSilence(person, start, end, int(gap[k]), usual, float(gap[k]) / usual, k == len(contact) - 1)
