"""The pictures of docs/how-sure.md, drawn from the truth benchmark's table the way the reports draw: Vega-Lite to SVG.

Each is as wide as a phone, says in its title what it shows, and holds no number that is not in a table of the page.
Colours mean what is compared here and never the two people, so they are none of the report's; shapes, places and
words tell the same apart. A picture whose part of the table was not measured is not drawn.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.truth.episodes import BY_WEEKS
from benchmarks.truth.peer_comparison import OURS
from ebbtide.presentation.charts import svg
from ebbtide.presentation.charts.axes import LABEL_SIZE, NARROW, SCHEMA, config
from ebbtide.presentation.charts.palette import literal

Table = dict[str, Any]
Json = dict[str, Any]  # a part of a Vega-Lite specification
#: A point of a drawing: where it stands, its value, and the ends of the value's interval.
Point = tuple[float, float, float, float]
#: Both have a contrast of at least 4.5 to 1 against the page (WCAG 2.2, 1.4.3).
FIRST, SECOND = "#1b6b5a", "#7b3f72"
SIMULATORS = {"full": "first simulator", "second": "second simulator"}
PENS = {"full": (FIRST, "circle"), "second": (SECOND, "square")}
SHARES = (0, 0.25, 0.5, 0.75, 1)
#: Pixels: the outer edge, a line of text, the axis labels on the left, the labels below a plot.
_EDGE, _LINE, _AXIS, _BELOW = 10, 17, 52, 46
_LETTERS = 44  # of a title's line at a phone's width


@dataclass(frozen=True)
class Picture:
    """A drawing that stands alone: `key` names its file, `alt` says in words what is seen."""

    key: str
    title: str
    alt: str
    spec: Json

    @property
    def file(self) -> str:
        """Its name beside the page."""
        return f"how-sure-{self.key}.svg"

    @property
    def drawing(self) -> str:
        """The SVG with its own size and its own light ground, so that it can be read on a dark page too."""
        text = svg(self.spec, anchor=self.key, title=self.title, alt=self.alt, kind="picture")
        left, top, width, height = text.split('viewBox="', 1)[1].split('"', 1)[0].split()
        ground = f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="6" fill="{literal("page")}"/>'
        sized = text.replace("<svg ", f'<svg width="{width}" height="{height}" ', 1)
        return sized.replace("</desc>", f"</desc>{ground}", 1)


def pictures(table: Table) -> tuple[Picture, ...]:
    """All pictures that the table has the figures for."""
    made = (make(table) for make in MAKERS.values())
    return tuple(picture for picture in made if picture is not None)


def places(table: Table) -> dict[str, str]:
    """Each picture's place in the page with its Markdown; empty where there is nothing to draw."""
    drawn = {picture.key: f"![{picture.alt}]({picture.file})" for picture in pictures(table)}
    return {f"picture {key}": drawn.get(key, "") for key in MAKERS}


def stated(table: Table) -> Picture | None:
    """What was stated against how often it was true, with the diagonal on which both are the same."""
    bins = {
        place: found
        for place in PENS
        if (found := table["arms"].get(place, {}).get("stated against true", {}).get("bins"))
    }
    if not bins:
        return None
    title = "What was stated, and how often it was true. On the dashed line both are the same."
    side, layers = NARROW - _AXIS - 2 * _EDGE, [_diagonal()]
    for place, rows in bins.items():
        layers += _dots([(one["stated"], one["true"], one["low"], one["high"]) for one in rows], *PENS[place])
    key = [(SIMULATORS[place], *PENS[place]) for place in bins]
    layers += [_note("how often true", -_AXIS + _EDGE, -10), _note("stated", side, side + 36, "right")]
    axes = {"x": _axis((0, 1), SHARES, ".0%"), "y": _axis((0, 1), SHARES, ".0%")}
    alt = "What was stated and the share that was true. " + " ".join(
        f"{SIMULATORS[place].capitalize()}: "
        + ", ".join(f"{one['stated']:.0%} stated, {one['true']:.0%} true" for one in rows)
        + "."
        for place, rows in bins.items()
    )
    return Picture("stated", title, alt, _sheet(title, key, [_panel(layers, side, side, axes)], _AXIS))


def weekly(table: Table) -> Picture | None:
    """Share of sudden changes seen by weeks after them; the false alarms stand in the title."""
    found = table.get("weekly")
    if not found:
        return None
    rows = [(float(week), *_ends(found[f"seen by week {week}"])) for week in BY_WEEKS]
    alarms = f"{found['false alarms a couple-year']['value']:.2f}"
    title = (
        "How soon a sudden change is seen by somebody who looks every week. "
        f"Couples without a change have {alarms} false alarms a year."
    )
    width, height = NARROW - _AXIS - 2 * _EDGE, 180
    layers = [
        _curve(rows),
        *_dots(rows, FIRST, "circle"),
        _note("seen by then", -_AXIS + _EDGE, -10),
        _note("weeks after the change", width, height + 36, "right"),
    ]
    axes = {"x": _axis((0, BY_WEEKS[-1] + 0.5), BY_WEEKS, "d"), "y": _axis((0, 1), SHARES, ".0%")}
    alt = (
        "Share of sudden changes seen: "
        + ", ".join(f"{value:.0%} by week {week:.0f}" for week, value, *_ in rows)
        + f". Couples without a change: {alarms} false alarms a year."
    )
    return Picture("weekly", title, alt, _sheet(title, [], [_panel(layers, width, height, axes)], _AXIS))


#: What is told of a hundred sudden changes, in the order of the bars' parts.
PARTS = ("named, with the right side", "named, the side left open or not right", "nothing clear was said")
_FILLS = (FIRST, SECOND, literal("line"))
_PLACES = ("left", "middle", "right")
_BAR, _BARS_AXIS = 30, 84


def hundred(table: Table) -> Picture | None:
    """Of a hundred sudden changes, and of a hundred couples without one: what was told, by how much a pair writes."""
    bands = table["arms"].get("full", {}).get("bands", [])
    if not all(_known(row, "abrupt told", "abrupt named", "stable called") for row in bands) or not bands:
        return None
    title = "What was said after twelve weeks, of 100 sudden changes and 100 couples without one"
    changes = [(span(row["band"]), _parts(row)) for row in bands]
    quiet = [(span(row["band"]), 100 * row["stable called"]["value"]) for row in bands]
    panels = [
        _bars(
            "100 sudden changes, by messages a day",
            [(name, [(part, f"{part:.0f}") for part in parts]) for name, parts in changes],
        ),
        _bars(
            "100 couples without one, by messages a day",
            [(name, [(0.0, ""), (share, ""), (100 - share, f"{share:.1f} told of one")]) for name, share in quiet],
        ),
    ]
    key = [(f"{where}: {words}", fill, "square") for where, words, fill in zip(_PLACES, PARTS, _FILLS, strict=True)]
    alt = " ".join(
        f"{name.capitalize()} messages a day: of 100 sudden changes {parts[0]:.0f} named with the right side, "
        f"{parts[1]:.0f} named with the side left open or not right, {parts[2]:.0f} missed; of 100 couples without a "
        f"change {share:.1f} told of one."
        for (name, parts), (_, share) in zip(changes, quiet, strict=True)
    )
    return Picture("hundred", title, alt, _sheet(title, key, panels, _BARS_AXIS, 40, _EDGE))


def span(band: Sequence[float]) -> str:
    """A band of messages a day, in words."""
    return f"{band[0]:.0f} to {band[1]:.0f}" if band[1] < 1000 else f"over {band[0]:.0f}"


def _parts(row: Table) -> tuple[float, float, float]:
    """Named with the right side, named otherwise, and missed, of a hundred; they add up."""
    told, right = (round(100 * row[name]["value"]) for name in ("abrupt told", "abrupt named"))
    return float(right), float(told - right), float(100 - told)


#: Questions of the picture, each with its heading.
_ASKED = {
    "auc abrupt": "a sudden change told from none",
    "auc gradual": "a slow fade told from none",
    "auc side": "their change told from mine",
}
#: Methods that are told the date answer an easier question; they stand in the table only.
_TOLD = "told the date"
_NAMES = 168
_APART = 0.17  # of a row, between the two simulators


def peers(table: Table) -> Picture | None:
    """Areas under the curve of Ebbtide and of other methods, with their intervals, on both simulators."""
    found = {place: table[name] for place, name in (("full", "peers"), ("second", "second-peers")) if table.get(name)}
    questions = [one for one in _ASKED if any(f"{OURS}, {one}" in rows for rows in found.values())]
    if not questions:
        return None
    title = "Ebbtide and other methods: 1 is never wrong, .5 is a coin"
    rows = next(iter(found.values()))
    who = [
        name
        for name in dict.fromkeys(one.rpartition(", ")[0] for one in rows if not one.startswith("above "))
        if not name.startswith(_TOLD)
    ]
    least = min(one["low"] for rows in found.values() for name, one in rows.items() if _drawn(name, who))
    low = min(int(10 * least) / 10, 0.5)
    panels = [
        _methods(_ASKED[one], [_areas(rows, who, one) for rows in found.values()], who, low, list(found))
        for one in questions
    ]
    key = [(SIMULATORS[place], *PENS[place]) for place in found]
    alt = " ".join(f"{_ASKED[one].capitalize()}: " + "; ".join(_said(found, who, one)) + "." for one in questions)
    return Picture("peers", title, alt, _sheet(title, key, panels, _NAMES, 52, _LINE + _EDGE))


def _drawn(name: str, who: Sequence[str]) -> bool:
    return name.rpartition(", ")[0] in who and name.rpartition(", ")[2] in _ASKED


def _areas(rows: Table, who: Sequence[str], question: str) -> list[Point]:
    return [
        (float(k), *_ends(rows[f"{name}, {question}"])) for k, name in enumerate(who) if f"{name}, {question}" in rows
    ]


def _said(found: dict[str, Table], who: Sequence[str], question: str) -> list[str]:
    return [
        f"{name} " + " and ".join(f"{rows[key]['value']:.2f}" for rows in found.values() if key in rows)
        for name in who
        if (key := f"{name}, {question}")
    ]


def _methods(heading: str, series: list[list[Point]], who: Sequence[str], low: float, at: list[str]) -> Json:
    """One question: a row a method, a dot with its interval a simulator."""
    width, height = NARROW - _NAMES - 2 * _EDGE, _LINE * len(who)
    layers: list[Json] = [_note(heading, -_NAMES + _EDGE, -10, bold=True)]
    layers += [_note(name, -_NAMES + _EDGE, _LINE * (k + 0.5) + 4, bold=name == OURS) for k, name in enumerate(who)]
    for place, rows in zip(at, series, strict=True):
        shift = (_APART if place == "second" else -_APART) * (len(at) > 1)
        moved = [(row + shift, value, least, most) for row, value, least, most in rows]
        layers += _dots(moved, *PENS[place], across=True)
    rows_axis = {
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [-0.5, len(who) - 0.5], "reverse": True, "nice": False},
    }
    ticks = [tick / 10 for tick in range(round(10 * low), 11, 1 if low > 0.4 else 2)]
    return _panel(layers, width, height, {"x": _axis((low, 1), ticks, ".1f"), "y": rows_axis})


def _bars(heading: str, rows: list[tuple[str, list[tuple[float, str]]]]) -> Json:
    """One bar of a hundred a row, its parts beside each other with their words."""
    width = NARROW - _BARS_AXIS - 2 * _EDGE
    parts: list[Json] = []
    words: list[Json] = []
    for at, (_, cells) in enumerate(rows):
        start = 0.0
        for k, (share, word) in enumerate(cells):
            parts.append({"x": start, "x2": start + share, "y": at - 0.36, "y2": at + 0.36, "fill": _FILLS[k]})
            words.append({"x": start + share / 2, "y": at, "word": word if share > _LEAST_WORD else "", "light": k < 2})
            start += share
    layers: list[Json] = [_note(heading, -_BARS_AXIS + _EDGE, -10, bold=True)]
    layers += [_note(name, -_BARS_AXIS + _EDGE, _BAR * (at + 0.5) + 4) for at, (name, _) in enumerate(rows)]
    fill = {"field": "fill", "type": "nominal", "scale": None}
    layers.append(
        {
            "data": {"values": [one for one in parts if one["x2"] > one["x"]]},
            "mark": {"type": "rect", "stroke": literal("page"), "strokeWidth": 1},
            "encoding": {"x2": {"field": "x2"}, "y2": {"field": "y2"}, "fill": fill},
        }
    )
    layers += [_inside([one for one in words if one["light"] is light], light) for light in (True, False)]
    upright = {
        "field": "y",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [-0.5, len(rows) - 0.5], "reverse": True, "nice": False},
    }
    across = _axis((0, 100), (), "d") | {"axis": None}
    return _panel(layers, width, _BAR * len(rows), {"x": across, "y": upright})


#: Narrower parts have no room for their number; it stands in the table.
_LEAST_WORD = 5


def _inside(words: list[Json], light: bool) -> Json:
    return {
        "data": {"values": words},
        "mark": {"type": "text", "baseline": "middle", "color": literal("card" if light else "ink")},
        "encoding": {"text": {"field": "word", "type": "nominal"}},
    }


def _known(row: Table, *names: str) -> bool:
    return all(row.get(name, {}).get("value") is not None for name in names)


def _ends(figure: Table) -> tuple[float, float, float]:
    return figure["value"], figure["low"], figure["high"]


def _axis(domain: tuple[float, float], ticks: Sequence[float], form: str) -> Json:
    """A channel of numbers with its ticks."""
    return {
        "type": "quantitative",
        "title": None,
        "scale": {"domain": list(domain), "nice": False},
        "axis": {"values": list(ticks), "format": form, "grid": True, "labelOverlap": False, "labelFlush": False},
    }


def _dots(rows: Sequence[Point], colour: str, shape: str, across: bool = False) -> list[Json]:
    """Points with their intervals: upright, or lying (`across`: the place is on the y axis)."""
    along, over = ("y", "x") if across else ("x", "y")
    data = {"values": [{along: at, over: value, "low": low, "high": high} for at, value, low, high in rows]}
    ends = {over: {"field": "low", "type": "quantitative"}, f"{over}2": {"field": "high"}}
    return [
        {"data": data, "mark": {"type": "rule", "color": colour, "strokeWidth": 1.4}, "encoding": ends},
        {
            "data": data,
            "mark": {"type": "point", "filled": True, "opacity": 1, "size": 44, "color": colour, "shape": shape},
        },
    ]


def _curve(rows: Sequence[Point]) -> Json:
    return {
        "data": {"values": [{"x": at, "y": value} for at, value, *_ in rows]},
        "mark": {"type": "line", "color": FIRST, "strokeWidth": 1.6},
    }


def _diagonal() -> Json:
    return {
        "data": {"values": [{"x": 0, "y": 0}, {"x": 1, "y": 1}]},
        "mark": {"type": "line", "color": literal("soft"), "strokeDash": [5, 4], "strokeWidth": 1.2},
    }


def _note(text: str, x: float, y: float, align: str = "left", bold: bool = False) -> Json:
    """Words at a place in pixels from the panel's corner."""
    mark = {
        "type": "text",
        "text": text,
        "align": align,
        "baseline": "alphabetic",
        "fontSize": LABEL_SIZE,
        "color": literal("ink" if bold else "soft"),
        "fontWeight": 600 if bold else "normal",
    }
    return {"data": {"values": [{}]}, "mark": mark, "encoding": {"x": {"value": x}, "y": {"value": y}}}


def _panel(layers: list[Json], width: int, height: int, axes: Json) -> Json:
    fields = {name: {"field": name} | dict(channel) for name, channel in axes.items()}
    return {"width": width, "height": height, "layer": layers, "encoding": fields}


def _sheet(
    title: str, key: list[tuple[str, str, str]], panels: list[Json], left: int, between: int = 0, below: int = _BELOW
) -> Json:
    """The panels below each other, with the title and the key above the first one."""
    lines = textwrap.wrap(title, _LETTERS)
    top = _EDGE + _LINE * (len(lines) + len(key)) + 34
    head = [_note(line, _EDGE - left, _LINE * (k + 1) - top + 6, bold=True) for k, line in enumerate(lines)]
    for k, (words, colour, shape) in enumerate(key):
        y = _LINE * (len(lines) + k + 1) - top + 10
        head += [_sign(_EDGE - left + 6, y - 4, colour, shape), _note(words, _EDGE - left + 18, y)]
    first = panels[0] | {"layer": [*panels[0]["layer"], *head]}
    heights = sum(one["height"] for one in panels) + between * (len(panels) - 1)
    return {
        "$schema": SCHEMA,
        "config": config(),
        "spacing": between,
        "bounds": "flush",
        "usermeta": {"box": [left, top, NARROW, top + heights + below]},
        "vconcat": [first, *panels[1:]],
    }


def _sign(x: float, y: float, colour: str, shape: str) -> Json:
    """A symbol of the key; a light one needs an edge to be seen."""
    mark = {
        "type": "point",
        "filled": True,
        "opacity": 1,
        "size": 60,
        "shape": shape,
        "fill": colour,
        "stroke": literal("soft"),
        "strokeWidth": 0.8,
    }
    return {"data": {"values": [{}]}, "mark": mark, "encoding": {"x": {"value": x}, "y": {"value": y}}}


#: Every picture by the name of its place.
MAKERS: dict[str, Callable[[Table], Picture | None]] = {
    "hundred": hundred,
    "weekly": weekly,
    "stated": stated,
    "peers": peers,
}
