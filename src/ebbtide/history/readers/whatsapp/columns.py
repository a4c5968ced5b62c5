"""The columns of the event table from what was read, with an identifier for each row."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import polars as pl

from ebbtide.history.readers.contract import FLAG_CUT, FLAG_GROUP, FLAG_SUSPECT_TIME, FLAG_VIDEO_CALL, SCHEMA

UID_BYTES = 16
#: Leading bytes of an identifier that are enough to find the few that may be equal.
_COMPARED = 8
#: Between the parts of an identifier: cannot stand in a line of text.
_BETWEEN = "\n"


def event_table(rows: pl.DataFrame, *, thread: str, group: bool, latest: int | None) -> pl.DataFrame:
    """Rows of `contract.SCHEMA` in file order.

    `rows` has columns position, time (ms), resolution_s, sender, kind, text, text_state, media,
    duration_ms, call_end, edited, video_call, cut, chars, words, emoji, uid. `latest` is the end of the
    day of the export in milliseconds: later times are flagged as suspect.
    """
    local = pl.col("time").cast(pl.Datetime("ms"))
    table = rows.with_columns(
        uid=_apart(rows["uid"]),
        source=pl.lit(0, pl.UInt16),
        thread=pl.lit(thread),
        at_utc=pl.lit(None, pl.Datetime("ms")),
        at_local=local,
        zone_source=pl.lit("unknown"),
        target=pl.lit(None, pl.Binary),
        media_count=pl.when(pl.col("media").is_not_null()).then(1),
        reaction=pl.lit(None, pl.String),
        removed=pl.lit(None, pl.Boolean),
        edited_at=pl.when("edited").then(local),
        deleted_at=pl.lit(None, pl.Datetime("ms")),
        flags=_flags(rows, group, latest),
    )
    return table.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def _flags(rows: pl.DataFrame, group: bool, latest: int | None) -> npt.NDArray[np.uint32]:
    flags = np.full(len(rows), FLAG_GROUP if group else 0, np.uint32)
    flags[rows["cut"].to_numpy()] |= FLAG_CUT
    flags[rows["video_call"].to_numpy()] |= FLAG_VIDEO_CALL
    if latest is not None:
        flags[rows["time"].to_numpy() > latest] |= FLAG_SUSPECT_TIME
    return flags


def uids(rows: pl.DataFrame) -> pl.Series:
    """16 bytes of BLAKE2b over local time, sender, kind, and text or kind of media of each row."""
    keys = rows.select(
        key=pl.concat_str(
            pl.col("time").cast(pl.String),
            pl.col("sender").fill_null(""),
            pl.col("kind").cast(pl.String),
            pl.coalesce("text", pl.col("media").cast(pl.String), pl.lit("")),
            separator=_BETWEEN,
        ).cast(pl.Binary)
    )["key"]
    return pl.Series("uid", [blake2b(key, digest_size=UID_BYTES).digest() for key in keys.to_list()], pl.Binary)


def _apart(uid: pl.Series) -> pl.Series:
    """Equal rows are told apart by their ordinal, so a row keeps its identifier when the file grows."""
    alike = uid.bin.slice(0, _COMPARED).bin.reinterpret(dtype=pl.UInt64).is_duplicated().arg_true()
    if not len(alike):
        return uid
    repeats: Counter[bytes] = Counter()
    apart = []
    for key in uid.gather(alike):
        count = repeats[key]
        apart.append(blake2b(key + str(count).encode(), digest_size=UID_BYTES).digest() if count else key)
        repeats[key] += 1
    return uid.scatter(alike, pl.Series(apart, dtype=pl.Binary))
