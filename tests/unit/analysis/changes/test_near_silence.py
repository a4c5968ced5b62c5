"""Near silence up to the day of the look is found by days, of one or of both, and only where the file shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from ebbtide.analysis.changes.near_silence import LEAST_DAYS, TOGETHER_DAYS, silence
from ebbtide.analysis.measures.measure import Floats, Weekly
from tests.support.pairs import MONDAY, weeks_of

WEEKS = 50


def days(rate: float = 10.0, weeks: int = WEEKS) -> Floats:
    return np.random.default_rng(3).poisson(rate, (2, 7 * weeks)).astype(float)


def written(daily: Floats, last_days: int = 0) -> Weekly:
    """Weekly sums of days; `last_days` more days belong to the week that is not over."""
    weeks = (daily.shape[1] - last_days) // 7
    sums = daily[:, : 7 * weeks].reshape(2, weeks, 7).sum(axis=2)
    return weeks_of(weeks=weeks, daily=daily, messages=sums)


def day(k: int) -> date:
    return MONDAY + timedelta(days=k)


def since(daily: Floats, last_days: int = 0) -> tuple[date | None, date | None]:
    w = written(daily, last_days)
    return silence(w, len(w.monday) - 1).since


def test_two_who_write_are_not_silent() -> None:
    assert since(days()) == (None, None)


@pytest.mark.parametrize("stop", [180, 300, 350 - LEAST_DAYS])
def test_the_day_that_one_stopped(stop: int) -> None:
    daily = days()
    daily[1, stop:] = 0
    assert since(daily) == (None, day(stop))


def test_once_in_ten_days_is_near_nothing() -> None:
    daily = days()
    daily[1, 315:] = 0
    daily[1, [325, 336, 347]] = 1
    me, them = since(daily)
    assert me is None and them is not None
    assert abs((them - day(315)).days) <= 2


def test_three_weeks_are_the_least_and_a_return_ends_it() -> None:
    short, back = days(), days()
    short[1, 350 - LEAST_DAYS + 1 :] = 0
    back[1, 300:340] = 0
    assert since(short) == (None, None)
    assert since(back) == (None, None)


def test_half_as_much_is_not_silence() -> None:
    daily = days()
    daily[1, 300:] = daily[1, 300:] // 2
    assert since(daily) == (None, None)


def test_who_writes_seldom_is_not_silent_after_three_weeks() -> None:
    daily = days(0.4)
    daily[:, 350 - LEAST_DAYS :] = 0
    assert since(daily) == (None, None)


@pytest.mark.parametrize(("apart", "at_once"), [(0, True), (TOGETHER_DAYS, True), (TOGETHER_DAYS + 30, False)])
def test_both_at_once_or_one_after_the_other(apart: int, at_once: bool) -> None:
    daily = days()
    daily[0, 250:], daily[1, 250 + apart :] = 0, 0
    w = written(daily)
    found = silence(w, WEEKS - 1)
    assert found.since == (day(250), day(250 + apart))
    assert found.both == at_once


def test_days_of_the_week_that_is_not_over_count() -> None:
    daily = days()[:, :-2]
    daily[1, 329:] = 0
    assert daily.shape[1] - 329 < LEAST_DAYS <= daily.shape[1] - 327
    assert since(daily, last_days=5) == (None, None)
    daily[1, 327:] = 0
    assert since(daily, last_days=5) == (None, day(327))


def test_many_weeks_of_silence_do_not_become_the_usual() -> None:
    daily = days(weeks=120)
    daily[:, 52 * 7 :] = 0
    w = written(daily)
    found = silence(w, 119)
    assert found.both
    assert found.since == (day(364), day(364))


def test_days_that_the_file_does_not_show_are_no_silence() -> None:
    daily = days()
    daily[:, 315:] = 0
    w = replace(written(daily), covered=np.where(np.arange(WEEKS) < 45, 1.0, 0.0))
    assert silence(w, 44).since == (None, None)


def test_somebody_who_never_wrote_is_not_silent() -> None:
    daily = days()
    daily[1] = 0
    assert since(daily)[1] is None


def test_a_history_of_days_only() -> None:
    assert since(days(weeks=2)) == (None, None)
