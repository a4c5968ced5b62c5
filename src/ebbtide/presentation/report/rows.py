"""The table of both people: one row a measure, one cell a person, the same words for both."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ebbtide.analysis.changes.analysis import Change, State
from ebbtide.analysis.changes.findings.measure_rows import as_before, controlled
from ebbtide.analysis.measures.measure import Measure
from ebbtide.people import PEOPLE, Person
from ebbtide.presentation.charts.words import amount, is_wait, measure_hint, measure_name, number, unit_name
from ebbtide.presentation.report.pictures import is_drawable, usual_level
from ebbtide.presentation.sentences import Tide
from ebbtide.wording import say
from ebbtide.wording.formats import HOURS_FROM_MINUTES

#: From here on a ratio is said as "times as much": "160 % more" is hard to picture.
TWICE = 2.0
_PERCENT = 100.0
#: States whose rows are described and not judged (rule 2).
DESCRIBED = frozenset({State.SHORT, State.TOO_LITTLE})
_MINUS = "\u2212"
_UNITS = {"ratio": "percent", "points": "points"}


@dataclass(frozen=True)
class Cell:
    """One person's part of a row: levels, the difference in words, and how it is to be read.

    kind: "change" (a change that may be said), "open" (cannot tell), "withheld" (greyed), "usual".
    """

    levels: str
    words: str
    kind: str


@dataclass(frozen=True)
class Row:
    """One measure of both people; `cells` has the user first."""

    measure: str
    name: str
    unit: str
    hint: str
    cells: tuple[Cell, Cell]


def rows(tide: Tide) -> tuple[Row, ...]:
    """All rows of a Tide, in the order of its measures; both people stand in each of them."""
    if tide.weekly is None or tide.state == State.RESTING:
        return ()
    found = {(change.measure, change.person): change for change in tide.sizes}
    return tuple(_row(tide, measure, found) for measure in tide.weekly.measures.values() if is_drawable(measure))


def _row(tide: Tide, measure: Measure, found: dict[tuple[str, Person], Change]) -> Row:
    first, second = (_cell(tide, measure, found.get((measure.name, person)), person) for person in PEOPLE)
    return Row(
        measure.name, measure_name(measure.name), unit_name(measure.unit), measure_hint(measure.name), (first, second)
    )


def _cell(tide: Tide, measure: Measure, change: Change | None, person: int) -> Cell:
    if change is None:
        return _usual(measure, person, bool(tide.sizes))
    levels = _levels(change)
    if change.withheld is not None:
        return Cell(levels, say("report.table.withheld"), "withheld")
    if tide.context.living == "together" and change.spec.volume:
        return Cell(levels, say("report.table.together"), "withheld")
    if tide.state in DESCRIBED:
        return Cell(levels, "", "open")
    said = controlled(tide, change)
    if not said and (calm := _calm(tide, change)) is not None:
        return Cell(levels, say("report.table", calm, range=_span(change)), "open")
    return Cell(levels, difference(change, said), "change" if said else "open")


def _calm(tide: Tide, change: Change) -> str | None:
    """What is said of a measure that holds, in the same bounds as in the sentences of that page."""
    if tide.state == State.USUAL and _steady(change):
        return "steady"
    return "same" if tide.state == State.CHANGED and as_before(change) else None


def _levels(change: Change) -> str:
    """Before and after; waits carry their unit only where one of them is no longer said in minutes."""
    plain = not is_wait(change.unit) or max(change.before, change.after) < HOURS_FROM_MINUTES
    texts = [number(x) if plain else amount(x, change.unit) for x in (change.before, change.after)]
    return say("report.table.from_to", before=texts[0], after=texts[1])


def _usual(measure: Measure, person: int, others: bool) -> Cell:
    level = usual_level(measure.natural[person])
    if others or not math.isfinite(level):
        return Cell(say("charts.table.missing"), say("report.table.missing"), "open")
    return Cell(amount(level, measure.unit), say("report.table.usual", level=amount(level, measure.unit)), "usual")


def difference(change: Change, said: bool) -> str:
    """The difference with its range: as a change where `said`, else as "cannot tell"."""
    if not all(math.isfinite(value) for value in (change.effect, change.low, change.high)):
        return say("report.table.missing")
    if not said:
        return say(f"report.table.{'cannot' if _steady(change) else 'loose'}", range=_span(change))
    low, high = sorted((change.low, change.high))
    if change.scale == "ratio" and change.effect >= TWICE:
        kind = "times_longer" if change.spec.turned else "times"
        return say("report.table", kind, n=f"{change.effect:.1f}", low=f"{low:.1f}", high=f"{high:.1f}")
    near, far = (low, high) if _steps(change, low) > 0 else (high, low)
    size = say(f"report.table.{_UNITS[change.scale]}", n=_figure(change, change.effect, signed=False))
    return say("report.table", _direction(change), size=size, range=_range(change, near, far, signed=False))


def _steady(change: Change) -> bool:
    """Whether no change is among what the range allows."""
    low, high = sorted((_steps(change, change.low), _steps(change, change.high)))
    return low <= 0 <= high


def _span(change: Change) -> str:
    """The whole range with signs, from the lower end to the upper."""
    low, high = sorted((change.low, change.high))
    return _range(change, low, high, signed=True)


def _range(change: Change, low: float, high: float, signed: bool) -> str:
    ends = {name: _figure(change, end, signed) for name, end in (("low", low), ("high", high))}
    return say(f"report.table.range_{_UNITS[change.scale]}", **ends)


def _steps(change: Change, value: float) -> float:
    """How far `value` is from no change: per cent of a ratio, or points of a hundred."""
    return (value - 1.0) * _PERCENT if change.scale == "ratio" else value


def _figure(change: Change, value: float, signed: bool) -> str:
    steps = round(_steps(change, value))
    return f"{steps:+d}".replace("-", _MINUS) if signed and steps else f"{abs(steps)}"


def _direction(change: Change) -> str:
    up = _steps(change, change.effect) > 0
    if change.spec.turned:
        return "longer" if up else "shorter"
    return "higher" if up else "lower"
