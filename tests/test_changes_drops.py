"""A drop is a level that lies lower now than it used to and still holds."""

from __future__ import annotations

import numpy as np
import pytest

from ebbtide.changes.constants import DRAWS, DROP, LINE, MOST_SURE, SWINGS
from ebbtide.changes.drops import calibrated, drop, levels
from ebbtide.changes.segments import Draws, draw_levels
from ebbtide.measures.types import Floats

WEEKS = 60


def draws_of(*paths: Floats) -> Draws:
    """Draws whose boundaries stand where their paths move."""
    path = np.stack(paths)[None]
    cut = np.concatenate([np.zeros((1, len(paths), 1), bool), np.diff(path, axis=2) != 0], axis=2)
    return Draws(path, cut)


def step(at: int, size: float, back: int | None = None) -> Floats:
    path = np.zeros(WEEKS)
    path[at:back] -= size
    return path


def test_a_fall_that_holds_is_a_drop_with_its_size_and_week() -> None:
    found = drop(draws_of(step(50, 1.0), step(50, 1.0)), 0)
    assert found.probability == MOST_SURE
    assert found.size == pytest.approx(1.0)
    assert found.dates().tolist() == [50, 50]


def test_a_rise_is_none_and_a_fall_that_came_back_is_none() -> None:
    for path in (step(50, -1.0), step(40, 1.0, back=52), np.zeros(WEEKS)):
        found = drop(draws_of(path), 0)
        assert found.probability == calibrated(0) < 0.001
        assert found.dates().size == 0


def test_it_takes_the_stated_least_size() -> None:
    for size, counts in ((DROP * 0.9, calibrated(0)), (DROP * 1.1, MOST_SURE)):
        assert drop(draws_of(step(50, size)), 0).probability == counts


def test_a_swing_is_no_fall() -> None:
    """Somebody whose level has gone up and down by as much as it is down now has not fallen."""
    swings = np.where(np.arange(WEEKS) // 4 % 2, 0.5, -0.5)
    for at_the_end, counts in ((0.5, False), (0.6, False), (1.1, True)):
        path = np.where(np.arange(WEEKS) < 50, swings, -at_the_end)
        assert (drop(draws_of(path), 0).probability > LINE) == counts
    assert drop(draws_of(step(50, DROP + 0.1)), 0).probability > LINE
    assert SWINGS >= 1


def test_calibration_rises_and_keeps_its_bounds() -> None:
    made = [calibrated(share) for share in np.linspace(0, 1, 101)]
    assert made == sorted(made)
    assert 0 < made[0] < 0.01 and made[-1] == MOST_SURE


def test_the_probability_is_made_from_the_share_of_draws() -> None:
    found = drop(draws_of(step(50, 1.0), step(50, 1.0), step(52, 1.0), np.zeros(WEEKS)), 0)
    assert found.probability == calibrated(0.75)
    assert sorted(found.week.tolist()) == [-1, 50, 50, 52]


def test_the_date_is_the_larger_of_two_falls() -> None:
    assert drop(draws_of(step(40, 0.2) + step(52, 1.0)), 0).dates().tolist() == [52]
    assert drop(draws_of(step(48, 1.0) + step(57, 0.1)), 0).dates().tolist() == [48]


def test_one_last_low_week_does_not_outweigh_a_month() -> None:
    assert drop(draws_of(step(50, 0.5) + step(59, 0.6)), 0).dates().tolist() == [50]


def test_usual_is_the_half_year_before_the_last_quarter_and_now_the_last_month() -> None:
    path = np.arange(WEEKS, dtype=float)[None]
    usual, now, swing = levels(path)
    assert usual[0] == pytest.approx(np.arange(21, 47).mean())
    assert now[0] == pytest.approx(np.arange(56, 60).mean())
    assert swing[0] == pytest.approx(np.arange(21, 47).std())


@pytest.mark.parametrize("weeks", [2, 4, 8, 16, 26])
def test_a_short_history_has_levels_too(weeks: int) -> None:
    usual, now, swing = levels(np.zeros((3, weeks)) + 0.5)
    assert usual.tolist() == now.tolist() == [0.5] * 3
    assert not swing.any()


def test_series_are_read_apart() -> None:
    both = Draws(np.stack([step(50, 1.0)[None], np.zeros((1, WEEKS))]), np.zeros((2, 1, WEEKS), bool))
    both.cut[0, 0, 50] = True
    assert (drop(both, 0).probability, drop(both, 1).probability) == (MOST_SURE, calibrated(0))


def test_from_a_series_to_a_drop() -> None:
    rng = np.random.default_rng(2)
    y = rng.normal(0, 0.4, (2, WEEKS))
    y[1, 48:] -= 1.2
    made = draw_levels(y, np.full_like(y, 0.03), 1)
    still, fallen = drop(made, 0), drop(made, 1)
    assert fallen.probability > 0.95 and still.probability < 0.5
    assert float(np.median(fallen.dates())) == pytest.approx(48, abs=1)
    assert fallen.week.shape == (DRAWS,)
