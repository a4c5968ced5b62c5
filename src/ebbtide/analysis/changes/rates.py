"""Rates of events from counts over time covered: a median of mostly empty weeks is no level.

Where a week holds few events or none, the root of a weekly count says next to nothing; the events of all weeks over the
time that they had do, with an interval that is as wide as so few make it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ebbtide.analysis.measures.measure import Floats, Ints, Measure

#: Below so many events a week, on either side of a date, a rate is read from counts over time.
COUNTED_BELOW = 3.0
#: Rare: the fuller side has fewer than this a week, or fewer events than this in all. Nothing rare is clear by itself.
RARE_A_WEEK, RARE_EVENTS = 1.5, 10.0
_Z90 = 1.6449


@dataclass(frozen=True)
class Counted:
    """Events in so many weeks of exposure; dispersion: variance of a week's count over that of a Poisson one."""

    events: float
    weeks: float
    dispersion: float = 1.0

    @property
    def rate(self) -> float:
        """Events a week."""
        return self.events / self.weeks if self.weeks > 0 else math.nan

    def interval(self) -> tuple[float, float]:
        """90 % interval of the rate, by the square root of the count (Anscombe 1948)."""
        root, half = math.sqrt(self.events + 0.375), _Z90 / 2 * math.sqrt(self.dispersion)
        low, high = (max(end, 0.0) ** 2 - 0.375 for end in (root - half, root + half))
        return max(low, 0.0) / self.weeks, max(high, 0.0) / self.weeks


def counted(m: Measure, person: int, weeks: Ints) -> Counted:
    """The events of a person in those of `weeks` that the sources show; only for measures that have an exposure."""
    assert m.exposure is not None
    exposure, count = m.exposure[person, weeks], m.count[person, weeks]
    observed = (exposure > 0) & np.isfinite(m.natural[person, weeks])
    total, time = float(count[observed].sum()), float(exposure[observed].sum())
    return Counted(total, time, _dispersion(count[observed], exposure[observed]))


def _dispersion(count: Floats, exposure: Floats) -> float:
    """Pearson's ratio, at least one: events that come in bunches say less than their number."""
    if len(count) < 3 or count.sum() <= 0:
        return 1.0
    expected = exposure * count.sum() / exposure.sum()
    return max(1.0, float(((count - expected) ** 2 / expected).sum()) / (len(count) - 1))


def joined(parts: list[Counted], weight: Floats) -> Counted:
    """The weighted mean of several countings."""
    rows = np.array([(part.events, part.weeks, part.dispersion) for part in parts])
    events, weeks, dispersion = (float(x) for x in weight @ rows)
    return Counted(events, weeks, dispersion)


def is_rare(before: float, after: float, weeks: tuple[float, float]) -> bool:
    """Whether so many events in so many weeks on each side are too few to be clear by themselves."""
    rate = max(part / time if time > 0 else 0.0 for part, time in zip((before, after), weeks, strict=True))
    return rate < RARE_A_WEEK or max(before, after) < RARE_EVENTS


def log_ratio(before: Counted, after: Counted) -> tuple[float, float]:
    """Log of the later over the earlier rate, and its standard error; half an event is added to each (Haldane 1956)."""
    value = math.log((after.events + 0.5) / after.weeks) - math.log((before.events + 0.5) / before.weeks)
    spread = max(before.dispersion, after.dispersion)
    return value, math.sqrt(spread * (1 / (before.events + 0.5) + 1 / (after.events + 0.5)))
