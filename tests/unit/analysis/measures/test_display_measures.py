"""What is shown and never judged: messages, calls, double texts, last words, the longest silence."""

from __future__ import annotations

import numpy as np
import pytest

from ebbtide.analysis.measures.display_measures import calls, double_texts, last_words, longest_silence, messages
from ebbtide.analysis.measures.rhythm import rhythm
from ebbtide.history.conversation import Conversation
from tests.support.pairs import DAY, WEEK, chat, every_day, flow, with_kind

WEEKS = 20


def test_messages_and_calls_are_counted_apart() -> None:
    kinds = ["message", "call", "message", "message", "call", "call"]
    talk = with_kind(chat([1, 2, 3, WEEK + 1, WEEK + 2, WEEK + 3], [0, 0, 1, 0, 1, 1]), kinds)
    s = flow(talk, 2)
    assert messages(s, np.ones(2)).natural.tolist() == [[1, 1], [1, 0]]
    assert calls(s, np.ones(2)).natural.tolist() == [[1, 0], [0, 2]]


def test_half_a_week_counts_as_half_a_week() -> None:
    s = flow(chat([1, 2, 3, WEEK + 1, WEEK + 2], [0, 0, 1, 0, 1]), 2)
    m = messages(s, np.array([1.0, 0.5]))
    assert m.natural.tolist() == [[2, 2], [1, 2]]
    assert m.count.tolist() == [[2, 1], [1, 1]]
    assert np.isnan(messages(s, np.array([1.0, 0.0])).natural[:, 1]).all()


def test_writing_again_before_an_answer_is_a_double_text() -> None:
    for wait, low, high in ((40.0, 13, 25), (0.3, 0, 6)):  # half a follow-up in two and a half turns a day
        s = flow(twice(wait), WEEKS)
        share = np.nanmean(double_texts(s, rhythm(s)).natural[:, 8:], axis=1)
        assert low <= share[0] <= high
        assert share[1] < 8


def twice(wait: float) -> Conversation:
    """Both open once a day, at any hour; person 0 writes again after about `wait` minutes on every second day."""
    rng = np.random.default_rng(1)
    rows = []
    for day in range(7 * WEEKS):
        for who in (0, 1):
            at = day * DAY + rng.uniform(8, 20) * 60
            answer = at + 90 * np.exp(0.3 * rng.standard_normal())
            rows += [(at, who), (answer, 1 - who)]
            if who == 0 and day % 2:
                rows.append((at + wait * np.exp(0.3 * rng.standard_normal()), 0))
    rows.sort()
    return chat([at for at, _ in rows], [who for _, who in rows])


def test_who_writes_last() -> None:
    minutes, person = every_day(WEEKS, (9, 0), (9.05, 1), (9.1, 0), (20, 1), (20.05, 0))
    m = last_words(s := flow(chat(minutes, person), WEEKS), rhythm(s))
    assert np.nanmean(m.natural[0, 8:]) > 90
    assert m.natural[:, 8:].sum(axis=0) == pytest.approx(100)


def test_the_longest_silence_of_each_person() -> None:
    s = flow(chat([0, 60, 2 * DAY, 2 * DAY + 60, WEEK + DAY, WEEK + 2 * DAY], [0, 1, 0, 1, 1, 0]), 2)
    hours = longest_silence(s).natural
    assert hours[0].tolist() == [5 * 24, 7 * 24]
    assert hours[1, 0] == pytest.approx(5 * 24 - 1)
    assert hours[1, 1] == 6 * 24


def test_a_silence_grows_until_it_ends_and_starts_with_the_first_message() -> None:
    s = flow(chat([0, WEEK + DAY, 4 * WEEK + 5], [0, 1, 0]), 6)
    hours = longest_silence(s).natural
    assert hours[0, :4].tolist() == [7 * 24, 14 * 24, 21 * 24, 28 * 24]
    assert np.isnan(hours[1, 0])
    assert hours[1, 1:].tolist() == [(6 + 7 * k) * 24 for k in range(5)]


def test_somebody_who_never_wrote_has_no_silence() -> None:
    m = longest_silence(flow(chat([0, 60], [0, 0]), 1))
    assert np.isnan(m.value[1]).all() and np.isinf(m.variance[1]).all() and m.count[1].tolist() == [0]


def test_none_of_these_is_judged() -> None:
    s = flow(chat([0, 60, 500, 3000], [0, 1, 0, 1]), 1)
    r, shown = rhythm(s), np.ones(1)
    for m in (messages(s, shown), calls(s, shown), double_texts(s, r), last_words(s, r), longest_silence(s)):
        assert not m.in_index
