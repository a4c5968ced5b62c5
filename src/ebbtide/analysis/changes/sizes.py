"""Sizes of single measures at the index's dates: before and after in natural units with 90 % intervals.

The date is borrowed from the index (docs/method/statistics.md#sizes): the difference of weighted
means before and after each drawn date, its standard error widened for AR(1) weeks (what is not
sampling noise has a rho of at least .5) and for few weeks after.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.changes.analysis import Change
from ebbtide.analysis.changes.minimum_data import NOTHING, Withheld, sides, thin_measures
from ebbtide.analysis.changes.rates import COUNTED_BELOW, counted, is_rare, joined, log_ratio
from ebbtide.analysis.measures.measure import Floats, Ints, Measure, Weekly
from ebbtide.analysis.measures.specs import Scale
from ebbtide.people import PEOPLE, Person

#: Least and most autocorrelation assumed of the weekly noise that is not sampling noise.
RHO_FLOOR, RHO_CEILING = 0.5, 0.7
#: Stated sampling variances are upper bounds; this share of them made the intervals true in every band of volume.
SAMPLING_SHARE = 0.8
#: Report-wide false-discovery rate of single sentences (docs/method/changes.md#control).
FALSE_DISCOVERY = 0.10
#: The area of habits of writing, which are no contact, and the p value up to which a row of it may be said.
WRITING, ALONE = "writing", 0.01
#: A size needs this many weeks with the measure on each side.
LEAST_WEEKS = 3
_Z90 = 1.6449

#: A row and the p value of its difference.
_Sized = tuple[Change, float]


def sizes(w: Weekly, last: int, dates: NDArray[np.int64], withheld: Withheld = NOTHING) -> tuple[Change, ...]:
    """One `Change` a measure and person; `dates` are draws of the week of the change."""
    split = _Dates(w, last, dates)
    few = thin_measures(w, *split.usual)
    rows = [
        _size(m, person, split, _reason(m, m.name in withheld[person], m.name in few[person]))
        for m in w.measures.values()
        for person in PEOPLE
    ]
    return _control([item for item in rows if item is not None])


def _reason(m: Measure, withheld: bool, few: bool) -> str | None:
    """Wording key of why a measure is not judged."""
    name = ("voice" if m.needs_text else "hours") if withheld else "few" if few else None
    return name and f"findings.withheld.{name}"


class _Dates:
    """The drawn weeks of a change with the share of the draws of each, and the weeks before and after each one."""

    def __init__(self, w: Weekly, last: int, dates: NDArray[np.int64]) -> None:
        self.week, many = np.unique(dates, return_counts=True)
        self.share: Floats = many / many.sum()
        self.sides = [sides(w, last, int(week)) for week in self.week]

    @property
    def usual(self) -> tuple[Ints, Ints]:
        """The weeks before and after the date that was drawn most often."""
        return self.sides[int(self.share.argmax())]


def _size(m: Measure, person: Person, split: _Dates, withheld: str | None) -> _Sized | None:
    if (rate := _rate(m, person, split)) is not None:
        return rate if rate[0].before + rate[0].after > 0 else None
    parts = [_difference(m, person, *pair) for pair in split.sides]
    keep = [k for k, part in enumerate(parts) if part is not None]
    if not keep:
        return None
    rows = np.array([parts[k] for k in keep])
    weight = split.share[keep] / split.share[keep].sum()
    before, after = float(weight @ rows[:, 0]), float(weight @ rows[:, 1])
    within = float(weight @ (rows[:, 2] ** 2))
    between = float(weight @ (rows[:, 1] - rows[:, 0] - (after - before)) ** 2)
    row, p = _change(m, person, before, after, math.sqrt(within + between))
    clear = row.clear and withheld is None and not _rare_share(m, person, split.usual)
    return replace(row, clear=clear, withheld=withheld), p


def _rare_share(m: Measure, person: Person, pair: tuple[Ints, Ints]) -> bool:
    """Whether what a share counts is too rare to be clear by itself."""
    if not m.spec.is_share:
        return False
    hits = [float((np.nan_to_num(m.natural[person, weeks]) / 100 * m.count[person, weeks]).sum()) for weeks in pair]
    return is_rare(hits[0], hits[1], (len(pair[0]), len(pair[1])))


def _difference(m: Measure, person: Person, before: Ints, after: Ints) -> tuple[float, float, float] | None:
    """Levels on both sides of a date and the standard error of their difference, on the analysis scale."""
    parts = [_part(m, person, weeks) for weeks in (before, after)]
    if min(len(part.value) for part in parts) < LEAST_WEEKS:
        return None
    around = np.concatenate([part.value - part.value.mean() for part in parts])
    total = float((around**2).sum() / max(len(around) - 2, 1))
    error = sum(_error(part, total, _autocorrelation(around)) for part in parts)
    few = 1 + 1.5 / max(min(len(part.value) for part in parts) - 1, 1)
    return parts[0].level, parts[1].level, few * math.sqrt(error)


@dataclass(frozen=True)
class _Part:
    """The weeks of one side of a date that were seen, and their level on the analysis scale."""

    value: Floats
    variance: Floats
    level: float


def _part(m: Measure, person: Person, weeks: Ints) -> _Part:
    value, variance = m.value[person, weeks], m.variance[person, weeks]
    observed = np.isfinite(value) & np.isfinite(variance)
    value, variance = value[observed], variance[observed]
    if not m.spec.is_share or not len(value):
        return _Part(value, variance, float(value.mean()) if len(value) else math.nan)
    # Weekly angles of a rare thing lie too high (three eighths are added to every week), so shares are pooled.
    count = m.count[person, weeks][observed]
    hits = float((m.natural[person, weeks][observed] / 100 * count).sum())
    return _Part(value, variance, math.asin(math.sqrt((hits + 0.375) / (float(count.sum()) + 0.75))))


def _error(part: _Part, total: float, rho: float) -> float:
    """Variance of a level: sampling noise falls with the number of weeks, slow noise by AR(1) more slowly."""
    sampling = min(SAMPLING_SHARE * float(part.variance.mean()), total)
    slow = total - sampling
    memory = min(max(RHO_FLOOR, rho * total / slow), RHO_CEILING) if slow > 0.05 * total else RHO_FLOOR
    return (sampling + slow * (1 + memory) / (1 - memory)) / len(part.value)


def _autocorrelation(y: Floats) -> float:
    """Lag-one autocorrelation with its small-sample bias taken off (Kendall 1954, Biometrika 41)."""
    base, n = float((y**2).sum()), len(y)
    return (n * float((y[1:] * y[:-1]).sum()) / base + 1) / max(n - 4, 1) if base > 0 else 0.0


def _rate(m: Measure, person: Person, split: _Dates) -> _Sized | None:
    """The row of a rate from counts over time, where a week has few events on either side; None elsewhere."""
    if m.exposure is None:
        return None
    pairs = [[counted(m, person, weeks) for weeks in pair] for pair in split.sides]
    keep = [k for k, pair in enumerate(pairs) if min(part.weeks for part in pair) > 0]
    if not keep:
        return None
    weight = split.share[keep] / split.share[keep].sum()
    before, after = (joined([pairs[k][side] for k in keep], weight) for side in (0, 1))
    if min(before.rate, after.rate) >= COUNTED_BELOW:
        return None
    value, error = log_ratio(before, after)
    few = 1 + 1.5 / max(min(before.weeks, after.weeks) - 1, 1)
    ends = [math.exp(value + sign * _Z90 * few * error) for sign in (-1, 1)]
    rare = is_rare(before.events, after.events, (before.weeks, after.weeks))
    clear = not rare and not ends[0] <= 1 <= ends[1]
    effect = math.exp(value)
    row = Change(m.name, person, m.area, m.unit, "ratio", before.rate, after.rate, effect, ends[0], ends[1], clear)
    return row, _p(value, few * error)


def _change(m: Measure, person: Person, before: float, after: float, error: float) -> _Sized:
    low, high = after - before - _Z90 * error, after - before + _Z90 * error
    natural = tuple(natural_level(m, person, x) for x in (before, after, before + low, before + high))
    if not m.spec.is_share:
        scale, base = "ratio", max(natural[0], 1e-9)
        effect, ends = natural[1] / base, sorted((natural[2] / base, natural[3] / base))
    else:
        scale = "points"
        effect, ends = natural[1] - natural[0], sorted((natural[2] - natural[0], natural[3] - natural[0]))
    clear = not low <= 0 <= high
    row = Change(m.name, person, m.area, m.unit, scale, natural[0], natural[1], effect, ends[0], ends[1], clear)
    return row, _p(after - before, error)


def natural_level(m: Measure, person: Person, x: float) -> float:
    """A level of the analysis scale in the unit a person reads."""
    if m.spec.scale is Scale.ROOT:
        # Weeks without an event have no such ratio, and their median would take every rare rate for nothing.
        observed = np.isfinite(m.value[person]) & (m.value[person] > 0) & (np.nan_to_num(m.natural[person]) > 0)
        ratio = m.natural[person][observed] / m.value[person][observed] ** 2
        return max(x, 0.0) ** 2 * float(np.median(ratio)) if observed.any() else float("nan")
    if m.spec.scale is Scale.LOG:
        return math.exp(-x) if m.spec.turned else math.expm1(x)
    return 100 * math.sin(min(max(x, 0.0), math.pi / 2)) ** 2


def _p(difference: float, error: float) -> float:
    return math.erfc(abs(difference) / max(error, 1e-9) / math.sqrt(2))


def _control(sized: list[_Sized]) -> tuple[Change, ...]:
    """Benjamini-Hochberg 1995 over all judged rows of both people: only survivors may be worded as changes.

    How a thought is cut into messages stands by itself: it speaks of no contact, and lets no other row through.
    """
    p = np.array([p for change, p in sized if change.withheld is None and change.area != WRITING])
    line = 0.0
    if len(p):
        ranked = np.sort(p)
        passed = ranked[ranked <= FALSE_DISCOVERY * np.arange(1, len(p) + 1) / len(p)]
        line = float(passed.max()) if len(passed) else 0.0
    return tuple(
        replace(change, controlled=change.clear and p <= (ALONE if change.area == WRITING else line))
        for change, p in sized
    )
