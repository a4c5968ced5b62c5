"""The types that carry a conversation and what was told about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import polars as pl

from ebbtide.history.readers.contract import SCHEMA, SourceReport

#: The event table: a reader's columns with `person` in the place of `sender`.
EVENT_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    ("person" if name == "sender" else name): (pl.Int8 if name == "sender" else kind) for name, kind in SCHEMA.items()
}


class EdgeReason(StrEnum):
    """Why a file does not show some days, or shows them otherwise."""

    BEFORE_FIRST = "before first"
    CAP = "cap"
    DISAPPEARING = "disappearing"
    ONE_SIDED = "one-sided"
    GAP = "gap"
    APP_CHANGE = "app change"
    JOIN = "join"
    HOLE = "hole"


_HIDING: Final = frozenset({EdgeReason.CAP, EdgeReason.GAP, EdgeReason.DISAPPEARING, EdgeReason.HOLE})
_BREAKING: Final = frozenset(
    {EdgeReason.GAP, EdgeReason.HOLE, EdgeReason.JOIN, EdgeReason.APP_CHANGE, EdgeReason.DISAPPEARING}
)
#: Within these no day was seen, so that a change inside one may be the file's as well.
_UNSEEN: Final = frozenset({EdgeReason.GAP, EdgeReason.HOLE})
#: A change within so many days of where a file differs may be the file's (rule 8).
EDGE_DAYS: Final = timedelta(days=7)


@dataclass(frozen=True)
class Edge:
    """A stretch of days that the file does not show, or shows otherwise, and why.

    `reason` is an `EdgeReason` or its value. `start` and `end` are inclusive days; `end` None means "to the end".
    """

    reason: str
    start: date
    end: date | None = None

    @property
    def hides_days(self) -> bool:
        """Whether the file does not show its days, or not in full."""
        return self.reason in _HIDING

    @property
    def breaks(self) -> bool:
        """Whether it lies inside a history, so that a change beside it may be the file's (rule 8)."""
        return self.reason in _BREAKING

    @property
    def ends(self) -> tuple[date, ...]:
        """Its first day, and its last where it has one."""
        return (self.start,) if self.end is None else (self.start, self.end)


@dataclass(frozen=True)
class Coverage:
    """Which days the sources show: first and last day with an event, the edges between."""

    first: date
    last: date
    exported_at: date | None
    exported_at_source: str
    edges: tuple[Edge, ...] = ()

    def breaks_near(self, first: date, last: date) -> bool:
        """Whether the file differs within `EDGE_DAYS` of the days from `first` to `last` (rule 8)."""
        low, high = first - EDGE_DAYS, last + EDGE_DAYS
        unseen = (edge for edge in self.edges if edge.reason in _UNSEEN and edge.end is not None)
        within = any(edge.start <= high and low <= edge.ends[-1] for edge in unseen)
        return within or any(low <= day <= high for edge in self.edges if edge.breaks for day in edge.ends)


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

    def known_day(self, as_of: date | None = None, context: Context | None = None) -> date | None:
        """The day that was named for a look, else the day of the export; None where neither is known."""
        exported = self.coverage.exported_at if self.coverage is not None else None
        return as_of or (context and context.exported) or exported

    def day_of_look(self, as_of: date | None = None, context: Context | None = None) -> date:
        """The day as of which these messages are looked at: the known day, else the one after the last message."""
        last = self.coverage.last if self.coverage is not None else date.min
        return self.known_day(as_of, context) or last + timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days from `start` to `end`, both inclusive; `who` is None for both people."""

    start: date
    end: date
    who: int | None = None


#: Days that a declared ending rests, the day of the ending the first of them (rule 14).
REST_DAYS: Final = 30
REST: Final = timedelta(days=REST_DAYS)


@dataclass(frozen=True)
class Context:
    """What the user told (rule 7); None and () mean "not told".

    living: "together", "apart" or None. together_since: the day of moving in, where it was told.
    away: trips, holidays, weeks spent together: missing. stressors: dated reasons for less time.
    ended: the day the relation was declared over. channels: other ways to keep in touch ("calls", an app's name).
    """

    living: str | None = None
    away: tuple[Span, ...] = ()
    stressors: tuple[Span, ...] = ()
    ended: date | None = None
    channels: tuple[str, ...] = ()
    exported: date | None = None
    together_since: date | None = None

    @property
    def rest_ends(self) -> date | None:
        """The day on which the rest after a declared ending is over (rule 14)."""
        return None if self.ended is None else self.ended + REST

    def resting(self, day: date) -> bool:
        """Whether a declared ending still rests on a day: the other person is not looked at (rule 14)."""
        return self.ended is not None and self.ended <= day < self.ended + REST


__all__ = ["EVENT_SCHEMA", "Context", "Conversation", "Coverage", "Edge", "EdgeReason", "Fold", "Span"]
