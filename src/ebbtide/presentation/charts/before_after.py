"""Before and after: what each person did on both sides of a date, a row a measure, each on a scale from zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ebbtide.presentation.charts.drawing import WHO, Caption, Drawing, Names, Size
from ebbtide.presentation.charts.figure import Figure, Table, build
from ebbtide.presentation.charts.lettering import SIZE, fit, width
from ebbtide.presentation.charts.scales import ValueScale
from ebbtide.presentation.charts.svg import NOTHING, Svg, element, join, label, numbers, path
from ebbtide.wording import say

_LINE = 22.0  # height of one person's line
_HEAD = 24.0  # height of the row's name above its lines
_GAP = 14.0
_NAME_ROOM = {"narrow": 64.0, "wide": 120.0}
_RADIUS = 5.0


@dataclass(frozen=True)
class Comparison:
    """One person's level before and after, with both as written; `low` and `high` are the range of what is after."""

    before: float
    after: float
    before_words: str
    after_words: str
    low: float = float("nan")
    high: float = float("nan")
    words: str = ""


@dataclass(frozen=True)
class ComparisonRow:
    """One measure of both people: its name with its unit, the user's level first."""

    name: str
    levels: tuple[Comparison, Comparison]


@dataclass(frozen=True)
class BeforeAfter:
    """The rows of a picture, from top to bottom."""

    names: Names
    rows: Sequence[ComparisonRow]

    def figure(self, caption: Caption, *, withheld: bool = False) -> Figure:
        """The picture; `withheld` greys it."""

        def draw(size: Size) -> Drawing:
            return _drawing(self.names, self.rows, size)

        table, plain = _table(self.names, self.rows), _numbers(self.names, self.rows)
        return build(caption, draw, table, plain, withheld=withheld)


def _drawing(names: Names, rows: Sequence[ComparisonRow], size: Size) -> Drawing:
    words = [_words(level) for row in rows for level in row.levels]
    right = size.width - max([width(text) + 10 for text in words], default=0.0)
    left = _NAME_ROOM[size.kind]
    parts, y = [], 0.0
    for row in rows:
        parts.append(label(fit(row.name, size.width, bold=True), 0, y + SIZE + 2, "head"))
        scale = ValueScale(0.0, _top(row), top=right - _RADIUS, bottom=left + _RADIUS)
        for person, level in enumerate(row.levels):
            middle = y + _HEAD + _LINE * (person + 0.5)
            parts.append(label(fit(names[person], left - 12, bold=True), 0, middle + SIZE * 0.35, f"end {WHO[person]}"))
            parts.append(element("path", class_="grid", d=f"M{left:g} {middle:g}H{right:g}"))
            parts.append(_marks(level, WHO[person], scale, middle))
            parts.append(label(_words(level), size.width, middle + SIZE * 0.35, "value", "end"))
        y += _HEAD + 2 * _LINE + _GAP
    return Drawing(max(y - _GAP, 1.0), join(parts))


def _words(level: Comparison) -> str:
    return say("charts.before_after.levels", before=level.before_words, after=level.after_words)


def _top(row: ComparisonRow) -> float:
    """The highest value of either person; the scale begins at zero, so that a half looks like a half."""
    every = np.array([[level.before, level.after, level.high] for level in row.levels], float)
    finite = every[np.isfinite(every)]
    return float(finite.max()) if finite.size and finite.max() > 0 else 1.0


def _marks(level: Comparison, who: str, scale: ValueScale, y: float) -> Svg:
    """An open mark before, a filled mark after, a line between them, and the range of what is after."""
    parts = []
    if np.isfinite(level.low) and np.isfinite(level.high):
        parts.append(path(f"M{scale.at(level.low):.4g} {y:g}H{scale.at(level.high):.4g}", f"range {who}", level.words))
    if np.isfinite(level.before) and np.isfinite(level.after):
        parts.append(path(f"M{scale.at(level.before):.4g} {y:g}H{scale.at(level.after):.4g}", f"reach {who}"))
    for value, kind, words in (
        (level.before, "open", say("charts.before_after.before", level=level.before_words)),
        (level.after, "full", say("charts.before_after.after", level=level.after_words)),
    ):
        parts.append(person_mark(scale.at(value), y, _RADIUS, f"{kind} {who}", words) if value == value else NOTHING)
    return join(parts)


def person_mark(x: float, y: float, radius: float, class_: str, title: str = "") -> Svg:
    """A round mark for the user, a square one for the other person (by the class, "me" or "them")."""
    if class_.endswith(WHO[0]):
        return element("circle", class_=class_, cx=x, cy=y, r=radius, title=title)
    side = 1.8 * radius  # about the same area as the circle
    return element("rect", class_=class_, x=x - side / 2, y=y - side / 2, width=side, height=side, title=title)


def _table(names: Names, rows: Sequence[ComparisonRow]) -> Table:
    head = [say("charts.table.measure")]
    for name in names:
        head += [say("charts.before_after.head_before", name=name), say("charts.before_after.head_after", name=name)]
    cells = [
        (row.name, *(text for level in row.levels for text in (level.before_words, level.after_words))) for row in rows
    ]
    return Table(tuple(head), tuple(cells))


def _numbers(names: Names, rows: Sequence[ComparisonRow]) -> dict[str, object]:
    return {
        "people": list(names),
        "rows": [
            {
                "name": row.name,
                "levels": [numbers((level.before, level.after, level.low, level.high)) for level in row.levels],
            }
            for row in rows
        ],
    }
