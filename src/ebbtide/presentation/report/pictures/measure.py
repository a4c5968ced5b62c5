"""The picture of one measure: both people's weeks on one scale, with the levels before and after a change."""

from __future__ import annotations

import numpy as np

from ebbtide.analysis.changes.analysis import Change
from ebbtide.analysis.changes.answer import is_drawable
from ebbtide.analysis.measures.measure import Floats, Measure, Weekly
from ebbtide.presentation.charts import Caption, Figure, Line, SmallLine, Tick, WeeklyLine
from ebbtide.presentation.charts.scales import round_ticks
from ebbtide.presentation.charts.small_line import SmallFigure
from ebbtide.presentation.charts.words import (
    amount,
    day,
    duration,
    is_wait,
    measure_hint,
    measure_name,
    names,
    unit_name,
)
from ebbtide.presentation.report.pictures.dates import change_of, hidden_weeks, span_of
from ebbtide.presentation.sentences import Tide
from ebbtide.wording import say

_WAITS = (1, 5, 15, 60, 240, 960, 4320)  # minutes at which an axis of waiting times may have a label
_AIR = 1.06


def usual_level(values: Floats) -> float:
    """The middle of the weeks that have a value; nan where none has."""
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if finite.size else float("nan")


def measure_figure(tide: Tide, measure: Measure) -> Figure | None:
    """The picture of one measure of both people, or None where there is no week to draw."""
    weekly = tide.weekly
    if weekly is None or not weekly.monday or not is_drawable(measure):
        return None
    changes = _changes(tide, measure)
    withheld = next((change.withheld for change in changes.values() if change.withheld), None)
    title = say("charts.measure.title", measure=measure_name(measure.name), unit=unit_name(measure.unit))
    caption = Caption(
        key=f"measure-{measure.name}",
        title=title,
        subject=title,
        description=_description(tide, weekly, measure),
        note=_why(withheld) if withheld else measure_hint(measure.name),
    )
    low, high = _domain(measure)
    data = WeeklyLine(
        names(tide.conversation.people),
        weekly.monday,
        (_line(tide, weekly, measure, 0), _line(tide, weekly, measure, 1)),
        _ticks(measure, low, high),
        domain=(low, high),
        change=change_of(tide),
        hidden=hidden_weeks(weekly),
        log=_log(measure),
        week_titles=False,
        write=lambda value: amount(value, measure.unit),
    )
    return data.figure(caption, withheld=withheld is not None)


def measure_line(tide: Tide, measure: Measure) -> SmallFigure | None:
    """The small drawings of one measure, one a person, for a row of figures; None where there is nothing to draw."""
    weekly = tide.weekly
    if weekly is None or not weekly.monday or not is_drawable(measure):
        return None
    changes, people = _changes(tide, measure), names(tide.conversation.people)
    levels = [_levels(changes.get(person), measure.natural[person]) for person in (0, 1)]
    spoken = [_spoken(tide, measure, people[person], person) for person in (0, 1)]
    data = SmallLine(
        people,
        weekly.monday,
        (measure.natural[0], measure.natural[1]),
        (levels[0][0], levels[1][0]),
        (levels[0][1], levels[1][1]),
        (spoken[0], spoken[1]),
        tide.date,
        _log(measure),
    )
    return data.figures()


def _changes(tide: Tide, measure: Measure) -> dict[int, Change]:
    return {change.person: change for change in tide.sizes if change.measure == measure.name}


def _levels(change: Change | None, values: Floats) -> tuple[float, float]:
    """Before and after; the usual level twice where nothing is compared."""
    if change is None:
        usual = usual_level(values)
        return usual, usual
    return change.before, change.after


def _line(tide: Tide, weekly: Weekly, measure: Measure, person: int) -> Line:
    """The weeks of one person with a level that steps at the date."""
    before, after = _levels(_changes(tide, measure).get(person), measure.natural[person])
    level = np.array([before if tide.date is None or week < tide.date else after for week in weekly.monday])
    nothing = np.array([], np.float64)
    return Line(measure.natural[person], level, nothing, nothing)


def _why(withheld: str) -> str:
    return say("charts.measure.withheld", reason=say(withheld).rstrip("."))


def _log(measure: Measure) -> bool:
    """Waiting times stand by ratio: one long weekend must not flatten the rest."""
    finite = measure.natural[np.isfinite(measure.natural)]
    return is_wait(measure.unit) and bool(finite.size) and float(finite.max()) > 0


def _domain(measure: Measure) -> tuple[float, float]:
    """From zero to the highest week, for waits from the shortest to the longest."""
    finite = measure.natural[np.isfinite(measure.natural)]
    if _log(measure):
        return float(max(finite.min(), 0.1)) * 0.8, float(finite.max()) * 1.25
    return 0.0, (float(finite.max()) or 1.0) * _AIR


def _ticks(measure: Measure, low: float, high: float) -> list[Tick]:
    if _log(measure):
        return [Tick(wait, duration(wait)) for wait in _WAITS if low <= wait <= high]
    return [Tick(value, amount(value, measure.unit)) for value in round_ticks(high)]


def _description(tide: Tide, weekly: Weekly, measure: Measure) -> str:
    people = names(tide.conversation.people)
    first, second = (_spoken(tide, measure, people[person], person) for person in (0, 1))
    return say("charts.measure.alt", **span_of(weekly.monday), first=first, second=second)


def _spoken(tide: Tide, measure: Measure, name: str, person: int) -> str:
    """One person's levels in a sentence."""
    change = _changes(tide, measure).get(person)
    if change is not None and tide.date is not None:
        before, after = amount(change.before, measure.unit), amount(change.after, measure.unit)
        return say("charts.measure.alt_levels", name=name, before=before, after=after, date=day(tide.date))
    level = usual_level(measure.natural[person])
    if not np.isfinite(level):
        return say("charts.measure.alt_none", name=name)
    return say("charts.measure.alt_usual", name=name, level=amount(level, measure.unit))
