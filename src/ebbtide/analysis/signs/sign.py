"""What is known of each sign of the catalogue, for each of the two people, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from ebbtide.analysis.changes.analysis import Change
from ebbtide.analysis.finding import Finding
from ebbtide.catalogue import NoteSource
from ebbtide.people import Person

#: The type under a name that the field `Sign.date_interval` does not hide.
Day = date


class SignState(StrEnum):
    """What is known of a sign of a person: five states of change, and two of what counts cannot say."""

    NOT_ENOUGH = "not enough"  # too little to say; `missing` says what for
    WITHIN = "within"  # nothing beyond the usual ups and downs
    SINGLE = "single"  # one area changed
    PATTERN = "pattern"  # two areas, four weeks, nothing dated that covers it
    LASTING = "lasting"  # three areas, eight weeks, no catch-up
    TOO_EARLY = "too early"  # a change younger than four weeks
    ASKED = "asked"  # only the user can say: the journal, a confirmed message, an answer
    CANDIDATE = "candidate"  # of a draft: what the control decides on


#: States in which something is said to have changed.
FOUND = (SignState.SINGLE, SignState.PATTERN, SignState.LASTING)
#: So many signs are shown at once (docs/method/signs.md#states).
AT_ONCE = 5


@dataclass(frozen=True)
class JournalEntry:
    """One entry of the user's own journal: its day, tags, sliders (0 to 10, by their catalogue ids), free text."""

    on: date
    tags: tuple[str, ...] = ()
    sliders: Mapping[str, int] = field(default_factory=dict)
    text: str | None = None


class Confirmed(Protocol):
    """Proposals that the user has judged; only confirmed ones reach a sign (rule 6)."""

    def confirmed(self, sign: str) -> Sequence[tuple[date, int]]:
        """Day and person (0 the user, 1 the other) of every confirmed hit of a sign."""
        ...

    def confirmed_against(self, sign: str) -> Sequence[tuple[date, int]]:
        """Day and person of every confirmed hit of its opposite."""
        ...


@dataclass(frozen=True)
class Sign:
    """One sign of one person.

    id, area, side, severity, positive: as the catalogue has them; `side` is whose sign it is ("me",
    "them", "both"), `person` (0 the user, 1 the other) whose row this is: both rows come from the same
    code. evidence_against: what speaks against it or would
    explain it, first. explained: the innocent explanations of these that hold, by name. since,
    date_interval: first day of the change and its 90 % interval. changes: what moved, in natural units
    with 90 % intervals. p: chance of a difference as large without a change, None where nothing was
    tested. grade, science, sources: of the catalogue (rule 15). missing: what it would take to
    say more. cannot_see: what no message shows. questions, may_be: what only the user can answer, and
    explanations that nobody can compute.
    """

    id: str
    area: str
    side: str
    person: Person
    state: SignState
    evidence_against: tuple[Finding, ...] = ()
    evidence_for: tuple[Finding, ...] = ()
    explained: tuple[str, ...] = ()
    since: Day | None = None
    date_interval: tuple[Day, Day] | None = None
    changes: tuple[Change, ...] = ()
    p: float | None = None
    grade: str = ""
    science: str = ""
    sources: tuple[NoteSource, ...] = ()
    missing: tuple[Finding, ...] = ()
    cannot_see: tuple[Finding, ...] = ()
    questions: tuple[str, ...] = ()
    may_be: tuple[str, ...] = ()
    severity: int = 0
    positive: bool = False
    safety_link: bool = False

    @property
    def found(self) -> bool:
        """Whether something is said to have changed."""
        return self.state in FOUND


@dataclass(frozen=True)
class Bundle:
    """What the signs of one person come to together.

    state: "not enough", "within", "single", "too early", "pattern" or "lasting". areas: those in which an unexplained
    change stands, since: the latest of their first days.
    """

    person: Person
    state: SignState
    areas: tuple[str, ...] = ()
    since: Day | None = None


@dataclass(frozen=True)
class Signs:
    """All signs of the catalogue, in its order, a row for each person where there can be one.

    shown: ids of the signs that a page shows, at most `AT_ONCE`, chosen with the false-discovery rate held at .10 over
    everything that was tested. bundle: what they come to, of the user and of the other person. lines:
    the sentences above them. tested: how many rows were tested.
    """

    people: tuple[str, str]
    as_of: Day | None
    rows: tuple[Sign, ...]
    shown: tuple[str, ...] = ()
    bundle: tuple[Bundle, ...] = ()
    lines: tuple[Finding, ...] = ()
    tested: int = 0

    def __getitem__(self, sign: str) -> tuple[Sign, ...]:
        """The rows of one sign, the user's first; KeyError where the catalogue has none of that id."""
        rows = tuple(row for row in self.rows if row.id == sign)
        if not rows:
            raise KeyError(sign)
        return rows

    def of(self, sign: str, person: Person) -> Sign | None:
        """One person's row of a sign; None where there can be none."""
        return next((row for row in self.rows if row.id == sign and row.person == person), None)


__all__ = ["AT_ONCE", "FOUND", "Bundle", "Confirmed", "JournalEntry", "Sign", "SignState", "Signs"]
