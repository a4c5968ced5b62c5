"""What the loop view, the quarter view and the look at single days found, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ebbtide.people import Person


@dataclass(frozen=True)
class LoopRow:
    """One direction between two people: `first` ("press" or "retreat") and what followed it.

    presser: who presses (0, 1); the other one is who holds back. by_lag: association with the
    first week after, the second, and so on; above zero means the loop. p: chance of an association as large
    at any lag, direction or person if weeks were paired at random. clear: p is small enough to say it.
    """

    presser: int
    first: str
    by_lag: tuple[float, ...]
    p: float
    clear: bool


@dataclass(frozen=True)
class QuarterLevel:
    """A level with its 90 % interval in natural units; nan where the quarter shows too few weeks."""

    level: float
    low: float
    high: float


@dataclass(frozen=True)
class QuarterRow:
    """One measure of one person by quarter, oldest first (`QuarterView.starts`).

    measure: a measure's name, or "index" for the person's index in its own unit. before, now: levels
    of the quarters before `since` and of the last one. slow: -1 or 1 where the last quarter lies lower
    or higher than before beyond the usual drift, else 0. since: first day of the quarter from which it
    does, None where it does not.
    """

    measure: str
    person: Person
    unit: str
    levels: tuple[QuarterLevel, ...]
    before: float
    now: float
    slow: int = 0
    since: date | None = None


@dataclass(frozen=True)
class QuarterView:
    """starts: first days of the quarters, oldest first; end: last day of the last; one row a measure and person."""

    starts: tuple[date, ...]
    end: date
    rows: tuple[QuarterRow, ...]


@dataclass(frozen=True)
class DayOfChange:
    """The likeliest day of a change and its 90 % interval, both ends included."""

    day: date
    interval: tuple[date, date]
