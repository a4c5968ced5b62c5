"""A made-up couple: its events with their true labels, and the truth about what happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.conversation.types import EVENT_SCHEMA, Context, Conversation, Coverage, Edge, Span
from ebbtide.demo.habits import Floats
from ebbtide.readers.contract import (
    FLAG_AFFECTION,
    FLAG_QUESTION,
    FLAG_READ_BY_LANGUAGE,
    Disappearing,
    SourceReport,
)

PEOPLE = ("Ana", "Sam")


@dataclass(frozen=True)
class Truth:
    """What really happened.

    side: who pulled away, "none", "me", "them" or "both". moved: people with any change of their
    own, lasting or not. onset, end: first and last day of it (None: none, or for good). effects:
    channel to (me, them), log or log-odds change at the end. rates: (2, weeks), true starts a week
    were nothing ever open. volume: messages a day of both. away: trips. exported: the export's day
    where it is known. context: all that these two could tell. edges: what the file does not show.
    """

    condition: str
    side: str
    moved: tuple[int, ...]
    onset: date | None
    end: date | None
    effects: dict[str, tuple[float, float]]
    rates: Floats
    volume: float
    response: str
    away: tuple[Span, ...]
    exported: date | None
    context: Context
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True)
class Couple:
    """Events of two people in time order; (events,) each.

    at: datetime64[ms], the user's wall clock. person: 0 the user, 1 the other. label: 0 start,
    1 answer, 2 follow-up, 3 burst (`talk.LABELS`). chars, words: of the text, 0 for voice notes.
    resolution_s: 60 or 1, of the stamps.
    """

    at: NDArray[np.datetime64]
    person: NDArray[np.int8]
    label: NDArray[np.int8]
    chars: NDArray[np.int32]
    words: NDArray[np.int32]
    affection: NDArray[np.bool_]
    question: NDArray[np.bool_]
    voice: NDArray[np.bool_]
    resolution_s: float
    truth: Truth
    told: Context = field(default_factory=Context)
    last_day: date | None = None

    def conversation(self) -> Conversation:
        """These events as a `Conversation`: no text, but every count and flag of it."""
        report = self._report()
        events = pl.DataFrame(self._columns(), schema=EVENT_SCHEMA)
        first, last = _day(self.at[0]), _day(self.at[-1])
        known = "archive" if self.truth.exported else "unknown"
        coverage = Coverage(first, last, self.truth.exported, known, self.truth.edges)
        return Conversation(events, PEOPLE, (report,), coverage)

    def _report(self) -> SourceReport:
        mine = int((self.person == 0).sum())
        edges = {edge.reason: edge for edge in self.truth.edges}
        gone = edges.get("disappearing")
        size = self.at.size
        return SourceReport(
            name="made-up", format="made-up", lines=size, events=size,
            senders={PEOPLE[0]: mine, PEOPLE[1]: size - mine},
            first=_moment(self.at[0]), last=_moment(self.at[-1]),
            exported_at=self.truth.exported, exported_at_source="archive" if self.truth.exported else "unknown",
            cap_hit=size if "cap" in edges else None,
            disappearing=(Disappearing(datetime.combine(gone.start, datetime.min.time()), True),) if gone else (),
        )

    def _columns(self) -> dict[str, Any]:
        size = self.at.size
        text = ~self.voice
        flags = FLAG_READ_BY_LANGUAGE + FLAG_AFFECTION * self.affection + FLAG_QUESTION * self.question
        columns: dict[str, Any] = dict.fromkeys(EVENT_SCHEMA)
        columns |= {
            "uid": pl.Series([index.to_bytes(16, "big") for index in range(size)], dtype=pl.Binary),
            "source": np.zeros(size, np.uint16), "position": np.arange(1, size + 1),
            "kind": "message", "at_local": self.at, "zone_source": "unknown",
            "resolution_s": np.full(size, self.resolution_s, np.float32), "person": self.person,
            "text_state": np.where(text, "purged", "media_only"),
            "chars": pl.Series(self.chars).set(pl.Series(self.voice), None),
            "words": pl.Series(self.words).set(pl.Series(self.voice), None),
            "emoji": (self.affection & text).astype(np.int32),
            "media": pl.Series(np.where(text, "", "voice")).replace("", None),
            "media_count": self.voice.astype(np.int32),
            "removed": False, "flags": (flags * text).astype(np.uint32),
        }
        return columns


def _day(moment: np.datetime64) -> date:
    return _moment(moment).date()


def _moment(moment: np.datetime64) -> datetime:
    return datetime(1970, 1, 1) + timedelta(milliseconds=int(moment.astype("datetime64[ms]").astype(np.int64)))
