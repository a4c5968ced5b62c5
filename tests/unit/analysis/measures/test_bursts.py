"""Silence then burst, and the longest silence against the usual gap: by days, both people alike."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from ebbtide.analysis.measures import weekly
from ebbtide.analysis.measures.bursts import affection_by_day, bursts, runs, silences
from ebbtide.analysis.measures.measure import Burst, Floats
from ebbtide.history.readers.contract import FLAG_AFFECTION, FLAG_READ_BY_LANGUAGE
from tests.support.pairs import DAY, MONDAY, chat, every_day, flow, mondays

WEEKS = 20
DAYS = 7 * WEEKS
SHOWN = np.zeros(WEEKS, bool)
NONE = np.full((2, DAYS), np.nan)


def day_of(day: int) -> date:
    return MONDAY + timedelta(days=day)


def steady(me: float = 10, them: float = 10) -> Floats:
    return np.vstack([np.full(DAYS, float(me)), np.full(DAYS, float(them))])


def quiet(daily: Floats, start: int, days: int, back: float, person: int = 1, level: float = 0) -> Floats:
    """The same with quiet days from `start`, and `back` on the day after them."""
    out = daily.copy()
    out[person, start : start + days] = level
    out[person, start + days] = back
    return out


def found(daily: Floats, affection: Floats = NONE, hide: NDArray[np.bool_] = SHOWN) -> tuple[Burst, ...]:
    return bursts(mondays(WEEKS), daily, affection, hide)


def test_an_episode_has_its_days_and_what_the_other_wrote() -> None:
    daily = quiet(quiet(steady(), 30, 5, 16), 80, 7, 30, level=2)
    assert found(daily) == (
        Burst(1, day_of(30), day_of(34), day_of(35), "volume", 50),
        Burst(1, day_of(80), day_of(86), day_of(87), "volume", 70),
    )


@pytest.mark.parametrize(
    ("days", "level", "back", "many"), [(5, 2.9, 15.1, 1), (4, 0, 30, 0), (5, 3.0, 30, 0), (5, 0, 15, 0), (5, 0, 10, 0)]
)
def test_the_bounds_are_those_of_the_catalogue(days: int, level: float, back: float, many: int) -> None:
    assert len(found(quiet(steady(), 40, days, back, level=level))) == many


def test_the_burst_comes_within_48_hours() -> None:
    daily = quiet(steady(), 40, 6, 10)
    for later, many in ((47, 1), (48, 0)):
        tried = daily.copy()
        tried[1, later] = 30
        assert len(found(tried)) == many
    tried = daily.copy()
    tried[1, 47] = 30
    assert found(tried)[0].back == day_of(47)


def test_two_people_are_read_by_the_same_code() -> None:
    daily = quiet(steady(12, 9), 30, 6, 40)
    (one,), (other,) = found(daily), found(daily[::-1])
    assert (one.person, other.person) == (1, 0)
    assert (one.quiet_from, one.back, one.other_messages) == (other.quiet_from, other.back, other.other_messages)


def test_quiet_of_both_is_nobodys_episode() -> None:
    assert found(quiet(quiet(steady(), 30, 6, 40), 30, 6, 40, person=0)) == ()


def test_days_that_are_hidden_or_marked_are_no_silence() -> None:
    daily = quiet(steady(), 35, 7, 40)
    hide = SHOWN.copy()
    hide[5] = True
    assert len(found(daily)) == 1
    assert found(daily, hide=hide) == ()


def test_of_next_to_no_messages_a_third_is_no_count() -> None:
    assert found(quiet(steady(10, 2), 30, 9, 20)) == ()
    assert len(found(quiet(steady(10, 3), 30, 9, 20))) == 1


def test_warm_words_can_come_back_without_more_messages() -> None:
    warm = np.full((2, DAYS), 1.0)
    warm[1, 36:38] = 2.0
    daily = quiet(steady(), 30, 6, 10)
    assert found(daily) == ()
    assert found(daily, warm) == (Burst(1, day_of(30), day_of(35), day_of(36), "affection", 60),)
    warm[1, 36:38] = 1.5
    assert found(daily, warm) == ()


def test_affection_is_counted_by_day_where_it_can_be_read() -> None:
    minutes, person = every_day(1, (9, 0), (20, 1), (21, 1))
    flags = np.full(len(minutes), FLAG_READ_BY_LANGUAGE)
    flags[person == 1] += FLAG_AFFECTION
    talk = chat(minutes, person.tolist(), flags=flags, chars=np.full(len(minutes), 5))
    assert affection_by_day(flow(talk, 1)).tolist() == [[0.0] * 7, [2.0] * 7]
    assert np.isnan(affection_by_day(flow(chat(minutes, person.tolist()), 1))).all()


def test_an_earlier_look_does_not_know_the_later_weeks() -> None:
    daily = quiet(quiet(steady(), 30, 6, 40), 120, 6, 40)
    early = bursts(mondays(10), daily[:, :70], NONE[:, :70], SHOWN[:10])
    assert early == bursts(mondays(10), daily, NONE[:, :70], SHOWN[:10]) == found(daily)[:1]
    assert silences(mondays(10), daily, SHOWN[:10]) == silences(mondays(10), daily[:, :70], SHOWN[:10])


def test_the_longest_gap_has_its_days_and_its_multiple() -> None:
    daily = steady()
    daily[1, 50:57] = 0
    daily[0, ::2] = 0
    me, them = silences(mondays(WEEKS), daily, SHOWN)
    assert (me.days, me.usual, me.times) == (2, 2.0, 1.0)
    assert (them.start, them.end, them.days, them.usual, them.times) == (day_of(49), day_of(57), 8, 1.0, 8.0)
    assert not them.open


def test_a_gap_that_goes_on_is_open() -> None:
    daily = steady()
    daily[1, -10:] = 0
    _, them = silences(mondays(WEEKS), daily, SHOWN)
    assert (them.open, them.start, them.end, them.days) == (True, day_of(DAYS - 11), day_of(DAYS - 1), 10)


def test_a_gap_counts_only_where_the_sources_show_all_of_it() -> None:
    daily = steady()
    daily[1, 70:80] = 0
    daily[1, 20:22] = 0
    hide = SHOWN.copy()
    hide[11] = True
    _, them = silences(mondays(WEEKS), daily, hide)
    assert (them.start, them.days) == (day_of(19), 3)
    daily[1, -14:] = 0
    hide[-1] = True
    assert not silences(mondays(WEEKS), daily, hide)[1].open


def test_too_few_days_with_contact_give_no_usual_gap() -> None:
    daily = steady()
    daily[1, 20:] = 0
    assert [item.person for item in silences(mondays(WEEKS), daily, SHOWN)] == [0]
    daily[1, 20] = 1
    assert [item.person for item in silences(mondays(WEEKS), daily, SHOWN)] == [0, 1]


def test_weekly_holds_them_and_a_day_without_an_export_day_ends_nothing() -> None:
    minutes, person = every_day(WEEKS, *((9 + k, k % 2) for k in range(8)))
    day = minutes // DAY
    keep = (person == 0) | (day < 30) | (day > 36)
    more = np.concatenate([minutes[keep], 37 * DAY + 1200 + 6 * np.arange(12.0)])
    who = np.concatenate([person[keep], np.ones(12, np.int8)])
    order = np.argsort(more, kind="stable")
    w = weekly(chat(more[order], who[order].tolist()), day_of(DAYS))
    assert w is not None
    (burst,) = w.bursts
    assert (burst.person, burst.quiet_from, burst.back, burst.other_messages) == (1, day_of(30), day_of(37), 28)
    assert [(item.person, item.days, item.open) for item in w.silences] == [(0, 1, False), (1, 8, False)]


def test_runs_are_found_at_both_edges() -> None:
    assert runs(np.array([True, True, False, True, False, True, True, True]), 2) == [(0, 2), (5, 8)]
    assert runs(np.zeros(3, bool), 1) == []
