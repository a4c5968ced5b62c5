"""Complete the event table: fill missing columns, flag suspect clocks, sort by time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.history.readers.contract import FLAG_SUSPECT_TIME

#: A row this far before an earlier one was stamped by a clock that had been set back (or by the repeated hour
#: of autumn). Messages written offline and delivered late stay well below it in most chats.
SET_BACK_MS = 30 * 60 * 1000

Millis = NDArray[np.int64]


def complete(columns: Mapping[str, object], schema: Mapping[str, Any]) -> pl.DataFrame:
    """A table of `schema`: arrays and single values as given (at least one array), missing columns null."""
    arrays = pl.DataFrame({name: value for name, value in columns.items() if not np.isscalar(value)})
    return arrays.select(
        pl.col(name).cast(kind) if name in arrays.columns else pl.lit(columns.get(name)).cast(kind).alias(name)
        for name, kind in schema.items()
    )


def clock(events: pl.DataFrame) -> pl.Expr:
    """The column to sort and to take differences by: UTC where every row has it, else the wall clock."""
    utc_complete = events["at_utc"].null_count() == 0
    return pl.col("at_utc" if utc_complete else "at_local")


def millis(events: pl.DataFrame) -> Millis:
    """Times of `clock`, in milliseconds since 1970; (rows,)."""
    return events.select(clock(events).dt.epoch("ms")).to_series().to_numpy()


def wall(events: pl.DataFrame) -> Millis:
    """Wall-clock times, in milliseconds since 1970; (rows,)."""
    return events["at_local"].dt.epoch("ms").to_numpy()


def ordered(events: pl.DataFrame) -> pl.DataFrame:
    """Sorted by time; rows of one time stay in the order of source and position."""
    return events.sort([clock(events), "source", "position"], maintain_order=True)


def suspect(at: Millis) -> NDArray[np.bool_]:
    """Rows, in file order, whose clock had been set back or forward; (rows,).

    Keeps the longest run of rows whose times never fall, and marks the others that stand at least
    `SET_BACK_MS` before a kept row above them or after a kept row below them: the fewer are the odd ones.
    """
    marked = np.zeros(len(at), dtype=bool)
    steps = np.diff(at)
    if len(at) < 2 or steps.min() > -SET_BACK_MS:
        return marked
    if (steps < 0).sum() > (steps > 0).sum():  # newest first
        return suspect(at[::-1])[::-1]
    keep = _longest_rising(at)
    high = np.maximum.accumulate(np.where(keep, at, np.iinfo(np.int64).min))
    low = np.minimum.accumulate(np.where(keep, at, np.iinfo(np.int64).max)[::-1])[::-1]
    back = (high != np.iinfo(np.int64).min) & (at < high - SET_BACK_MS)
    ahead = (low != np.iinfo(np.int64).max) & (at > low + SET_BACK_MS)
    odd: NDArray[np.bool_] = ~keep & (back | ahead)
    return odd


def _longest_rising(at: Millis) -> NDArray[np.bool_]:
    """Members of a longest never-falling subsequence (patience sorting; Fredman 1975)."""
    tops: list[int] = []
    members: list[int] = []
    before = np.full(len(at), -1, dtype=np.int64)
    for index, value in enumerate(at.tolist()):
        pile = bisect_right(tops, value)
        if pile == len(tops):
            tops.append(value)
            members.append(index)
        else:
            tops[pile], members[pile] = value, index
        before[index] = members[pile - 1] if pile else -1
    keep = np.zeros(len(at), dtype=bool)
    at_row = members[-1]
    while at_row >= 0:
        keep[at_row] = True
        at_row = int(before[at_row])
    return keep


def flag_suspect(events: pl.DataFrame) -> pl.DataFrame:
    """Mark rows (in file order) whose clock is not to be trusted with `FLAG_SUSPECT_TIME`."""
    odd = suspect(millis(events))
    if not odd.any():
        return events
    bit = pl.Series(np.where(odd, FLAG_SUSPECT_TIME, 0).astype(np.uint32))
    return events.with_columns(pl.col("flags").fill_null(0) | bit)
