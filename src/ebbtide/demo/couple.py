"""A made-up couple: its events with their true labels, and the truth about what happened."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ebbtide.demo.habits import Floats
from ebbtide.demo.whatsapp import write
from ebbtide.history import from_columns
from ebbtide.history.conversation import Context, Conversation, Edge, Span
from ebbtide.history.readers.contract import FLAG_AFFECTION, FLAG_QUESTION, FLAG_READ_BY_LANGUAGE, MEDIA, Disappearing

PEOPLE = ("Ana", "Sam")
VOICE = MEDIA.index("voice")


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
        text = ~self.voice
        flags = FLAG_READ_BY_LANGUAGE + FLAG_AFFECTION * self.affection + FLAG_QUESTION * self.question
        chat = from_columns(
            self.at,
            self.person,
            chars=self.chars,
            words=self.words,
            emoji=self.affection.astype(np.int32),
            flags=(flags * text).astype(np.uint32),
            media=np.where(self.voice, VOICE, -1).astype(np.int8),
            resolution_s=self.resolution_s,
            people=PEOPLE,
            exported=self.truth.exported,
        )
        return self._with_edges(chat)

    def write_whatsapp(
        self, path: Path, dialect: str = "android-en-24h", people: tuple[str, str] = PEOPLE, seed: int = 0
    ) -> None:
        """Write these events as a WhatsApp export, `.txt` or `.zip` (see `whatsapp.write`)."""
        write(self, path, dialect, people, seed)

    def _with_edges(self, chat: Conversation) -> Conversation:
        """What a reader would have seen of the file's own limits: a cap, a switch, two files."""
        told = {edge.reason: edge for edge in self.truth.edges}
        report, coverage = chat.sources[0], chat.coverage
        if not told or coverage is None:
            return chat
        edges = list(coverage.edges)
        if "cap" in told:
            report = replace(report, cap_hit=self.at.size)
            edges[0] = Edge("cap", edges[0].start, coverage.first)
        if "gap" in told:
            edges.append(told["gap"])
        if "disappearing" in told:
            start = told["disappearing"].start
            report = replace(report, disappearing=(Disappearing(datetime.combine(start, time()), True),))
            edges.append(Edge("disappearing", start, None))
        return replace(chat, sources=(report,), coverage=replace(coverage, edges=tuple(edges)))
