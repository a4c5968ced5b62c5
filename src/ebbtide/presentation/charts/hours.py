"""Hour by weekday: when each person writes, before and after, as fields of one colour a person."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.changes.tide import Tide
from ebbtide.presentation.charts.axes import NARROW, SCHEMA, WIDE, Json, config, heading
from ebbtide.presentation.charts.figure import Figure, Table
from ebbtide.presentation.charts.palette import PEOPLE, literal
from ebbtide.presentation.charts.words import names, short
from ebbtide.wording import say

_AXIS = 40
_RIGHT, _TOP, _BOTTOM = 14, 26, 26
_PANEL = {NARROW: NARROW - _AXIS - _RIGHT, WIDE: (WIDE - 2 * _AXIS - _RIGHT) // 2}
_ROW = {NARROW: 13, WIDE: 16}  # height of a weekday
_BETWEEN = 48
_LETTERS = 24
_HOUR_TICKS = (0, 6, 12, 18)
_BLOCK = 6  # hours that one column of the table sums, so that the table can be read


def hours_figure(tide: Tide) -> Figure | None:
    """The chart of hours and weekdays, or None where there are no counts."""
    if tide.hours is None or not tide.hours.sum():
        return None
    panels = _panels(tide, tide.hours)
    return Figure(
        key="hours",
        title=say("charts.hours.title"),
        alt=_alt(panels, names(tide.conversation.people)),
        narrow=_spec(panels, NARROW),
        wide=_spec(panels, WIDE),
        table=_table(panels),
        note=say("charts.hours.note"),
    )


Panel = tuple[int, str, NDArray[np.int64]]  # person, heading, (7, 24) counts


def _panels(tide: Tide, hours: NDArray[np.int64]) -> list[Panel]:
    """Person by person; before and after only where the look found a date."""
    people = tuple(short(name, _LETTERS) for name in names(tide.conversation.people))
    if tide.date is None or not hours[1].sum():
        return [(k, say("charts.hours.all", name=people[k]), hours[:, k].sum(axis=0)) for k in (0, 1)]
    words = ("charts.hours.before", "charts.hours.after")
    return [(k, say(words[when], name=people[k]), hours[when, k]) for k in (0, 1) for when in (0, 1)]


def _spec(panels: list[Panel], width: int) -> Json:
    drawn = [_panel(panel, width) for panel in panels]
    rows = len(panels) if width == NARROW else len(panels) // 2
    body: Json = {"vconcat": drawn} if width == NARROW else {"concat": drawn, "columns": 2}
    return {
        "$schema": SCHEMA,
        "config": config(),
        "bounds": "flush",
        "spacing": {"row": _BETWEEN, "column": _AXIS} if width == WIDE else _BETWEEN,
        "usermeta": {"box": [_AXIS, _TOP, width, _TOP + rows * 7 * _ROW[width] + (rows - 1) * _BETWEEN + _BOTTOM]},
        **body,
    }


def _panel(panel: Panel, width: int) -> Json:
    person, name, counts = panel
    colour = literal(PEOPLE[person])
    fields: Json = {
        "data": {"values": _fields(counts)},
        "mark": {"type": "rect", "color": colour},
        "encoding": {
            "x": _axis("hour", 24, _HOUR_TICKS),
            "x2": {"field": "to"},
            "y": {
                "field": "day",
                "type": "ordinal",
                "title": None,
                "scale": {"domain": list(range(7)), "paddingInner": 0.08, "paddingOuter": 0},
                "axis": {"labelExpr": _day_labels(), "grid": False},
            },
            "fillOpacity": {"field": "part", "type": "quantitative", "scale": None, "legend": None},
        },
    }
    return {"width": _PANEL[width], "height": 7 * _ROW[width], "layer": [fields, heading(name, PEOPLE[person])]}


def _axis(field: str, top: int, ticks: tuple[int, ...]) -> Json:
    return {
        "field": field,
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, top], "nice": False},
        "axis": {"values": [*ticks, top], "labelExpr": "datum.value + ':00'", "grid": False, "labelFlush": True},
    }


def _day_labels() -> str:
    return "[" + ",".join(f"'{say(f'charts.days.d{k}')}'" for k in range(7)) + "][datum.value]"


def _fields(counts: NDArray[np.int64]) -> list[Json]:
    """One row a field with messages; `part` runs from faint to full at this panel's busiest field."""
    top = max(int(counts.max()), 1)
    found = zip(*np.nonzero(counts), strict=True)
    return [
        {"day": int(d), "hour": int(h), "to": int(h) + 0.94, "part": round(0.06 + 0.94 * int(counts[d, h]) / top, 3)}
        for d, h in found
    ]


def _alt(panels: list[Panel], people: tuple[str, str]) -> str:
    lines = [_line(name, counts) for _, name, counts in panels]
    return say("charts.hours.alt", lines=" ".join(lines))


def _line(name: str, counts: NDArray[np.int64]) -> str:
    if not counts.sum():
        return say("charts.hours.alt_none", name=name)
    d, h = np.unravel_index(int(counts.argmax()), counts.shape)
    weekday = say(f"charts.days.d{int(d)}")
    return say("charts.hours.alt_line", name=name, day=weekday, start=f"{int(h)}:00", end=f"{int(h) + 1}:00")


def _table(panels: list[Panel]) -> Table:
    head = (say("charts.table.hours"), *(name for _, name, _ in panels))
    rows = tuple(
        (_block_name(d, start), *(str(int(counts[d, start : start + _BLOCK].sum())) for _, _, counts in panels))
        for d in range(7)
        for start in range(0, 24, _BLOCK)
    )
    return Table(head, rows)


def _block_name(weekday: int, start: int) -> str:
    end = f"{start + _BLOCK}:00"
    return say("charts.table.hour_range", day=say(f"charts.days.d{weekday}"), start=f"{start}:00", end=end)
