"""The pair's own check: what the rule would have said on earlier dates of the same history."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from ebbtide.analysis.changes.constants import CHECK_DATES, MIN_WEEKS
from ebbtide.analysis.changes.self_check import MOST_DATES, self_check, weekly_looks
from ebbtide.analysis.changes.verdict import verdict
from ebbtide.analysis.measures import weekly
from ebbtide.analysis.measures.measure import Weekly
from ebbtide.demo import simulate
from tests.support.pairs import measure, steady, weeks_of


def dipped(weeks: int, start: int, end: int) -> Weekly:
    """Person 1 falls clearly for some weeks and comes back."""
    w = steady(weeks)
    low = (np.arange(weeks) >= start) & (np.arange(weeks) < end)
    rows = []
    for name, m in w.measures.items():
        value = m.value.copy()
        value[1] -= 0.8 * low
        rows.append(measure(name, value, 0.01))
    return weeks_of(*rows)


def test_a_short_history_cannot_be_checked() -> None:
    found = self_check(steady(60), MIN_WEEKS + CHECK_DATES - 1)
    assert (found.enough, found.spoke) == (False, ())
    assert found.dates == CHECK_DATES - 1
    assert self_check(steady(60), MIN_WEEKS + CHECK_DATES).enough
    assert self_check(steady(60), 3).dates == 0


def test_a_steady_pair_was_left_alone() -> None:
    found = self_check(steady(70), 69)
    assert found.enough
    assert found.spoke == ()


def test_an_earlier_dip_is_listed_once_with_its_sunday() -> None:
    w = dipped(80, 45, 60)
    found = self_check(w, 78)
    assert len(found.spoke) == 1
    week = (found.spoke[0] - w.monday[0]).days // 7
    assert 46 <= week <= 52
    assert found.spoke[0] == w.monday[week] + timedelta(days=6)


def test_it_says_what_the_rule_says_on_each_date() -> None:
    w = dipped(70, 40, 52)
    stop = 66
    speaks = [verdict(w, week).side != "none" for week in range(MIN_WEEKS, stop)]
    begins = [k + MIN_WEEKS for k, now in enumerate(speaks) if now and not (k and speaks[k - 1])]
    assert list(self_check(w, stop).spoke) == [w.monday[week] + timedelta(days=6) for week in begins]
    assert begins


@pytest.mark.parametrize(("condition", "seed"), [("hot_cold", 700_200), ("abrupt", 700_201), ("stable", 700_202)])
def test_passing_over_quiet_weeks_changes_no_answer(condition: str, seed: int) -> None:
    couple = simulate(condition, seed, before=50)
    w = weekly(couple.conversation(), couple.last_day + timedelta(days=1))
    assert w is not None
    stop = len(w.monday)
    speaks = [found.side != "none" for found in weekly_looks(w, max(MIN_WEEKS, stop - MOST_DATES), stop - 1)]
    first = stop - len(speaks)
    begins = [first + k for k, now in enumerate(speaks) if now and not (k and speaks[k - 1])]
    assert list(self_check(w, stop).spoke) == [w.monday[week] + timedelta(days=6) for week in begins]


def test_what_came_later_is_not_looked_at() -> None:
    assert self_check(dipped(80, 60, 80), 60).spoke == ()


def test_at_most_a_year_is_checked() -> None:
    assert self_check(steady(90), 89).dates == MOST_DATES


def test_a_withheld_measure_is_withheld_here_too() -> None:
    w = steady(70)
    value = w.measures["length"].value.copy()
    value[1, 40:55] -= 3
    alone = weeks_of(*(m for name, m in w.measures.items() if name != "length"), measure("length", value, 0.01))
    assert self_check(alone, 69).spoke != ()
    voice = np.where(np.arange(70) >= 34, 0.6, 0.05) * np.ones((2, 1))
    assert self_check(replace(alone, media_share=voice), 69).spoke == ()


def test_looks_made_side_by_side_are_the_looks_made_alone() -> None:
    w = dipped(60, 40, 60)
    together = list(weekly_looks(w, 30, 58))
    assert [found.look.last for found in together] == list(range(30, 59))
    for found in together[::7]:
        alone = verdict(w, found.look.last)
        assert (found.probability, found.side, found.week) == (alone.probability, alone.side, alone.week)
        assert np.array_equal(found.look.draws.path, alone.look.draws.path)
