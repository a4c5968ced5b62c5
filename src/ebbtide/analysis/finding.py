"""What an analysis has to say, before anybody says it: a key and raw values, never a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ebbtide.people import Person


@dataclass(frozen=True)
class Phrase:
    """A sentence or a part of one: its key in the wording, and what stands in its places.

    values: people, days, spans, numbers, lists, other phrases, and the values of this module; the place decides the
    form, so that a person is "you" in {who} and "your" in {whose}.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One thing to be said, with its evidence.

    key, values: as in `Phrase`. group: where a report puts it: "headline", "other" (other explanations), "against",
    "changed", "busy" (busy or fading), "own" (my own row), "routine", "unseen", "sure", "coverage", "next", "signs".
    person: of whom it speaks, or None. evidence: names of the measures that it rests on. claims: ids of the
    catalogue's notes. claim_of_change: it says that something changed (these are controlled together: on stable
    pairs at most one report in twenty contains any).
    """

    key: str
    group: str
    values: Mapping[str, object] = field(default_factory=dict)
    person: Person | None = None
    evidence: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    claim_of_change: bool = False


@dataclass(frozen=True)
class Amount:
    """A value of a measure in its unit. alone: inside a range, where only times keep their unit."""

    measure: str
    unit: str
    value: float
    alone: bool = False


@dataclass(frozen=True)
class How:
    """What a measure of a person counts, as a part of a sentence."""

    measure: str
    person: Person


@dataclass(frozen=True)
class Around:
    """The date of a change with its interval; None where it cannot be told."""

    day: date | None
    interval: tuple[date, date] | None


@dataclass(frozen=True)
class Since:
    """A date as people say it. now: the day of the look; the year is said where it is another one."""

    day: date
    interval: tuple[date, date] | None
    now: date | None


@dataclass(frozen=True)
class Counted:
    """A whole number, as a word where people say it so."""

    count: int


@dataclass(frozen=True)
class Weeks:
    """So many complete weeks."""

    count: int


@dataclass(frozen=True)
class Days:
    """So many days."""

    count: float


@dataclass(frozen=True)
class Hours:
    """So many full hours."""

    count: float


@dataclass(frozen=True)
class Times:
    """How often. mean: it is an average."""

    count: float
    mean: bool = False


@dataclass(frozen=True)
class OfTen:
    """A share of days."""

    share: float


@dataclass(frozen=True)
class Clock:
    """A full hour of the wall clock."""

    hour: int


@dataclass(frozen=True)
class Parts:
    """Parts of a line that stand side by side, each of them whole."""

    items: tuple[object, ...]


def key(table: str, *variants: str) -> str:
    """The key of one sentence of a table of the wording.

    >>> key("findings.busy.rows", "cannot tell")
    'findings.busy.rows.cannot_tell'
    """
    return ".".join((table, *(variant.replace(" ", "_").replace("-", "_") for variant in variants)))
