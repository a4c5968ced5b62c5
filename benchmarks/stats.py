"""Rates, areas under curves and their intervals, with nothing but the standard library and NumPy."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from benchmarks.peers import auc

#: Two-sided 95 %.
Z = 1.959964


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a rate; (0, 1) where there is nothing."""
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _at_most(hits: int, of: int, share: float) -> float:
    """Probability of at most `hits` of `of` at a true rate `share`."""
    if share in (0.0, 1.0):
        return 1.0 if share == 0.0 or hits >= of else 0.0
    logs = [
        math.lgamma(of + 1) - math.lgamma(k + 1) - math.lgamma(of - k + 1)
        + k * math.log(share) + (of - k) * math.log1p(-share)
        for k in range(hits + 1)
    ]
    return min(math.fsum(map(math.exp, logs)), 1.0)


def upper_bound(hits: int, of: int, tail: float = 0.025) -> float:
    """Clopper and Pearson's exact upper bound of a rate (the upper end of their 95 % interval)."""
    if hits >= of:
        return 1.0
    low, high = hits / of, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(hits, of, middle) > tail else (low, middle)
    return high


def auc_interval(high: Sequence[float], low: Sequence[float]) -> tuple[float, float, float]:
    """AUC with a 95 % interval (Hanley and McNeil 1982)."""
    area, n, m = auc(high, low), len(high), len(low)
    q1, q2 = area / (2 - area), 2 * area * area / (1 + area)
    variance = (area * (1 - area) + (n - 1) * (q1 - area**2) + (m - 1) * (q2 - area**2)) / (n * m)
    half = Z * math.sqrt(max(variance, 0.0))
    return area, max(area - half, 0.0), min(area + half, 1.0)


def median(values: Sequence[float]) -> float:
    """Median; nan where there is nothing."""
    return float(np.median(values)) if len(values) else math.nan
