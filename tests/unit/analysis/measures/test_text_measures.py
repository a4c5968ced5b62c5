"""Warmth, length and questions: shares and means of what was read, missing where nothing could be."""

from __future__ import annotations

import numpy as np
import pytest

from ebbtide.analysis.measures.text_measures import length, questions, warmth, weekly_sum
from ebbtide.history.conversation import Conversation
from ebbtide.history.readers.contract import FLAG_AFFECTION, FLAG_QUESTION, FLAG_READ_BY_LANGUAGE
from tests.support.pairs import WEEK, chat, flow


def told(chars: list[int], flags: list[int], person: list[int] | None = None) -> Conversation:
    """One message a minute; every second week's begins at the middle row."""
    half = len(chars) // 2
    minutes = [*range(half), *(WEEK + k for k in range(len(chars) - half))]
    who = person or [0, 1] * half
    return chat(minutes, who, chars=np.array(chars, np.int32), flags=np.array(flags, np.uint32))


R, A, Q = FLAG_READ_BY_LANGUAGE, FLAG_AFFECTION, FLAG_QUESTION


def test_sums_by_person_and_week_pass_over_what_is_missing() -> None:
    s = flow(told([1] * 8, [R] * 8), 2)
    assert weekly_sum(s, np.array([1.0, 2, np.nan, 4, 5, 6, 7, np.nan])).tolist() == [[1, 12], [6, 6]]


def test_warmth_is_the_share_of_messages_with_an_affection_mark() -> None:
    m = warmth(flow(told([9] * 8, [R | A, R, R, R | A, R | A, R, R | A, R]), 2))
    assert m.natural.tolist() == [[50, 100], [50, 0]]
    assert m.count.tolist() == [[2, 2], [2, 2]]
    assert m.value[0, 1] > m.value[0, 0] > m.value[1, 1]


def test_questions_are_counted_alike_but_never_judged() -> None:
    m = questions(flow(told([9] * 8, [R | Q, R, R, R, R | Q, R, R | Q, R | Q]), 2))
    assert m.natural.tolist() == [[50, 100], [0, 50]]
    assert not m.in_index


def test_messages_that_were_not_read_stand_outside_the_share() -> None:
    m = warmth(flow(told([9] * 8, [R | A, R, 0, 0, 0, 0, 0, 0]), 2))
    assert m.count.tolist() == [[1, 0], [1, 0]]
    assert m.natural[0, 0] == 100
    assert np.isnan(m.natural[:, 1]).all() and np.isinf(m.variance[:, 1]).all()


def test_length_is_the_mean_on_a_log_scale() -> None:
    m = length(flow(told([1, 3, 8, 3, 99, 1, 99, 1], [R] * 8), 2))
    assert m.value[0, 0] == pytest.approx((np.log(2) + np.log(9)) / 2)
    assert m.natural[0, 1] == pytest.approx(99)
    assert m.natural[1].tolist() == pytest.approx([3, 1])


def test_longer_messages_of_one_leave_the_other_alone() -> None:
    short = length(flow(told([20] * 8, [R] * 8), 2))
    longer = length(flow(told([20, 20, 20, 20, 60, 20, 60, 20], [R] * 8), 2))
    assert longer.value[0, 1] > short.value[0, 1] + 1
    assert np.array_equal(longer.value[1], short.value[1])
    assert longer.value[0, 0] == short.value[0, 0]


def test_voice_notes_have_no_length_and_no_warmth() -> None:
    talk = chat(
        range(4),
        [0, 1, 0, 1],
        chars=np.array([0, 9, 0, 9], np.int32),
        media=["voice", None, "voice", None],
        flags=np.array([0, R, 0, R], np.uint32),
    )
    s = flow(talk, 1)
    for m in (length(s), warmth(s)):
        assert np.isnan(m.natural[0, 0]) and np.isfinite(m.natural[1, 0])


def test_a_chat_without_any_text_has_none_of_these() -> None:
    s = flow(chat([0, 1, 2, 3], [0, 1, 0, 1]), 1)
    for m in (warmth(s), length(s), questions(s)):
        assert m.needs_text
        assert np.isnan(m.value).all() and np.isinf(m.variance).all()
