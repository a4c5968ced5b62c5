"""Two versions of one message become one row: the richer content, the finer time, the first clock."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from ebbtide.history.event_table import clock
from ebbtide.history.merging.alignment import Ints
from ebbtide.history.readers.contract import FLAG_MERGED

#: Columns that travel together: they describe one version of what was written.
CONTENT = ("kind", "text", "text_state", "chars", "words", "emoji")
#: Edits of one message closer than this are taken for one stamp read at two resolutions.
EDIT_KNOWN = timedelta(minutes=1)
#: Columns that one version may know and the other not.
KNOWN = ("media_count", "duration_ms", "call_end", "reaction", "removed", "deleted_at", "target", "thread")


def folded(
    first: pl.DataFrame, second: pl.DataFrame, a: Ints, b: Ints, place: pl.Series, newer: bool | None = None
) -> pl.DataFrame:
    """All rows of both sources in time order, with `first[a]` and `second[b]` as one row each.

    place: (rows of the second,) where each belongs among the first's of the same time.
    newer: whether the second source shows later days, so that its edits are the later ones.
    """
    first = first.with_row_index("place").with_columns(pl.col("place").cast(pl.Float64))
    second = second.with_columns(place.alias("place"))
    pairs = pl.concat([first[a], second[b].select(pl.all().name.suffix("_b"))], how="horizontal")
    flags = pl.col("flags") | pl.col("flags_b") | FLAG_MERGED
    vague = pl.col("media").is_null() | (pl.col("media").cast(pl.String) == "other")
    media = pl.when(vague).then(pl.coalesce("media_b", "media")).otherwise(pl.col("media"))
    pair_rows = pairs.with_columns(*_content(newer), *_time(), flags.alias("flags"), media.alias("media"))
    single_rows = _without(first, a), _without(second, b)
    rows = pl.concat([frame.select(first.columns) for frame in (pair_rows, *single_rows)])
    return rows.sort([clock(rows), "place", "source", "position"], maintain_order=True).drop("place")


def _without(frame: pl.DataFrame, rows: Ints) -> pl.DataFrame:
    keep = pl.Series([True]).new_from_index(0, frame.height).scatter(rows, False)
    return frame.filter(keep)


def _richer(newer: bool | None) -> pl.Expr:
    """True where the second version tells more: a text over none, the later edit, the longer text, the known medium."""
    text, other = pl.col("text").is_not_null(), pl.col("text_b").is_not_null()
    edit, later = pl.col("edited_at"), pl.col("edited_at_b")
    longer = pl.col("chars_b").fill_null(0) > pl.col("chars").fill_null(0)
    # Most exports know that a message was edited, not when: then the file that reaches further tells the later words.
    alike = ((later - edit).abs() < EDIT_KNOWN).fill_null(edit.is_null() & later.is_null())
    tie = pl.lit(newer) if newer is not None else longer
    both = pl.when(edit.is_null() & later.is_null()).then(longer).when(alike).then(tie)
    later_edit = both.otherwise((later > edit).fill_null(edit.is_null()))
    bare = pl.col("text_state").cast(pl.String) != "media_only"
    medium = bare & (pl.col("text_state_b").cast(pl.String) == "media_only")
    return pl.when(text & other).then(later_edit).when(text | other).then(other).otherwise(medium)


def _content(newer: bool | None) -> list[pl.Expr]:
    pick = [pl.when(_richer(newer)).then(pl.col(f"{name}_b")).otherwise(pl.col(name)).alias(name) for name in CONTENT]
    whole = [pl.coalesce(name, f"{name}_b").alias(name) for name in KNOWN]
    return [*pick, *whole, pl.max_horizontal("edited_at", "edited_at_b").alias("edited_at")]


def _time() -> list[pl.Expr]:
    finer = pl.col("resolution_s_b") < pl.col("resolution_s")
    utc = pl.when(finer).then(pl.coalesce("at_utc_b", "at_utc")).otherwise(pl.coalesce("at_utc", "at_utc_b"))
    pick = [
        pl.when(finer).then(pl.col(f"{name}_b")).otherwise(pl.col(name)).alias(name)
        for name in ("at_local", "resolution_s")
    ]
    return [*pick, utc.alias("at_utc")]
