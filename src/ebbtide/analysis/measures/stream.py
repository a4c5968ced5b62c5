"""The turns of a conversation as plain arrays on a week grid: what every measure starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.analysis.measures.measure import Floats, Ints
from ebbtide.history.readers.contract import FLAG_AFFECTION, FLAG_QUESTION, FLAG_READ_BY_LANGUAGE

MINUTES_A_DAY = 24 * 60
MINUTES_A_WEEK = 7 * MINUTES_A_DAY
#: Kinds that are contact; reactions, edits and system lines are not turns.
CONTACT = ("message", "call")


#: One person's messages with less than this between them, and nothing of the other's, are one turn: how somebody cuts
#: a thought into messages is no measure of anything else. Of the pauses within a turn 99 in 100 are shorter than two
#: minutes in both simulators; a reminder comes after three quarters of an hour.
TURN_MINUTES = 5.0


@dataclass(frozen=True)
class Stream:
    """Turns and calls of two people in time order, n of them.

    at, end: (n,) minutes since 00:00 of `monday[0]`, local wall clock, of the first and the last message of the turn.
    person: (n,) 0 or 1. week: (n,) index into `monday`. messages: (n,) how many the turn was cut into.
    resolution: minutes, of the coarsest stamp (1 or less). letters: (n,) of the written words of the whole turn,
    spaces left out, so that one thought in six messages is as long as in one; nan where there are none to measure.
    affection, question: (n,) whether any of its messages has the mark, nan where none could be read. media: (n,) bool,
    some of it was not written: any medium, known or not, or a call. call: (n,) bool. hidden: (spans, 2) minutes that no
    source shows.
    """

    at: Floats
    end: Floats
    person: NDArray[np.int8]
    week: NDArray[np.int64]
    messages: Floats
    monday: tuple[date, ...]
    resolution: float
    letters: Floats
    affection: Floats
    question: Floats
    media: NDArray[np.bool_]
    call: NDArray[np.bool_]
    hidden: Floats

    @property
    def weeks(self) -> int:
        """How many complete weeks the grid has."""
        return len(self.monday)


def mondays(first: date, before: date) -> tuple[date, ...]:
    """Mondays of the ISO weeks from `first`'s to the last that is over on the day `before` begins."""
    start = first - timedelta(days=first.weekday())
    return tuple(start + timedelta(weeks=k) for k in range(max(0, (before - start).days // 7)))


@dataclass(frozen=True)
class Daily:
    """Turns (calls among them) and single messages and calls by person and day; (2, days) each."""

    turns: Floats
    messages: Floats


def daily_counts(events: pl.DataFrame, first: date, before: date) -> Daily:
    """What each person wrote and called by day, from `first` to the day before `before`."""
    days = (before - first).days
    rows = contacts(events, first)
    at, person = rows["at"].to_numpy(), rows["person"].to_numpy().astype(np.int64)
    inside = (at >= 0) & (at < days * MINUTES_A_DAY)
    cell = person[inside] * days + (at[inside] // MINUTES_A_DAY).astype(np.int64)
    opens = turn_opens(at, person, rows["call"].to_numpy())[inside]
    turns, messages = (np.bincount(part, minlength=2 * days).reshape(2, days) for part in (cell[opens], cell))
    return Daily(turns.astype(np.float64), messages.astype(np.float64))


def contacts(events: pl.DataFrame, first: date) -> pl.DataFrame:
    """Messages and calls in time order, with `at` in minutes since 00:00 of `first` and `call`."""
    kind = pl.col("kind").cast(pl.String)
    minutes = (pl.col("at_local") - pl.lit(first).cast(pl.Datetime("ms"))).dt.total_milliseconds() / 60_000
    contact = events.filter(kind.is_in(CONTACT) & (pl.col("person") >= 0))
    return contact.with_columns(minutes.alias("at"), (kind == "call").alias("call")).sort("at", maintain_order=True)


def turn_opens(at: Floats, person: Ints, call: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(n,) True for the messages that open a turn, of rows in time order; a call is one of its own.

    A turn ends at midnight, so that what is written on one day changes no count of an earlier one.
    """
    opens = np.ones(len(at), dtype=bool)
    day = at // MINUTES_A_DAY
    goes_on = (person[1:] == person[:-1]) & (np.diff(at) < TURN_MINUTES) & (day[1:] == day[:-1])
    opens[1:] = ~goes_on | call[1:] | call[:-1]
    return opens


def stream(events: pl.DataFrame, monday: tuple[date, ...], hidden: Floats | None = None) -> Stream:
    """The turns that begin in the weeks `monday` (needs at least one week); hidden: see `Stream`."""
    rows = contacts(events, monday[0])
    inside = (pl.col("at") >= 0) & (pl.col("at") < len(monday) * MINUTES_A_WEEK)
    return _turns(rows.filter(inside), monday, np.zeros((0, 2)) if hidden is None else hidden)


def _turns(rows: pl.DataFrame, monday: tuple[date, ...], hidden: Floats) -> Stream:
    at = rows["at"].to_numpy().astype(np.float64)
    person, call = rows["person"].to_numpy().astype(np.int8), rows["call"].to_numpy()
    first = np.flatnonzero(turn_opens(at, person, call))
    end = at[np.append(first[1:], len(at)) - 1] if len(at) else at
    written = _written(rows)
    flags = rows["flags"].fill_null(0).to_numpy()
    read = written & ((flags & FLAG_READ_BY_LANGUAGE) > 0)
    # A word less than there are gaps: texts without spaces count as one word, and lose nothing.
    letters = pl.col("chars") - (pl.col("words").fill_null(1) - 1).clip(0, None)
    counted = rows.select(letters.fill_null(0)).to_series().to_numpy().astype(np.float64)
    coarse = rows["resolution_s"].max()
    return Stream(
        at=at[first],
        end=end,
        person=person[first],
        week=(at[first] // MINUTES_A_WEEK).astype(np.int64),
        messages=np.diff(np.append(first, len(at))).astype(np.float64),
        monday=monday,
        resolution=min(1.0, float(coarse) / 60 if isinstance(coarse, (int, float)) else 1.0),
        letters=_total(np.maximum(counted, 1), written, first),
        affection=_any((flags & FLAG_AFFECTION) > 0, read, first),
        question=_any((flags & FLAG_QUESTION) > 0, read, first),
        media=_total(np.ones(len(at)), ~written | rows["media"].is_not_null().to_numpy(), first) > 0,
        call=call[first],
        hidden=hidden,
    )


def _written(rows: pl.DataFrame) -> NDArray[np.bool_]:
    """Messages with written words of a known length; a row of nothing is a medium of which nobody knows the kind."""
    with_letters = pl.col("text_state").cast(pl.String).is_in(["present", "purged"]) & (
        pl.col("chars").fill_null(0) > 0
    )
    return rows.select(with_letters & ~pl.col("call")).to_series().to_numpy()


def _total(value: Floats, use: NDArray[np.bool_], first: Ints) -> Floats:
    """(turns,) sums over the messages in use; nan where a turn has none."""
    if not len(first):
        return np.zeros(0)
    total, count = (np.add.reduceat(part, first) for part in (np.where(use, value, 0.0), use.astype(np.int64)))
    out: Floats = np.where(count > 0, total, np.nan)
    return out


def _any(mark: NDArray[np.bool_], use: NDArray[np.bool_], first: Ints) -> Floats:
    return np.minimum(_total(mark.astype(np.float64), use, first), 1.0)
