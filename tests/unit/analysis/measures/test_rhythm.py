"""Starts, answers and follow-ups are told apart by the pair's own rhythm, close to the truth of made-up couples."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ebbtide.analysis.measures.measure import Floats
from ebbtide.analysis.measures.rhythm import BURST, CLOSED, FAST, FOLLOW, SLOW, Rhythm, rhythm
from ebbtide.analysis.measures.starts import expected_starts
from ebbtide.analysis.measures.stream import Stream, mondays, stream, turn_opens
from ebbtide.demo import Couple
from tests.support.pairs import DAY, WEEK, again, before, chat, couple, end_of, every_day, flow

START, ANSWER, FOLLOW_UP, IN_A_TURN = range(4)
#: Weeks that are fitted together at the beginning.
FIRST = 8


def fitted(pair: Couple, **how: bool) -> tuple[Stream, Rhythm]:
    talk = again(pair, **how)  # type: ignore[arg-type]
    assert talk.coverage is not None
    s = stream(talk.events, mondays(talk.coverage.first, end_of(pair)))
    return s, rhythm(s)


def true_starts(pair: Couple, s: Stream) -> Floats:
    count = np.zeros((2, s.weeks))
    first = pair.label == START
    week = (pair.at[first] - np.datetime64(s.monday[0])).astype("timedelta64[D]").astype(int) // 7
    np.add.at(count, (pair.person[first], week), 1)
    return count


def labels(pair: Couple, s: Stream) -> NDArray[np.int8]:
    """What the first message of each turn truly was."""
    minutes = (pair.at - np.datetime64(s.monday[0], "ms")).astype(np.int64) / 60_000
    found: NDArray[np.int8] = pair.label[turn_opens(minutes, pair.person, np.zeros(pair.at.size, bool))]
    return found


@pytest.mark.parametrize("volume", [12.0, 30.0, 80.0])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_expected_starts_follow_the_true_ones(volume: float, seed: int) -> None:
    pair = couple("stable", seed, volume)
    s, r = fitted(pair)
    found, true = expected_starts(s, r)[0], true_starts(pair, s)
    for who in (0, 1):
        assert np.corrcoef(found[who, FIRST:], true[who, FIRST:])[0, 1] > 0.6
        assert 0.75 < found[who].sum() / true[who].sum() < 1.6


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_each_kind_of_event_is_found_in_about_its_number(seed: int) -> None:
    pair = couple("stable", seed)
    s, r = fitted(pair)
    label = labels(pair, s)[1:]
    p = r.probability
    assert (p[FAST] + p[SLOW]).sum() == pytest.approx((label == ANSWER).sum(), rel=0.1)
    assert (label == IN_A_TURN).mean() < 0.03
    assert 0.4 < p[FOLLOW].sum() / (label == FOLLOW_UP).sum() < 1.6


@pytest.mark.parametrize("volume", [12.0, 30.0, 80.0])
def test_a_true_start_is_taken_for_one_far_more_often_than_an_answer(volume: float) -> None:
    pair = couple("stable", 1, volume)
    s, r = fitted(pair)
    label, closed = labels(pair, s)[1:], r.probability[CLOSED]
    assert closed[label == START].mean() > 0.6
    assert closed[label == ANSWER].mean() < 0.15


def test_probabilities_are_probabilities_and_impossible_ends_have_none() -> None:
    _, r = fitted(couple("stable", 3))
    p, turn = r.probability, r.gaps.turn
    assert p.sum(axis=0) == pytest.approx(1)
    assert (p >= 0).all()
    assert (p[[BURST, FOLLOW]][:, turn] == 0).all()
    assert (p[[FAST, SLOW]][:, ~turn] == 0).all()


def test_after_sixteen_waking_hours_nothing_is_an_answer_any_more() -> None:
    _, r = fitted(couple("stable", 1, 12.0))
    g = r.gaps
    late = g.turn & (g.awake_other > 16 * 60)
    assert late.any()
    assert (r.probability[CLOSED, late] == 1).all()


def test_a_plain_rhythm_is_read_plainly() -> None:
    """Ana opens at nine, Sam answers after three minutes; Sam opens at eight in the evening, Ana after five."""
    minutes, person = every_day(20, (9, 0), (9.05, 1), (20, 1), (20.0833, 0))
    s = flow(chat(minutes, person), 20)
    starts = expected_starts(s, rhythm(s))[0]
    assert starts[:, FIRST:] == pytest.approx(np.full((2, 12), 7.0), abs=0.6)


def test_quick_talk_opens_contact_once() -> None:
    talk = [(19 + k / 60, k % 2) for k in range(12)]
    minutes, person = every_day(20, *talk)
    s = flow(chat(minutes, person), 20)
    starts = expected_starts(s, rhythm(s))[0]
    assert starts[0, FIRST:] == pytest.approx(np.full(12, 7.0), abs=0.6)
    assert starts[1, FIRST:].max() < 1


def test_messages_sent_in_pieces_leave_starts_as_they_are() -> None:
    pair = couple("stable", 2, 12.0)
    whole = expected_starts(*fitted(pair))[0]
    at = np.repeat(pair.at, 2)
    at[1::2] += np.timedelta64(1, "s")
    order = np.argsort(at, kind="stable")
    first = pair.at[0].astype("datetime64[D]")
    first -= np.timedelta64(int((first.astype(int) + 3) % 7), "D")
    minutes = (at[order] - first) / np.timedelta64(1, "m")
    s = flow(chat(minutes, np.repeat(pair.person, 2)[order]), whole.shape[1])
    pieces = expected_starts(s, rhythm(s))[0]
    assert pieces.sum(axis=1) == pytest.approx(whole.sum(axis=1), rel=0.1)


@pytest.mark.parametrize("week", [10, 25, 40])
def test_a_later_week_rewrites_no_earlier_one(week: int) -> None:
    pair = couple("abrupt", 5)
    s, r = fitted(pair)
    day = s.monday[week]
    part = stream(again(pair, before(pair, day)).events, s.monday[:week])
    short = rhythm(part)
    assert np.array_equal(r.probability[:, : len(part.at) - 1], short.probability)
    assert np.array_equal(r.scale[:, :week], short.scale)


def test_swapping_the_two_swaps_the_rhythm() -> None:
    pair = couple("gradual", 2)
    (s, r), (t, q) = fitted(pair), fitted(pair, swap=True)
    assert np.array_equal(s.at, t.at)
    assert q.probability == pytest.approx(r.probability, abs=1e-9)
    assert q.scale[::-1] == pytest.approx(r.scale, abs=1e-9)


def test_four_times_slower_answers_lengthen_the_answerers_scale_alone() -> None:
    openings = [(hour, 0) for hour in (9.0, 13.0, 19.0)]
    rng = np.random.default_rng(1)
    minutes, person = every_day(40, *openings)
    wait = np.exp(rng.normal(np.log(10), 0.5, minutes.size)) * np.where(minutes < 20 * WEEK, 1, 4)
    thanks = minutes + wait + np.exp(rng.normal(np.log(10), 0.5, minutes.size))
    at = np.concatenate([minutes, minutes + wait, thanks])
    order = np.argsort(at, kind="stable")
    who = np.concatenate([person, person + 1, person])[order]
    scale = rhythm(flow(chat(at[order], who), 40)).scale
    moved = scale[:, 30:].mean(axis=1) - scale[:, 10:20].mean(axis=1)
    assert moved[1] == pytest.approx(np.log(4), abs=0.5)
    assert abs(moved[0]) < 0.25


def test_two_messages_are_enough_to_run() -> None:
    r = rhythm(flow(chat([10, DAY], [0, 1]), 1))
    assert r.probability.shape == (5, 1)
    assert r.probability.sum() == pytest.approx(1)
