"""Rates of few events come from counts over time, with intervals that are wide when they must be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ebbtide.analysis.changes.analysis import Change
from ebbtide.analysis.changes.rates import Counted, counted, is_rare, log_ratio
from ebbtide.analysis.changes.sizes import sizes
from ebbtide.analysis.measures.measure import Floats, Measure
from ebbtide.analysis.measures.scales import root_rate
from tests.support.pairs import measure, weeks_of

WEEKS, AT = 60, 40


def calls(count: Floats) -> Measure:
    exposure = np.ones_like(count)
    value, variance = root_rate(count, exposure)
    return replace(
        measure("calls", value, in_index=False, natural=count), variance=variance, count=count, exposure=exposure
    )


def rows(before: float, after: float, seed: int = 0) -> tuple[Change, ...]:
    rng = np.random.default_rng(seed)
    count = rng.poisson(np.where(np.arange(WEEKS) < AT, before, after), (2, WEEKS)).astype(float)
    return sizes(weeks_of(calls(count)), WEEKS - 1, np.array([AT]))


def test_55_calls_in_a_year_are_no_zero_and_hardly_ever_clear() -> None:
    found = [row for seed in range(40) for row in rows(0.9, 0.9, seed)]
    assert all(row.before > 0 and row.after > 0 and row.low < row.effect < row.high for row in found)
    assert np.mean([row.clear for row in found]) <= 0.03
    assert not any(row.clear for seed in range(40) for row in rows(0.4, 0.4, seed))


def test_none_before_and_none_since_is_no_row() -> None:
    assert rows(0.0, 0.0) == ()


def test_none_since_has_an_interval_that_is_wide() -> None:
    row = rows(0.4, 0.0)[0]
    assert row.after == 0 and 0 < row.low < row.effect < row.high
    assert row.high / row.low > 10 and not row.clear


def test_calls_that_truly_rose_are_clear_and_their_interval_holds_the_truth() -> None:
    found = [row for seed in range(60) for row in rows(1.0, 6.0, seed)]
    assert np.mean([row.clear and row.low > 1 for row in found]) > 0.95
    assert np.mean([row.low <= 6 <= row.high for row in found]) >= 0.85


def test_intervals_of_rare_rates_hold_no_change_as_often_as_they_say() -> None:
    found = [row for seed in range(150) for row in rows(0.7, 0.7, seed)]
    assert np.mean([row.low <= 1 <= row.high for row in found]) >= 0.9


def test_events_in_bunches_widen_the_interval() -> None:
    even = np.ones((2, WEEKS))
    bunched = np.where(np.arange(WEEKS) % 5 == 0, 5.0, 0.0) * even
    one, other = (sizes(weeks_of(calls(count)), WEEKS - 1, np.array([AT]))[0] for count in (even, bunched))
    assert other.before == pytest.approx(one.before, rel=0.3)
    assert other.high / other.low > 1.5 * one.high / one.low


def test_weeks_that_are_not_shown_have_no_exposure() -> None:
    m = calls(np.ones((2, WEEKS)))
    half = replace(m, exposure=np.where(np.arange(WEEKS) < 10, 0.0, 1.0) * np.ones((2, WEEKS)))
    found = counted(half, 0, np.arange(20))
    assert (found.events, found.weeks, found.rate) == (10, 10, 1)


def test_rare_is_less_than_three_in_two_weeks_or_less_than_ten_in_all() -> None:
    assert is_rare(38, 3, (26, 12)) and is_rare(9, 0, (5, 5))
    assert not is_rare(40, 3, (26, 12)) and not is_rare(2, 24, (26, 12))


def test_a_ratio_of_counts_and_the_interval_of_a_rate() -> None:
    value, error = log_ratio(Counted(26, 26), Counted(24, 12))
    assert np.exp(value) == pytest.approx(24.5 / 12 / (26.5 / 26))
    assert error == pytest.approx(np.sqrt(1 / 26.5 + 1 / 24.5))
    low, high = Counted(0, 12).interval()
    assert low == 0 and 0.05 < high < 0.3
