"""Scales: each value has the sampling variance that it states, and nothing is made of nothing."""

from __future__ import annotations

import numpy as np
import pytest

from ebbtide.analysis.measures.scales import percent, root_rate, root_share, tally, week_mean

WEEKS = 4000


def test_sums_go_to_their_person_and_week() -> None:
    cell = np.array([0, 2, 2, 3, 5])  # person times three weeks, plus week
    assert tally(cell, np.array([1.0, 2, 3, 4, 5]), 3).tolist() == [[1, 0, 5], [4, 0, 5]]
    assert tally(cell[:0], np.zeros(0), 3).dtype == np.float64


def test_a_share_of_nothing_is_missing() -> None:
    hits, trials = np.array([[1.0, 0], [0, 3]]), np.array([[4.0, 0], [2, 3]])
    assert np.array_equal(percent(hits, trials), [[25, np.nan], [0, 100]], equal_nan=True)
    value, variance = root_share(hits, trials)
    assert np.isnan(value[0, 1]) and np.isinf(variance[0, 1])
    assert np.isfinite(value[[0, 1, 1], [0, 0, 1]]).all()


def test_anscombes_angle_of_a_share() -> None:
    value, variance = root_share(np.full((2, 1), 3.0), np.full((2, 1), 8.0))
    assert value[0, 0] == pytest.approx(np.arcsin(np.sqrt(3.375 / 8.75)))
    assert variance[0, 0] == pytest.approx(1 / 34)


@pytest.mark.parametrize(("p", "n"), [(0.2, 20), (0.5, 8), (0.8, 40)])
def test_the_variance_of_a_share_is_the_one_that_is_seen(p: float, n: int) -> None:
    hits = np.random.default_rng(1).binomial(n, p, (2, WEEKS)).astype(float)
    value, variance = root_share(hits, np.full_like(hits, n))
    assert value.var() == pytest.approx(variance[0, 0], rel=0.15)
    assert np.sin(value.mean()) ** 2 == pytest.approx(p, abs=0.02)


@pytest.mark.parametrize("rate", [3.0, 10.0, 60.0])
def test_the_variance_of_a_rate_is_the_one_that_is_seen(rate: float) -> None:
    count = np.random.default_rng(2).poisson(rate, (2, WEEKS)).astype(float)
    value, variance = root_rate(count, np.ones_like(count))
    assert value.var() == pytest.approx(float(np.median(variance)), rel=0.15)


def test_a_rate_is_told_against_the_persons_own_and_half_the_time_counts_half() -> None:
    count, exposure = np.full((2, 9), 16.0), np.ones((2, 9))
    count[1], count[:, 4], exposure[:, 4] = 64, [8, 32], 0.5
    value, variance = root_rate(count, exposure)
    assert value[:, 0] == pytest.approx([2, 2], rel=0.02)
    assert value[:, 4] == pytest.approx(value[:, 0], rel=0.02)
    assert variance[:, 4] == pytest.approx(2 * variance[:, 0])


def test_a_week_without_open_time_has_no_rate() -> None:
    value, variance = root_rate(np.array([[3.0, 0], [2, 2]]), np.array([[1.0, 0], [1, 1]]))
    assert np.isnan(value[0, 1]) and np.isinf(variance[0, 1])


def test_an_expected_count_varies_less_than_a_count() -> None:
    """Law of total variance, and by simulation: many gaps a week, each a start with some chance."""
    count, exposure = np.full((2, 5), 9.0), np.ones((2, 5))
    plain = root_rate(count, exposure)[1]
    assert root_rate(count, exposure, np.full((2, 5), 4.5))[1] == pytest.approx(0.5 * plain)
    assert (root_rate(count, exposure, count)[1] > 0).all()
    rng = np.random.default_rng(3)
    inside = np.arange(80) < rng.poisson(30, (2, 4000, 1))
    p = rng.choice([0.1, 0.5, 0.9], (2, 4000, 80)) * inside
    value, variance = root_rate(p.sum(2), np.ones((2, 4000)), (p * (1 - p)).sum(2))
    assert value.var(axis=1) == pytest.approx(variance.mean(axis=1), rel=0.1)


def test_weighted_weekly_means() -> None:
    value, weight = np.array([1.0, 3, 5, 7]), np.array([1.0, 3, 1, 1])
    person, week = np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1])
    mean, variance, total = week_mean(value, weight, person, week, 2)
    assert np.array_equal(mean, [[2.5, np.nan], [np.nan, 6]], equal_nan=True)
    assert total.tolist() == [[4, 0], [0, 2]]
    assert np.isinf(variance[0, 1]) and np.isinf(variance[1, 0])


def test_the_variance_of_a_mean_is_the_one_that_is_seen() -> None:
    rng = np.random.default_rng(3)
    week = np.repeat(np.arange(600), 10)
    value = rng.normal(2, 0.7, week.size)
    mean, variance, _ = week_mean(value, np.ones(week.size), np.zeros(week.size, np.int64), week, 600)
    assert mean[0].var() == pytest.approx(0.049, rel=0.15)
    assert variance[0, -1] == pytest.approx(0.049, rel=0.1)


def test_a_later_week_changes_no_earlier_variance() -> None:
    rng = np.random.default_rng(4)
    week, value = np.repeat(np.arange(30), 6), rng.normal(0, 1, 180)
    value[90:] *= 9
    person = np.zeros(180, np.int64)
    whole = week_mean(value, np.ones(180), person, week, 30)
    part = week_mean(value[:90], np.ones(90), person[:90], week[:90], 15)
    for long, short in zip(whole, part, strict=True):
        assert np.array_equal(long[:, :15], short, equal_nan=True)
