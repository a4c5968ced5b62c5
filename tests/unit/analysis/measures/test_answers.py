"""Answering less and answering later are two things, and the asker's follow-ups end no wait."""

from __future__ import annotations

import numpy as np
import pytest

from ebbtide.analysis.measures.answers import answered_share, fast_turns, offers, reply_time
from ebbtide.analysis.measures.measure import Floats, Measure
from ebbtide.analysis.measures.rhythm import Rhythm, rhythm
from ebbtide.analysis.measures.stream import Stream
from ebbtide.history.conversation import Conversation
from tests.support.pairs import WEEK, chat, every_day, flow

WEEKS = 30
HOURS = (9.0, 13.0, 19.0)


def asked(wait: Floats, answered: Floats | None = None, follow_after: float = 0.0) -> Conversation:
    """Person 0 opens three times a day; 1 answers after `wait` minutes where `answered`."""
    minutes, _ = every_day(WEEKS, *((hour, 0) for hour in HOURS))
    keep = np.ones(minutes.size, bool) if answered is None else answered.astype(bool)
    rows = [(at, 0) for at in minutes]
    rows += [(at, 1) for at in (minutes + wait)[keep]]
    if follow_after:
        rows += [(at + follow_after, 0) for at in minutes]
    rows.sort()
    return chat([at for at, _ in rows], [who for _, who in rows])


def waits(rng: np.random.Generator, median: float, spread: float = 0.5) -> Floats:
    return median * np.exp(spread * rng.standard_normal(WEEKS * 7 * len(HOURS)))


def fit(talk: Conversation) -> tuple[Stream, Rhythm]:
    s = flow(talk, WEEKS)
    return s, rhythm(s)


def late_minus_early(m: Measure, who: int) -> float:
    return float(np.nanmean(m.value[who, 18:]) - np.nanmean(m.value[who, 8:15]))


@pytest.fixture(scope="module")
def rng() -> np.random.Generator:
    return np.random.default_rng(11)


def test_an_offer_is_answered_or_lapses() -> None:
    rng = np.random.default_rng(2)
    answered = rng.random(WEEKS * 21) < 0.6
    _, r = fit(asked(waits(rng, 10), answered))
    got, total = offers(r, WEEKS)
    assert (got <= total + 1e-9).all()
    assert got[1].sum() == pytest.approx(answered.sum(), rel=0.08)
    assert got[1].sum() / total[1].sum() == pytest.approx(answered.mean(), abs=0.12)


def test_answering_fewer_is_seen_in_the_share_and_not_in_the_time() -> None:
    rng = np.random.default_rng(3)
    chance = np.where(np.arange(WEEKS * 21) < 16 * 21, 0.9, 0.45)
    s, r = fit(asked(waits(rng, 10), rng.random(WEEKS * 21) < chance))
    share, time = answered_share(r, WEEKS), reply_time(s, r)
    early, late = share.natural[1, 8:15].mean(), share.natural[1, 18:].mean()
    assert early - late > 20
    assert abs(late_minus_early(time, 1)) < 0.3


def test_answering_later_is_seen_in_the_time_and_hardly_in_the_share() -> None:
    rng = np.random.default_rng(4)
    wait = waits(rng, 10) * np.where(np.arange(WEEKS * 21) < 16 * 21, 1, 4)
    s, r = fit(asked(wait))
    time, share = reply_time(s, r), answered_share(r, WEEKS)
    assert late_minus_early(time, 1) == pytest.approx(-np.log(4), abs=0.4)
    assert abs(share.natural[1, 18:].mean() - share.natural[1, 8:15].mean()) < 10


def test_reply_time_is_in_minutes_and_up_is_sooner() -> None:
    s, r = fit(asked(waits(np.random.default_rng(5), 20, 0.3)))
    time = reply_time(s, r)
    assert np.nanmedian(time.natural[1, 8:]) == pytest.approx(20, rel=0.25)
    assert np.allclose(time.value, -np.log(time.natural), equal_nan=True)


def test_the_askers_follow_ups_do_not_end_the_wait() -> None:
    rng = np.random.default_rng(6)
    wait = np.full(WEEKS * 21, 60.0) * np.exp(0.1 * rng.standard_normal(WEEKS * 21))
    plain, chased = asked(wait), asked(wait, follow_after=25)
    times = [np.nanmedian(reply_time(*fit(talk)).natural[1, 8:]) for talk in (plain, chased)]
    assert times[0] == pytest.approx(60, rel=0.25)
    assert times[1] == pytest.approx(times[0], rel=0.2)


def test_a_night_of_sleep_is_not_a_wait() -> None:
    """Asked at eleven at night, answered at eight: nine hours by the wall, minutes of waking time."""
    moments = [(8, 1), (8.1, 0), (12, 0), (12.1, 1), (18, 1), (18.1, 0), (21, 1), (21.1, 0), (23, 0)]
    minutes, person = every_day(WEEKS, *moments, *((hour + 0.5, hour % 2) for hour in range(9, 22)))
    s, r = fit(chat(minutes, person))
    assert np.nanmedian(reply_time(s, r).natural[1, 8:]) < 90


def test_fast_turns_are_a_share_of_answers() -> None:
    rng = np.random.default_rng(7)
    quick = rng.random(WEEKS * 21) < np.where(np.arange(WEEKS * 21) < 16 * 21, 0.85, 0.3)
    s, r = fit(asked(np.where(quick, waits(rng, 1, 0.4), waits(rng, 70, 0.4))))
    m = fast_turns(r, r.gaps, s.weeks)
    assert m.natural[1, 8:15].mean() - m.natural[1, 18:].mean() > 25
    assert np.nanmax(m.natural) <= 100 and np.nanmin(m.natural) >= 0


def test_an_unanswered_message_at_the_end_does_not_count_yet() -> None:
    minutes, _ = every_day(WEEKS, *((hour, 0) for hour in HOURS))
    rows = sorted([(at, 0) for at in minutes] + [(at + 10, 1) for at in minutes])
    full = chat([at for at, _ in rows], [who for _, who in rows])
    open_end = chat([*(at for at, _ in rows), WEEKS * WEEK - 30], [*(who for _, who in rows), 0])
    totals = [offers(fit(talk)[1], WEEKS)[1][1, -1] for talk in (full, open_end)]
    assert totals == pytest.approx([21, 21], abs=0.5)


def test_swapping_the_two_swaps_their_answers() -> None:
    talk = asked(waits(np.random.default_rng(8), 10))
    events = talk.events
    minutes = (events["at_local"].dt.epoch("ms").to_numpy() - events["at_local"].dt.epoch("ms").min()) / 60_000 + 9 * 60
    person = events["person"].to_numpy()
    made = [fit(chat(minutes, who)) for who in (person, 1 - person)]
    for name in ("value", "variance", "natural"):
        one, other = (getattr(reply_time(s, r), name) for s, r in made)
        assert np.allclose(one, other[::-1], equal_nan=True)


def test_weeks_without_answers_are_missing_and_not_slow() -> None:
    rng = np.random.default_rng(9)
    answered = np.arange(WEEKS * 21) < 20 * 21
    s, r = fit(asked(waits(rng, 10, 0.2), answered))
    assert np.isnan(reply_time(s, r).natural[1, 22:]).all()
    assert answered_share(r, WEEKS).natural[1, 24:].max() < 15
