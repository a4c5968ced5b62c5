"""One measure, week by week: a panel for each person, same size and same scale, with its levels."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from ebbtide.analysis.changes.tide import Change, Tide
from ebbtide.analysis.measures.measure import Floats, Measure, Weekly
from ebbtide.presentation.charts.axes import (
    NARROW,
    SCHEMA,
    WIDE,
    Json,
    change_rule,
    clean,
    config,
    heading,
    stamp,
    strips,
    time_axis,
)
from ebbtide.presentation.charts.figure import Figure, Table
from ebbtide.presentation.charts.palette import PEOPLE, literal
from ebbtide.presentation.charts.tide import covered_word
from ebbtide.presentation.charts.words import (
    amount,
    day,
    duration,
    is_wait,
    measure_hint,
    measure_name,
    names,
    short,
    unit_name,
)
from ebbtide.wording import say

_AXIS = 48  # pixels for the labels of the y axis
_RIGHT, _TOP, _BOTTOM = 12, 26, 26
_BETWEEN = {NARROW: 50, WIDE: 24}
_PANEL = {NARROW: NARROW - _AXIS - _RIGHT, WIDE: (WIDE - _AXIS - _BETWEEN[WIDE] - _RIGHT) // 2}
_HEIGHT = 96
_TICKS = 3
_LETTERS = 30
_DASH = {"me": [1, 0], "them": [6, 3]}
_SHAPE = {"me": "circle", "them": "square"}
#: A measure that is not in the index is left out where more weeks than this are zero (DESIGN section 5).
RARE = 0.8
_WAITS = (1, 5, 15, 60, 240, 960, 4320)  # minutes at which an axis of waiting times may have a label


def shown(measure: Measure) -> bool:
    """Whether there is something to show: not where nearly all weeks of both people are missing or zero."""
    known = measure.natural[np.isfinite(measure.natural)]
    return bool(known.size) and (measure.in_index or float((known == 0).mean()) <= RARE)


def measure_figure(tide: Tide, measure: Measure) -> Figure | None:
    """The chart of one measure of both people, or None where there is no week to draw."""
    weekly = tide.weekly
    if weekly is None or not weekly.monday or not shown(measure):
        return None
    found = {change.person: change for change in tide.sizes if change.measure == measure.name}
    withheld = next((change.withheld for change in found.values() if change.withheld), None)
    return Figure(
        key=f"measure-{measure.name}",
        title=say("charts.measure.title", measure=measure_name(measure.name), unit=unit_name(measure.unit)),
        alt=_alt(tide, weekly, measure, found),
        narrow=_spec(tide, weekly, measure, found, NARROW),
        wide=_spec(tide, weekly, measure, found, WIDE),
        table=_table(tide, weekly, measure),
        note=_why(withheld) if withheld else measure_hint(measure.name),
        withheld=withheld is not None,
    )


def _why(withheld: str) -> str:
    return say("charts.measure.withheld", reason=say(withheld).rstrip("."))


def _spec(tide: Tide, weekly: Weekly, measure: Measure, found: dict[int, Change], width: int) -> Json:
    panels = [_panel(tide, weekly, measure, found.get(person), person, width) for person in (0, 1)]
    rows = 1 if width == WIDE else 2
    return {
        "$schema": SCHEMA,
        "config": config(),
        "spacing": _BETWEEN[width],
        "bounds": "flush",
        "usermeta": {"box": [_AXIS, _TOP, width, _TOP + rows * _HEIGHT + (rows - 1) * _BETWEEN[width] + _BOTTOM]},
        "hconcat" if width == WIDE else "vconcat": panels,
    }


def _panel(tide: Tide, weekly: Weekly, measure: Measure, change: Change | None, person: int, width: int) -> Json:
    who = PEOPLE[person]
    name = short(names(tide.conversation.people)[person], _LETTERS)
    y = _y(measure, labels=not (width == WIDE and person == 1))
    layers = strips(weekly, tide.date_interval)
    layers += [_dots(weekly, measure, y, person), *_levels(tide, weekly, measure, change, y, person)]
    layers += [change_rule(tide.date)] if tide.date else []
    return {
        "width": _PANEL[width],
        "height": _HEIGHT,
        "layer": [*layers, heading(name, who)],
        "encoding": {"x": time_axis(weekly.monday, _PANEL[width])},
    }


def _y(measure: Measure, labels: bool) -> Json:
    """The y channel without its field; the panel on the right leaves its labels to the one on the left."""
    known = measure.natural[np.isfinite(measure.natural)]
    if _is_wait(measure):
        return _wait_axis(float(max(known.min(), 0.1)), float(known.max()), labels)
    top = float(known.max()) or 1.0
    return {
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, clean(top * 1.05)], "nice": False},
        "axis": {"tickCount": _TICKS, "grid": True, "labels": labels},
    }


def _wait_axis(low: float, high: float, labels: bool) -> Json:
    """Waiting times on a logarithmic axis: one long weekend must not flatten the rest."""
    ticks = [wait for wait in _WAITS if low * 0.8 <= wait <= high * 1.25]
    words = " : ".join([*(f"datum.value == {wait} ? '{duration(wait)}'" for wait in ticks), "''"])
    return {
        "type": "quantitative",
        "title": None,
        "scale": {"type": "log", "domain": [clean(low * 0.8), clean(high * 1.25)], "nice": False},
        "axis": {"values": ticks, "labelExpr": words, "grid": True, "labels": labels},
    }


def _is_wait(measure: Measure) -> bool:
    known = measure.natural[np.isfinite(measure.natural)]
    return is_wait(measure.unit) and bool(known.size) and float(known.max()) > 0


def _dots(weekly: Weekly, measure: Measure, y: Json, person: int) -> Json:
    who = PEOPLE[person]
    middle = timedelta(days=3)
    values = measure.natural[person]
    rows = [
        {"week": stamp(week + middle), "value": clean(value)}
        for week, value in zip(weekly.monday, values, strict=True)
        if np.isfinite(value)
    ]
    return {
        "data": {"values": rows},
        "mark": {
            "type": "point",
            "filled": True,
            "size": 16,
            "opacity": 0.62,
            "shape": _SHAPE[who],
            "color": literal(who),
        },
        "encoding": {"y": {**y, "field": "value"}},
    }


def _levels(tide: Tide, weekly: Weekly, measure: Measure, change: Change | None, y: Json, person: int) -> list[Json]:
    """The flat lines: before and after the change, or the middle of all weeks."""
    start, end = weekly.monday[0], weekly.monday[-1] + timedelta(days=7)
    if change is not None and tide.date is not None:
        parts = [(start, tide.date, change.before), (tide.date, end, change.after)]
    else:
        parts = [(start, end, usual_level(measure.natural[person]))]
    rows = [{"week": stamp(a), "to": stamp(b), "level": clean(level)} for a, b, level in parts if np.isfinite(level)]
    if not rows:
        return []
    who = PEOPLE[person]
    mark = {"type": "rule", "color": literal(who), "strokeWidth": 2.4, "strokeDash": _DASH[who]}
    encoding = {"x2": {"field": "to"}, "y": {**y, "field": "level"}}
    return [{"data": {"values": rows}, "mark": mark, "encoding": encoding}]


def usual_level(values: Floats) -> float:
    """The middle of the weeks that have a value; nan where none has."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else float("nan")


def _alt(tide: Tide, weekly: Weekly, measure: Measure, found: dict[int, Change]) -> str:
    people = names(tide.conversation.people)
    lines = [_line(people[k], measure, found.get(k), tide.date, k) for k in (0, 1)]
    start, end = day(weekly.monday[0]), day(weekly.monday[-1] + timedelta(days=6))
    return say("charts.measure.alt", start=start, end=end, first=lines[0], second=lines[1])


def _line(name: str, measure: Measure, change: Change | None, when: date | None, person: int) -> str:
    if change is not None and when is not None:
        before, after = amount(change.before, measure.unit), amount(change.after, measure.unit)
        return say("charts.measure.alt_levels", name=name, before=before, after=after, date=day(when))
    level = usual_level(measure.natural[person])
    if not np.isfinite(level):
        return say("charts.measure.alt_none", name=name)
    return say("charts.measure.alt_usual", name=name, level=amount(level, measure.unit))


def _table(tide: Tide, weekly: Weekly, measure: Measure) -> Table:
    people = names(tide.conversation.people)
    head = (say("charts.table.week"), *people, say("charts.table.shown"))
    rows = tuple(
        (day(week), *(amount(float(measure.natural[p, k]), measure.unit) for p in (0, 1)), covered_word(weekly, k))
        for k, week in enumerate(weekly.monday)
    )
    return Table(head, rows)
