"""The pictures of docs/how-sure.md, drawn from the truth benchmark's table with the SVG core of the charts.

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
from ebbtide.presentation.charts.scales import ValueScale
from ebbtide.presentation.charts.svg import NOTHING, Svg, box, element, join, label, path, text_of
from ebbtide.presentation.design import tokens

Table = dict[str, Any]
LIGHT = tokens()["light"]
#: Both have a contrast of at least 4.5 to 1 against the page (WCAG 2.2, 1.4.3).
FIRST, SECOND = "#1b6b5a", "#7b3f72"
SIMULATORS = {"full": "first simulator", "second": "second simulator"}
PENS = {"full": (FIRST, "circle"), "second": (SECOND, "square")}
SHARES = (0, 0.25, 0.5, 0.75, 1)
WIDTH = 340.0
LABEL_SIZE = 12
#: The outer edge, a line of text, the axis labels on the left, the labels below a plot.
_EDGE, _LINE, _AXIS, _BELOW = 10.0, 17.0, 52.0, 46.0
_LETTERS = 42  # of a title's line at a phone's width
_DOT = 3.6
STYLE = (
    f"text{{font:{LABEL_SIZE}px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;fill:{LIGHT['soft']}}}"
    f".bold{{fill:{LIGHT['ink']};font-weight:600}}.light{{fill:{LIGHT['card']}}}.dark{{fill:{LIGHT['ink']}}}"
    f".ground{{fill:{LIGHT['page']}}}.grid{{stroke:{LIGHT['line']}}}"
    f".same{{stroke:{LIGHT['soft']};stroke-width:1.2;stroke-dasharray:5 4}}"
    f".first{{fill:{FIRST};stroke:{FIRST}}}.second{{fill:{SECOND};stroke:{SECOND}}}"
    f".rest{{fill:{LIGHT['line']};stroke:{LIGHT['soft']}}}"
    f".range{{stroke-width:1.4}}.curve{{fill:none;stroke-width:1.6}}.part{{stroke:{LIGHT['page']}}}"
)
_CLASSES = {FIRST: "first", SECOND: "second", LIGHT["line"]: "rest"}


@dataclass(frozen=True)
class Point:
    """One value at its place along the axis, with the ends of its interval."""

    at: float
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Series:
    """Points of one colour and shape; `joined` by a line; `across` where the values run from left to right."""

    points: tuple[Point, ...]
    colour: str
    shape: str
    joined: bool = False
    across: bool = False


@dataclass(frozen=True)
class Axis:
    """The lowest and the highest value, and the ticks with their words."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True)
class Bar:
    """A bar of a hundred: its name, and each part's share with its word."""

    name: str
    parts: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Panel:
    """One plot: its heading, its axes with their words, and what stands in it."""

    height: float
    heading: str = ""
    across: Axis = Axis(0, 1)
    upright: Axis = Axis(0, 1)
    across_words: str = ""
    upright_words: str = ""
    series: tuple[Series, ...] = ()
    bars: tuple[Bar, ...] = ()
    names: tuple[str, ...] = ()
    diagonal: bool = False


@dataclass(frozen=True)
class Picture:
    """A drawing that stands alone: `key` names its file, `alt` says in words what is seen.

    legend: words, colour and shape of each sign. left: room for the words on the left.
    """

    key: str
    title: str
    alt: str
    panels: tuple[Panel, ...]
    legend: tuple[tuple[str, str, str], ...] = ()
    left: float = _AXIS
    between: float = 0.0
    below: float = _BELOW

    @property
    def file(self) -> str:
        """Its name beside the page."""
        return f"how-sure-{self.key}.svg"

    @property
    def drawing(self) -> str:
        """The SVG with its own size and its own light ground, so that it can be read on a dark page too."""
        lines = textwrap.wrap(self.title, _LETTERS)
        parts = [label(line, _EDGE, _EDGE + _LINE * k + LABEL_SIZE, "bold") for k, line in enumerate(lines)]
        y = _EDGE + _LINE * len(lines) + 4
        for words, colour, shape in self.legend:
            parts += [_sign(_EDGE + 6, y + 8, _CLASSES[colour], shape), label(words, _EDGE + 18, y + LABEL_SIZE)]
            y += _LINE
        y += 30
        for k, panel in enumerate(self.panels):
            parts.append(_panel(panel, self.left, y))
            y += panel.height + (self.between if k + 1 < len(self.panels) else self.below)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" width="{WIDTH:g}" height="{y:g}" '
            f'viewBox="0 0 {WIDTH:g} {y:g}" role="img" aria-labelledby="{self.key}-t {self.key}-d">'
        )
        words = join(
            element(name, text_of(text), id=f"{self.key}-{name[0]}")
            for name, text in (("title", self.title), ("desc", self.alt))
        )
        ground = element("rect", class_="ground", width=WIDTH, height=y, rx=6)
        return f"{head}{words}<style>{STYLE}</style>{ground}{join(parts)}</svg>"


def pictures(table: Table) -> tuple[Picture, ...]:
    """All pictures that the table has the figures for."""
    every = (make(table) for make in MAKERS.values())
    return tuple(picture for picture in every if picture is not None)


def places(table: Table) -> dict[str, str]:
    """Each picture's place in the page with its Markdown; empty where there is nothing to draw."""
    markdown = {picture.key: f"![{picture.alt}]({picture.file})" for picture in pictures(table)}
    return {f"picture {key}": markdown.get(key, "") for key in MAKERS}


def stated(table: Table) -> Picture | None:
    """What was stated against how often it was true, with the diagonal on which both are the same."""
    bins = {
        place: rows
        for place in PENS
        if (rows := table["arms"].get(place, {}).get("stated against true", {}).get("bins"))
    }
    if not bins:
        return None
    series = tuple(
        Series(tuple(Point(row["stated"], row["true"], row["low"], row["high"]) for row in rows), *PENS[place])
        for place, rows in bins.items()
    )
    alt = "What was stated and the share that was true. " + " ".join(
        f"{SIMULATORS[place].capitalize()}: "
        + ", ".join(f"{row['stated']:.0%} stated, {row['true']:.0%} true" for row in rows)
        + "."
        for place, rows in bins.items()
    )
    shares = Axis(0, 1, tuple((share, f"{share:.0%}") for share in SHARES))
    panel = Panel(
        WIDTH - _AXIS - 2 * _EDGE, "", shares, shares, "stated", "how often true", series=series, diagonal=True
    )
    return Picture(
        "stated",
        "What was stated, and how often it was true. On the dashed line both are the same.",
        alt,
        (panel,),
        tuple((SIMULATORS[place], *PENS[place]) for place in bins),
    )


def weekly(table: Table) -> Picture | None:
    """Share of sudden changes seen by weeks after them; the false alarms stand in the title."""
    found = table.get("weekly")
    if not found:
        return None
    points = tuple(Point(float(week), *_ends(found[f"seen by week {week}"])) for week in BY_WEEKS)
    alarms = f"{found['false alarms a couple-year']['value']:.2f}"
    title = (
        "How soon a sudden change is seen by somebody who looks every week. "
        f"Couples without a change have {alarms} false alarms a year."
    )
    alt = (
        "Share of sudden changes seen: "
        + ", ".join(f"{point.value:.0%} by week {point.at:.0f}" for point in points)
        + f". Couples without a change: {alarms} false alarms a year."
    )
    panel = Panel(
        180.0,
        "",
        Axis(0, BY_WEEKS[-1] + 0.5, tuple((float(week), f"{week}") for week in BY_WEEKS)),
        Axis(0, 1, tuple((share, f"{share:.0%}") for share in SHARES)),
        "weeks after the change",
        "seen by then",
        series=(Series(points, FIRST, "circle", joined=True),),
    )
    return Picture("weekly", title, alt, (panel,))


#: What is told of a hundred sudden changes, in the order of the bars' parts.
PARTS = ("named, with the right side", "named, the side left open or not right", "nothing clear was said")
_FILLS = (FIRST, SECOND, LIGHT["line"])
_PLACES = ("left", "middle", "right")
_BAR, _BARS_AXIS = 30.0, 84.0
#: Narrower parts have no room for their number; it stands in the table.
_LEAST_WORD = 5


def hundred(table: Table) -> Picture | None:
    """Of a hundred sudden changes, and of a hundred couples without one: what was told, by how much a pair writes."""
    bands = table["arms"].get("full", {}).get("bands", [])
    if not all(_known(row, "abrupt told", "abrupt named", "stable called") for row in bands) or not bands:
        return None
    changes = [(span(row["band"]), _parts(row)) for row in bands]
    quiet = [(span(row["band"]), 100 * row["stable called"]["value"]) for row in bands]
    changed = tuple(Bar(name, tuple((part, f"{part:.0f}") for part in parts)) for name, parts in changes)
    stable = tuple(
        Bar(name, ((0.0, ""), (share, ""), (100 - share, f"{share:.1f} told of one"))) for name, share in quiet
    )
    alt = " ".join(
        f"{name.capitalize()} messages a day: of 100 sudden changes {parts[0]:.0f} named with the right side, "
        f"{parts[1]:.0f} named with the side left open or not right, {parts[2]:.0f} missed; of 100 couples without a "
        f"change {share:.1f} told of one."
        for (name, parts), (_, share) in zip(changes, quiet, strict=True)
    )
    return Picture(
        "hundred",
        "What was said after twelve weeks, of 100 sudden changes and 100 couples without one",
        alt,
        (
            Panel(_BAR * len(changed), "100 sudden changes, by messages a day", bars=changed),
            Panel(_BAR * len(stable), "100 couples without one, by messages a day", bars=stable),
        ),
        tuple((f"{place}: {words}", fill, "square") for place, words, fill in zip(_PLACES, PARTS, _FILLS, strict=True)),
        left=_BARS_AXIS,
        between=40.0,
        below=_EDGE,
    )


def span(band: Sequence[float]) -> str:
    """A band of messages a day, in words."""
    return f"{band[0]:.0f} to {band[1]:.0f}" if band[1] < 1000 else f"over {band[0]:.0f}"


def _parts(row: Table) -> tuple[float, ...]:
    """Named with the right side, named otherwise, and missed, of a hundred; they add up."""
    called, right = (round(100 * row[name]["value"]) for name in ("abrupt told", "abrupt named"))
    return float(right), float(called - right), float(100 - called)


#: Questions of the picture, each with its heading.
_QUESTIONS = {
    "auc abrupt": "a sudden change told from none",
    "auc gradual": "a slow fade told from none",
    "auc side": "their change told from mine",
}
#: Methods that are told the date answer an easier question; they stand in the table only.
_TOLD = "told the date"
_NAMES = 168.0
_APART = 0.17  # of a row, between the two simulators


def peers(table: Table) -> Picture | None:
    """Areas under the curve of Ebbtide and of other methods, with their intervals, on both simulators."""
    found = {place: table[name] for place, name in (("full", "peers"), ("second", "second-peers")) if table.get(name)}
    questions = [question for question in _QUESTIONS if any(f"{OURS}, {question}" in rows for rows in found.values())]
    if not questions:
        return None
    rows = next(iter(found.values()))
    methods = [
        name
        for name in dict.fromkeys(key.rpartition(", ")[0] for key in rows if not key.startswith("above "))
        if not name.startswith(_TOLD)
    ]
    least = min(area["low"] for rows in found.values() for name, area in rows.items() if _compared(name, methods))
    low = min(int(10 * least) / 10, 0.5)
    panels = tuple(_methods(question, found, methods, low) for question in questions)
    alt = " ".join(
        f"{_QUESTIONS[question].capitalize()}: " + "; ".join(_areas(found, methods, question)) + "."
        for question in questions
    )
    return Picture(
        "peers",
        "Ebbtide and other methods: 1 is never wrong, .5 is a coin",
        alt,
        panels,
        tuple((SIMULATORS[place], *PENS[place]) for place in found),
        left=_NAMES,
        between=52.0,
        below=_LINE + _EDGE,
    )


def _compared(name: str, methods: Sequence[str]) -> bool:
    return name.rpartition(", ")[0] in methods and name.rpartition(", ")[2] in _QUESTIONS


def _areas(found: dict[str, Table], methods: Sequence[str], question: str) -> list[str]:
    return [
        f"{name} " + " and ".join(f"{rows[key]['value']:.2f}" for rows in found.values() if key in rows)
        for name in methods
        if (key := f"{name}, {question}")
    ]


def _methods(question: str, found: dict[str, Table], methods: Sequence[str], low: float) -> Panel:
    """One question: a row a method, a dot with its interval a simulator."""
    series = []
    for place, rows in found.items():
        shift = (_APART if place == "second" else -_APART) * (len(found) > 1)
        points = tuple(
            Point(k + 0.5 + shift, *_ends(rows[f"{name}, {question}"]))
            for k, name in enumerate(methods)
            if f"{name}, {question}" in rows
        )
        series.append(Series(points, *PENS[place], across=True))
    ticks = [tick / 10 for tick in range(round(10 * low), 11, 1 if low > 0.4 else 2)]
    return Panel(
        _LINE * len(methods),
        _QUESTIONS[question],
        Axis(low, 1, tuple((tick, f"{tick:.1f}") for tick in ticks)),
        Axis(0, len(methods)),
        series=tuple(series),
        names=tuple(methods),
    )


def _known(row: Table, *names: str) -> bool:
    return all(row.get(name, {}).get("value") is not None for name in names)


def _ends(figure: Table) -> tuple[float, float, float]:
    return figure["value"], figure["low"], figure["high"]


def _panel(panel: Panel, left: float, top: float) -> Svg:
    right, bottom = WIDTH - _EDGE, top + panel.height
    across = ValueScale(panel.across.low, panel.across.high, top=right, bottom=left)
    upright = ValueScale(panel.upright.low, panel.upright.high, top, bottom)
    rows = ValueScale(0, max(len(panel.names), 1), bottom, top)
    parts = [label(panel.heading, _EDGE, top - 10, "bold")] if panel.heading else []
    parts += [
        element("path", class_="grid", d=f"M{left:g} {upright.at(tick):.4g}H{right:g}")
        for tick, _ in panel.upright.ticks
    ]
    parts += [
        element("path", class_="grid", d=f"M{across.at(tick):.4g} {top:g}V{bottom:g}") for tick, _ in panel.across.ticks
    ]
    parts += [label(words, left - 6, upright.at(tick) + 4, anchor="end") for tick, words in panel.upright.ticks]
    for tick, words in panel.across.ticks:
        x = across.at(tick)
        parts.append(label(words, min(x, right + 6), bottom + 16, anchor="end" if x >= right - 1 else "middle"))
    parts += [label(panel.upright_words, _EDGE, top - 10)] if panel.upright_words else []
    parts += [label(panel.across_words, right, bottom + 36, anchor="end")] if panel.across_words else []
    if panel.diagonal:
        parts.append(path(f"M{left:g} {bottom:g}L{right:g} {top:g}", "same"))
    for k, name in enumerate(panel.names):
        parts.append(label(name, _EDGE, rows.at(k + 0.5) + 4, "bold" if name == OURS else ""))
    parts += [_series(series, across, rows if series.across else upright) for series in panel.series]
    parts += [_bar(bar, top + _BAR * k, left, right) for k, bar in enumerate(panel.bars)]
    return join(parts)


def _series(series: Series, across: ValueScale, upright: ValueScale) -> Svg:
    colour = _CLASSES[series.colour]
    parts = []
    places = []
    for point in series.points:
        if series.across:
            x, y = across.at(point.value), upright.at(point.at)
            parts.append(path(f"M{across.at(point.low):.4g} {y:.4g}H{across.at(point.high):.4g}", f"range {colour}"))
        else:
            x, y = across.at(point.at), upright.at(point.value)
            parts.append(path(f"M{x:.4g} {upright.at(point.low):.4g}V{upright.at(point.high):.4g}", f"range {colour}"))
        places.append((x, y))
    if series.joined:
        parts.insert(0, path("M" + "L".join(f"{x:.4g} {y:.4g}" for x, y in places), f"curve {colour}"))
    parts += [_sign(x, y, colour, series.shape) for x, y in places]
    return join(parts)


def _sign(x: float, y: float, colour: str, shape: str) -> Svg:
    if shape == "circle":
        return element("circle", class_=colour, cx=x, cy=y, r=_DOT)
    return box(x - _DOT * 0.9, y - _DOT * 0.9, _DOT * 1.8, _DOT * 1.8, colour)


def _bar(bar: Bar, top: float, left: float, right: float) -> Svg:
    """One bar of a hundred, its parts beside each other with their words."""
    parts = [label(bar.name, _EDGE, top + _BAR / 2 + 4)]
    start, wide = left, (right - left) / 100
    for k, (share, words) in enumerate(bar.parts):
        parts.append(box(start, top + 4, share * wide, _BAR - 8, f"{_CLASSES[_FILLS[k]]} part"))
        shade = "light" if k < 2 else "dark"
        inside = label(words, start + share * wide / 2, top + _BAR / 2 + 4, shade, "middle")
        parts.append(inside if share > _LEAST_WORD and words else NOTHING)
        start += share * wide
    return join(parts)


#: Every picture by the name of its place.
MAKERS: dict[str, Callable[[Table], Picture | None]] = {
    "hundred": hundred,
    "weekly": weekly,
    "stated": stated,
    "peers": peers,
}
