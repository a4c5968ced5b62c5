"""Two versions of one message become one row: the richer content, the finer time, the first clock."""

from __future__ import annotations

import polars as pl

from ebbtide.conversation.align import Ints
from ebbtide.conversation.table import clock
from ebbtide.readers.contract import FLAG_MERGED

#: Columns that travel together: they describe one version of what was written.
CONTENT = ("kind", "text", "text_state", "chars", "words", "emoji")
#: Columns that one version may know and the other not.
KNOWN = ("media_count", "duration_ms", "call_end", "reaction", "removed", "deleted_at", "target", "thread")


def folded(here: pl.DataFrame, moved: pl.DataFrame, a: Ints, b: Ints, place: pl.Series) -> pl.DataFrame:
    """All rows of both sources in time order, with `here[a]` and `moved[b]` as one row each.

    place: (rows moved,) where a later row belongs among the first source's rows of the same time.
    """
    first = here.with_row_index("place").with_columns(pl.col("place").cast(pl.Float64))
    later = moved.with_columns(place.alias("place"))
    pairs = pl.concat([first[a], later[b].select(pl.all().name.suffix("_b"))], how="horizontal")
    one = pairs.with_columns(*_content(), *_time(), _flags(), _media()).select(first.columns)
    rest = _without(first, a), _without(later, b)
    rows = pl.concat([one, *(frame.select(first.columns) for frame in rest)])
    return rows.sort([clock(rows), "place", "source", "position"], maintain_order=True).drop("place")


def _without(frame: pl.DataFrame, rows: Ints) -> pl.DataFrame:
    keep = pl.Series([True]).new_from_index(0, frame.height).scatter(rows, False)
    return frame.filter(keep)


def _richer() -> pl.Expr:
    """True where the second version tells more: a text over none, the later edit, the longer text, the known medium."""
    text, other = pl.col("text").is_not_null(), pl.col("text_b").is_not_null()
    edit, later = (pl.col(name).dt.epoch("ms").fill_null(-1) for name in ("edited_at", "edited_at_b"))
    longer = pl.col("chars_b").fill_null(0) > pl.col("chars").fill_null(0)
    newer = pl.when(later != edit).then(later > edit).otherwise(longer)
    bare = pl.col("text_state").cast(pl.String) != "media_only"
    medium = bare & (pl.col("text_state_b").cast(pl.String) == "media_only")
    return pl.when(text & other).then(newer).when(text | other).then(other).otherwise(medium)


def _content() -> list[pl.Expr]:
    pick = [pl.when(_richer()).then(pl.col(f"{name}_b")).otherwise(pl.col(name)).alias(name) for name in CONTENT]
    known = [pl.coalesce(name, f"{name}_b").alias(name) for name in KNOWN]
    return [*pick, *known, pl.max_horizontal("edited_at", "edited_at_b").alias("edited_at")]


def _time() -> list[pl.Expr]:
    finer = pl.col("resolution_s_b") < pl.col("resolution_s")
    utc = pl.when(finer).then(pl.coalesce("at_utc_b", "at_utc")).otherwise(pl.coalesce("at_utc", "at_utc_b"))
    pick = [pl.when(finer).then(pl.col(f"{name}_b")).otherwise(pl.col(name)).alias(name)
            for name in ("at_local", "resolution_s")]
    return [*pick, utc.alias("at_utc")]


def _flags() -> pl.Expr:
    return (pl.col("flags") | pl.col("flags_b") | FLAG_MERGED).alias("flags")


def _media() -> pl.Expr:
    vague = pl.col("media").is_null() | (pl.col("media").cast(pl.String) == "other")
    return pl.when(vague).then(pl.coalesce("media_b", "media")).otherwise(pl.col("media")).alias("media")
