"""Text taken out of a conversation while every measure stays: lengths, counts and language flags are kept."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ebbtide.history.conversation import Conversation
from ebbtide.history.readers.text_lengths import text_counts


def purge_text(conversation: Conversation) -> Conversation:
    """The same conversation without a word of text, also of the app's own lines.

    Rows that had text get the state "purged", with their lengths and counts (filled where a reader
    left them out). Read the language first: affection and questions are kept as flags only.
    """
    events = conversation.events
    counts = text_counts(events["text"])
    has_text = pl.col("text").is_not_null() & (pl.col("text_state") != "none")
    state = pl.when(has_text).then(pl.lit("purged")).otherwise(pl.col("text_state").cast(pl.String))
    purged = events.with_columns(
        *(events[name].fill_null(counts[name]) for name in counts.columns),
        state.cast(events.schema["text_state"]).alias("text_state"),
        pl.lit(None, dtype=pl.String).alias("text"),
    )
    return replace(conversation, events=purged)
