"""Daily words at a steady time: found where kept, dated where lost, and not made of chattiness alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from ebbtide.analysis.measures import weekly
from ebbtide.analysis.measures.measure import Floats, Routine
from ebbtide.analysis.measures.routines import binomial, expected_share, routines
from ebbtide.analysis.measures.stream import Stream
from ebbtide.history.conversation import Span
from tests.support.pairs import DAY, MONDAY, chat, flow

WEEKS = 30
SHOWN = np.zeros(WEEKS, bool)


def contacts(rng: np.random.Generator, rate: Floats, days: int) -> list[float]:
    """Minutes of contacts at random in the waking day, 8 to 24 o'clock; rate: (days,) a day."""
    return [day * DAY + rng.uniform(8, 24) * 60 for day in range(days) for _ in range(rng.poisson(rate[day]))]


def words(rng: np.random.Generator, hour: float, days: range, kept: float = 0.9) -> list[float]:
    """Minutes of a daily word, near `hour`, on a share of the days."""
    return [day * DAY + hour * 60 + rng.normal(0, 20) for day in days if rng.random() < kept]


def made(me: list[float], them: list[float], weeks: int = WEEKS) -> Stream:
    at = np.array(me + them)
    person = np.array([0] * len(me) + [1] * len(them))
    order = np.argsort(at, kind="stable")
    return flow(chat(at[order], person[order]), weeks)


@cache
def greeting(seed: int, stop: int | None, hour: float = 7.0, per_day: float = 3.0) -> Stream:
    """They greet on nine days of ten up to day `stop`; both write at random besides."""
    rng = np.random.default_rng(seed)
    days = 7 * WEEKS
    base = np.full(days, per_day)
    word = words(rng, hour, range(days if stop is None else stop))
    return made(contacts(rng, base, days), contacts(rng, base, days) + word)


def day_of(stop: int) -> date:
    return MONDAY + timedelta(days=stop)


def only(found: tuple[Routine, ...]) -> Routine:
    (one,) = found
    return one


@pytest.mark.parametrize("seed", range(12))
def test_a_lost_greeting_is_dated_within_three_days(seed: int) -> None:
    stop = 60 + 10 * seed
    lost = only(routines(greeting(seed, stop), SHOWN))
    assert (lost.person, lost.kind) == (1, "morning")
    assert lost.stopped is not None
    assert abs((lost.stopped - day_of(stop)).days) <= 3
    assert lost.stopped == lost.last_held + timedelta(days=1)
    assert lost.before > 0.8 > 0.3 > lost.now


def test_a_kept_greeting_is_kept_and_has_its_owner_and_window() -> None:
    kept = only(routines(greeting(1, None), SHOWN))
    assert (kept.person, kept.kind, kept.stopped) == (1, "morning", None)
    assert kept.start_hour <= 6 and kept.end_hour >= 8 and kept.end_hour - kept.start_hour == 3
    assert kept.before > 0.8 and kept.now > 0.7


def test_a_good_night_word_after_midnight_belongs_to_the_evening_before() -> None:
    rng = np.random.default_rng(5)
    days = 7 * WEEKS
    quiet = [day * DAY + rng.uniform(9, 21) * 60 for day in range(days) for _ in range(rng.poisson(2))]
    night = words(rng, 24.2, range(days - 40))
    lost = only(routines(made(night + quiet, list(quiet)), SHOWN))
    assert (lost.person, lost.kind) == (0, "night")
    assert lost.stopped is not None and abs((lost.stopped - day_of(days - 40)).days) <= 3
    assert (lost.start_hour, lost.end_hour) in {(22, 1), (23, 2), (0, 3)}


@pytest.mark.parametrize("seed", range(8))
def test_writing_less_alone_makes_no_lost_word(seed: int) -> None:
    rng = np.random.default_rng(seed)
    days = 7 * WEEKS
    rate = np.full(days, 6.0)
    rate[-60:] = 1.5
    found = routines(made(contacts(rng, np.full(days, 6.0), days), contacts(rng, rate, days)), SHOWN)
    assert [item for item in found if item.stopped] == []


def test_a_word_that_falls_no_further_than_all_else_is_not_lost() -> None:
    """Two of three days drop out altogether: the word has gone no further than the other messages."""
    rng = np.random.default_rng(3)
    days = 7 * WEEKS
    word, rest = words(rng, 7, range(days), 0.95), contacts(rng, np.full(days, 3.0), days)
    gone = set(rng.choice(np.arange(days - 60, days), 40, replace=False).tolist())
    me = contacts(rng, np.full(days, 3.0), days)
    them = [at for at in word + rest if int(at // DAY) not in gone]
    assert [item for item in routines(made(me, them), SHOWN) if item.stopped] == []
    only_word = [at for at in word if int(at // DAY) not in gone and at // DAY < days - 60]
    lost = [item for item in routines(made(me, only_word + rest), SHOWN) if item.stopped]
    assert len(lost) == 1  # the same stop with the other messages going on


@pytest.mark.parametrize("seed", range(8))
def test_busy_writing_at_random_is_no_routine(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    days = 7 * WEEKS
    both = [contacts(rng, np.full(days, rate), days) for rate in (20.0, 4.0)]
    assert routines(made(*both), SHOWN) == ()


def test_five_weeks_are_too_few_and_six_are_enough() -> None:
    """Rule of the catalogue: kept for at least six weeks."""
    rng = np.random.default_rng(2)
    for weeks, found in ((5, 0), (8, 1)):
        word = words(rng, 7, range(7 * weeks), 1.0)
        rest = [contacts(rng, np.full(7 * weeks, 2.0), 7 * weeks) for _ in range(2)]
        assert len(routines(made(rest[0], rest[1] + word, weeks), np.zeros(weeks, bool))) == found


def test_two_people_are_read_by_the_same_code() -> None:
    s = greeting(4, 150)
    swapped = replace(s, person=(1 - s.person).astype(np.int8))
    (one,), (other,) = routines(s, SHOWN), routines(swapped, SHOWN)
    assert replace(other, person=1) == one and other.person == 0


def test_an_earlier_look_does_not_know_the_later_weeks() -> None:
    at = greeting(6, 150).at
    person = greeting(6, 150).person
    for weeks in (20, 26):
        inside = at < weeks * 7 * DAY
        cut = flow(chat(at[inside], person[inside].tolist()), weeks)
        later = flow(chat(at, person.tolist()), weeks)
        assert routines(cut, SHOWN[:weeks]) == routines(later, SHOWN[:weeks])
    assert only(routines(flow(chat(at, person.tolist()), 20), SHOWN[:20])).stopped is None


def test_weeks_that_are_hidden_do_not_stop_a_word() -> None:
    s = greeting(7, None)
    keep = (s.week < 20) | (s.week > 23)
    gap = replace(s, at=s.at[keep], person=s.person[keep], week=s.week[keep], call=s.call[keep])
    hide: NDArray[np.bool_] = np.isin(np.arange(WEEKS), range(20, 24))
    assert only(routines(gap, hide)).stopped is None
    last = replace(s, at=s.at[s.week < 26], person=s.person[s.week < 26], call=s.call[s.week < 26])
    assert only(routines(last, np.arange(WEEKS) >= 26)).stopped is None
    assert routines(last, SHOWN) == ()  # both fell silent: no word of its own was lost


def test_marked_weeks_reach_the_routines_of_weekly() -> None:
    rng = np.random.default_rng(8)
    days = 7 * WEEKS
    at = sorted(words(rng, 7, range(days - 21), 1.0))
    evening = [day * DAY + 20 * 60.0 for day in range(days)]
    minutes = np.array(at + evening)
    order = np.argsort(minutes)
    talk = chat(minutes[order], np.array([1] * len(at) + [0] * len(evening))[order])
    end = day_of(days)
    plain, away = weekly(talk, end), weekly(talk, end, (Span(day_of(days - 21), day_of(days - 1)),))
    assert plain is not None and away is not None
    stopped = {(item.person, item.kind): item.stopped for item in plain.routines}
    assert stopped == {(0, "evening"): None, (1, "morning"): day_of(days - 21)}
    assert {item.stopped for item in away.routines} == {None}


@pytest.mark.parametrize(
    ("most", "n", "p", "tail"),
    [
        (0, 3, 0.5, 0.125),
        (1, 3, 0.5, 0.5),
        (3, 3, 0.5, 1.0),
        (-1, 3, 0.5, 0.0),
        (2, 10, 0.0, 1.0),
        (2, 10, 1.0, 0.0),
        (10, 10, 1.0, 1.0),
        (40, 100, 0.5, 0.02844396682049039),
    ],
)
def test_the_binomial_tail_is_exact(most: int, n: int, p: float, tail: float) -> None:
    assert binomial(most, n, p) == pytest.approx(tail, rel=1e-9)


def test_the_expected_share_is_that_of_contacts_at_random() -> None:
    rng = np.random.default_rng(9)
    rate = np.zeros(24)
    rate[3:18] = rng.uniform(0.05, 0.5, 15)  # from 7 to 22 o'clock, days begin at 4
    counts = rng.poisson(rate, (20_000, 24)) > 0
    first = np.where(counts.any(1), counts.argmax(1), 99)
    last = np.where(counts.any(1), 23 - counts[:, ::-1].argmax(1), 99)
    assert expected_share(rate, 8, False) == pytest.approx(np.mean((first >= 4) & (first < 7)), abs=0.012)
    assert expected_share(rate, 19, True) == pytest.approx(np.mean((last >= 15) & (last < 18)), abs=0.012)
    shares = [expected_share(rate * k, 8, False) for k in (0.2, 0.5, 1.0)]
    assert all(a < b for a, b in pairwise(shares))
