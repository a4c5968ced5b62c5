"""The check of randomised weeks: how many of the schedules that could have been drawn look as good by luck."""

from __future__ import annotations

import numpy as np

from ebbtide.analysis.effects.interrupted_series import Series, level_root, noise
from ebbtide.analysis.measures.measure import Floats

_YEAR = 52.0
#: Schedules whose statistic is this near are the same but for rounding.
_SAME = 1e-9


def as_good_by_luck(series: Series, marks: Floats, possible: Floats) -> tuple[int, int]:
    """How many of the schedules `possible` (S, n) lie at least as high, and as low, as `marks` (n,), itself included.

    Fisher's randomisation test: were the action without effect, the weeks would have been the same
    under every schedule, so that the count is right whatever the noise is. Noise and level only weigh
    the weeks, by the grid's mean precision without any effect (Edgington 1980, Journal of Psychology
    104, for single cases).
    """
    scale = series.spread(np.ones(len(marks)))
    y = (series.value - float(np.median(series.value))) / scale
    weigh = _precision(series, scale, y)
    all_of, score = _contrast(possible, weigh, y), float(_contrast(marks[None, :], weigh, y)[0])
    return int(np.sum(all_of >= score - _SAME)), int(np.sum(all_of <= score + _SAME))


def _precision(series: Series, scale: float, y: Floats) -> Floats:
    """(n, n) precision of level, trend, noise and sampling, averaged over the grid by its evidence."""
    covariance, log_prior = noise(series, scale)
    root = level_root((series.week - series.week.mean()) / _YEAR)
    inverse = np.linalg.inv(covariance + root @ root.T)
    _, logdet = np.linalg.slogdet(inverse)
    log = log_prior + 0.5 * (logdet - (inverse @ y) @ y)
    weight = np.exp(log - log.max())
    return np.asarray(np.tensordot(weight / weight.sum(), inverse, axes=1))


def _contrast(schedules: Floats, weigh: Floats, y: Floats) -> Floats:
    """(S,) generalised least-squares contrast of the weeks with and without the action, standardised."""
    leaned = schedules @ weigh
    spread = np.sqrt(np.maximum((leaned * schedules).sum(axis=1), _SAME))
    return np.asarray(leaned @ y / spread)
