"""The events of a conversation as plain arrays on a week grid: what every measure starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.analysis.measures.measure import Floats
from ebbtide.history.readers.contract import FLAG_AFFECTION, FLAG_QUESTION, FLAG_READ_BY_LANGUAGE

MINUTES_A_WEEK = 7 * 24 * 60
#: Kinds that are contact; reactions, edits and system lines are not turns.
CONTACT = ("message", "call")


@dataclass(frozen=True)
class Stream:
    """Contact events of two people in time order.

    at: (n,) minutes since 00:00 of `monday[0]`, local wall clock. person: (n,) 0 or 1.
    week: (n,) index into `monday`. resolution: minutes, of the coarsest stamp (1 or less).
    chars: (n,) nan where there is no text to measure. affection, question: (n,), nan likewise.
    media, call: (n,) bool.
    """

    at: Floats
    person: NDArray[np.int8]
    week: NDArray[np.int64]
    monday: tuple[date, ...]
    resolution: float
    chars: Floats
    affection: Floats
    question: Floats
    media: NDArray[np.bool_]
    call: NDArray[np.bool_]

    @property
    def weeks(self) -> int:
        """How many complete weeks the grid has."""
        return len(self.monday)


def mondays(first: date, before: date) -> tuple[date, ...]:
    """Mondays of the ISO weeks from `first`'s to the last that is over on the day `before` begins."""
    start = first - timedelta(days=first.weekday())
    return tuple(start + timedelta(weeks=k) for k in range(max(0, (before - start).days // 7)))


def daily_counts(events: pl.DataFrame, first: date, before: date) -> Floats:
    """(2, days) contact events by person and day, from `first` to the day before `before`."""
    days = (before - first).days
    rows = (
        events.filter(_contact())
        .select(
            (pl.col("at_local").dt.date() - pl.lit(first)).dt.total_days().alias("day"), pl.col("person").cast(pl.Int64)
        )
        .filter((pl.col("day") >= 0) & (pl.col("day") < days))
    )
    cell = rows["person"].to_numpy() * days + rows["day"].to_numpy()
    return np.bincount(cell, minlength=2 * days).astype(np.float64).reshape(2, days)


def _contact() -> pl.Expr:
    return pl.col("kind").cast(pl.String).is_in(CONTACT) & (pl.col("person") >= 0)


def stream(events: pl.DataFrame, monday: tuple[date, ...]) -> Stream:
    """The contact events that fall into the weeks `monday` (needs at least one week)."""
    start = pl.lit(monday[0]).cast(pl.Datetime("ms"))
    minutes = (pl.col("at_local") - start).dt.total_milliseconds() / 60_000
    rows = events.filter(_contact()).select(
        minutes.alias("at"), "person", "resolution_s", "text_state", "chars", "flags", "media", "kind"
    )
    inside = (pl.col("at") >= 0) & (pl.col("at") < len(monday) * MINUTES_A_WEEK)
    return _arrays(rows.filter(inside).sort("at", maintain_order=True), monday)


def _arrays(rows: pl.DataFrame, monday: tuple[date, ...]) -> Stream:
    at = rows["at"].to_numpy().astype(np.float64)
    known = pl.col("text_state").cast(pl.String).is_in(["present", "purged"]) & pl.col("chars").is_not_null()
    has_text = rows.select(known).to_series().to_numpy()
    flags = rows["flags"].fill_null(0).to_numpy()
    read = has_text & ((flags & FLAG_READ_BY_LANGUAGE) > 0)
    coarse = rows["resolution_s"].max()
    return Stream(
        at=at,
        person=rows["person"].to_numpy().astype(np.int8),
        week=(at // MINUTES_A_WEEK).astype(np.int64),
        monday=monday,
        resolution=min(1.0, float(coarse) / 60 if isinstance(coarse, (int, float)) else 1.0),
        chars=np.where(has_text, rows["chars"].fill_null(0).to_numpy().astype(np.float64), np.nan),
        affection=np.where(read, (flags & FLAG_AFFECTION) > 0, np.nan),
        question=np.where(read, (flags & FLAG_QUESTION) > 0, np.nan),
        media=rows["media"].is_not_null().to_numpy(),
        call=(rows["kind"].cast(pl.String) == "call").to_numpy(),
    )
