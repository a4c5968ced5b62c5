"""Cut messages into turns and conversations, and count them by hour of the week."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.history.event_table import Millis, millis

#: A turn ends with this much quiet, and so does a conversation: G = R = 1 h (docs/method/measures.md#gap).
QUIET_MS = 60 * 60 * 1000

#: What counts as talk: calls do, reactions, edits and lines of the app do not (same section: "media/calls count").
TALK = ("message", "call")


def turns(events: pl.DataFrame) -> pl.DataFrame:
    """Maximal runs of one person's messages and calls with gaps under an hour, in time order.

    Columns: person; start, end (wall clock of the first and last row); messages; chars (null where
    no text is known); first_row, last_row (rows of `events`); quiet_before_s (seconds since the
    turn before ended, null for the first).
    """
    rows, at, person = _talk(events)
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (person[1:] != person[:-1]) | (np.diff(at) >= QUIET_MS)
    first, last = _bounds(new)
    chars = pl.DataFrame({"run": np.cumsum(new), "chars": events["chars"].gather(rows)})
    lengths = chars.group_by("run", maintain_order=True).agg(
        pl.when(pl.col("chars").count() > 0).then(pl.col("chars").sum()).alias("chars")
    )
    return pl.DataFrame(
        {
            "person": person[first],
            **_times(events, rows, at, first, last),
            "messages": last - first + 1,
            "chars": lengths["chars"],
            "first_row": rows[first],
            "last_row": rows[last],
        }
    )


def conversations(events: pl.DataFrame) -> pl.DataFrame:
    """Stretches of talk with an hour or more of mutual quiet between them, in time order.

    Columns: start, end (wall clock); opener, closer (person of the first and last row); turns;
    mine, theirs (messages and calls of each); quiet_before_s (null for the first). Who opened is
    not who started contact: a late answer opens a conversation too (docs/method/measures.md#gap).
    """
    rows, at, person = _talk(events)
    new = np.ones(len(rows), dtype=bool)
    new[1:] = np.diff(at) >= QUIET_MS
    first, last = _bounds(new)
    change = new.copy()
    change[1:] |= person[1:] != person[:-1]
    before = np.concatenate([[0], np.cumsum(person == 0)])
    mine = before[last + 1] - before[first]
    turns_before = np.concatenate([[0], np.cumsum(change)])
    return pl.DataFrame(
        {
            **_times(events, rows, at, first, last),
            "opener": person[first],
            "closer": person[last],
            "turns": turns_before[last + 1] - turns_before[first],
            "mine": mine,
            "theirs": last - first + 1 - mine,
        }
    )


def _talk(events: pl.DataFrame) -> tuple[NDArray[np.int64], Millis, NDArray[np.int8]]:
    keep = events.select(pl.col("kind").cast(pl.String).is_in(TALK) & (pl.col("person") >= 0)).to_series().to_numpy()
    rows = np.flatnonzero(keep)
    return rows, millis(events)[rows], events["person"].to_numpy()[rows]


def _bounds(new: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last place of every run that `new` opens."""
    first = np.flatnonzero(new)
    return first, np.append(first[1:], len(new))[: len(first)] - 1


def _times(
    events: pl.DataFrame, rows: NDArray[np.int64], at: Millis, first: NDArray[np.int64], last: NDArray[np.int64]
) -> dict[str, pl.Series]:
    wall = events["at_local"]
    quiet = pl.Series((at[first[1:]] - at[last[:-1]]) / 1000, dtype=pl.Float64)
    opening = pl.Series([None] * min(1, len(first)), dtype=pl.Float64)
    start, end = wall.gather(rows[first]), wall.gather(rows[last])
    return {"start": start, "end": end, "quiet_before_s": pl.concat([opening, quiet])}


def hour_grid(events: pl.DataFrame, start: date | None = None, end: date | None = None) -> NDArray[np.int64]:
    """Messages by person, weekday (Monday first) and hour of the wall clock; (2, 7, 24).

    start, end: inclusive days; None for no bound.
    """
    day = pl.col("at_local").dt.date()
    counted = (pl.col("kind") == "message") & (pl.col("person") >= 0)
    counted = counted if start is None else counted & (day >= start)
    counted = counted if end is None else counted & (day <= end)
    day_of_week = pl.col("person").cast(pl.Int64) * 7 + pl.col("at_local").dt.weekday() - 1
    cells = events.filter(counted).select(day_of_week * 24 + pl.col("at_local").dt.hour()).to_series().to_numpy()
    return np.bincount(cells, minlength=2 * 7 * 24).reshape(2, 7, 24)
