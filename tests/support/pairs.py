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

from ebbtide.analysis.measures.measure import Floats, Measure, Weekly
from ebbtide.analysis.measures.stream import Stream, stream
from ebbtide.demo import Couple, intervene, simulate
from ebbtide.history import from_columns
from ebbtide.history.conversation import Conversation

MONDAY = date(2024, 1, 1)
DAY = 24 * 60
WEEK = 7 * DAY


def chat(
    minutes: Sequence[float] | Floats, person: Sequence[int], exported: date | None = None, **columns: Any
) -> Conversation:
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


def again(
    pair: Couple,
    keep: NDArray[np.bool_] | None = None,
    swap: bool = False,
    shift: int = 0,
    exported: date | None = None,
) -> Conversation:
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


def measure(
    name: str, value: Floats, variance: float = 0.02, *, in_index: bool = True, natural: Floats | None = None
) -> Measure:
    """A measure with given values, (2, weeks); nan is missing."""
    area, text = _AREAS.get(name, ("initiative", False))
    gone = np.isnan(value)
    return Measure(
        name,
        area,
        f"findings.units.{name}",
        in_index,
        text,
        value,
        np.where(gone, np.inf, variance),
        np.exp(value) if natural is None else natural,
        np.where(gone, 0.0, 20.0),
    )


_AREAS = {
    "answered": ("responsiveness", False),
    "reply_time": ("responsiveness", False),
    "fast_turns": ("responsiveness", False),
    "warmth": ("warmth", True),
    "length": ("depth", True),
}


def weeks_of(*measures: Measure, **parts: Any) -> Weekly:
    """Weekly measures made by hand: every week shown, ten starts and seventy messages a week of each person."""
    weeks = measures[0].value.shape[1] if measures else int(parts.pop("weeks"))
    even = np.ones((2, weeks))
    made = Weekly(
        monday=mondays(weeks),
        covered=np.ones(weeks),
        marked=np.zeros(weeks, bool),
        messages=70 * even,
        turns=parts.pop("turns") if "turns" in parts else parts.get("messages", 70 * even),
        expected_starts=10 * even,
        media_share=0 * even,
        hours=np.ones((2, weeks, 24)),
        daily=np.full((2, 7 * weeks), 10.0),
        measures={m.name: m for m in measures},
    )
    return replace(made, **parts)


INDEX = ("start_hazard", "answered", "reply_time", "warmth", "length", "fast_turns")


def steady(weeks: int, drop_at: int | None = None, size: float = 0.0, who: int = 1, seed: int = 0) -> Weekly:
    """Six noisy measures a person; those of `who` fall by `size` of their own noise from week `drop_at`."""
    rng = np.random.default_rng(seed)
    rows = []
    for name in INDEX:
        value = rng.normal(0, 0.2, (2, weeks))
        if drop_at is not None:
            value[who, drop_at:] -= 0.2 * size
        rows.append(measure(name, 2 + value, 0.01))
    return weeks_of(*rows)
