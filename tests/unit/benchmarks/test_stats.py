"""Intervals and areas against values known from elsewhere."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.shared.peers import auc, pelt_drop, z_score
from benchmarks.shared.statistics import auc_interval, median, upper_bound, wilson


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)]
)
def test_wilson(hits: int, of: int, low: float, high: float) -> None:
    """The last is Newcombe's (1998) example."""
    assert wilson(hits, of) == pytest.approx((low, high), abs=2e-4)


@pytest.mark.parametrize(
    ("hits", "of", "high"), [(0, 300, 0.01222), (9, 300, 0.05618), (10, 10, 1.0), (81, 263, 0.3677)]
)
def test_clopper_pearson(hits: int, of: int, high: float) -> None:
    assert upper_bound(hits, of) == pytest.approx(high, abs=2e-4)


def test_auc_counts_ties_half() -> None:
    assert auc([1, 2], [0, 1]) == pytest.approx(0.875)
    area, low, high = auc_interval([1.0, 2.0, 3.0, 4.0], [0.0, 1.5, 0.5, 2.5])
    assert low < area == 13 / 16 < high


def test_a_perfect_area_is_not_certain() -> None:
    """With no pair in the wrong order the interval ends at one and narrows with the number of couples."""
    few, many = ([float(k) for k in range(size)] for size in (5, 50))
    _, low, high = auc_interval([one + 100 for one in few], few)
    _, closer, _ = auc_interval([one + 100 for one in many], many)
    assert high == pytest.approx(1.0)
    assert 0.4 < low < closer < 1.0


def test_median_of_nothing_is_not_a_number() -> None:
    assert math.isnan(median([]))


def test_the_peers_see_a_clear_drop_and_none_in_a_flat_series() -> None:
    pytest.importorskip("ruptures", reason="the peers of the benchmarks are not installed (make bench)")
    rng = np.random.default_rng(1)
    flat = rng.normal(4, 0.1, 56)
    low = flat.copy()
    low[44:] -= 1.0
    assert pelt_drop(low) == pytest.approx(1.0, abs=0.15)
    assert abs(pelt_drop(flat)) < 0.15
    assert z_score(low) > 5 > 2 > z_score(flat)
