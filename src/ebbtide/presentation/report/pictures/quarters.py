"""The picture of quarters: each person's level by thirteen weeks with its range, and all measures in the table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ebbtide.analysis.changes.views.quarters import INDEX_ROW
from ebbtide.analysis.changes.views.view_results import QuarterLevel, QuarterRow, QuarterView
from ebbtide.presentation.charts import Caption, Figure, LevelRange, Quarters, Table, Tick
from ebbtide.presentation.charts.words import amount, day, measure_name, names, number
from ebbtide.presentation.report.pictures.tide import DRAWN
from ebbtide.presentation.sentences import Tide
from ebbtide.wording import say

_TICK = 0.8


def quarters_figure(tide: Tide, title: str = "") -> Figure | None:
    """The levels of both people by quarter, or None where there are too few quarters."""
    view = tide.quarters
    if view is None or tide.state not in DRAWN:
        return None
    index = [row for row in view.rows if row.measure == INDEX_ROW]
    if len(index) != 2 or not any(np.isfinite(item.level) for row in index for item in row.levels):
        return None
    people = names(tide.conversation.people)
    first, second = (_against_usual(row.levels, view) for row in index)
    caption = Caption(
        key="quarters",
        title=title or say("views.chart.title"),
        subject=say("views.chart.title"),
        description=_description(people, view, (first, second)),
        note=say("views.chart.note"),
    )
    data = Quarters(people, view.starts, view.end, (first, second), _ticks((first, second)))
    return data.figure(caption, _table(people, view))


def _against_usual(levels: Sequence[QuarterLevel], view: QuarterView) -> tuple[LevelRange, ...]:
    """Levels against the person's own middle quarter."""
    finite = [item.level for item in levels if np.isfinite(item.level)]
    usual = float(np.median(finite)) if finite else 0.0
    return tuple(
        LevelRange(item.level - usual, item.low - usual, item.high - usual, say("views.chart.quarter", day=day(start)))
        for start, item in zip(view.starts, levels, strict=True)
    )


def _ticks(levels: tuple[Sequence[LevelRange], Sequence[LevelRange]]) -> tuple[Tick, ...]:
    ends = np.array([x for row in levels for item in row for x in (item.low, item.high)])
    ends = np.abs(ends[np.isfinite(ends)])
    far = _TICK * (float(ends.max()) if ends.size and ends.max() > 0 else 1.0)
    words = (say("charts.tide.more"), say("charts.tide.usual"), say("charts.tide.less"))
    return Tick(far, words[0]), Tick(0.0, words[1], strong=True), Tick(-far, words[2])


def _description(
    people: tuple[str, str], view: QuarterView, levels: tuple[Sequence[LevelRange], Sequence[LevelRange]]
) -> str:
    lines = [_line(name, row) for name, row in zip(people, levels, strict=True)]
    return say("views.chart.alt", start=day(view.starts[0]), end=day(view.end), first=lines[0], second=lines[1])


def _line(name: str, levels: Sequence[LevelRange]) -> str:
    finite = [item.level for item in levels if np.isfinite(item.level)]
    if not finite:
        return say("charts.measure.alt_none", name=name)
    return say("charts.tide.alt_line", name=name, before=number(finite[0]), after=number(finite[-1]))


def _table(people: tuple[str, str], view: QuarterView) -> Table:
    """One row a measure and person, one column a quarter, in natural units."""
    head = (say("views.chart.measure"), *(say("views.chart.quarter", day=day(start)) for start in view.starts))
    rows = [row for row in view.rows if any(np.isfinite(item.level) and item.level != 0 for item in row.levels)]
    return Table(head, tuple(_cells(row, people[row.person]) for row in rows))


def _cells(row: QuarterRow, name: str) -> tuple[str, ...]:
    what = say("views.chart.index") if row.measure == INDEX_ROW else measure_name(row.measure)
    return (say("views.chart.row", measure=what, name=name), *(_cell(row, item) for item in row.levels))


def _cell(row: QuarterRow, item: QuarterLevel) -> str:
    if not np.isfinite(item.level):
        return say("charts.table.missing")
    level, low, high = (amount(x, row.unit) for x in (item.level, item.low, item.high))
    return say("views.chart.cell", level=level, low=low, high=high)
