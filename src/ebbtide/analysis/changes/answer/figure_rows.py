"""A row of figures a measure: both people, before and now, and what may be said of the difference."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from ebbtide.analysis.changes.analysis import Analysis, Change, State
from ebbtide.analysis.changes.answer.situation import Situation, situation
from ebbtide.analysis.changes.findings.measure_rows import as_before, controlled, towards_less
from ebbtide.analysis.measures.measure import Floats, Measure, Weekly
from ebbtide.people import PEOPLE, Person

#: A measure outside the index is left out where more weeks than this are zero (rule of the shown measures).
RARE = 0.8
#: Situations in which levels are described and nothing is judged (product rule 2).
DESCRIBED = frozenset(
    {
        Situation.SHORT,
        Situation.TOO_LITTLE,
        Situation.TOO_EARLY,
        Situation.BOTH_SILENT,
        Situation.ENDED,
        Situation.RESTING,
    }
)
#: The row of days with a message; it is no weekly measure and stands only where somebody all but stopped.
DAYS = "days"
WEEK = timedelta(days=7)


class Move(StrEnum):
    """What may be said of one person's part of a row."""

    LESS = "less"  # less contact: fewer, shorter, later
    MORE = "more"
    SAME = "same"  # it moved little, and that is sure
    OPEN = "open"  # no clear change
    WITHHELD = "withheld"  # not judged: words where media took over, pace where hours moved, too few messages
    GREY = "grey"  # says little in one home
    PLAIN = "plain"  # levels only, nothing is judged
    NOTHING = "nothing"  # too little to say


@dataclass(frozen=True)
class FigureCell:
    """One person's part of a row. before, after: levels in the unit of the row, nan for none; after nan: one level.

    low, high: the 90 % range of the difference in the unit of the row without a sign, where it may be said.
    """

    before: float
    after: float
    move: Move
    size: float = math.nan
    low: float = math.nan
    high: float = math.nan

    @property
    def moved(self) -> bool:
        """Whether a change may be said."""
        return self.move in (Move.LESS, Move.MORE)


@dataclass(frozen=True)
class FigureRow:
    """One measure of both people, the user first."""

    measure: str
    unit: str
    cells: tuple[FigureCell, FigureCell]

    @property
    def moved(self) -> bool:
        """Whether a change may be said of either."""
        return any(cell.moved for cell in self.cells)


def figure_rows(analysis: Analysis) -> tuple[FigureRow, ...]:
    """All rows of a look, those with a change first, else in the order of its measures."""
    if analysis.weekly is None or analysis.state == State.RESTING:
        return ()
    topic = situation(analysis)
    changes = {(change.measure, change.person): change for change in analysis.sizes}
    rows = []
    for m in filter(is_drawable, analysis.weekly.measures.values()):
        me, them = (_cell(analysis, analysis.weekly, m, changes.get((m.name, who)), who, topic) for who in PEOPLE)
        rows.append(FigureRow(m.name, m.unit, (me, them)))
    return tuple(sorted(rows, key=lambda row: not row.moved))


def is_drawable(measure: Measure) -> bool:
    """Whether there is something to show: not where nearly all weeks of both people are missing or zero."""
    finite = measure.natural[np.isfinite(measure.natural)]
    return bool(finite.size) and (measure.in_index or float((finite == 0).mean()) <= RARE)


def _cell(
    analysis: Analysis, weekly: Weekly, measure: Measure, change: Change | None, person: Person, topic: Situation
) -> FigureCell:
    if topic is Situation.ENDED:
        return _one_level(_until(weekly, measure.natural[person], analysis.context.ended))
    if change is None:
        return (
            _halves(measure.natural[person]) if topic is Situation.TOO_LITTLE else _one_level(measure.natural[person])
        )
    if change.withheld is not None:
        return FigureCell(change.before, change.after, Move.WITHHELD)
    if not change.measured:
        return FigureCell(math.nan, math.nan, Move.NOTHING)
    if analysis.context.living == "together" and change.spec.volume:
        return FigureCell(change.before, change.after, Move.GREY)
    if topic in DESCRIBED:
        return FigureCell(change.before, change.after, Move.PLAIN)
    if controlled(analysis, change):
        return _moved(change)
    return FigureCell(change.before, change.after, Move.SAME if as_before(change) else Move.OPEN)


def _moved(change: Change) -> FigureCell:
    """A change that may be said, with its range in the unit of the row: size and range agree by construction."""
    size = abs(change.after - change.before)
    if change.scale == "points":
        ends = [abs(change.low), abs(change.high)]
    else:
        ends = [abs(change.before * (end - 1.0)) for end in (change.low, change.high)]
    low, high = min(*ends, size), max(*ends, size)
    return FigureCell(change.before, change.after, Move.LESS if towards_less(change) else Move.MORE, size, low, high)


def _one_level(values: Floats) -> FigureCell:
    finite = values[np.isfinite(values)]
    if not finite.size:
        return FigureCell(math.nan, math.nan, Move.NOTHING)
    return FigureCell(float(np.median(finite)), math.nan, Move.PLAIN)


def _until(weekly: Weekly, values: Floats, ended: date | None) -> Floats:
    """The weeks that were over before the ending: nothing is worked out about what came after."""
    before = [ended is None or monday + WEEK <= ended for monday in weekly.monday]
    part: Floats = values[np.array(before, bool)]
    return part


def _halves(values: Floats) -> FigureCell:
    """The means of the earlier and the later weeks."""
    middle = (values.size + 1) // 2
    parts = [part[np.isfinite(part)] for part in (values[:middle], values[middle:])]
    if not all(part.size for part in parts):
        return _one_level(values)
    return FigureCell(float(parts[0].mean()), float(parts[1].mean()), Move.PLAIN)


def days_row(analysis: Analysis) -> FigureRow | None:
    """On how many days of a week each person wrote, before the date and since; None without a date."""
    w = analysis.weekly
    if w is None or analysis.date is None:
        return None
    split = (analysis.date - w.monday[0]).days
    me, them = (_days_cell(w.daily[person], split) for person in PEOPLE)
    return FigureRow(DAYS, "answer.unit.days", (me, them))


def _days_cell(daily: Floats, split: int) -> FigureCell:
    parts = [part[np.isfinite(part)] for part in (daily[:split], daily[split:])]
    if not all(part.size for part in parts):
        return FigureCell(math.nan, math.nan, Move.NOTHING)
    before, after = (7.0 * float((part > 0).mean()) for part in parts)
    fewer = after <= before / 2
    return FigureCell(before, after, Move.LESS if fewer else Move.PLAIN)


def days_of_week(weekly: Weekly) -> Floats:
    """(2, weeks) days with a message, nan in weeks of which no day was seen."""
    weeks = weekly.daily.shape[1] // 7
    daily = weekly.daily[:, : 7 * weeks].reshape(2, weeks, 7)
    observed = np.isfinite(daily).any(axis=2)
    days: Floats = np.where(observed, (np.nan_to_num(daily) > 0).sum(axis=2), np.nan)
    return days
