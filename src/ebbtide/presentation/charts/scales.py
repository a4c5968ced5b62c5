"""Scales: from a date or a value to a place in a drawing, and the ticks that fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: Months from one tick of a date axis to the next, and how many that may be.
_STEPS = (1, 2, 3, 6, 12, 24, 36, 48, 60, 120, 600)


@dataclass(frozen=True)
class DateScale:
    """Days from `first` to before `end` along a drawing, from `left` to `right`."""

    first: date
    end: date
    left: float
    right: float

    @property
    def day(self) -> float:
        """The width of one day."""
        return (self.right - self.left) / max((self.end - self.first).days, 1)

    def at(self, day: date, *, middle: bool = False) -> float:
        """Where `day` begins, or its middle; days outside lie at the edge."""
        place = self.left + ((day - self.first).days + 0.5 * middle) * self.day
        return min(max(place, self.left), self.right)

    def weeks(self, mondays: Sequence[date]) -> Floats:
        """(weeks,): the middle of each week."""
        days = np.array([monday.toordinal() for monday in mondays], float) - self.first.toordinal()
        return self.left + (days + 3.5) * self.day


@dataclass(frozen=True)
class ValueScale:
    """Values from `low` at the height `bottom` to `high` at `top`; `log` for waits, that run over many sizes."""

    low: float
    high: float
    top: float
    bottom: float
    log: bool = False

    def at(self, value: float) -> float:
        """Where `value` lies; values outside lie at the edge."""
        return float(self.all(np.array([value], float))[0])

    def all(self, values: Floats) -> Floats:
        """Where `values` lie; nan stays nan."""
        low, high, places = self.low, self.high, values
        if self.log:
            with np.errstate(divide="ignore", invalid="ignore"):
                low, high, places = math.log(low), math.log(high), np.log(np.maximum(values, self.low))
        share = (places - low) / ((high - low) or 1.0)
        return np.asarray(self.bottom - np.clip(share, 0.0, 1.0) * (self.bottom - self.top), float)


def month_starts(first: date, last: date, most: int) -> list[date]:
    """First days of months from `first` to `last`, evenly spaced, at most `most`; `first` where there is none."""
    start, stop = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    months = [day for k in range(start, stop + 1) if (day := date(k // 12, k % 12 + 1, 1)) >= first]
    if not months:
        return [first]
    step = next(step for step in _STEPS if math.ceil(len(months) / step) <= max(most, 1))
    even = [day for day in months if (day.year * 12 + day.month - 1) % step == 0]
    return even if len(even) >= min(most, 2) else months[::step]


def round_ticks(high: float, most: int = 4) -> list[float]:
    """Round values from zero up to at most `high`, at most `most` steps of 1, 2, 2.5 or 5."""
    if not math.isfinite(high) or high <= 0:
        return [0.0]
    power = 10.0 ** math.floor(math.log10(high / most))
    step = next((power * n for n in (1, 2, 2.5, 5, 10) if high / (power * n) <= most), power * 20)
    return [step * k for k in range(int(high / step + 1e-9) + 1)]
