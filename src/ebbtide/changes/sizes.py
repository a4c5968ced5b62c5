"""Sizes of single measures at the index's dates: before and after in natural units with 90 % intervals.

The date is borrowed from the index (research/statistics.md section 4): the difference of weighted
means before and after each drawn date, its standard error widened for AR(1) weeks with rho of at
least .3, and a t quantile for few weeks after.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ebbtide.changes.constants import BASELINE_WEEKS
from ebbtide.changes.types import Change
from ebbtide.measures.types import Floats, Measure, Weekly

#: Least autocorrelation assumed of weekly noise.
RHO_FLOOR = 0.3
#: Report-wide false-discovery rate of single sentences (research/domain.md section 2).
FALSE_DISCOVERY = 0.10
#: Measures whose change is a ratio on their analysis scale, and how that scale turns into a ratio.
RATIO_ROOT = ("start_hazard", "messages", "calls")
RATIO_LOG = ("reply_time", "length", "silence")
#: A size needs this many weeks with the measure on each side.
LEAST_WEEKS = 3
_Z90 = 1.6449

#: A row and the p value of its difference.
_Sized = tuple[Change, float]


def sizes(w: Weekly, last: int, dates: NDArray[np.int64], withheld: frozenset[str] = frozenset()) -> tuple[Change, ...]:
    """One `Change` a measure and person; `dates` are draws of the week of the change."""
    made = [
        _size(m, person, last, dates, _reason(m) if m.name in withheld else None)
        for m in w.measures.values()
        for person in (0, 1)
    ]
    return _control([item for item in made if item is not None])


def _reason(m: Measure) -> str:
    return "findings.withheld.voice" if m.needs_text else "findings.withheld.hours"


def _size(m: Measure, person: int, last: int, dates: NDArray[np.int64], withheld: str | None) -> _Sized | None:
    value, variance = m.value[person, : last + 1], m.variance[person, : last + 1]
    parts = [_difference(value, variance, int(t)) for t in np.unique(dates)]
    weight = np.array([np.sum(dates == t) for t in np.unique(dates)], dtype=float)
    keep = [k for k, part in enumerate(parts) if part is not None]
    if not keep:
        return None
    rows = np.array([parts[k] for k in keep])
    weight = weight[keep] / weight[keep].sum()
    before, after = float(weight @ rows[:, 0]), float(weight @ rows[:, 1])
    within = float(weight @ (rows[:, 2] ** 2))
    between = float(weight @ (rows[:, 1] - rows[:, 0] - (after - before)) ** 2)
    return _change(m, person, before, after, math.sqrt(within + between), withheld)


def _difference(value: Floats, variance: Floats, week: int) -> tuple[float, float, float] | None:
    """Means before and after `week` and the standard error of their difference, on the analysis scale."""
    sides = (slice(max(0, week - BASELINE_WEEKS), week), slice(week, None))
    means, errors = [], []
    for part in sides:
        seen = np.isfinite(value[part]) & np.isfinite(variance[part])
        y, v = value[part][seen], variance[part][seen]
        if len(y) < LEAST_WEEKS:
            return None
        means.append((y, v))
    pooled = np.concatenate([y - y.mean() for y, _ in means])
    total = float((pooled**2).sum() / max(len(pooled) - 2, 1))
    rho = max(RHO_FLOOR, _autocorrelation(pooled))
    for y, v in means:
        spread = max(total, float(v.mean()))
        inflate = (1 + rho) / (1 - rho) if len(y) > 2 else 1.0
        errors.append(spread * inflate / len(y))
    few = 1 + 1.5 / max(min(len(y) for y, _ in means) - 1, 1)
    return float(means[0][0].mean()), float(means[1][0].mean()), few * math.sqrt(sum(errors))


def _autocorrelation(y: Floats) -> float:
    base = float((y**2).sum())
    return min(0.7, float((y[1:] * y[:-1]).sum()) / base) if base > 0 else 0.0


def _change(m: Measure, person: int, before: float, after: float, error: float, withheld: str | None) -> _Sized:
    low, high = after - before - _Z90 * error, after - before + _Z90 * error
    natural = tuple(natural_level(m, person, x) for x in (before, after, before + low, before + high))
    if m.name in RATIO_ROOT + RATIO_LOG:
        scale, base = "ratio", max(natural[0], 1e-9)
        effect, ends = natural[1] / base, sorted((natural[2] / base, natural[3] / base))
    else:
        scale = "points"
        effect, ends = natural[1] - natural[0], sorted((natural[2] - natural[0], natural[3] - natural[0]))
    clear = withheld is None and not low <= 0 <= high
    change = Change(
        m.name, person, m.area, m.unit, scale, natural[0], natural[1], effect, ends[0], ends[1], clear, False,
        withheld,
    )
    return change, _p(after - before, error)


def natural_level(m: Measure, person: int, x: float) -> float:
    """A level of the analysis scale in the unit a person reads."""
    if m.name in RATIO_ROOT:
        seen = np.isfinite(m.value[person]) & (m.value[person] > 0) & np.isfinite(m.natural[person])
        ratio = m.natural[person][seen] / m.value[person][seen] ** 2
        return max(x, 0.0) ** 2 * float(np.median(ratio)) if seen.any() else float("nan")
    if m.name in ("reply_time", "silence"):
        return math.exp(-x)
    if m.name == "length":
        return math.expm1(x)
    return 100 * math.sin(min(max(x, 0.0), math.pi / 2)) ** 2


def _p(difference: float, error: float) -> float:
    return math.erfc(abs(difference) / max(error, 1e-9) / math.sqrt(2))


def _control(sized: list[_Sized]) -> tuple[Change, ...]:
    """Benjamini-Hochberg 1995 over all judged rows of both people: only survivors may be worded as changes."""
    p = np.array([p for change, p in sized if change.withheld is None])
    line = 0.0
    if len(p):
        ranked = np.sort(p)
        passed = ranked[ranked <= FALSE_DISCOVERY * np.arange(1, len(p) + 1) / len(p)]
        line = float(passed.max()) if len(passed) else 0.0
    return tuple(replace(change, controlled=change.clear and p <= line) for change, p in sized)
