"""Features of the words: one row an event, from the text or, where it was purged, from the bits it left."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl

from ebbtide.conversation import from_rows, purge_text
from ebbtide.conversation.types import Conversation
from ebbtide.language import FEATURES, features, remember
from ebbtide.readers.contract import FEATURE_FLAGS, FLAG_FEATURES_READ, FLAG_VIDEO_CALL


def chat(*said: tuple[int, str | None], start: datetime = datetime(2026, 3, 2, 9), minutes: int = 3) -> Conversation:
    """Messages of two people, a few minutes apart."""
    return from_rows((start + timedelta(minutes=minutes * row), who, text) for row, (who, text) in enumerate(said))


def test_there_is_one_row_an_event_in_order_with_every_column() -> None:
    found = features(chat((0, "miss you"), (1, None), (0, "are you home?")).events)
    assert found.columns == [*FEATURES, "words", "language"]
    assert found["affection"].to_list() == [True, False, False]
    assert found["question"].to_list() == [False, False, True]
    assert found["words"].to_list() == [2, 0, 3]
    assert {found.schema[name] for name in FEATURES} == {pl.Boolean}


def test_purging_the_text_leaves_every_feature_but_the_words_themselves() -> None:
    whole = chat((0, "miss you"), (1, "when are you back?"), (0, "tomorrow"))
    before = features(whole.events)
    kept = purge_text(Conversation(remember(whole.events), whole.people))
    assert kept.events["text"].null_count() == 3
    assert features(kept.events).drop("language").equals(before.drop("language"))


def test_a_purged_text_that_was_never_read_shows_nothing() -> None:
    bare = purge_text(chat((0, "miss you")))
    assert not any(features(bare.events).row(0, named=True)[name] for name in FEATURES)


def test_an_empty_table_has_no_rows() -> None:
    assert features(chat((0, "hi")).events.clear()).height == 0


def test_no_bit_is_used_twice() -> None:
    bits = [*FEATURE_FLAGS.values(), FLAG_FEATURES_READ]
    assert len(set(bits)) == len(bits)
    assert all(bit.bit_count() == 1 and FLAG_VIDEO_CALL < bit < 1 << 32 for bit in bits)


def test_a_table_without_people_or_times_is_read_as_one() -> None:
    bare = chat((0, "thank you so much"), (1, "ok")).events.select("kind", "text", "text_state", "flags")
    assert (remember(bare)["flags"] & FEATURE_FLAGS["gratitude"]).to_list() == [FEATURE_FLAGS["gratitude"], 0]
