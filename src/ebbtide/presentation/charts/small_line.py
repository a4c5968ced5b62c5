"""The small line of a row of figures: a picture a person, same size, same scale, same weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ebbtide.presentation.charts import marks
from ebbtide.presentation.charts.drawing import WHO, Names
from ebbtide.presentation.charts.figure import Table
from ebbtide.presentation.charts.scales import DateScale, Floats, ValueScale
from ebbtide.presentation.charts.svg import Svg, element, numbers, path
from ebbtide.presentation.charts.words import day, number
from ebbtide.wording import say

WIDTH, HEIGHT = 104.0, 30.0
_EDGE = 2.0
#: More marks than this lie on each other; then each mark is the middle of several weeks.
MOST_MARKS = 56
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class SmallFigure:
    """Two drawings, the user's first, with the table and the numbers of both."""

    drawings: tuple[Svg, Svg]
    table: Table
    numbers: dict[str, object]


@dataclass(frozen=True)
class SmallLine:
    """The weeks of one measure: `values` (weeks,) a person, nan where missing.

    before, after: each person's level on both sides of `change`, equal where nothing changed; may be nan.
    spoken: what each person's drawing says in a sentence.
    """

    names: Names
    weeks: tuple[date, ...]
    values: tuple[Floats, Floats]
    before: tuple[float, float]
    after: tuple[float, float]
    spoken: tuple[str, str]
    change: date | None = None
    log: bool = False

    def figures(self) -> SmallFigure:
        """A drawing a person."""
        weeks, rows = _thinned(self.weeks, self.values)
        dates = DateScale(self.weeks[0], self.weeks[-1] + _WEEK, 0.0, WIDTH)
        heights = _heights(self, rows)
        first, second = (_drawing(self, person, weeks, rows[person], dates, heights) for person in (0, 1))
        table = Table(
            (say("charts.table.week"), *self.names),
            tuple((day(week), number(mine), number(theirs)) for week, mine, theirs in zip(weeks, *rows, strict=True)),
        )
        plain: dict[str, object] = {
            "people": list(self.names),
            "weeks": [week.isoformat() for week in weeks],
            "values": [numbers(row) for row in rows],
            "before": numbers(self.before),
            "after": numbers(self.after),
            "change": self.change and self.change.isoformat(),
        }
        return SmallFigure((first, second), table, plain)


def _thinned(weeks: Sequence[date], values: tuple[Floats, Floats]) -> tuple[tuple[date, ...], tuple[Floats, Floats]]:
    """Runs of weeks as one: its first week and the middle of its values."""
    run = -(-len(weeks) // MOST_MARKS)
    if run == 1:
        return tuple(weeks), values
    starts = range(0, len(weeks), run)
    first, second = (np.array([_middle(row[k : k + run]) for k in starts]) for row in values)
    return tuple(weeks[k] for k in starts), (first, second)


def _middle(values: Floats) -> float:
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if finite.size else float("nan")


def _heights(data: SmallLine, rows: tuple[Floats, Floats]) -> ValueScale:
    """One scale for both people, from the lowest to the highest of all that is drawn."""
    every = np.concatenate([*rows, data.before, data.after])
    every = every[np.isfinite(every)]
    low, high = (float(every.min()), float(every.max())) if every.size else (0.0, 1.0)
    if data.log and low <= 0:
        low = float(every[every > 0].min()) if (every > 0).any() else 1.0
    if high <= low:
        low, high = (low * 0.9, low * 1.1) if data.log else (low - 0.5, low + 0.5)
    return ValueScale(low, high, _EDGE, HEIGHT - _EDGE, data.log)


def _drawing(
    data: SmallLine, person: int, weeks: Sequence[date], row: Floats, dates: DateScale, heights: ValueScale
) -> Svg:
    who, change = WHO[person], data.change
    parts = []
    if change is not None:
        x = dates.at(change)
        parts.append(element("path", class_="when", d=f"M{x:.4g} 0V{HEIGHT:g}", title=day(change)))
    parts.append(path(marks.dots(_middles(weeks, data.weeks, dates), heights.all(row)), f"weeks {who}"))
    parts.append(path(_levels(data, person, dates, heights), f"level {who}", data.spoken[person]))
    box = f"0 0 {WIDTH:g} {HEIGHT:g}"
    return element("svg", *parts, class_="spark", viewBox=box, role="img", aria_label=data.spoken[person])


def _middles(weeks: Sequence[date], every: Sequence[date], dates: DateScale) -> Floats:
    """The middle of each run of weeks."""
    ends = [*weeks[1:], every[-1] + _WEEK]
    return np.array([(dates.at(start) + dates.at(end)) / 2 for start, end in zip(weeks, ends, strict=True)])


def _levels(data: SmallLine, person: int, dates: DateScale, heights: ValueScale) -> str:
    cut = dates.right if data.change is None else dates.at(data.change)
    stretches = [(dates.left, cut, data.before[person]), (cut, dates.right, data.after[person])]
    return "".join(
        f"M{start:.4g} {heights.at(level):.4g}H{end:.4g}"
        for start, end, level in stretches
        if level == level and end > start
    )
