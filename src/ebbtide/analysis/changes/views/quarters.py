"""The quarter view: levels by thirteen weeks back from the look, for what moves too slowly for the weekly rule.

Every pair drifts a little, so a difference counts only beyond the drift that is usual, with AR(1) weeks
allowed for; a person's measures are judged together first, each one only where they moved together.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from ebbtide.analysis.changes.constants import QUARTER_WEEKS
from ebbtide.analysis.changes.index import noise_sd
from ebbtide.analysis.changes.minimum_data import NOTHING, Withheld
from ebbtide.analysis.changes.rates import COUNTED_BELOW, counted
from ebbtide.analysis.changes.sizes import RHO_FLOOR, natural_level
from ebbtide.analysis.changes.views.view_results import QuarterLevel, QuarterRow, QuarterView
from ebbtide.analysis.measures.measure import Floats, Measure, Weekly
from ebbtide.analysis.measures.specs import Scale
from ebbtide.people import PEOPLE, Person

#: Quarters that the view needs, and the most that it shows (two years).
LEAST_QUARTERS, MOST_QUARTERS = 3, 8
#: Weeks that a quarter needs to have a level, and quarters that a comparison needs before it.
LEAST_WEEKS, LEAST_BEFORE = 6, 2
#: Share of a year's contact that every pair may lose or gain slowly (docs/method/statistics.md#simulators).
DRIFT_A_YEAR = 0.25
#: Chance of a difference beyond the drift in a person's measures together, and in one of them then.
ALPHA_TOGETHER, ALPHA_ONE = 0.1, 0.1
#: Share of the weeks that a measure needs to count.
LEAST_PRESENT = 0.6
#: The name of the rows that hold the index.
INDEX_ROW = "index"
_Z90, _MOST_RHO, _YEAR = 1.6449, 0.7, 52.18


@dataclass(frozen=True)
class _Blocks:
    """One series in quarters: means, weeks, and what a mean of so many weeks is uncertain by."""

    mean: Floats  # (quarters,) nan where there are too few weeks
    weeks: Floats
    noise: float  # variance of a week's value, widened for AR(1)

    def error(self, weeks: float) -> float:
        """Standard error of the mean of so many weeks."""
        return math.sqrt(self.noise / max(weeks, 1.0)) * (1 + 1.5 / max(weeks - 1, 1.0))

    def pooled(self, part: slice) -> tuple[float, float]:
        """Mean and weeks of a run of quarters."""
        observed = np.isfinite(self.mean[part])
        weeks = self.weeks[part][observed]
        return (
            (float(self.mean[part][observed] @ weeks / weeks.sum()), float(weeks.sum()))
            if weeks.size
            else (math.nan, 0)
        )


def quarters(
    w: Weekly, last: int, withheld: Withheld = NOTHING, index: tuple[Floats, Floats] | None = None
) -> QuarterView | None:
    """Levels by quarter up to week `last`; None where there are fewer than `LEAST_QUARTERS`.

    index: the two people's index by week, (weeks,) each, for rows of the measure "index".
    """
    count = min((last + 1) // QUARTER_WEEKS, MOST_QUARTERS)
    if count < LEAST_QUARTERS:
        return None
    first = last + 1 - count * QUARTER_WEEKS
    part = slice(first, last + 1)
    splits = [_split(w, person, part, withheld[person]) for person in PEOPLE]
    rows = tuple(
        _row(w, m, person, part, splits[person], m.in_index and m.name not in withheld[person])
        for m in w.measures.values()
        for person in PEOPLE
    )
    joined = () if index is None else tuple(_index_row(index[person][part], person) for person in PEOPLE)
    starts = tuple(w.monday[first + k * QUARTER_WEEKS] for k in range(count))
    return QuarterView(starts, w.monday[last] + timedelta(days=6), joined + rows)


def _blocks(value: Floats) -> _Blocks:
    rows = value.reshape(-1, QUARTER_WEEKS)
    observed = np.isfinite(rows)
    weeks = observed.sum(axis=1).astype(float)
    total = np.where(observed, rows, 0.0).sum(axis=1)
    mean = np.where(weeks >= LEAST_WEEKS, total / np.maximum(weeks, 1), np.nan)
    residual = np.where(observed, rows - (total / np.maximum(weeks, 1))[:, None], 0.0)
    base = float((residual**2).sum())
    spread = base / max(float(weeks.sum()) - len(rows), 1.0)
    # A quarter's own mean takes out a part of what weeks share, so the estimate of rho is too low.
    rho = float((residual[:, 1:] * residual[:, :-1]).sum()) / base + 2 / QUARTER_WEEKS if base > 0 else 0.0
    rho = min(max(rho, RHO_FLOOR), _MOST_RHO)
    return _Blocks(mean, weeks, spread * (1 + rho) / (1 - rho))


@dataclass(frozen=True)
class _Joined:
    """A person's measures as one series: its quarters, and what the usual drift of so many years moves it by."""

    blocks: _Blocks
    drift: Callable[[float], float]


def _split(w: Weekly, person: Person, part: slice, withheld: frozenset[str]) -> tuple[int, int]:
    """(direction, quarter) from which a person's measures together lie beyond the usual drift; (0, 0): nowhere."""
    used = [m for m in w.measures.values() if m.spec.in_index and m.name not in withheld and _tells(m, person, part)]
    if not used:
        return 0, 0
    joined = _join(used, person, part)
    tests = [(*_contrast(joined, k), k) for k in range(LEAST_BEFORE, len(joined.blocks.mean))]
    p, sign, k = min(tests)
    return (sign, k) if p * len(tests) <= ALPHA_TOGETHER else (0, 0)


def _tells(m: Measure, person: Person, part: slice) -> bool:
    value = m.value[person, part]
    return bool(np.isfinite(value).mean() >= LEAST_PRESENT and noise_sd(value) > 0)


def _join(used: list[Measure], person: Person, part: slice) -> _Joined:
    values = np.stack([m.value[person, part] for m in used])
    weight = np.array([(m.spec.weight or 0.0) / noise_sd(m.value[person, part]) for m in used])
    observed = np.isfinite(values)
    middle = np.nanmedian(values, axis=1, keepdims=True)
    series = np.where(observed.any(axis=0), weight @ np.where(observed, values, middle), np.nan)

    def drift(years: float) -> float:
        moved = [_drift(m, float(level), years) for m, level in zip(used, middle[:, 0], strict=True)]
        return float(weight @ np.array(moved))

    return _Joined(_blocks(series), drift)


def _drift(m: Measure, level: float, years: float) -> float:
    """By how much the usual drift of so many years moves a level, on the measure's analysis scale."""
    left = (1 - DRIFT_A_YEAR) ** years
    if m.spec.scale is Scale.ROOT:
        return level * (1 - math.sqrt(left))
    if m.spec.scale is Scale.LOG:
        return -math.log(left)
    share = math.sin(min(max(level, 0.0), math.pi / 2)) ** 2
    return abs(level) - math.asin(math.sqrt(share * left / (1 - share + share * left)))


def _contrast(joined: _Joined, k: int) -> tuple[float, int]:
    """(p, direction) of the quarters from `k` on against those before; p is 1 where the last one is back."""
    blocks, count = joined.blocks, len(joined.blocks.mean)
    before, since, now = (blocks.pooled(part) for part in (slice(None, k), slice(k, None), slice(-1, None)))
    difference, latest = since[0] - before[0], now[0] - before[0]
    if not difference * latest > 0:
        return 1.0, 0
    allowed = [joined.drift(quarters * QUARTER_WEEKS / _YEAR) for quarters in (count / 2, count - (k + 1) / 2)]
    p = max(
        _p(abs(difference) - allowed[0], math.hypot(blocks.error(before[1]), blocks.error(since[1]))),
        float(abs(latest) <= allowed[1]),
    )
    return p, 1 if difference > 0 else -1


def _p(beyond: float, error: float) -> float:
    return math.erfc(max(beyond, 0.0) / max(error, 1e-9) / math.sqrt(2))


def _row(w: Weekly, m: Measure, person: Person, part: slice, split: tuple[int, int], judged: bool) -> QuarterRow:
    blocks = _blocks(m.value[person, part])
    levels = tuple(_level(m, person, blocks, part, k) for k in range(len(blocks.mean)))
    sign, k = split
    before = _before(m, person, part, blocks, k or -1)
    contrast = _contrast(_join([m], person, part), k) if sign and judged and _tells(m, person, part) else (1.0, 0)
    slow = contrast[0] <= ALPHA_ONE and contrast[1] == sign
    since = w.monday[part.start + k * QUARTER_WEEKS] if slow else None
    now = levels[-1].level
    # Longer waits are less contact, so the direction is read from the natural levels.
    return QuarterRow(m.name, person, m.unit, levels, before, now, (1 if now > before else -1) if slow else 0, since)


def _index_row(value: Floats, person: Person) -> QuarterRow:
    """The index of a person by quarter, in its own unit: shown, never judged here."""
    blocks = _blocks(value)
    errors = [_Z90 * blocks.error(float(weeks)) for weeks in blocks.weeks]
    levels = tuple(
        QuarterLevel(float(mean), float(mean) - error, float(mean) + error)
        for mean, error in zip(blocks.mean, errors, strict=True)
    )
    before = blocks.pooled(slice(None, -1))[0]
    return QuarterRow(INDEX_ROW, person, "", levels, before, levels[-1].level)


def _before(m: Measure, person: Person, part: slice, blocks: _Blocks, k: int) -> float:
    """The level of the quarters before the k-th, of the whole quarters that are shown."""
    if m.exposure is not None:
        earlier = counted(m, person, np.arange(part.start, part.stop)[: QUARTER_WEEKS * k])
        if earlier.weeks > 0 and earlier.rate < COUNTED_BELOW:
            return earlier.rate
    return natural_level(m, person, blocks.pooled(slice(None, k))[0])


def _level(m: Measure, person: Person, blocks: _Blocks, part: slice, k: int) -> QuarterLevel:
    mean, error = float(blocks.mean[k]), _Z90 * blocks.error(float(blocks.weeks[k]))
    first = part.start + QUARTER_WEEKS * k
    if m.exposure is not None and math.isfinite(mean):
        here = counted(m, person, np.arange(first, first + QUARTER_WEEKS))
        if here.weeks > 0 and here.rate < COUNTED_BELOW:
            return QuarterLevel(here.rate, *here.interval())
    low, level, high = (natural_level(m, person, x) for x in (mean - error, mean, mean + error))
    return QuarterLevel(level, min(low, high), max(low, high))
