"""Scales on which a weekly value has a known sampling variance: root, angle, mean."""

from __future__ import annotations

import numpy as np

from ebbtide.analysis.measures.measure import Floats, Ints


def tally(cell: Ints, weight: Floats, weeks: int) -> Floats:
    """(2, weeks) sums of weights; `cell` is person times weeks plus week."""
    return np.asarray(np.bincount(cell, weight, minlength=2 * weeks), dtype=np.float64).reshape(2, weeks)


def percent(hits: Floats, trials: Floats) -> Floats:
    """Hits in a hundred trials; nan without trials."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return 100 * hits / trials


def root_rate(count: Floats, exposure: Floats, soft: Floats | float = 0.0) -> tuple[Floats, Floats]:
    """Anscombe root of a rate, relative to the person's own median rate; value and variance, (2, weeks).

    `2 sqrt((count + 3/8) / exposure) / sqrt(m0)` with variance `1 / (exposure m0)`, m0 the median
    rate (docs/method/statistics.md#likelihood). `soft` is the sum of p (1 - p) of a soft count: by the law
    of total variance an expected count varies by so much less than the count itself.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = np.stack([_middle(row) for row in np.where(exposure > 0, count / exposure, np.nan)])
        expected = np.maximum(middle, _LEAST / np.maximum(exposure, 1e-9))
        value = 2 * np.sqrt((count + 0.375) / exposure) / np.sqrt(expected)
        variance = 1 / (exposure * expected) * np.maximum(1 - soft / np.maximum(count, 0.5), _LEAST_POISSON)
    observed = exposure > 0
    return np.where(observed, value, np.nan), np.where(observed, variance, np.inf)


def _middle(rate: Floats) -> Floats:
    """(1,) median of the weeks that have a rate; 1 where none has."""
    observed = rate[np.isfinite(rate)]
    return np.median(observed, keepdims=True) if len(observed) else np.ones(1)


#: An expected count keeps at least this share of a Poisson count's variance.
_LEAST_POISSON = 0.2
#: A week's expected count is never taken as less than this in the scale of a rate.
_LEAST = 0.25


def root_share(hits: Floats, trials: Floats) -> tuple[Floats, Floats]:
    """Anscombe's angle of a share and its variance, (2, weeks); nan, inf without trials.

    `asin sqrt((hits + 3/8) / (trials + 3/4))` with variance `1 / (4 trials + 2)` (Anscombe 1948,
    Biometrika 35). Unlike a logit it stays informative when a share falls to nothing.
    """
    hits = np.clip(hits, 0, trials)
    value = np.arcsin(np.sqrt((hits + 0.375) / (trials + 0.75)))
    variance = 1 / (4 * trials + 2)
    observed = trials >= 1
    return np.where(observed, value, np.nan), np.where(observed, variance, np.inf)


def week_mean(value: Floats, weight: Floats, person: Ints, week: Ints, weeks: int) -> tuple[Floats, Floats, Floats]:
    """Weighted weekly means (2, weeks), the variance of each mean, and the weights' sums.

    The variance within a week is pooled over the person's weeks so far, so that a week of two
    values does not claim to be exact and a later week rewrites none.
    """
    cell = person.astype(np.int64) * weeks + week.astype(np.int64)
    total = tally(cell, weight, weeks)
    first = tally(cell, weight * value, weeks)
    square = tally(cell, weight * weight, weeks)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = first / total
        residual = tally(cell, weight * (value - mean.reshape(-1)[cell]) ** 2, weeks)
        pooled = (np.cumsum(residual, axis=1) + 1.0) / (np.cumsum(np.maximum(total - 1, 0), axis=1) + 1.0)
        variance = np.maximum(pooled, 1e-4) * square / total**2
    observed = total > _LEAST
    return np.where(observed, mean, np.nan), np.where(observed, variance, np.inf), total
