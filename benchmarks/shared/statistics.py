"""Rates, areas under curves and their intervals, with nothing but the standard library and NumPy."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.shared.peers import auc

Figure = dict[str, Any]
Floats = NDArray[np.float64]

#: Two-sided 95 %.
Z = 1.959964
#: Bootstrap samples of a difference.
DRAWS = 1000


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
        math.lgamma(of + 1)
        - math.lgamma(k + 1)
        - math.lgamma(of - k + 1)
        + k * math.log(share)
        + (of - k) * math.log1p(-share)
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
    """AUC with a 95 % interval: Newcombe's score method with the variance of Hanley and McNeil.

    Newcombe 2006, Statistics in Medicine 25, part 2, method 5. Unlike an interval around the estimate it
    stays inside 0 and 1, and an area of exactly 1 is not taken for certain.
    """
    area, n, m = auc(high, low), len(high), len(low)

    def inside(true: float) -> bool:
        return abs(area - true) <= Z * math.sqrt(_auc_variance(true, n, m))

    return area, _edge(area, 0.0, inside), _edge(area, 1.0, inside)


def auc_figure(high: Sequence[float], low: Sequence[float]) -> Figure:
    """The same as a figure."""
    area, least, most = auc_interval(high, low)
    return {"value": area, "low": least, "high": most, "of": len(high) + len(low)}


def _auc_variance(area: float, n: int, m: int) -> float:
    mean_size = (n + m) / 2
    spread = (1 - area) / (2 - area) + area / (1 + area)
    return area * (1 - area) / (n * m) * (1 + (mean_size - 1) * spread)


def _edge(start: float, end: float, inside: Callable[[float], bool]) -> float:
    """The last value from `start` towards `end` that is inside."""
    near, far = start, end
    for _ in range(60):
        middle_value = (near + far) / 2
        near, far = (middle_value, far) if inside(middle_value) else (near, middle_value)
    return near


def median(values: Sequence[float]) -> float:
    """Median; nan where there is nothing."""
    return float(np.median(values)) if len(values) else math.nan


def rate(hits: int, of: int) -> Figure:
    """A rate with Wilson's interval and the exact upper bound."""
    low, high = wilson(hits, of)
    return {
        "value": hits / of if of else None,
        "hits": hits,
        "of": of,
        "low": low,
        "high": high,
        "upper_exact": upper_bound(hits, of) if of else 1.0,
    }


def mean(values: Sequence[float]) -> Figure:
    """A mean with its 95 % interval from the normal approximation."""
    if not len(values):
        return {"value": None, "of": 0}
    middle = float(np.mean(values))
    half = Z * float(np.std(values, ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.inf
    return {"value": middle, "low": middle - half, "high": middle + half, "of": len(values)}


def middle(values: Sequence[float]) -> Figure:
    """A median with its 95 % interval from the order statistics."""
    if not len(values):
        return {"value": None, "of": 0}
    ranked, half = np.sort(values), Z * math.sqrt(len(values)) / 2
    low, high = max(math.floor(len(values) / 2 - half), 0), min(math.ceil(len(values) / 2 + half), len(values) - 1)
    return {"value": median(values), "low": float(ranked[low]), "high": float(ranked[high]), "of": len(values)}


def weights(size: int, seed: int, draws: int = DRAWS) -> Floats:
    """How often each of `size` couples is drawn in each bootstrap sample; (draws, size)."""
    return np.random.default_rng([seed, size]).multinomial(size, np.full(size, 1 / size), draws).astype(np.float64)


def auc_draws(high: Sequence[float], low: Sequence[float], seed: int = 0, draws: int = DRAWS) -> Floats:
    """Bootstrapped AUCs; the same seed and numbers of couples draw the same couples, so that draws pair; (draws,)."""
    first, second = np.asarray(high)[:, None], np.asarray(low)[None, :]
    above = (first > second) + 0.5 * (first == second)
    sums = (weights(len(high), 2 * seed, draws) @ above * weights(len(low), 2 * seed + 1, draws)).sum(axis=1)
    areas: Floats = sums / above.size
    return areas


def span(value: float, draws: Floats, of: int) -> Figure:
    """A figure with the middle 95 % of its bootstrap draws."""
    low, high = np.quantile(draws, [0.025, 0.975])
    return {"value": value, "low": float(low), "high": float(high), "of": of}
