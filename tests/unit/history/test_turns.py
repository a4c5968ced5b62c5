"""Turns, conversations, the hours of the week, and text taken out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbtide.history import build, conversations, from_rows, hour_grid, purge_text, turns
from ebbtide.history.conversation import Conversation
from tests.support.reader_rows import START, Line, lines, result

NINE = datetime(2026, 3, 2, 9)  # a Monday


def chat(*rows: tuple[float, int]) -> Conversation:
    return from_rows([(NINE + timedelta(minutes=minutes), who, "hello") for minutes, who in rows])


def test_a_turn_is_one_persons_run_without_an_hour_of_quiet() -> None:
    found = turns(chat((0, 0), (5, 0), (64.9, 0), (70, 1), (130, 1), (131, 0)).events)
    assert found["person"].to_list() == [0, 1, 1, 0]
    assert found["messages"].to_list() == [3, 1, 1, 1]
    assert found["chars"].to_list() == [15, 5, 5, 5]
    assert found["first_row"].to_list() == [0, 3, 4, 5]
    assert found["last_row"].to_list() == [2, 3, 4, 5]
    assert found["start"][0] == NINE and found["end"][1] == NINE + timedelta(minutes=70)
    assert found["quiet_before_s"].round(3).to_list() == [None, 306, 3600, 60]


def test_a_conversation_ends_with_an_hour_of_mutual_quiet() -> None:
    found = conversations(chat((0, 0), (59, 1), (118, 1), (178, 1), (179, 0), (180, 1)).events)
    assert found["opener"].to_list() == [0, 1]
    assert found["closer"].to_list() == [1, 1]
    assert found["turns"].to_list() == [2, 3]
    assert found["mine"].to_list() == [1, 1]
    assert found["theirs"].to_list() == [2, 2]
    assert found["quiet_before_s"].to_list() == [None, 3600]


def test_calls_are_talk_and_reactions_and_notices_are_not() -> None:
    rows = [
        *lines((0, "Ana", "hi"), (1, None, "a notice")),
        Line(START + timedelta(minutes=2), "Sam", None, {"kind": "reaction", "reaction": "👍"}),
        Line(START + timedelta(minutes=3), "Sam", None, {"kind": "call"}),
        *lines((4, "Ana", "bye")),
    ]
    found = turns(build([result(rows)], "Ana").events)
    assert found["person"].to_list() == [0, 1, 0]
    assert found["first_row"].to_list() == [0, 3, 4]


def test_lengths_that_are_not_known_are_null_not_zero() -> None:
    events = from_rows([(NINE, 0, None), (NINE + timedelta(minutes=1), 1, "hi")]).events
    assert turns(events)["chars"].to_list() == [None, 2]


def test_no_events_have_no_turns() -> None:
    none = chat((0, 0)).events.clear()
    assert turns(none).height == conversations(none).height == 0
    assert hour_grid(none).sum() == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 1)), min_size=1, max_size=40))
def test_turns_and_conversations_hold_every_message_once(rows: list[tuple[int, int]]) -> None:
    events = chat(*rows).events
    turn, talk = turns(events), conversations(events)
    assert turn["messages"].sum() == len(rows) == talk["mine"].sum() + talk["theirs"].sum()
    assert talk["turns"].sum() == turn.height
    assert talk["mine"].sum() == sum(who == 0 for _, who in rows)
    assert (turn["start"] <= turn["end"]).all()
    # Two neighbours are apart by an hour of quiet, or are two people.
    apart = (turn["quiet_before_s"][1:] >= 3600) | (turn["person"].diff()[1:] != 0)
    assert apart.all()


def test_the_hour_grid_counts_messages_by_person_weekday_and_hour() -> None:
    events = chat((0, 0), (30, 1), (60, 1), (24 * 60, 0), (6 * 24 * 60, 1)).events
    grid = hour_grid(events)
    expected = np.zeros((2, 7, 24), dtype=np.int64)
    expected[0, 0, 9] = expected[1, 0, 9] = expected[1, 0, 10] = expected[0, 1, 9] = expected[1, 6, 9] = 1
    assert (grid == expected).all()
    assert hour_grid(events, date(2026, 3, 3), date(2026, 3, 7)).sum() == 1
    assert hour_grid(events, end=date(2026, 3, 2)).sum() == 3
    assert hour_grid(events, start=date(2026, 3, 8)).sum() == 1


def test_purged_text_leaves_lengths_counts_and_flags() -> None:
    rows = [
        *lines((0, "Ana", "my secret words 😀"), (1, "Sam", None), (2, None, "Sam changed the number")),
        Line(START + timedelta(minutes=3), "Sam", "caption", {"media": "photo", "flags": 32 + 64, "chars": None}),
    ]
    before = build([result(rows)], "Ana")
    after = purge_text(before)
    assert after.events["text"].null_count() == 4
    assert after.events["text_state"].to_list() == ["purged", "media_only", "purged", "purged"]
    assert after.events["chars"].to_list() == [17, 0, 22, 7]
    untouched = pl.all().exclude("text", "text_state", "chars", "words", "emoji")
    assert after.events.select(untouched).equals(before.events.select(untouched))
    assert "secret" in str(before.events.rows()) and "secret" not in str(after.events.rows())
    assert "changed the" not in str(after.events.rows())
    assert purge_text(after).events.equals(after.events)
    assert after.people == before.people and after.coverage == before.coverage
