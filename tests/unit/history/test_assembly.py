"""Who is who, and one conversation out of what the readers gave."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from ebbtide.errors import BadRequest, ChoiceNeeded, ReadError
from ebbtide.history import build, is_group, people
from ebbtide.history.conversation import EVENT_SCHEMA
from ebbtide.history.people import same_name
from ebbtide.history.readers.contract import FLAG_SUSPECT_TIME
from tests.support.reader_rows import START, Line, lines, result

PAIR = lines((0, None, "Messages are end-to-end encrypted."), (1, "Ana", "hi"), (2, "Sam ❤️", "hey"), (3, "Ana", "so"))


def test_people_are_counted_most_first() -> None:
    assert people([result(PAIR)]) == [("Ana", 2), ("Sam ❤️", 1)]


@pytest.mark.parametrize("me", ["Ana", "ana", " ANA ", "Ana 🌊", "\u200eAna"])
def test_me_is_matched_kindly(me: str) -> None:
    chat = build([result(PAIR)], me)
    assert chat.people == ("Ana", "Sam ❤️")
    assert chat.events["person"].to_list() == [-1, 0, 1, 0]


def test_an_exact_name_goes_before_a_kind_match() -> None:
    rows = lines((0, "ana", "hi"), (1, "Ana", "hey"))
    assert build([result(rows)], "Ana").people == ("Ana", "ana")
    with pytest.raises(BadRequest, match="More than one person"):
        build([result(rows)], "ANA")


def test_names_of_emoji_alone_stay_apart() -> None:
    assert not same_name("🌊", "❤️")
    assert build([result(lines((0, "🌊", "hi"), (1, "❤️", "hey")))], "❤️").people == ("❤️", "🌊")


def test_accents_are_part_of_a_name() -> None:
    assert not same_name("Rene", "René")
    assert same_name("Rene\u0301", "RENÉ")


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(BadRequest) as caught:
        build([result(PAIR)], "Anna")
    assert caught.value.key == "conversation.people.near"
    assert "Ana" in str(caught.value) and "Sam" not in str(caught.value)


def test_a_name_like_nobodys_is_refused_with_all() -> None:
    with pytest.raises(BadRequest) as caught:
        build([result(PAIR)], "Wolfgang")
    assert "Ana (2), Sam ❤️ (1)" in str(caught.value)


def test_without_me_the_choice_is_asked() -> None:
    with pytest.raises(ChoiceNeeded) as caught:
        build([result(PAIR)], None)
    assert caught.value.people == (("Ana", 2), ("Sam ❤️", 1))
    assert "Ana (2)" in str(caught.value)


def test_the_events_have_the_schema_in_time_order() -> None:
    events = build([result(PAIR)], "Ana").events
    assert events.schema == pl.DataFrame(schema=EVENT_SCHEMA).schema
    assert events["at_local"].is_sorted()


def test_one_voice_alone_is_allowed_and_told() -> None:
    rows = [result(lines((0, "Sam", "hi"), (1, "Sam", "are you there?")))]
    silent = build(rows, "Ana")
    assert (silent.people, silent.events["person"].to_list()) == (("Ana", "Sam"), [1, 1])
    alone = build(rows, "Sam")
    assert alone.people == ("Sam", "they")
    named = [Line(START, "Sam", "hi", {"thread": "Ana B."})]
    assert build([result(named, name="WhatsApp Chat with Ana B..txt")], "Sam").people == ("Sam", "Ana B.")
    for chat in (silent, alone):
        assert chat.coverage is not None
        assert [edge.reason for edge in chat.coverage.edges] == ["before first", "one-sided"]


def test_nobody_wrote() -> None:
    for nothing in ([], [result([])], [result(PAIR[:1])]):
        with pytest.raises(ReadError, match="no messages"):
            build(nothing, "Ana")


def test_a_group_is_recognised_and_not_refused_here() -> None:
    three = result([*PAIR, *lines((5, "Kim", "hi all"))])
    assert is_group([three]) and is_group(build([three], "Ana"))
    assert build([three], "Ana").events["person"].to_list() == [-1, 0, 1, 0, 1]
    assert is_group([result(PAIR, group=True)])
    assert not is_group([result(PAIR)]) and not is_group(build([result(PAIR)], "Ana"))


def test_reactions_and_calls_belong_to_who_made_them() -> None:
    rows = [
        *PAIR,
        Line(START + timedelta(minutes=5), "Sam ❤️", None, {"kind": "reaction", "reaction": "👍", "media": None}),
        Line(START + timedelta(minutes=6), "Ana", None, {"kind": "call", "call_end": "answered", "duration_ms": 1000}),
    ]
    chat = build([result(rows), result(rows)], "Ana")
    assert chat.events["person"].to_list() == [-1, 0, 1, 0, 1, 0]
    assert people([result(rows)]) == [("Ana", 2), ("Sam ❤️", 1)]


def test_utc_orders_where_every_row_has_it() -> None:
    at = [datetime(2026, 10, 25, 0, 40), datetime(2026, 10, 25, 1, 10)]  # 02:40 summer time, then 02:10 winter time
    rows = [
        Line(datetime(2026, 10, 25, 2, 40), "Ana", "before", {"at_utc": at[0]}),
        Line(datetime(2026, 10, 25, 2, 10), "Sam", "after", {"at_utc": at[1]}),
    ]
    chat = build([result(rows)], "Ana")
    assert chat.events["text"].to_list() == ["before", "after"]
    assert chat.events["flags"].to_list() == [0, 0]


def test_the_repeated_hour_is_marked() -> None:
    hours = [datetime(2026, 10, 25, 2, minute) for minute in (5, 15, 25, 35, 45, 55)]
    rows = [Line(at, "Ana", f"summer {at:%M}") for at in hours] + [Line(hours[0], "Sam", "winter")]
    rows.append(Line(datetime(2026, 10, 25, 3, 30), "Ana", "morning"))
    events = build([result(rows)], "Ana").events
    assert events.filter(events["flags"] == FLAG_SUSPECT_TIME)["text"].to_list() == ["winter"]
    assert events["at_local"].is_sorted()


def test_one_stamp_from_the_future_is_the_odd_one_not_the_rest() -> None:
    rows = lines(*((i, ("Ana", "Sam")[i % 2], f"text {i}") for i in range(40)))
    rows[20] = Line(datetime(2035, 1, 1), "Ana", "clock gone wild")
    chat = build([result(rows)], "Ana")
    odd = chat.events.filter((chat.events["flags"] & FLAG_SUSPECT_TIME) > 0)
    assert odd["text"].to_list() == ["clock gone wild"]
    assert chat.coverage is not None and chat.coverage.last == date(2026, 1, 5)


def test_a_file_with_the_newest_first_is_not_suspect() -> None:
    rows = lines(*((600 * i, ("Ana", "Sam")[i % 2], f"text {i}") for i in range(30)))
    events = build([result(rows[::-1])], "Ana").events
    assert events["flags"].sum() == 0
    assert events["text"].to_list() == [row.text for row in rows]


def test_a_message_delivered_late_is_not_suspect() -> None:
    rows = lines((0, "Ana", "a"), (20, "Sam", "b"), (5, "Ana", "written in the tunnel"), (30, "Sam", "c"))
    assert build([result(rows)], "Ana").events["flags"].sum() == 0
