"""Clocks: waking minutes and chances to start follow a person's own hours, and never look ahead."""

from __future__ import annotations

import numpy as np
import pytest

from ebbtide.analysis.measures.clocks import LEAST, hour_counts, profiles, starting_clock, waking_clock
from ebbtide.analysis.measures.gaps import gaps, quiet_by_week
from tests.support.pairs import DAY, WEEK, chat, every_day, flow

WEEKS = 12


def test_a_profile_is_a_share_of_the_day_of_each_person() -> None:
    minutes, person = every_day(WEEKS, (9, 0), (9.5, 1), (20, 0), (22, 1))
    s = flow(chat(minutes, person), WEEKS)
    profile = profiles(s)
    assert profile.shape == (2, WEEKS, 24)
    assert profile.sum(axis=2) == pytest.approx(1)
    assert set(np.argsort(profile[0, -1])[-2:]) == {9, 20}
    assert set(np.argsort(profile[1, -1])[-2:]) == {9, 22}
    assert hour_counts(s)[0, :, 9].tolist() == [7] * WEEKS


def test_later_weeks_do_not_touch_earlier_profiles() -> None:
    minutes, person = every_day(WEEKS, (9, 0), (9.5, 1), (20, 0))
    late = minutes.copy()
    late[late >= 8 * WEEK] += 180
    one, other = (profiles(flow(chat(at, person), WEEKS)) for at in (minutes, late))
    assert np.array_equal(one[:, :8], other[:, :8])
    assert not np.allclose(one[:, 8], other[:, 8])


def test_a_new_shift_is_followed_within_weeks() -> None:
    minutes, person = every_day(WEEKS, *((hour, hour % 2) for hour in range(7, 15)))
    minutes[minutes >= 4 * WEEK] += 8 * 60
    rate = waking_clock(profiles(flow(chat(minutes, person), WEEKS))).rate
    assert rate[0, 3 * 168 + 10] == 1 and rate[0, 3 * 168 + 19] < 0.5
    assert rate[0, 11 * 168 + 19] == 1


def test_nobody_sleeps_by_the_clock() -> None:
    minutes, person = every_day(WEEKS, *((hour, hour % 2) for hour in range(8, 22)))
    rate = waking_clock(profiles(flow(chat(minutes, person), WEEKS))).rate
    assert rate.min() >= LEAST and rate.max() <= 1
    assert rate[0, 11 * 168 + 12] == 1
    assert rate[0, 11 * 168 + 3] < 0.1


def test_a_clock_adds_up_its_speed() -> None:
    minutes, person = every_day(WEEKS, (8, 0), (13, 1), (21, 0))
    s = flow(chat(minutes, person), WEEKS)
    clock = waking_clock(profiles(s))
    at = np.array([0.0, 30, 60, 3 * DAY + 471.25, 9 * WEEK + 13])
    fine = np.arange(0, 10 * WEEK, 0.25)
    for who in (0, 1):
        summed = np.concatenate([[0], np.cumsum(clock.speed(who, fine) * 0.25)])
        assert clock.at(who, at) == pytest.approx(summed[(at * 4).astype(int)])


def test_a_week_on_the_starting_clock_is_a_week_for_everybody() -> None:
    minutes, person = every_day(WEEKS, (8, 0), (9, 0), (13, 1), (21, 0), (22, 1))
    clock = starting_clock(profiles(flow(chat(minutes, person), WEEKS)))
    for who in (0, 1):
        week = np.diff(clock.at(who, np.arange(WEEKS) * float(WEEK)))
        assert week == pytest.approx(WEEK, rel=0.02)


def test_gaps_know_who_wrote_before_and_after() -> None:
    g = gaps(flow(chat([0, 5, 6, 2000, 2006], [0, 1, 1, 0, 0]), 1))
    assert g.before.tolist() == [0, 1, 0] and g.after.tolist() == [1, 0, 0]
    assert g.turn.tolist() == [True, True, False]
    # A gap begins with the last message of the turn before it, and a second message at once is no turn.
    assert g.dt.tolist() == [5, 1994, 6]
    assert (g.awake_other <= g.dt).all() and (g.awake_other >= 0).all()


def test_open_time_is_shared_out_over_the_weeks() -> None:
    minutes, person = every_day(WEEKS, (9, 0), (21, 1))
    s = flow(chat(minutes, person), WEEKS)
    g = gaps(s)
    none, every = (quiet_by_week(g, s, np.full(len(g.dt), p)) for p in (0.0, 1.0))
    clock = np.array([np.diff(g.start.at(who, np.arange(WEEKS + 1) * float(WEEK))) for who in (0, 1)])
    assert every[:, 1:] == pytest.approx(clock[:, 1:])
    # Even where no gap closes, the open evening before a Monday counts: nobody knew yet how it would end.
    assert (none[:, 1:] > 0).all() and (none < 0.1 * every).all()


def test_a_silence_over_weeks_is_open_time_in_each_of_them() -> None:
    s = flow(chat([60, 70, 5 * WEEK + 60], [0, 1, 0]), 8)
    g = gaps(s)
    quiet = quiet_by_week(g, s, np.array([0.0, 1.0]))
    week = np.array([np.diff(g.start.at(who, np.arange(9) * float(WEEK))) for who in (0, 1)])
    assert quiet[:, 1:5] == pytest.approx(week[:, 1:5])
    assert quiet[:, 6:] == pytest.approx(week[:, 6:])
