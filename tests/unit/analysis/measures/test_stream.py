"""Events become arrays on a week grid: what counts as contact, when it was, and what its text told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from ebbtide.analysis.measures.stream import daily_counts, mondays, stream
from ebbtide.history.readers.contract import FLAG_AFFECTION, FLAG_QUESTION, FLAG_READ_BY_LANGUAGE, MEDIA
from tests.support.pairs import DAY, MONDAY, WEEK, chat, flow, with_kind


def test_weeks_are_the_complete_iso_weeks() -> None:
    assert mondays(date(2024, 1, 3), date(2024, 1, 15)) == (date(2024, 1, 1), date(2024, 1, 8))
    assert mondays(date(2024, 1, 3), date(2024, 1, 14)) == (date(2024, 1, 1),)
    assert mondays(date(2024, 1, 3), date(2024, 1, 7)) == ()
    assert mondays(date(2024, 1, 3), date(2023, 1, 1)) == ()


def test_times_are_minutes_since_the_first_monday_and_fall_into_their_week() -> None:
    s = flow(chat([0, 90.5, WEEK - 1, WEEK, 2 * WEEK - 0.5], [0, 1, 0, 1, 0]), 2)
    assert s.at.tolist() == [0, 90.5, WEEK - 1, WEEK, 2 * WEEK - 0.5]
    assert s.week.tolist() == [0, 0, 0, 1, 1]
    assert s.person.tolist() == [0, 1, 0, 1, 0]
    assert s.weeks == 2


def test_events_outside_the_weeks_are_left_out() -> None:
    s = flow(chat([-5, 3, WEEK - 1, WEEK, WEEK + 5], [0, 1, 0, 1, 0]), 1)
    assert s.at.tolist() == [3, WEEK - 1]


def test_only_messages_and_calls_are_contact() -> None:
    kinds = ["message", "call", "reaction", "edit", "delete", "system", "message"]
    talk = with_kind(chat(range(7), [0, 1, 0, 1, 0, 1, 1]), kinds)
    s = flow(talk, 1)
    assert s.at.tolist() == [0, 1, 6]
    assert s.call.tolist() == [False, True, False]


def test_rows_of_nobody_are_not_contact() -> None:
    assert flow(chat([0, 1, 2], [0, -1, 1]), 1).at.tolist() == [0, 2]


def test_the_coarsest_stamp_sets_the_resolution_up_to_a_minute() -> None:
    for seconds, minutes in ((60.0, 1.0), (1.0, 1 / 60), (3600.0, 1.0)):
        assert flow(chat([0, 1], [0, 1], resolution_s=seconds), 1).resolution == minutes
    mixed = chat([0, 1], [0, 1], resolution_s=1.0)
    mixed = replace(mixed, events=mixed.events.with_columns(resolution_s=pl.Series([1.0, 60.0], dtype=pl.Float32)))
    assert flow(mixed, 1).resolution == 1.0


def test_missing_text_is_not_short_text() -> None:
    told = chat([0, 1, 2], [0, 1, 0], chars=np.array([5, 0, 7], np.int32), media=[None, "voice", None])
    assert np.array_equal(flow(told, 1).letters, [5, np.nan, 7], equal_nan=True)
    assert flow(told, 1).media.tolist() == [False, True, False]
    assert np.isnan(flow(chat([0, 1], [0, 1]), 1).letters).all()


def test_a_message_whose_words_were_not_read_is_neither_warm_nor_cold() -> None:
    read = FLAG_READ_BY_LANGUAGE
    flags = np.array([read, read | FLAG_AFFECTION, FLAG_AFFECTION, read | FLAG_QUESTION], np.uint32)
    s = flow(chat(range(4), [0, 1, 0, 1], chars=np.full(4, 9, np.int32), flags=flags), 1)
    assert np.array_equal(s.affection, [0, 1, np.nan, 0], equal_nan=True)
    assert np.array_equal(s.question, [0, 0, np.nan, 1], equal_nan=True)


def test_a_photo_with_a_caption_has_text_to_measure() -> None:
    s = flow(chat([0, 1], [0, 1], chars=np.array([12, 3], np.int32), media=[MEDIA[0], None]), 1)
    assert s.letters.tolist() == [12, 3]
    assert s.media.tolist() == [True, False]


def test_days_are_counted_by_person() -> None:
    talk = chat([5, DAY - 1, DAY, 3 * DAY, 3 * DAY + 1, 9 * DAY], [0, 1, 1, 0, 0, 1])
    counts = daily_counts(talk.events, MONDAY, date(2024, 1, 6))
    assert counts.messages.tolist() == [[1, 0, 0, 2, 0], [1, 1, 0, 0, 0]]
    assert counts.turns.tolist() == [[1, 0, 0, 1, 0], [1, 1, 0, 0, 0]]


def test_stamps_of_one_time_keep_their_order() -> None:
    talk = chat([4, 4, 4, 4], [0, 1, 0, 1])
    assert stream(talk.events, (MONDAY,)).person.tolist() == [0, 1, 0, 1]


def test_one_thought_in_six_messages_is_one_turn_with_the_same_words() -> None:
    read = FLAG_READ_BY_LANGUAGE
    whole = chat([0, 60], [0, 1], chars=np.array([29, 5], np.int32), words=np.array([6, 1], np.int32))
    six = chat(
        [0, 0.2, 0.4, 0.6, 0.8, 1.0, 60],
        [0] * 6 + [1],
        chars=np.full(7, 4, np.int32) + np.array([0, 0, 0, 0, 0, 0, 1], np.int32),
        words=np.ones(7, np.int32),
        flags=np.array([read, read, read | FLAG_AFFECTION, read, read | FLAG_QUESTION, read, read], np.uint32),
    )
    one, cut = flow(whole, 1), flow(six, 1)
    assert one.letters.tolist() == cut.letters.tolist() == [24, 5]
    assert cut.messages.tolist() == [6, 1] and one.messages.tolist() == [1, 1]
    assert cut.affection.tolist() == [1, 0] and cut.question.tolist() == [1, 0]


def test_a_turn_ends_with_the_others_message_a_pause_midnight_and_a_call() -> None:
    at = [0, 4, 9, 10, 11, DAY - 1, DAY]
    who = [0, 0, 0, 1, 0, 0, 0]
    assert flow(chat(at, who), 1).at.tolist() == [0, 9, 10, 11, DAY - 1, DAY]
    called = with_kind(chat([0, 1, 2], [0, 0, 0]), ["message", "call", "message"])
    assert flow(called, 1).at.tolist() == [0, 1, 2]


def test_what_holds_no_written_words_is_a_medium_whatever_its_kind() -> None:
    talk = chat(
        range(0, 40, 10), [0, 1, 0, 1], chars=np.array([9, 0, 0, 9], np.int32), media=[None, "other", None, None]
    )
    s = flow(talk, 1)
    assert s.media.tolist() == [False, True, True, False]
    assert np.isnan(s.letters[1:3]).all()
