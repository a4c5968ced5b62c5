"""The same chat exported more than once is one history."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbtide.errors import BadRequest
from ebbtide.history import build, merge
from ebbtide.history.readers.contract import FLAG_MERGED, ReadResult
from tests.support.reader_rows import START, Line, lines, result, shifted, told

NAMES = ("Ana", "Sam ❤️")
COMMON = ("ok", "yes", "😂", "see you", None, "ok ")


def chat(count: int, every: int = 7, common: int = 3) -> list[Line]:
    """Lines of which every `common`-th is a text that stands once."""
    return lines(
        *((every * i, NAMES[i % 5 % 2], f"about thing {i}" if i % common == 0 else COMMON[i % 6]) for i in range(count))
    )


@st.composite
def chats(draw: st.DrawFn, least: int = 2) -> list[Line]:
    """Any chat in minutes: many alike messages, several in one minute, long silences."""
    steps = draw(st.lists(st.sampled_from([0, 0, 1, 2, 30, 700, 20_000]), min_size=least, max_size=60))
    at = np.cumsum(steps)
    own = st.one_of(st.sampled_from(COMMON), st.text(max_size=6).map(lambda text: text or None))
    return lines(*((int(minute), draw(st.sampled_from(NAMES)), draw(own)) for minute in at))


def kept(rows: list[Line]) -> Counter[tuple[datetime, str, str | None]]:
    return Counter((row.at, row.who or "-", row.text) for row in rows)


@settings(max_examples=60, deadline=None)
@given(chats())
def test_a_chat_merged_with_itself_is_itself(rows: list[Line]) -> None:
    once, twice = merge([result(rows)]), merge([result(rows), result(rows)])
    assert told(twice) == told(once)
    assert twice.fold.folded == len(rows)
    assert twice.events["flags"].to_list() == [FLAG_MERGED] * len(rows)


@settings(max_examples=80, deadline=None)
@given(chats(least=4), st.data())
def test_overlapping_halves_are_the_whole(rows: list[Line], data: st.DataObject) -> None:
    # Exports that are cut meet between two minutes here: inside one minute of alike messages nobody could tell.
    minutes = sorted({row.at for row in rows})
    late = data.draw(st.integers(0, len(minutes) - 1))
    early = data.draw(st.integers(0, late))
    older = [row for row in rows if row.at <= minutes[late]]
    newer = [row for row in rows if row.at >= minutes[early]]
    assert Counter(told(merge([result(older), result(newer)]))) == kept(rows)


@settings(max_examples=60, deadline=None)
@given(chats(least=6), st.permutations([0, 1, 2]))
def test_the_order_of_the_sources_does_not_matter(rows: list[Line], order: list[int]) -> None:
    minutes = sorted({row.at for row in rows})
    cuts = minutes[len(minutes) // 3], minutes[2 * len(minutes) // 3]
    parts = [
        result([row for row in rows if row.at <= cuts[1]]),
        result([row for row in rows if row.at >= cuts[0]]),
        result([row for row in rows if cuts[0] <= row.at <= cuts[1]]),
    ]
    assert Counter(told(merge([parts[one] for one in order]))) == kept(rows)


def test_rows_keep_their_order_inside_a_minute() -> None:
    whole = lines((0, "Ana", "one"), (0, "Sam", "two"), (0, "Ana", "three"), (0, "Sam", "four"))
    without = [whole[0], whole[2], whole[3]]
    assert [row[2] for row in told(merge([result(without), result(whole)]))] == ["one", "two", "three", "four"]


def test_alike_messages_of_one_minute_stay_as_many_as_they_are() -> None:
    rows = lines((0, "Ana", "hello there"), *[(1, "Sam", "ok")] * 3, (2, "Ana", "that was all"))
    merged = merge([result(rows), result(rows)])
    assert [row[2] for row in told(merged)].count("ok") == 3
    fewer = merge([result(rows[:2] + rows[4:]), result(rows)])
    assert [row[2] for row in told(fewer)].count("ok") == 3


def test_alike_messages_of_two_people_are_not_one() -> None:
    rows = lines((0, "Ana", "first things"), (1, "Ana", "ok"), (1, "Sam", "ok"), (2, "Ana", "last things"))
    merged = merge([result([rows[0], rows[2], rows[3]]), result(rows)])
    assert Counter(told(merged)) == kept(rows)


def test_text_and_medium_win_over_media_omitted() -> None:
    rows = chat(30)
    photo = {"media": "photo", "text_state": "present"}
    rich = [Line(row.at, row.who, "our caption", photo) if row.text is None else row for row in rows]
    for first, second in ((rows, rich), (rich, rows)):
        merged = merge([result(first), result(second, with_media=True)])
        assert merged.events.height == len(rows)
        assert merged.events.filter(pl.col("media") == "photo")["text"].unique().to_list() == ["our caption"]


def test_a_later_edit_wins_and_a_deleted_message_keeps_what_was_said() -> None:
    rows = chat(30)
    edited = {"edited_at": rows[6].at + timedelta(minutes=3)}
    gone = {"text_state": "deleted", "media": None, "deleted_at": rows[9].at}
    later = list(rows)
    later[6] = Line(rows[6].at, rows[6].who, "what I meant", edited)
    later[9] = Line(rows[9].at, rows[9].who, None, gone)
    for first, second in ((rows, later), (later, rows)):
        merged = merge([result(first), result(second)])
        texts = [row[2] for row in told(merged)]
        assert merged.events.height == len(rows)
        assert (texts[6], texts[9]) == ("what I meant", rows[9].text)
        assert merged.events["deleted_at"][9] == rows[9].at


def test_of_two_edits_the_one_in_the_file_that_reaches_further_wins() -> None:
    rows = chat(30)
    edited = {"edited_at": rows[6].at}
    older = [*rows[:6], Line(rows[6].at, rows[6].who, "a long first correction", edited), *rows[7:20]]
    newer = [*rows[:6], Line(rows[6].at, rows[6].who, "short", edited), *rows[7:]]
    newer.append(Line(rows[-1].at + timedelta(days=2), "Ana", "much later"))
    for order in ((older, newer), (newer, older)):
        assert told(merge([result(part) for part in order]))[6][2] == "short"


def test_a_renamed_contact_and_a_partners_phone_are_the_same_people() -> None:
    rows = chat(40)
    names = {"Ana": "Anna Banana", "Sam ❤️": "Samuel"}
    chat_ = build([result(rows[:30]), result(shifted(rows[10:], names))], "ANA")
    assert chat_.people == NAMES
    assert chat_.fold.renamed == (("Ana", "Anna Banana"), ("Sam ❤️", "Samuel"))
    assert build([result(rows[:30]), result(shifted(rows[10:], names))], "anna banana").people == NAMES
    assert chat_.events.height == 40


def test_names_that_are_swapped_between_phones_follow_the_messages() -> None:
    rows = chat(40)
    crossed = shifted(rows, {"Ana": "Sam ❤️", "Sam ❤️": "Ana"})
    assert Counter(told(merge([result(rows), result(crossed)]))) == kept(rows)


def test_a_contact_renamed_in_the_part_that_does_not_overlap_is_known_by_elimination() -> None:
    rows = chat(30)
    quiet = [row for row in shifted(rows[10:], {"Sam ❤️": "Sammy"}) if row.who == "Ana" or row.at > rows[20].at]
    merged = merge([result(rows[:21]), result(quiet)])
    assert merged.fold.renamed == (("Sam ❤️", "Sammy"),)


@pytest.mark.parametrize("hours", [-11.75, -3, 0.25, 5.5, 14])
def test_another_zone_is_found_and_the_first_clock_stays(hours: float) -> None:
    rows = chat(60)
    merged = merge([result(rows[:45]), result(shifted(rows[15:], hours=hours))])
    assert Counter(told(merged)) == kept(rows)
    assert merged.fold.offsets_minutes == (int(-hours * 60),)


def test_a_source_that_knows_utc_keeps_to_the_first_clock() -> None:
    rows = chat(60)
    stated = [
        Line(row.at + timedelta(hours=3), row.who, row.text, {"at_utc": row.at - timedelta(hours=1)}) for row in rows
    ]
    merged = merge([result(rows[:45]), result(stated[15:])])
    assert Counter(told(merged)) == kept(rows)
    assert merged.events["at_utc"].null_count() == 15
    assert Counter(told(merge([result(stated[15:]), result(rows[:45])]))) == kept(shifted(rows, hours=3))


def test_an_offset_that_changes_with_summer_time_is_followed() -> None:
    rows = chat(300, every=61)
    away = shifted(rows[:120], hours=6) + shifted(rows[120:200], hours=5) + shifted(rows[200:], hours=6)
    merged = merge([result(rows), result(away)])
    assert Counter(told(merged)) == kept(rows)
    assert merged.fold.offsets_minutes == (-360, -300)


def test_a_zone_is_found_where_no_text_is_rare() -> None:
    steps = np.cumsum(np.random.default_rng(3).integers(1, 200, 80))
    rows = lines(*((int(at), NAMES[i % 3 % 2], COMMON[i * i % 6]) for i, at in enumerate(steps)))
    merged = merge([result(rows), result(shifted(rows, hours=2))])
    assert merged.events.height == len(rows)
    assert merged.fold.offsets_minutes == (-120,)


def test_minutes_against_seconds_keep_the_finer_time() -> None:
    fine = [Line(row.at + timedelta(seconds=7 * i % 60), row.who, row.text) for i, row in enumerate(chat(50))]
    for order in ((fine, 1.0), (fine, 60.0)), ((fine, 60.0), (fine, 1.0)):
        merged = merge([result(rows, resolution=unit) for rows, unit in order])
        assert Counter(told(merged)) == kept(fine)
        assert merged.events["resolution_s"].unique().to_list() == [1.0]


def test_a_stamp_one_unit_off_is_the_same_message() -> None:
    rows = chat(40)
    late = [Line(row.at + timedelta(minutes=i % 2), row.who, row.text) for i, row in enumerate(rows)]
    assert Counter(told(merge([result(rows), result(late)]))) == kept(rows)


def test_another_phones_writing_of_the_same_text_is_the_same() -> None:
    rows = lines(*((i, NAMES[i % 2], f"caf\u00e9 {i}  \u2764\ufe0f @\u2068Jo\u2069") for i in range(10)))
    other = [Line(row.at, row.who, f"\u200ecafe\u0301 {i} \u2764 @4915112345678") for i, row in enumerate(rows)]
    assert merge([result(rows), result(other)]).events.height == 10


def test_messages_only_one_source_holds_are_all_kept() -> None:
    rows = chat(60)
    first = [row for i, row in enumerate(rows) if i % 7]
    second = [row for i, row in enumerate(rows) if i % 5]
    both = [row for i, row in enumerate(rows) if i % 35]
    assert Counter(told(merge([result(first), result(second)]))) == kept(both)


def test_two_chats_of_one_moment_are_not_folded() -> None:
    here = chat(50)
    there = [Line(row.at, row.who, "yes" if row.text == "yes" else f"other talk {i}") for i, row in enumerate(here)]
    assert sum(row.text == "yes" for row in there) >= 8
    merged = merge([result(here), result(there, format="telegram")])
    assert (merged.events.height, merged.fold.folded) == (100, 0)


def test_two_stray_texts_do_not_bend_the_clock() -> None:
    rows = chat(40)
    stray = lines((141, "Ana", "happy day"), (155, "Ana", "lucky day"))
    here = sorted([*rows, *stray], key=lambda row: row.at)
    there = sorted([*rows, *shifted(stray, minutes=45)], key=lambda row: row.at)
    merged = merge([result(here), result(there)])
    assert merged.fold.folded == 40
    assert Counter(told(merged)) == kept([*rows, *stray, *shifted(stray, minutes=45)])


def test_one_clock_is_preferred_to_three_texts_that_come_again() -> None:
    evening = [(0, "Ana", "sleep well"), (0, "Sam", "you too"), (0, "Ana", "kiss")]
    again = [(minutes + 60, who, text) for minutes, who, text in evening]
    whole = lines(*evening, (30, "Sam", "wait, the door"), *again)
    assert Counter(told(merge([result(whole[:4]), result(whole[3:])]))) == kept(whole)


def test_alike_messages_on_both_sides_of_a_shared_one_are_two() -> None:
    whole = lines((0, "Ana", "ok"), (0, "Sam", "then I will go"), (1, "Ana", "ok"))
    assert [row[2] for row in told(merge([result(whole[:2]), result(whole[1:])]))] == ["ok", "then I will go", "ok"]


def test_a_source_in_between_carries_the_clock_to_the_next() -> None:
    rows = chat(90, every=200)
    parts = rows[:40], shifted(rows[60:], hours=2), shifted(rows[25:75], hours=2)
    merged = merge([result(part) for part in parts])
    assert Counter(told(merged)) == kept(rows)


def test_chats_with_different_people_are_refused() -> None:
    sam, alex = chat(20), shifted(chat(20), {"Sam ❤️": "Alex"}, days=90)
    with pytest.raises(BadRequest, match="different people") as caught:
        build([result(sam), result(alex)], "Ana")
    assert "Alex" in str(caught.value)


def test_the_fold_is_told() -> None:
    rows = chat(40)
    fold = merge([result(rows[:30]), result(shifted(rows[10:], {"Sam ❤️": "Sammy"}, hours=1))]).fold
    assert (fold.folded, fold.sources, fold.offsets_minutes) == (20, 2, (-60,))
    assert fold.renamed == (("Sam ❤️", "Sammy"),)


def _long(count: int, seed: int) -> ReadResult:
    rng = np.random.default_rng(seed)
    base = result(chat(2))
    at = np.datetime64(START, "ms") + np.sort(rng.integers(0, 5 * 365 * 86_400_000, count))
    word = pl.Series(rng.integers(0, count // 3, count))
    text = pl.select(pl.when(word < count // 15).then(pl.lit("ok")).otherwise(pl.format("a longer text {}", word)))
    events = base.events[[0] * count].with_columns(
        pl.Series("at_local", at),
        pl.Series("position", np.arange(count)),
        text.to_series().alias("text"),
        pl.Series("sender", np.array(NAMES)[rng.integers(0, 2, count)]),
    )
    return ReadResult(events, base.report)


def test_two_hundred_thousand_rows_twice_take_under_two_seconds() -> None:
    fine = _long(200_000, 1)
    coarse = ReadResult(fine.events.with_columns(pl.col("at_local").dt.truncate("1m")), fine.report)
    merge([_long(1_000, 2), _long(1_000, 2)])
    start = time.process_time()
    merged = merge([coarse, fine])
    assert merged.events.height == 200_000
    assert time.process_time() - start < 4.0  # CPU of two cores; wall time is about half


def test_nearly_alike_names_of_two_people_stay_apart() -> None:
    rows = lines(*((i, ("Jo", "Jo 🤓")[i // 6 % 2], f"note {i}") for i in range(24)))
    merged = merge([result(rows[:7]), result(rows[6:])])
    assert Counter(told(merged)) == kept(rows)


def test_two_evenings_of_nothing_but_ok_are_two() -> None:
    evening = lines(*((3 * i, NAMES[i % 2], "ok") for i in range(40)))
    whole = [*evening, *shifted(evening, hours=24)]
    assert Counter(told(merge([result(whole[:40]), result(whole[40:])]))) == kept(whole)
