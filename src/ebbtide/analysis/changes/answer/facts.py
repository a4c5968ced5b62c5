"""The three facts of a page: of the people whom the headline names, what went missing most first."""

from __future__ import annotations

import math

import numpy as np

from ebbtide.analysis.changes.analysis import Analysis
from ebbtide.analysis.changes.answer.figure_rows import FigureCell, FigureRow, Move, days_row, figure_rows
from ebbtide.analysis.changes.answer.situation import OF_CHANGE, SILENT, Situation, moved_people, situation, slow_people
from ebbtide.analysis.measures.specs import INDEX, SPECS
from ebbtide.people import PEOPLE, Person

#: So many facts stand on the page; the others are folded.
FACTS = 3
#: A thing under so many of 100 on both sides of the date is no fact.
RARE_SHARE = 5.0
#: What is described where nothing is judged.
_PLAIN = ("start_hazard", "answered", "messages")
_SILENT_ROWS = ("messages", "start_hazard")


def facts(analysis: Analysis) -> tuple[FigureRow, ...]:
    """At most three rows, biggest first; none where nothing changed."""
    rows = {row.measure: row for row in figure_rows(analysis)}
    topic = situation(analysis)
    if topic in SILENT:
        days = days_row(analysis)
        return (*((days,) if days is not None else ()), *_named(rows, _SILENT_ROWS))
    if topic in OF_CHANGE:
        return _changed(analysis, rows)
    if topic is Situation.SLOW:
        return _slow(analysis)
    if topic is Situation.BOTH_SILENT:
        return _named(rows, _SILENT_ROWS)
    if topic in (Situation.SHORT, Situation.TOO_LITTLE, Situation.ENDED, Situation.HOLE):
        return _named(rows, _PLAIN)
    return ()


def _named(rows: dict[str, FigureRow], names: tuple[str, ...]) -> tuple[FigureRow, ...]:
    return tuple(rows[name] for name in names if name in rows)


def _changed(analysis: Analysis, rows: dict[str, FigureRow]) -> tuple[FigureRow, ...]:
    """Index rows in which something may be said of somebody named, towards less contact; biggest loss first."""
    people = moved_people(analysis) or PEOPLE
    losses = [
        row
        for name in INDEX
        if (row := rows.get(name)) is not None
        and any(row.cells[person].move is Move.LESS for person in people)
        and not _rare(row)
    ]

    def lost(row: FigureRow) -> float:
        """Occasions a week that went missing; times and lengths, which are no occasions, come after those."""
        return max(_occasions(analysis, row, person) for person in people if row.cells[person].move is Move.LESS)

    return tuple(sorted(losses, key=lost, reverse=True)[:FACTS])


def _rare(row: FigureRow) -> bool:
    levels = [level for cell in row.cells for level in (cell.before, cell.after) if math.isfinite(level)]
    return SPECS[row.measure].is_share and bool(levels) and max(levels) < RARE_SHARE


def _occasions(analysis: Analysis, row: FigureRow, person: Person) -> float:
    cell = row.cells[person]
    if row.measure == "start_hazard":
        return cell.size
    if not SPECS[row.measure].is_share or analysis.weekly is None or row.measure not in analysis.weekly.measures:
        return 0.0
    counted = analysis.weekly.measures[row.measure].count[person]
    observed = counted[np.isfinite(counted) & (counted > 0)]
    return cell.size / 100.0 * float(np.median(observed)) if observed.size else 0.0


def _slow(analysis: Analysis) -> tuple[FigureRow, ...]:
    """The measures that moved over quarters: before, and in the last one."""
    assert analysis.quarters is not None
    levels = {(row.measure, row.person): row for row in analysis.quarters.rows}
    moved = slow_people(analysis)
    rows = []
    for name in INDEX:
        pair = [levels.get((name, person)) for person in PEOPLE]
        if not any(row is not None and row.slow and row.person in moved for row in pair):
            continue
        cells = []
        for row in pair:
            if row is None or not (math.isfinite(row.before) and math.isfinite(row.now)):
                cells.append(FigureCell(math.nan, math.nan, Move.NOTHING))
                continue
            towards = row.slow * (-1 if SPECS[name].turned else 1)
            move = Move.LESS if towards < 0 else Move.MORE if towards > 0 else Move.OPEN
            cells.append(FigureCell(row.before, row.now, move))
        unit = next(row.unit for row in pair if row is not None)
        rows.append(FigureRow(name, unit, (cells[0], cells[1])))
    return tuple(rows[:FACTS])
