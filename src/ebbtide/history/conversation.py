"""The types that carry a conversation and what was told about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from ebbtide.history.readers.contract import SCHEMA, SourceReport

#: The event table: a reader's columns with `person` in the place of `sender`.
EVENT_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    ("person" if name == "sender" else name): (pl.Int8 if name == "sender" else kind) for name, kind in SCHEMA.items()
}

ME, THEM, NOBODY = 0, 1, -1


@dataclass(frozen=True)
class Edge:
    """A stretch of days that the file does not show, or shows otherwise, and why.

    `reason` is one of "before first", "cap", "disappearing", "one-sided", "gap", "app change",
    "join". `start` and `end` are inclusive days; `end` None means "to the end".
    """

    reason: str
    start: date
    end: date | None = None


@dataclass(frozen=True)
class Coverage:
    """Which days the sources show: first and last day with an event, the edges between."""

    first: date
    last: date
    exported_at: date | None
    exported_at_source: str
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True)
class Fold:
    """What merging did: rows that stood in more than one source and were kept once."""

    folded: int = 0
    sources: int = 1
    offsets_minutes: tuple[int, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Conversation:
    """Two people's events in time order (`EVENT_SCHEMA`), with their sources and coverage.

    `people` are the names, index 0 is the user: the `person` column of `events`. `warnings` are
    finished sentences about how the sources were joined and dated.
    """

    events: pl.DataFrame
    people: tuple[str, str]
    sources: tuple[SourceReport, ...] = ()
    coverage: Coverage | None = None
    fold: Fold = field(default_factory=Fold)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """Days from `start` to `end`, both inclusive; `who` is None for both people."""

    start: date
    end: date
    who: int | None = None


@dataclass(frozen=True)
class Context:
    """What the user told (product rule 7); None and () mean "not told".

    living: "together", "apart" or None. away: trips, holidays, weeks spent together: missing.
    stressors: dated reasons for less time. ended: the day the relation was declared over.
    channels: other ways that the two keep in touch ("calls", an app's name).
    """

    living: str | None = None
    away: tuple[Span, ...] = ()
    stressors: tuple[Span, ...] = ()
    ended: date | None = None
    channels: tuple[str, ...] = ()
    exported: date | None = None


__all__ = ["EVENT_SCHEMA", "ME", "NOBODY", "THEM", "Context", "Conversation", "Coverage", "Edge", "Fold", "Span"]
