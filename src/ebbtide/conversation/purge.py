"""Text taken out of a conversation while every measure stays: lengths, counts and language flags are kept."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ebbtide.conversation.rows import counted
from ebbtide.conversation.types import Conversation


def purge_text(conversation: Conversation) -> Conversation:
    """The same conversation without a word of text, also of the app's own lines.

    Rows that had text get the state "purged", with their lengths and counts (filled where a reader
    left them out). Read the language first: affection and questions are kept as flags only.
    """
    had = pl.col("text").is_not_null()
    counts = [_filled(count) for count in counted(pl.col("text"))]
    said = had & (pl.col("text_state") != "none")
    state = pl.when(said).then(pl.lit("purged")).otherwise(pl.col("text_state").cast(pl.String))
    kind = conversation.events.schema["text_state"]
    events = conversation.events.with_columns(
        *counts, state.cast(kind).alias("text_state"), pl.lit(None, dtype=pl.String).alias("text")
    )
    return replace(conversation, events=events)


def _filled(count: pl.Expr) -> pl.Expr:
    name = count.meta.output_name()
    return pl.coalesce(pl.col(name), count).alias(name)
