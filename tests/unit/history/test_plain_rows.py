"""Conversations from rows and columns of any origin."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from ebbtide.errors import BadRequest
from ebbtide.history import from_columns, from_rows, is_group
from ebbtide.history.conversation import EVENT_SCHEMA

NINE = datetime(2026, 3, 1, 9)


def test_rows_become_events() -> None:
    ten = NINE + timedelta(hours=1)
    chat = from_rows([(ten, "them", None), (NINE, "me", "hello there 😀"), (NINE, -1, "a notice")])
    events = chat.events
    assert events["person"].to_list() == [0, -1, 1]
    assert events["kind"].to_list() == ["message", "system", "message"]
    assert events["text_state"].to_list() == ["present", "none", "not_exported"]
    assert events["chars"].to_list() == [13, 8, None]
    assert events["words"].to_list() == [2, 2, None]
    assert events["emoji"].to_list() == [1, 0, None]
    assert chat.people == ("you", "they")
    assert events["uid"].n_unique() == 3 and set(events["uid"].bin.size()) == {16}
    assert list(events.columns) == list(EVENT_SCHEMA)


@pytest.mark.parametrize(
    ("text", "emoji"),
    [("plain", 0), ("❤️", 1), ("👩‍👩‍👧", 1), ("👍🏽👍🏽", 2), ("🇩🇪🇫🇷", 2), ("❤️‍🔥 ok", 1), ("3 + 4", 0), ("☀️🌊", 2)],
)
def test_emoji_are_counted_as_people_see_them(text: str, emoji: int) -> None:
    assert from_rows([(NINE, 0, text)]).events["emoji"][0] == emoji


@pytest.mark.parametrize(("who", "person"), [("Ana", 0), ("ana ", 0), ("me", 0), ("Sam", 1), ("THEM", 1), (1, 1)])
def test_people_go_by_their_names(who: str | int, person: int) -> None:
    assert from_rows([(NINE, who, "hi")], people=("Ana", "Sam")).events["person"][0] == person


def test_two_people_of_one_name_are_told_apart_by_number() -> None:
    chat = from_rows([(NINE, 0, "hi"), (NINE, 1, "hey")], people=("Alex", "Alex"))
    assert chat.events["person"].to_list() == [0, 1]
    assert len(chat.sources[0].senders) == 2 and not is_group(chat)
    assert chat.coverage is not None and [edge.reason for edge in chat.coverage.edges] == ["before first"]


@pytest.mark.parametrize("who", ["Kim", 2, 7])
def test_somebody_else_is_refused(who: str | int) -> None:
    with pytest.raises(BadRequest, match="Ana / Sam"):
        from_rows([(NINE, who, "hi")], people=("Ana", "Sam"))


def test_aware_times_keep_their_own_wall_clock() -> None:
    berlin, tokyo = ZoneInfo("Europe/Berlin"), timezone(timedelta(hours=9))
    chat = from_rows([(NINE.replace(tzinfo=berlin), 0, "a"), (NINE.replace(tzinfo=tokyo), 1, "b")])
    assert chat.events["text"].to_list() == ["b", "a"]  # nine comes sooner in Tokyo
    assert chat.events["at_local"].to_list() == [NINE, NINE]
    assert chat.events["at_utc"].to_list() == [datetime(2026, 3, 1, 0), datetime(2026, 3, 1, 8)]
    assert chat.events["zone_source"].to_list() == ["stated", "stated"]


def test_naive_times_have_no_utc() -> None:
    chat = from_rows([(NINE, 0, "a"), (NINE.replace(tzinfo=ZoneInfo("Europe/Berlin")), 1, "b")])
    assert chat.events["at_utc"].to_list() == [None, datetime(2026, 3, 1, 8)]
    assert chat.events["zone_source"].to_list() == ["unknown", "stated"]


@pytest.mark.parametrize(("step", "resolution"), [(60, 60.0), (61, 1.0), (0.25, 0.001)])
def test_the_resolution_is_that_of_the_stamps(step: float, resolution: float) -> None:
    rows = [(NINE + timedelta(seconds=i * step), i % 2, "x") for i in range(4)]
    assert from_rows(rows).events["resolution_s"].to_list() == pytest.approx([resolution] * 4)


@pytest.mark.parametrize("rows", [[], [(NINE, -1, "only a notice")]])
def test_nothing_written_is_refused(rows: list[tuple[datetime, int, str]]) -> None:
    with pytest.raises(BadRequest, match="no messages"):
        from_rows(rows)


def _columns(rows: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    at = np.datetime64("2025-01-01", "ms") + np.sort(rng.integers(0, 10**10, rows))
    return at, rng.integers(0, 2, rows).astype(np.int8)


def test_columns_become_purged_events_in_time_order() -> None:
    at, person = _columns(50)
    order = np.random.default_rng(2).permutation(50)
    chars = np.arange(50, dtype=np.int32)
    chat = from_columns(at[order], person[order], chars=chars[order], exported=date(2026, 1, 1), people=("Ana", "Sam"))
    assert (chat.events["at_local"].to_numpy() == at).all()
    assert (chat.events["person"].to_numpy() == person).all()
    assert (chat.events["chars"].to_numpy() == chars).all()
    assert chat.events["text_state"].unique().to_list() == ["purged"]
    assert chat.coverage is not None and chat.coverage.exported_at == date(2026, 1, 1)
    assert dict(chat.events.schema) == dict(from_rows([(NINE, 0, "x")]).events.schema)


def test_columns_without_lengths_are_not_exported_text() -> None:
    chat = from_columns(*_columns(10))
    assert chat.events["text_state"].unique().to_list() == ["not_exported"]
    assert chat.events["chars"].null_count() == 10


def test_media_by_name_or_by_number() -> None:
    at, person = _columns(4)
    chars = np.array([0, 5, 9, 0], dtype=np.int32)
    named = from_columns(at, person, media=["voice", None, "photo", None], chars=chars)
    numbered = from_columns(at, person, media=np.array([2, -1, 0, -1], dtype=np.int8), chars=chars)
    assert named.events.equals(numbered.events)
    assert named.events["media"].to_list() == ["voice", None, "photo", None]
    assert named.events["text_state"].to_list() == ["media_only", "purged", "purged", "purged"]


def test_columns_of_other_lengths_are_refused() -> None:
    at, person = _columns(4)
    with pytest.raises(BadRequest, match="chars has 3 entries"):
        from_columns(at, person, chars=np.zeros(3, dtype=np.int32))
    with pytest.raises(BadRequest, match="no messages"):
        from_columns(at[:0], person[:0])


def test_two_hundred_thousand_rows_take_under_a_twentieth_of_a_second() -> None:
    at, person = _columns(200_000)
    full = {name: np.ones(200_000, dtype=np.int32) for name in ("chars", "words", "emoji")}
    flags = np.zeros(200_000, dtype=np.uint32)
    took = []
    for _ in range(5):
        start = time.perf_counter()
        chat = from_columns(at, person, **full, flags=flags)
        took.append(time.perf_counter() - start)
    assert chat.events.height == 200_000 and chat.events.schema["uid"] == pl.Binary
    assert min(took) < 0.05
