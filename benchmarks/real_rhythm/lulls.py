"""Real lulls: a gap of two weeks or more after a busy month that was not the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.real_rhythm.injection import SEEN
from benchmarks.real_rhythm.streams import BEFORE, HOURS_A_WEEK, Stream

#: Days of silence that make a lull; days before and after it that are read. Source: the note beside the data.
LEAST_GAP_DAYS, MONTH_DAYS = 14, 28
#: A month is busy with so many messages, and so many of each side; it resumed with these within a month.
BUSY, BUSY_EACH, RESUMED, RESUMED_EACH = 8, 2, 4, 1
#: Weekly looks from the end of a lull on.
LOOKS = 12


@dataclass(frozen=True)
class Lull:
    """A silence of a stream: hours of its last message before and first after; weeks (units) of the looks."""

    stream: Stream
    start: float
    stop: float

    @property
    def key(self) -> str:
        """Name of the lull among all."""
        return f"{self.stream.group}/{self.stream.name}/{self.start:.0f}"

    def before(self) -> int:
        """Units of the look just before the silence: the last complete week with contact."""
        return int(self.start // HOURS_A_WEEK)

    def looks(self) -> list[int]:
        """Units of the looks: each week from the lull's end on, while the stream lasts."""
        first = int(self.stop // HOURS_A_WEEK) + 1
        return list(range(first, min(first + LOOKS, self.stream.units) + 1))[:LOOKS]


def lulls(stream: Stream) -> list[Lull]:
    """All lulls of a stream in weeks with enough history before."""
    days = stream.hours / 24
    gaps = np.flatnonzero(np.diff(days) >= LEAST_GAP_DAYS)
    made = [_lull(stream, float(stream.hours[k]), float(stream.hours[k + 1])) for k in gaps]
    return [one for one in made if _counts(one) and one.before() >= BEFORE and one.looks()]


def _lull(stream: Stream, start: float, stop: float) -> Lull:
    """A lull with the history that its looks see."""
    first = max(0, int(stop // HOURS_A_WEEK) + LOOKS - SEEN)
    return Lull(stream.since(first), start - first * HOURS_A_WEEK, stop - first * HOURS_A_WEEK)


def _counts(one: Lull) -> bool:
    """Busy before, resumed after."""
    month, hours, person = MONTH_DAYS * 24.0, one.stream.hours, one.stream.person
    early = np.bincount(person[(hours > one.start - month) & (hours <= one.start)], minlength=2)
    late = np.bincount(person[(hours >= one.stop) & (hours < one.stop + month)], minlength=2)
    busy = early.sum() >= BUSY and early.min() >= BUSY_EACH
    return bool(busy and late.sum() >= RESUMED and late.min() >= RESUMED_EACH)
