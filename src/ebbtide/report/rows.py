"""The table of both people: one row a measure, one cell a person, the same words for both."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ebbtide.changes.findings_rows import REVERSED, VOLUME
from ebbtide.changes.types import Change, Tide
from ebbtide.charts.small import usual_level
from ebbtide.charts.words import amount, measure_hint, measure_name, number, unit_name
from ebbtide.measures.types import Measure
from ebbtide.wording import say

_PERCENT = 100.0


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
    if tide.weekly is None or tide.state == "resting":
        return ()
    found = {(change.measure, change.person): change for change in tide.sizes}
    return tuple(_row(tide, measure, found) for measure in tide.weekly.measures.values())


def _row(tide: Tide, measure: Measure, found: dict[tuple[str, int], Change]) -> Row:
    first, second = (_cell(tide, measure, found.get((measure.name, person)), person) for person in (0, 1))
    return Row(measure.name, measure_name(measure.name), unit_name(measure.unit), measure_hint(measure.name),
               (first, second))


def _cell(tide: Tide, measure: Measure, change: Change | None, person: int) -> Cell:
    if change is None:
        return _usual(measure, person, bool(tide.sizes))
    before, after = amount(change.before, change.unit), amount(change.after, change.unit)
    levels = say("report.table.from_to", before=before, after=after)
    if change.withheld is not None:
        return Cell(levels, say("report.table.withheld"), "withheld")
    if tide.context.living == "together" and change.measure in VOLUME:
        return Cell(levels, say("report.table.together"), "withheld")
    if tide.state == "short":
        return Cell(levels, say("report.table.described"), "open")
    said = tide.state == "changed" and change.controlled
    return Cell(levels, difference(change, said), "change" if said else "open")


def _usual(measure: Measure, person: int, others: bool) -> Cell:
    level = usual_level(measure.natural[person])
    if others or not math.isfinite(level):
        return Cell(say("charts.table.missing"), say("report.table.missing"), "open")
    return Cell(amount(level, measure.unit), say("report.table.usual", level=amount(level, measure.unit)), "usual")


def difference(change: Change, said: bool) -> str:
    """The difference with its range: as a change where `said`, else as "cannot tell"."""
    if not all(math.isfinite(value) for value in (change.effect, change.low, change.high)):
        return say("report.table.missing")
    low, high = sorted((change.low, change.high))
    neutral = 1.0 if change.scale == "ratio" else 0.0
    if said and not low <= neutral <= high:
        near, far = (high, low) if high < neutral else (low, high)
        return say(f"report.table.{_direction(change, change.effect)}",
                   size=_size(change, change.effect), low=_size(change, near), high=_size(change, far))
    return say("report.table.cannot", low=_end(change, low), high=_end(change, high))


def _direction(change: Change, value: float) -> str:
    up = value > (1.0 if change.scale == "ratio" else 0.0)
    if change.measure in REVERSED:
        return "longer" if up else "shorter"
    return "higher" if up else "lower"


def _size(change: Change, value: float) -> str:
    """How far `value` is from no change, without a sign."""
    if change.scale == "points":
        return say("report.table.points", n=number(round(abs(value), 1)))
    return say("report.table.percent", n=f"{abs(value - 1) * _PERCENT:.0f}")


def _end(change: Change, value: float) -> str:
    """One end of a range that may lie on either side of no change."""
    size = _size(change, value)
    if size in {say("report.table.percent", n="0"), say("report.table.points", n="0")}:
        return say("report.table.end_none")
    return say(f"report.table.end_{_direction(change, value)}", size=size)
