"""Conversations and weekly measures with a known answer, for the tests of the rooms `measures` and `changes`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.conversation import from_columns
from ebbtide.conversation.types import Conversation
from ebbtide.demo import Couple, intervene, simulate
from ebbtide.measures.stream import Stream, stream
from ebbtide.measures.types import Floats, Measure, Weekly

MONDAY = date(2024, 1, 1)
DAY = 24 * 60
WEEK = 7 * DAY


def chat(minutes: Sequence[float] | Floats, person: Sequence[int], exported: date | None = None,
         **columns: Any) -> Conversation:
    """Messages at minutes since Monday 2024-01-01 00:00; person 0 or 1; other columns as `from_columns` has them."""
    at = np.datetime64(MONDAY, "ms") + np.round(np.asarray(minutes, float) * 60_000).astype("timedelta64[ms]")
    return from_columns(at, np.asarray(person, np.int8), exported=exported, **columns)


def flow(talk: Conversation, weeks: int) -> Stream:
    """The stream of a conversation over `weeks` weeks from 2024-01-01."""
    return stream(talk.events, mondays(weeks))


def mondays(weeks: int, first: date = MONDAY) -> tuple[date, ...]:
    """The first days of `weeks` weeks."""
    return tuple(first + timedelta(weeks=k) for k in range(weeks))


def every_day(weeks: int, *moments: tuple[float, int]) -> tuple[Floats, NDArray[np.int8]]:
    """The same (hour, person) moments on every day: minutes and persons in time order."""
    ordered = sorted(moments)
    minutes = np.concatenate([[day * DAY + hour * 60 for hour, _ in ordered] for day in range(7 * weeks)])
    return minutes, np.tile(np.array([who for _, who in ordered], np.int8), 7 * weeks)


@cache
def couple(condition: str, seed: int, volume: float = 30.0, weeks: int = 44) -> Couple:
    """A simulated couple, made once for all tests."""
    return simulate(condition, seed, volume=volume, before=weeks)


@cache
def intervened(kind: str | None, seed: int, volume: float = 40.0) -> Couple:
    """A couple in which only `kind` happens after 26 weeks, made once for all tests."""
    return intervene(kind, seed, volume)


def end_of(pair: Couple) -> date:
    """The day after the last that the couple lived through."""
    assert pair.last_day is not None
    return pair.last_day + timedelta(days=1)


def again(pair: Couple, keep: NDArray[np.bool_] | None = None, swap: bool = False, shift: int = 0,
          exported: date | None = None) -> Conversation:
    """The couple's conversation with some rows kept, the two people swapped, or moved by whole weeks."""
    keep = np.ones(pair.at.size, bool) if keep is None else keep
    columns = ("at", "person", "label", "chars", "words", "affection", "question", "voice")
    kept = replace(pair, **{name: getattr(pair, name)[keep] for name in columns})
    truth = replace(pair.truth, exported=exported or end_of(pair) + timedelta(weeks=shift))
    at = kept.at + np.timedelta64(7 * shift, "D")
    return replace(kept, at=at, person=1 - kept.person if swap else kept.person, truth=truth).conversation()


def before(pair: Couple, day: date) -> NDArray[np.bool_]:
    """Rows before a day."""
    kept: NDArray[np.bool_] = pair.at < np.datetime64(day)
    return kept


def with_kind(talk: Conversation, kinds: Sequence[str]) -> Conversation:
    """The conversation with the kinds of its rows replaced."""
    events = talk.events.with_columns(pl.Series("kind", kinds, dtype=talk.events.schema["kind"]))
    return replace(talk, events=events)
