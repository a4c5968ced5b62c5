"""What switching is looked for in: a person's areas side by side, each with noise that has a memory."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from ebbtide.analysis.changes.hot_cold.chain import BETWEEN, Likelihood
from ebbtide.analysis.measures.measure import Floats, Ints, Measure, Weekly
from ebbtide.people import Person

#: Areas with their measures and weights. Measures that move together by arithmetic share one; how fast the
#: fast answers are tells least, as in the index.
AREAS = (
    (("start_hazard", 1.0),),
    (("answered", 1.0), ("reply_time", 1.0), ("fast_turns", 0.25)),
    (("warmth", 1.0),),
    (("length", 1.0),),
)
#: A measure needs this share of the weeks, and one of words may be zero in so many of them.
LEAST_PRESENT, MOSTLY_ZERO = 0.6, 0.8
#: One strange week counts as this many standard deviations at most.
LARGEST = 3.0
#: At most this much of the other person's ups and downs is taken out; shared weeks move both. Design choice.
MOST_SHARED = 0.7
#: Share of an area's week-to-week variance that two levels may explain, in any combination of areas. Larger
#: shares find only what is plain: at 2 % flags .63 were found with .4, .69 with .25 (150 development couples).
SHARES = (0.0, 0.25)
#: Memory of the weekly noise from one week to the next.
RHO_GRID = (0.0, 0.3, 0.6)
#: Of the noise, at least this share has a memory, however few messages a week has.
LEAST_LASTING = 0.08


@dataclass(frozen=True)
class Areas:
    """value: (K, T), each area with mean 0 and variance 1, nan where missing. variance: (K, T) of sampling."""

    value: Floats
    variance: Floats


def areas(w: Weekly, person: Person, part: Ints, withheld: frozenset[str]) -> list[Areas | None]:
    """One row for each of `AREAS`; None where the person's messages do not show it."""
    return [_area(w, person, part, [(name, weight) for name, weight in area if name not in withheld]) for area in AREAS]


def _area(w: Weekly, person: Person, part: Ints, of: list[tuple[str, float]]) -> Areas | None:
    series = [(_measure(w.measures[name], person, part), weight) for name, weight in of if name in w.measures]
    rows = [(row, weight) for row, weight in series if row is not None]
    if not rows:
        return None
    total = sum(weight for _, weight in rows)
    value = sum(row.value * weight for row, weight in rows) / total
    variance = sum(row.variance * weight**2 for row, weight in rows) / total**2
    return _standard(np.asarray(value)[0], np.asarray(variance)[0])


def _measure(m: Measure, person: Person, part: Ints) -> Areas | None:
    natural = m.natural[person, part]
    observed = natural[np.isfinite(natural)]
    if m.needs_text and (not len(observed) or float((observed == 0).mean()) >= MOSTLY_ZERO):
        return None
    return _standard(m.value[person, part], m.variance[person, part])


def _standard(value: Floats, variance: Floats) -> Areas | None:
    """(1, T) with mean 0 and variance 1; None where too few weeks or no difference between them."""
    observed = np.isfinite(value)
    if observed.mean() < LEAST_PRESENT or float(value[observed].std()) <= 0:
        return None
    sd = float(value[observed].std())
    z = np.clip((value - value[observed].mean()) / sd, -LARGEST, LARGEST)
    sampling = np.where(observed & np.isfinite(variance), variance, 0.0)
    return Areas(z[None], np.minimum(sampling / sd**2, LARGEST)[None])


def without_shared(mine: list[Areas | None], other: list[Areas | None]) -> list[Areas | None]:
    """The same areas less what the other person's weeks tell of them: a busy week of both is nobody's switch."""
    return [a if a is None or b is None else _less(a, b) for a, b in zip(mine, other, strict=True)]


def _less(a: Areas, b: Areas) -> Areas:
    both = np.isfinite(a.value) & np.isfinite(b.value)
    x, y = a.value[both], b.value[both]
    if len(x) < 3 or not x.std() or not y.std():
        return a
    shared = float(np.clip(np.corrcoef(x, y)[0, 1], 0.0, MOST_SHARED))
    residual = _standard((a.value - shared * np.where(np.isfinite(b.value), b.value, 0.0))[0], a.variance[0])
    return residual if residual is not None else a


def likelihood(rows: list[Areas | None], cold_share: float) -> Likelihood | None:
    """Log densities for every combination of areas that move and every memory; None without an area.

    Given the levels, a week follows the one before by the noise's memory as far as it is not sampling
    noise: y_t given y_{t-1} is normal with the moments of an AR(1) plus known sampling variance. The
    warm and the cold level lie around the mean by `cold_share`, the time that is cold.
    """
    usable = [row for row in rows if row is not None]
    if not usable:
        return None
    value, variance = (np.concatenate([getattr(row, name) for row in usable]) for name in ("value", "variance"))
    first, step = _densities(value, variance, cold_share)
    pattern = np.array(list(product(range(len(SHARES)), repeat=len(usable))))
    area = np.arange(len(usable))
    start = first[:, area, pattern].sum(axis=2).T
    start = np.repeat(start, len(RHO_GRID), axis=0)
    # (3, 3, K, shares, rhos, T - 1) to (patterns x rhos, T - 1, 3, 3)
    moves = step[:, :, area, pattern].sum(axis=3)
    rows_first = np.moveaxis(moves, (0, 1), (-2, -1))
    return Likelihood(start, rows_first.reshape(-1, *rows_first.shape[2:]))


def _densities(value: Floats, variance: Floats, cold_share: float) -> tuple[Floats, Floats]:
    """First weeks (3, K, shares) and steps (3, 3, K, shares, rhos, T - 1)."""
    share, rho = np.array(SHARES)[:, None], np.array(RHO_GRID)[:, None]
    lasting, noise = _noise(value, variance)
    gap = np.sqrt(share / (cold_share * (1 - cold_share)))
    level = np.stack([cold_share * gap, (cold_share - 0.5) * gap, (cold_share - 1) * gap])
    miss = value[None, :, None, :] - level[:, None]  # (3, K, shares, T)
    alone = _normal(miss, noise)
    before, now = miss[:, None, ..., None, :-1], miss[None, :, ..., None, 1:]
    covariance = rho * lasting[:, :, None]
    pull = covariance / noise[:, :, None, :-1]
    step = _normal(now - pull * before, noise[:, :, None, 1:] - pull * covariance)
    observed = np.isfinite(value)
    linked = (observed[:, 1:] & observed[:, :-1])[:, None, None]
    step = np.where(linked, step, np.where(observed[:, 1:][:, None, None], alone[None, :, :, :, None, 1:], 0.0))
    step[BETWEEN, BETWEEN] = -np.inf  # no stretch is that short
    return np.where(observed[:, 0][:, None], alone[..., 0], 0.0), step


def _noise(value: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Variance of the noise that lasts, (K, shares, 1), and of all noise by week, (K, shares, T).

    What two levels do not explain is noise, so that each combination rests on the same variance.
    """
    left = 1 - np.array(SHARES)[None, :, None]
    by_week = np.where(np.isfinite(value), variance, np.nan)
    sampling = np.nanmean(by_week, axis=1)[:, None, None]
    lasting = np.maximum(left - sampling, LEAST_LASTING * left)
    scale = left / (lasting + sampling)
    return lasting * scale, (lasting + np.nan_to_num(by_week, nan=0.0)[:, None]) * scale


def _normal(miss: Floats, variance: Floats) -> Floats:
    out: Floats = -0.5 * (np.log(2 * np.pi * variance) + miss**2 / variance)
    return out


__all__ = ["Areas", "areas", "likelihood", "without_shared"]
