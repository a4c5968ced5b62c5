"""The weekly line: both people week by week on one scale, the level in a band, and the date of a change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ebbtide.presentation.charts import axes, marks
from ebbtide.presentation.charts.axes import Change, Stretch, Tick
from ebbtide.presentation.charts.drawing import NARROW, WHO, Caption, Drawing, Names, Size
from ebbtide.presentation.charts.figure import Figure, Table, build
from ebbtide.presentation.charts.lettering import width
from ebbtide.presentation.charts.scales import DateScale, Floats, ValueScale
from ebbtide.presentation.charts.svg import NOTHING, Svg, box, element, join, numbers, path, unseen
from ebbtide.presentation.charts.words import day, number
from ebbtide.wording import say

_PLOT = {"narrow": 142.0, "wide": 176.0}  # height between the highest and the lowest value
_RIGHT = {"narrow": 56.0, "wide": 92.0}  # room for the names at the ends of the lines
_LEAST_LEFT = 12.0
_AIR = 0.06  # share of the height left free above and below
_MOST_TITLES = 160  # weeks from which single weeks get no title of their own: they would be under four pixels
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """One person's weeks, (weeks,) each, nan where there is nothing.

    values: a mark a week. level, low, high: the line and the band around it, may be empty.
    spoken: what each week says in words, for a pointer and the read-out; else the values as written.
    """

    values: Floats
    level: Floats
    low: Floats
    high: Floats
    spoken: tuple[str, ...] = ()


@dataclass(frozen=True)
class WeeklyLine:
    """What is drawn: `weeks` are Mondays, `lines` the user first.

    ticks: heights with words. domain: lowest and highest value drawn, None for that of the data.
    log: heights by ratio, for waits. week_titles: whether single weeks say their numbers to a pointer.
    write: how a value stands in the table.
    """

    names: Names
    weeks: tuple[date, ...]
    lines: tuple[Line, Line]
    ticks: Sequence[Tick] = ()
    domain: tuple[float, float] | None = None
    change: Change | None = None
    hidden: Sequence[Stretch] = ()
    usual_range: tuple[float, float] | None = None
    log: bool = False
    week_titles: bool = True
    write: Callable[[float], str] = number

    def figure(self, caption: Caption, *, withheld: bool = False) -> Figure:
        """The picture; `withheld` greys it."""

        def draw(size: Size) -> Drawing:
            return _drawing(caption.key, self, size)

        return build(caption, draw, _table(self), _numbers(self), withheld=withheld)


def _drawing(key: str, data: WeeklyLine, size: Size) -> Drawing:
    top = axes.ABOVE if data.change else 10.0
    bottom = top + _PLOT[size.kind]
    left = max([_LEAST_LEFT, *(width(tick.words) + 10 for tick in data.ticks)])
    left = min(left, size.width / 4)
    dates = DateScale(data.weeks[0], data.weeks[-1] + _WEEK, left, size.width - _RIGHT[size.kind])
    low, high = data.domain or _domain(data.lines, data.ticks)
    heights = ValueScale(low, high, top, bottom, data.log)
    across = dates.weeks(data.weeks)
    anchor = f"{key}-{size.kind}"
    body = join(
        (
            _usual_range(data, heights, dates),
            axes.hidden_days(data.hidden, dates, top, bottom, anchor),
            axes.change_range(data.change, dates, top, bottom),
            axes.heights(data.ticks, heights, left, dates.right),
            axes.months(dates, bottom + 18),
            _people(data, across, heights),
            axes.change_date(data.change, dates, top, bottom, size.width),
            _names(data, heights, dates, size),
            NOTHING if size == NARROW else _titles(data, dates, top, bottom),
            element("line", class_="cursor", x1=across[0], x2=across[0], y1=top, y2=bottom),
        )
    )
    return Drawing(bottom + axes.BELOW, body, (float(across[0]), 7 * dates.day))


def _domain(lines: tuple[Line, Line], ticks: Sequence[Tick]) -> tuple[float, float]:
    """From the lowest to the highest of what is drawn, with a little air."""
    rows = [row for line in lines for row in (line.values, line.level, line.low, line.high)]
    every = np.concatenate([*rows, np.array([tick.value for tick in ticks], float)])
    every = every[np.isfinite(every)]
    if not every.size:
        return 0.0, 1.0
    low, high = float(every.min()), float(every.max())
    air = (high - low or 1.0) * _AIR
    return low - air, high + air


def _usual_range(data: WeeklyLine, heights: ValueScale, dates: DateScale) -> Svg:
    if data.usual_range is None:
        return NOTHING
    low, high = data.usual_range
    y = heights.at(high)
    return box(dates.left, y, dates.right - dates.left, heights.at(low) - y, "usual-range")


def _people(data: WeeklyLine, across: Floats, heights: ValueScale) -> Svg:
    """Bands first, then marks, then levels: what matters most lies on top."""
    levels = [heights.all(line.level) for line in data.lines]
    if levels[0].shape == levels[1].shape:
        levels = list(marks.side_by_side(levels[0], levels[1]))
    parts = [
        path(marks.band(across, heights.all(line.low), heights.all(line.high)), f"band {who}")
        for who, line in zip(WHO, data.lines, strict=True)
        if line.low.size and line.high.size
    ]
    parts += [
        path(marks.dots(across, heights.all(line.values)), f"weeks {who}")
        for who, line in zip(WHO, data.lines, strict=True)
    ]
    parts += [
        path(marks.line(across, places), f"level {who}", name)
        for who, places, name in zip(WHO, levels, data.names, strict=True)
        if places.size
    ]
    return join(parts)


def _names(data: WeeklyLine, heights: ValueScale, dates: DateScale, size: Size) -> Svg:
    ends = [marks.last_place(heights.all(line.level if line.level.size else line.values)) for line in data.lines]
    x = dates.right + 7
    return marks.end_names(data.names, (ends[0], ends[1]), x, size.width - x, heights.top, heights.bottom)


def _titles(data: WeeklyLine, dates: DateScale, top: float, bottom: float) -> Svg:
    """An unseen strip a week, which says the week's numbers to a pointer that rests on it."""
    if not data.week_titles or len(data.weeks) > _MOST_TITLES:
        return NOTHING
    spoken = [_spoken(line, data.write) for line in data.lines]
    first, second = data.names
    return join(
        unseen(
            dates.at(week),
            top,
            7 * dates.day,
            bottom - top,
            say("charts.week.read", week=day(week), first=first, second=second, mine=mine, theirs=theirs),
        )
        for week, mine, theirs in zip(data.weeks, *spoken, strict=True)
    )


def _spoken(line: Line, write: Callable[[float], str]) -> Sequence[str]:
    return line.spoken or [write(value) for value in line.values.tolist()]


def _table(data: WeeklyLine) -> Table:
    """A row a week: each person's mark, then each person's level with its band where there is one."""
    head = [say("charts.table.week"), *data.names]
    columns = [[day(week) for week in data.weeks]]
    columns += [[data.write(value) for value in line.values.tolist()] for line in data.lines]
    for name, line in zip(data.names, data.lines, strict=True):
        if line.level.size:
            head.append(say("charts.table.level", name=name))
            columns.append([data.write(value) for value in line.level.tolist()])
        if line.low.size and line.high.size:
            head.append(say("charts.table.band", name=name))
            columns.append([_range(low, high, data) for low, high in zip(line.low, line.high, strict=True)])
    if data.hidden:
        head.append(say("charts.table.shown"))
        columns.append([_shown(week, data.hidden) for week in data.weeks])
    return Table(tuple(head), tuple(zip(*columns, strict=True)))


def _range(low: float, high: float, data: WeeklyLine) -> str:
    if not (np.isfinite(low) and np.isfinite(high)):
        return data.write(float("nan"))
    return say("charts.table.range", low=data.write(low), high=data.write(high))


def _shown(week: date, hidden: Sequence[Stretch]) -> str:
    """Whether the file shows the whole week, or the words of what hides it."""
    last = week + _WEEK - timedelta(days=1)
    over = next((stretch for stretch in hidden if stretch.start <= last and stretch.end >= week), None)
    return say("charts.table.yes") if over is None else over.words or say("charts.table.no")


def _numbers(data: WeeklyLine) -> dict[str, object]:
    change = data.change
    return {
        "people": list(data.names),
        "weeks": [week.isoformat() for week in data.weeks],
        "values": [numbers(line.values) for line in data.lines],
        "level": [numbers(line.level) for line in data.lines],
        "low": [numbers(line.low) for line in data.lines],
        "high": [numbers(line.high) for line in data.lines],
        "read": [list(_spoken(line, data.write)) for line in data.lines],
        "change": change and [day.isoformat() for day in (change.day, change.low, change.high)],
        "hidden": [[stretch.start.isoformat(), stretch.end.isoformat()] for stretch in data.hidden],
    }
