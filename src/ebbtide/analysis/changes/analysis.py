"""All that a look found, as plain values; how it is said is the room `presentation`'s."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.changes.amounts import Amount
from ebbtide.analysis.changes.hot_cold.stretches import HotCold
from ebbtide.analysis.changes.views.view_results import DayOfChange, LoopRow, QuarterView
from ebbtide.analysis.measures.measure import Floats, Weekly
from ebbtide.analysis.measures.specs import SPECS, MeasureSpec
from ebbtide.history.conversation import Context, Conversation, Edge
from ebbtide.people import Person, Side

#: The type under a name that the field `Analysis.date` does not hide.
Day = date


class State(StrEnum):
    """What kind of page the report is."""

    TOO_LITTLE = "too little"  # minimum data not met
    SHORT = "short"  # 4 to 15 weeks: the short-history page, no side, no verdict
    USUAL = "usual"  # nothing beyond the usual ups and downs
    TOO_EARLY = "too early"  # a change younger than four weeks
    CHANGED = "changed"  # something changed; `side` says whose, or "unclear"
    BOTH_STOPPED = "both stopped"  # both fell to near nothing at once: asked, no finding about a person
    RESTING = "resting"  # a declared ending less than 30 days ago: only my own track


class Pattern(StrEnum):
    """How much changed, and for how long (rule 3)."""

    SINGLE = "single"
    SEVERAL = "several"
    LASTING = "lasting"


class Fits(StrEnum):
    """What quiet weeks fit: a busy spell or fading."""

    BUSY = "busy"
    FADING = "fading"
    OPEN = "cannot tell"
    TOO_EARLY = "too early"


@dataclass(frozen=True)
class Size:
    """A change in its natural unit without a sign, and the smallest and largest that its interval holds."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True)
class Change:
    """One measure of one person before and after the index's date, in natural units.

    before, after: level; low, high: 90 % interval of the difference on the natural scale as a
    ratio after/before (or a difference in percentage points for shares: see `scale`).
    clear: the interval lies wholly on one side of no change. withheld: wording key why text
    measures are not judged here, else None. controlled: its sentence passed the report-wide control.
    """

    measure: str
    person: Person
    area: str
    unit: str
    scale: str  # "ratio" or "points"
    before: float
    after: float
    effect: float
    low: float
    high: float
    clear: bool = False
    controlled: bool = False
    withheld: str | None = None

    @property
    def spec(self) -> MeasureSpec:
        """What its measure is."""
        return SPECS[self.measure]

    @property
    def measured(self) -> bool:
        """Whether all numbers are there."""
        return all(math.isfinite(item) for item in (self.before, self.after, self.effect, self.low, self.high))

    @property
    def direction(self) -> int:
        """-1 where the interval lies wholly below no change, 1 wholly above, else 0."""
        nothing = 0.0 if self.scale == "points" else 1.0
        if not self.measured:
            return 0
        return -1 if max(self.low, self.high) < nothing else 1 if min(self.low, self.high) > nothing else 0

    @property
    def size(self) -> Size:
        """Its size in the natural unit; meaningful where the interval lies on one side of no change."""
        marks = (self.effect, self.low, self.high)
        values = [item if self.scale == "points" else self.before * (item - 1.0) for item in marks]
        low, high = sorted(abs(item) for item in values[1:])
        return Size(abs(values[0]), low, high)


@dataclass(frozen=True)
class IndexTrack:
    """One person's index: weekly value and the posterior level with its 90 % band; (weeks,) each."""

    value: Floats
    level: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class SelfCheck:
    """The pair's own check: on how many past dates was the rule run, and when did it speak?"""

    dates: int = 0
    enough: bool = False
    spoke: tuple[date, ...] = ()


@dataclass(frozen=True)
class BusyRow:
    """One row of evidence, busy against fading: its kind, which way it points, its log-odds towards fading.

    fits: "busy", "fading" or "cannot tell".
    """

    kind: str
    fits: Fits
    log_odds: float


@dataclass(frozen=True)
class Spell:
    """An earlier low stretch of a person that ended by itself: first and last day, complete weeks."""

    start: date
    end: date
    weeks: int


@dataclass(frozen=True)
class Busy:
    """Busy or fading, for one person.

    words: "busy", "fading", "cannot tell", or "too early" before four weeks. log_odds: the sum of the
    rows, towards fading; it sets the words and is never shown. rows: "reason", "breadth", "length",
    "catch_up", "warmth". since: first day of the latest low stretch, None where there is none; weeks:
    complete weeks since its first one. spells: earlier ones.
    """

    words: Fits
    log_odds: float
    rows: tuple[BusyRow, ...]
    since: date | None = None
    weeks: int = 0
    spells: tuple[Spell, ...] = ()


@dataclass(frozen=True)
class Analysis:
    """All that a look found, as of one day."""

    conversation: Conversation
    context: Context
    as_of: Day | None
    state: State
    side: Side
    weekly: Weekly | None
    index: tuple[IndexTrack, IndexTrack] | None = None
    date: Day | None = None
    date_interval: tuple[Day, Day] | None = None
    pattern: Pattern = Pattern.SINGLE
    first: Person | None = None  # who moved first, where it is clear
    probability: Mapping[str, float] = field(default_factory=dict)  # {"me": p, "them": p}
    sizes: tuple[Change, ...] = ()
    check: SelfCheck = field(default_factory=SelfCheck)
    hours: NDArray[np.int64] | None = None  # (2 before/after, 2 people, 7 weekdays, 24 hours) messages
    export_day_unknown: bool = True  # analysis ends at the last message: the export's day is not known
    busy: tuple[Busy, Busy] | None = None  # busy or fading, of me and of them, where a change is dated
    loop: tuple[LoopRow, ...] = ()  # who writes less in the weeks after the other writes more, and the reverse
    quarters: QuarterView | None = None  # levels by quarter
    hole: Edge | None = None  # weeks without any row: `sizes` then holds the weeks before it against those after it
    elsewhere: tuple[str, ...] = ()  # `elsewhere.HINTS` that the file gives about the dated change
    amounts: tuple[Amount, Amount] | None = None  # how much each writes before and since, and the last day
    hot_cold: tuple[HotCold, HotCold] | None = None  # going back and forth, of me and of them, where it was looked for
    would_show: str | None = None  # of `would_show.FALLS`: the smallest that would have shown here
    day: DayOfChange | None = None  # inside the date interval, where single days narrow it
