"""Texts removed while every measure stays: each leaves a keyed mark, so that overlapping exports still match."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import Final

import polars as pl

from ebbtide.analysis.language import remember
from ebbtide.history import purge_text
from ebbtide.history.conversation import Conversation
from ebbtide.history.merging.alignment import MENTION, UNWRITTEN
from ebbtide.history.readers.contract import ReadResult

#: 128 bits: two texts of one chat never share a mark by chance.
MARK_BYTES: Final = 16
KEY_BYTES: Final = 32


def marked(events: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """Rows without a word: language read into flags, lengths counted, the mark in the place of the text.

    key: the vault's own 32 random bytes; without the vault a mark tells nothing about its text. Texts that
    alignment takes for equal have equal marks.
    """
    whole = events.with_columns(pl.col("flags").fill_null(0))
    bare = purge_text(Conversation(remember(whole), ("", ""))).events
    return bare.with_columns(_marks(events["text"], key))


def _marks(texts: pl.Series, key: bytes) -> pl.Series:
    normal = texts.str.normalize("NFKC").str.replace_all(MENTION, "@").str.replace_all(UNWRITTEN, "")
    made = [None if text is None else _mark(text, key) for text in normal.to_list()]
    return pl.Series("text", made, dtype=pl.String)


def _mark(text: str, key: bytes) -> str:
    return blake2b(text.encode(), digest_size=MARK_BYTES, key=key).hexdigest()


def marked_result(result: ReadResult, key: bytes) -> ReadResult:
    """An export as it is kept where no text is kept."""
    return replace(result, events=marked(result.events, key))


def without_marks(conversation: Conversation) -> Conversation:
    """A conversation merged by marks, without them."""
    return replace(conversation, events=conversation.events.with_columns(pl.lit(None, pl.String).alias("text")))
