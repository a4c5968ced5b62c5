"""The quarter view: each person's index by thirteen weeks with its range, and all measures in the table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from ebbtide.analysis.changes.tide import Tide
from ebbtide.analysis.changes.views.quarters import INDEX_ROW
from ebbtide.analysis.changes.views.view_results import QuarterLevel, QuarterRow, QuarterView
from ebbtide.presentation.charts.axes import NARROW, SCHEMA, WIDE, Json, clean, config, heading, stamp, time_axis
from ebbtide.presentation.charts.figure import Figure, Table
from ebbtide.presentation.charts.palette import PEOPLE, literal
from ebbtide.presentation.charts.words import amount, day, measure_name, names, number, short
from ebbtide.wording import say

_AXIS, _RIGHT, _TOP, _BOTTOM = 48, 12, 26, 26
_BETWEEN = {NARROW: 50, WIDE: 24}
_PANEL = {NARROW: NARROW - _AXIS - _RIGHT, WIDE: (WIDE - _AXIS - _BETWEEN[WIDE] - _RIGHT) // 2}
_HEIGHT, _LETTERS, _ROOM = 110, 30, 1.08
_DASH = {"me": [1, 0], "them": [6, 3]}
_SHAPE = {"me": "circle", "them": "square"}
#: States whose page has this chart, as that of the tide.
DRAWN = frozenset({"usual", "too early", "changed", "both stopped"})


def quarters_figure(tide: Tide) -> Figure | None:
    """The levels of both people by quarter, or None where there are too few quarters."""
    view = tide.quarters
    if view is None or tide.state not in DRAWN:
        return None
    index = [row for row in view.rows if row.measure == INDEX_ROW]
    if len(index) != len(PEOPLE) or not any(np.isfinite(item.level) for row in index for item in row.levels):
        return None
    levels = [_centred(row.levels) for row in index]
    return Figure(
        key="quarters",
        title=say("views.chart.title"),
        alt=_alt(tide, view, levels),
        narrow=_spec(tide, view, levels, NARROW),
        wide=_spec(tide, view, levels, WIDE),
        table=_table(tide, view),
        note=say("views.chart.note"),
    )


def _centred(levels: Sequence[QuarterLevel]) -> list[QuarterLevel]:
    """Levels against the person's own middle quarter."""
    known = [item.level for item in levels if np.isfinite(item.level)]
    usual = float(np.median(known)) if known else 0.0
    return [QuarterLevel(item.level - usual, item.low - usual, item.high - usual) for item in levels]


def _spec(tide: Tide, view: QuarterView, levels: list[list[QuarterLevel]], width: int) -> Json:
    ends = [abs(x) for row in levels for item in row for x in (item.low, item.high) if np.isfinite(x)]
    edge = max(max(ends), 1e-6) * _ROOM
    panels = [_panel(tide, view, levels[person], person, width, edge) for person in (0, 1)]
    rows = 1 if width == WIDE else 2
    return {
        "$schema": SCHEMA,
        "config": config(),
        "spacing": _BETWEEN[width],
        "bounds": "flush",
        "usermeta": {"box": [_AXIS, _TOP, width, _TOP + rows * _HEIGHT + (rows - 1) * _BETWEEN[width] + _BOTTOM]},
        "hconcat" if width == WIDE else "vconcat": panels,
    }


def _panel(tide: Tide, view: QuarterView, levels: list[QuarterLevel], person: int, width: int, edge: float) -> Json:
    who = PEOPLE[person]
    name = short(names(tide.conversation.people)[person], _LETTERS)
    weeks = [view.starts[0] + timedelta(weeks=k) for k in range((view.end - view.starts[0]).days // 7 + 1)]
    return {
        "width": _PANEL[width],
        "height": _HEIGHT,
        "layer": [*_layers(view, levels, who, _y(edge, not (width == WIDE and person == 1))), heading(name, who)],
        "encoding": {"x": time_axis(weeks, _PANEL[width])},
    }


def _y(edge: float, labels: bool) -> Json:
    names_of = "datum.value == 0 ? '{usual}' : datum.value > 0 ? '{more}' : '{less}'".format(
        usual=say("charts.tide.usual"), more=say("charts.tide.more"), less=say("charts.tide.less")
    )
    ticks = [clean(-0.8 * edge), 0, clean(0.8 * edge)]
    return {
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [clean(-edge), clean(edge)], "nice": False, "zero": False},
        "axis": {"values": ticks, "labelExpr": names_of, "grid": True, "labels": labels},
    }


def _layers(view: QuarterView, levels: list[QuarterLevel], who: str, y: Json) -> list[Json]:
    """A flat line a quarter, its range behind it, and a mark of the person's own shape in the middle."""
    colour = literal(who)
    rows = [
        _values(start, end, item)
        for (start, end), item in zip(_spans(view), levels, strict=True)
        if np.isfinite(item.level)
    ]
    line: Json = {"type": "rule", "color": colour, "strokeWidth": 2.4, "strokeDash": _DASH[who]}
    mark: Json = {"type": "point", "filled": True, "size": 30, "shape": _SHAPE[who], "color": colour}
    band: Json = {"type": "rect", "color": colour, "fillOpacity": 0.17}
    to: Json = {"x2": {"field": "to"}}
    return [
        {
            "data": {"values": rows},
            "mark": band,
            "encoding": {**to, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {"data": {"values": rows}, "mark": line, "encoding": {**to, "y": {**y, "field": "level"}}},
        {
            "data": {"values": [{**row, "week": row["middle"]} for row in rows]},
            "mark": mark,
            "encoding": {"y": {**y, "field": "level"}},
        },
    ]


def _values(start: date, end: date, item: QuarterLevel) -> Json:
    middle = stamp(start + (end - start) / 2)
    ends = {"week": stamp(start), "to": stamp(end), "middle": middle}
    return {**ends, "level": clean(item.level), "low": clean(item.low), "high": clean(item.high)}


def _spans(view: QuarterView) -> list[tuple[date, date]]:
    """Each quarter as (first day, day after the last)."""
    ends = [*view.starts[1:], view.end + timedelta(days=1)]
    return list(zip(view.starts, ends, strict=True))


def _alt(tide: Tide, view: QuarterView, levels: list[list[QuarterLevel]]) -> str:
    lines = [_line(name, row) for name, row in zip(names(tide.conversation.people), levels, strict=True)]
    return say("views.chart.alt", start=day(view.starts[0]), end=day(view.end), first=lines[0], second=lines[1])


def _line(name: str, levels: list[QuarterLevel]) -> str:
    known = [item.level for item in levels if np.isfinite(item.level)]
    if not known:
        return say("charts.measure.alt_none", name=name)
    return say("charts.tide.alt_line", name=name, before=number(known[0]), after=number(known[-1]))


def _table(tide: Tide, view: QuarterView) -> Table:
    """One row a measure and person, one column a quarter, in natural units."""
    people = names(tide.conversation.people)
    head = (say("views.chart.measure"), *(say("views.chart.quarter", day=day(start)) for start in view.starts))
    return Table(head, tuple(_cells(row, people[row.person]) for row in view.rows if _known(row)))


def _known(row: QuarterRow) -> bool:
    return any(np.isfinite(item.level) and item.level != 0 for item in row.levels)


def _cells(row: QuarterRow, name: str) -> tuple[str, ...]:
    what = say("views.chart.index") if row.measure == INDEX_ROW else measure_name(row.measure)
    return (say("views.chart.row", measure=what, name=name), *(_cell(row, item) for item in row.levels))


def _cell(row: QuarterRow, item: QuarterLevel) -> str:
    if not np.isfinite(item.level):
        return say("charts.table.missing")
    level, low, high = (amount(x, row.unit) for x in (item.level, item.low, item.high))
    return say("views.chart.cell", level=level, low=low, high=high)
