"""What is kept beside the messages: one small typed record each; days are given, never asked of a clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

#: What a mark may say: weeks away or together, a dated reason for less time, the day it ended, living together or
#: apart, another way of keeping in touch (rule 7).
MARKS: Final = ("away", "stressor", "ended", "living", "channel")

#: What became of a draft: nothing yet, kept until the morning, said to the other, let go.
DRAFT_STATES: Final = ("open", "asleep", "given", "let_go")


@dataclass(frozen=True)
class Record:
    """What all of them have. id: the number of a record that is kept, else None."""

    id: int | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Person(Record):
    """One of the two. side: 0 the user, 1 the other. known_as: all names in the exports. shown_as, pronoun: as told."""

    side: int
    name: str
    known_as: tuple[str, ...] = ()
    shown_as: str | None = None
    pronoun: str | None = None


@dataclass(frozen=True)
class Mark(Record):
    """What messages cannot show and the user told. kind: one of `MARKS`. who: 0, 1 or None for both; value: of
    "living" ("together", "apart") and "channel" (its name)."""

    kind: str
    start: date | None = None
    end: date | None = None
    who: int | None = None
    value: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Confirmation(Record):
    """The user's answer to a proposal. what: the proposal's key. uid: hex, of the message that it is about."""

    day: date
    what: str
    answer: str
    uid: str | None = None


@dataclass(frozen=True)
class Entry(Record):
    """A dated entry of the journal."""

    day: date
    text: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckIn(Record):
    """The sliders of one day, by name."""

    day: date
    values: dict[str, int]
    note: str = ""


@dataclass(frozen=True)
class PlayRecord(Record):
    """A play that was begun. play: its key in the catalogue. terms: metric, direction and all else fixed before."""

    play: str
    start: date
    state: str
    terms: dict[str, Any] = field(default_factory=dict)
    until: date | None = None


@dataclass(frozen=True)
class DraftRecord(Record):
    """A message that was drafted and never sent from here. guide: the key of the guide that it began from.

    slots: answers by part, private ones among them. state: one of `DRAFT_STATES`. wake: the day from which a sleeping
    one is shown again. answer_by: until when nothing says that an answer is missing.
    """

    day: date
    guide: str
    text: str
    slots: dict[str, str] = field(default_factory=dict)
    state: str = "open"
    wake: date | None = None
    answer_by: date | None = None


@dataclass(frozen=True)
class SafetyRecord(Record):
    """The user's answer to one safety question: "yes", "no" or "skip"; the last one of a question counts."""

    day: date
    question: str
    answer: str


@dataclass(frozen=True)
class AcceptedRecord(Record):
    """A finding of the linter that the user accepted. sentence: a hash, never the words; reason: the user's."""

    day: date
    rule: str
    sentence: str
    reason: str


@dataclass(frozen=True)
class SittingRecord(Record):
    """One sitting over the decision, with its answers by question."""

    day: date
    number: int
    answers: dict[str, Any] = field(default_factory=dict)
