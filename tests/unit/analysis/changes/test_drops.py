"""A drop is a level that lies lower now than it used to and still holds."""

from __future__ import annotations

import numpy as np
import pytest

from ebbtide.analysis.changes.constants import DRAWS, DROP, LINE, MOST_SURE, SWINGS
from ebbtide.analysis.changes.drops import Drop, drop, levels, probability_of, recent_fall
from ebbtide.analysis.changes.segments import Draws, draw_levels
from ebbtide.analysis.measures.measure import Floats

WEEKS = 60


def draws_of(*paths: Floats) -> Draws:
    """Draws whose boundaries stand where their paths move."""
    path = np.stack(paths)[None]
    cut = np.concatenate([np.zeros((1, len(paths), 1), bool), np.diff(path, axis=2) != 0], axis=2)
    return Draws(path, cut)


def of(path: Draws, series: int = 0, value: Floats | None = None, volume: float = 30.0) -> Drop:
    """The drop of draws that its weeks agree with, where no others are told."""
    return drop(path, series, path.path[series].mean(axis=0) if value is None else value, volume)


def step(at: int, size: float, back: int | None = None) -> Floats:
    path = np.zeros(WEEKS)
    path[at:back] -= size
    return path


def test_a_fall_that_holds_is_a_drop_with_its_size_and_week() -> None:
    found = of(draws_of(step(50, 1.0), step(50, 1.0)))
    assert found.probability == MOST_SURE
    assert found.size == pytest.approx(1.0)
    assert found.dates().tolist() == [50, 50]


def test_a_rise_is_none_and_a_fall_that_came_back_is_none() -> None:
    for path in (step(50, -1.0), step(40, 1.0, back=52), np.zeros(WEEKS)):
        found = of(draws_of(path))
        assert found.probability < 0.01
        assert found.dates().size == 0


def test_it_takes_the_stated_least_size() -> None:
    for size, dated in ((DROP * 0.9, 0), (DROP * 1.1, 1)):
        assert len(of(draws_of(step(50, size))).dates()) == dated
    assert of(draws_of(step(50, DROP * 0.9))).probability < 0.01 < LINE < of(draws_of(step(50, DROP * 1.1))).probability


def test_a_swing_is_no_fall() -> None:
    """Somebody whose level has gone up and down by as much as it is down now has not fallen."""
    swings = np.where(np.arange(WEEKS) // 4 % 2, 0.5, -0.5)
    for at_the_end, counts in ((0.5, False), (0.6, False), (1.1, True)):
        path = np.where(np.arange(WEEKS) < 50, swings, -at_the_end)
        assert (of(draws_of(path)).probability > LINE) == counts
    assert of(draws_of(step(50, DROP + 0.1))).probability > LINE
    assert SWINGS >= 1


def test_the_probability_rises_with_the_draws_and_with_what_the_weeks_show() -> None:
    made = [probability_of(share, 0.3, 30) for share in np.linspace(0, 1, 101)]
    assert made == sorted(made)
    assert 0 < made[0] < 0.05 and made[-1] == MOST_SURE
    shown = [probability_of(0.6, fall, 30) for fall in np.linspace(-1, 1, 21)]
    assert shown == sorted(shown) and shown[0] < 0.5 < LINE < shown[-1]


def test_the_same_share_is_worth_less_where_much_is_written() -> None:
    made = [probability_of(0.8, 0.3, volume) for volume in (3.4, 15, 60, 135)]
    assert made == sorted(made, reverse=True)
    assert probability_of(0.8, 0.3, 0) == made[0] and probability_of(0.8, 0.3, 4000) == made[-1]


def test_the_probability_is_made_from_the_share_of_draws_and_the_fall_beyond_the_moves() -> None:
    draws = draws_of(step(50, 1.0), step(50, 1.0), step(52, 1.0), np.zeros(WEEKS))
    value = step(48, 0.6)
    found = of(draws, 0, value, 12.0)
    assert found.probability == probability_of(0.75, recent_fall(value), 12.0)
    assert sorted(found.week.tolist()) == [-1, 50, 50, 52]


def test_the_recent_fall_weighs_the_last_weeks_most_and_leaves_missing_ones_out() -> None:
    assert recent_fall(step(0, 1.0)) == pytest.approx(0)
    assert recent_fall(step(57, 1.0)) == pytest.approx(1 - 0.85**3, abs=1e-3)
    fade = -np.maximum(np.arange(WEEKS) - 47, 0) / 13
    assert recent_fall(fade) > recent_fall(step(47, 0.5))
    holed = step(57, 1.0)
    holed[[20, 30, 55, 58]] = np.nan
    assert 0.2 < recent_fall(holed) < recent_fall(step(57, 1.0))
    assert recent_fall(np.full(WEEKS, np.nan)) == 0


def test_the_date_is_the_larger_of_two_falls() -> None:
    assert of(draws_of(step(40, 0.2) + step(52, 1.0))).dates().tolist() == [52]
    assert of(draws_of(step(48, 1.0) + step(57, 0.1))).dates().tolist() == [48]


def test_one_last_low_week_does_not_outweigh_a_month() -> None:
    assert of(draws_of(step(50, 0.5) + step(59, 0.6))).dates().tolist() == [50]


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
    fallen, still = of(both, 0), of(both, 1)
    assert fallen.probability == MOST_SURE and still.probability < 0.01


def test_from_a_series_to_a_drop() -> None:
    rng = np.random.default_rng(2)
    y = rng.normal(0, 0.4, (2, WEEKS))
    y[1, 48:] -= 1.2
    made = draw_levels(y, np.full_like(y, 0.03), 1)
    still, fallen = of(made, 0, y[0]), of(made, 1, y[1])
    assert fallen.probability > 0.95 and still.probability < 0.5
    assert float(np.median(fallen.dates())) == pytest.approx(48, abs=1)
    assert fallen.week.shape == (DRAWS,)
