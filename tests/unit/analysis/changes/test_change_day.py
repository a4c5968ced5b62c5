"""The day inside the date interval: right on plain data, blind to marked trips, silent where it cannot narrow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from ebbtide.analysis.changes.views.change_day import SHORTER, day_of_change
from ebbtide.analysis.changes.views.view_results import DayOfChange
from ebbtide.analysis.measures.measure import Floats, Weekly
from ebbtide.presentation.sentences import Tide
from tests.support.looks import findings
from tests.support.pairs import MONDAY, weeks_of
from tests.support.sample_tide import sample

WEEKS, ONSET = 60, 45 * 7 + 3
WIDE = (MONDAY + timedelta(weeks=40), MONDAY + timedelta(weeks=51, days=6))
DRAWS = np.repeat(np.arange(40, 52), 20)


def daily(fall: float, seed: int = 0, level: float = 25.0, weekly: float = 0.1) -> Floats:
    """Messages by day of two people with weekly ups and downs, weekends quieter; lower by `fall` from the onset."""
    rng = np.random.default_rng(seed)
    days = np.arange(7 * WEEKS)
    shared = np.repeat(rng.normal(0, weekly, WEEKS), 7)
    rate = level * np.exp(shared) * np.where(days % 7 >= 5, 0.7, 1.0) * np.where(days >= ONSET, 1 - fall, 1.0)
    return rng.poisson(np.stack([rate, rate])).astype(float)


def at(rows: Floats) -> Weekly:
    return weeks_of(weeks=WEEKS, daily=rows)


def found(rows: Floats, draws: np.ndarray[tuple[int], np.dtype[np.int64]] = DRAWS) -> DayOfChange | None:
    return day_of_change(at(rows), WEEKS - 1, draws, WIDE)


def of(day: int) -> date:
    return MONDAY + timedelta(days=day)


def test_a_clear_fall_is_found_within_two_days_in_a_short_interval() -> None:
    for seed in range(10):
        made = found(daily(0.6, seed))
        assert made is not None
        assert abs((made.day - of(ONSET)).days) <= 2
        assert made.interval[0] <= of(ONSET) <= made.interval[1]
        assert (made.interval[1] - made.interval[0]).days <= 14


def test_intervals_hold_the_day_about_as_often_as_they_say() -> None:
    made = [found(daily(0.4, seed, weekly=0.2)) for seed in range(120)]
    held = [item.interval[0] <= of(ONSET) <= item.interval[1] for item in made if item is not None]
    assert len(held) >= 30 and np.mean(held) >= 0.85


def test_without_a_fall_no_day_is_named() -> None:
    assert sum(found(daily(0.0, seed)) is not None for seed in range(40)) <= 2


def test_a_trip_that_was_told_attracts_no_date() -> None:
    rows = daily(0.5, 3)
    rows[:, 41 * 7 : 43 * 7] *= 0.1
    marked = rows.copy()
    marked[:, 41 * 7 : 43 * 7] = np.nan
    made = found(marked)
    assert made is not None and abs((made.day - of(ONSET)).days) <= 2
    assert made.interval[0] > of(43 * 7)


def test_a_trip_that_was_not_told_does_not_take_the_place_of_a_fall_that_lasts() -> None:
    rows = daily(0.5, 3)
    rows[:, 42 * 7 : 43 * 7] = np.floor(0.3 * rows[:, 42 * 7 : 43 * 7])
    made = found(rows)
    assert made is None or abs((made.day - of(ONSET)).days) <= 3


def test_the_day_stays_within_the_weeks_that_were_drawn() -> None:
    late = np.repeat(np.arange(48, 52), 20)
    made = found(daily(0.6), late)
    assert made is None or made.interval[0] >= of(48 * 7 - 8)


def test_an_interval_that_is_not_clearly_shorter_is_not_said() -> None:
    rows = daily(0.6)
    exact = found(rows)
    assert exact is not None
    days = (exact.interval[1] - exact.interval[0]).days + 1
    tight = (exact.interval[0], exact.interval[0] + timedelta(days=int(days / SHORTER) - 2))
    assert day_of_change(at(rows), WEEKS - 1, DRAWS, tight) is None


def test_a_short_or_hidden_history_names_no_day() -> None:
    rows = daily(0.6)
    rows[:, : 41 * 7] = np.nan
    rows[:, 50 * 7 :] = np.nan
    assert found(rows) is None and found(daily(0.6), DRAWS[:0]) is None


def test_swapping_the_two_people_changes_nothing_and_later_weeks_neither() -> None:
    rows = daily(0.6, 4)
    rows[0] = daily(0.2, 5)[0]
    longer = weeks_of(weeks=WEEKS + 5, daily=np.concatenate([rows, rows[:, :35]], axis=1))
    assert found(rows) == found(rows[::-1]) == day_of_change(longer, WEEKS - 1, DRAWS, WIDE)


def line(tide: Tide) -> list[str]:
    return [item.text for item in findings(tide) if item.key == "views.day.likely"]


def test_the_sentence_says_what_it_supposes() -> None:
    made = DayOfChange(date(2025, 3, 12), (date(2025, 3, 8), date(2025, 3, 16)))
    tide = replace(sample("changed"), day=made)
    assert "".join(line(tide)) == (
        "If it began from one day to the next, 12 March 2025 fits best, within 8 March to 16 March 2025. "
        "If it came on slowly, there is no such day. These counts cannot say what happened then."
    )
    assert not line(replace(tide, context=replace(tide.context, living="together")))


@pytest.mark.parametrize("state", ["usual", "too early", "both stopped", "short"])
def test_no_day_where_no_change_is_named(state: str) -> None:
    made = DayOfChange(date(2025, 3, 12), (date(2025, 3, 8), date(2025, 3, 16)))
    assert not line(replace(sample(state), day=made))
