"""The weekly measures of two people, each with its sampling variance and its exposure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.measures.specs import SPECS, MeasureSpec
from ebbtide.history.conversation import Edge
from ebbtide.people import Person

Floats = NDArray[np.float64]
Ints = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Measure:
    """One measure, by person and week.

    value: (2, weeks), on the analysis scale (nan where there is nothing to measure).
    variance: (2, weeks), sampling variance of `value` (inf where missing).
    natural: (2, weeks), in the unit a person reads (`unit`), nan where missing.
    count: (2, weeks), how many things it rests on (starts, offers, messages ...).
    exposure: (2, weeks), of a rate: the time in which they came, in weeks; None for shares and means.
    """

    name: str
    area: str  # "initiative", "responsiveness", "warmth", "depth", "shared time"
    unit: str  # wording key of the unit
    in_index: bool
    needs_text: bool
    value: Floats
    variance: Floats
    natural: Floats
    count: Floats
    exposure: Floats | None = None

    @classmethod
    def of(cls, name: str, value: Floats, variance: Floats, natural: Floats, count: Floats) -> Measure:
        """A measure of `specs.SPECS` with its weeks."""
        spec = SPECS[name]
        return cls(name, spec.area, spec.unit, spec.in_index, spec.needs_text, value, variance, natural, count)

    @property
    def spec(self) -> MeasureSpec:
        """What it is."""
        return SPECS[self.name]


@dataclass(frozen=True)
class Routine:
    """A daily word of one person at a steady time of day.

    kind: "morning", "midday", "evening" (the first message of the day) or "night" (the last).
    start_hour, end_hour: of its window, local wall clock. before: share of days on which it was kept
    from `since` to `last_held`; now: since then where it stopped, else in the last four weeks.
    stopped: the first day without it, None where it is kept.
    """

    person: Person
    kind: str
    start_hour: int
    end_hour: int
    before: float
    now: float
    since: date
    last_held: date
    stopped: date | None


@dataclass(frozen=True)
class Burst:
    """Days on which a person all but stopped, then far more than usual: on `back`, by "volume" or "affection".

    other_messages: what the other person wrote and called from `quiet_from` to `quiet_to`.
    """

    person: Person
    quiet_from: date
    quiet_to: date
    back: date
    by: str
    other_messages: int


@dataclass(frozen=True)
class LongSilence:
    """A person's longest gap of so many `days` between two days with a message, `start` and `end`.

    usual: their median gap in days; times: the longest as a multiple of it; open: nothing came since
    `start`, and `end` is the last day of the last complete week.
    """

    person: Person
    start: date
    end: date
    days: int
    usual: float
    times: float
    open: bool


@dataclass(frozen=True)
class Weekly:
    """All measures of a conversation by complete ISO week, up to and including `as_of`'s last full week.

    monday: (weeks,) first days. covered: (weeks,) share of the week's days that the sources show.
    marked: (weeks,) True where the user marked the week (trip, together): counts as missing.
    holes: stretches of weeks without any row of either, which are no level (`conversation.coverage.holes`).
    messages, turns: (2, weeks) plain counts, calls among them; a turn is what one person writes at a time, however many
    messages it is cut into. expected_starts: (2, weeks). media_share: (2, weeks) share of a person's turns of which
    some was not written (voice notes, any other medium, known or not, calls), nan in weeks without one.
    hours: (2, weeks, 24) turns by hour of day. daily: (2, days) turns by day from the first Monday to the day before
    the look, also of the week that is not over; nan on days that the user marked
    or the sources hide. routines, bursts, silences: what is shown beside the measures.
    """

    monday: tuple[date, ...]
    covered: Floats
    marked: NDArray[np.bool_]
    messages: Floats
    turns: Floats
    expected_starts: Floats
    media_share: Floats
    hours: Floats
    daily: Floats
    measures: Mapping[str, Measure]
    routines: tuple[Routine, ...] = ()
    bursts: tuple[Burst, ...] = ()
    silences: tuple[LongSilence, ...] = ()
    holes: tuple[Edge, ...] = ()
