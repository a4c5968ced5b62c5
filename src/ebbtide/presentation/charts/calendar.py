"""A calendar of days: a column a week, a row a weekday; how much each person wrote, and the days without a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import numpy as np

from ebbtide.presentation.charts import axes, marks
from ebbtide.presentation.charts.axes import Stretch
from ebbtide.presentation.charts.drawing import WHO, WIDE, Caption, Drawing, Names, Size
from ebbtide.presentation.charts.figure import Figure, Table, build
from ebbtide.presentation.charts.hour_by_weekday import STEPS, weekday
from ebbtide.presentation.charts.lettering import SIZE, fit, width
from ebbtide.presentation.charts.scales import Floats
from ebbtide.presentation.charts.svg import Svg, box, join, label, numbers, path, unseen
from ebbtide.presentation.charts.words import day, month, number
from ebbtide.wording import say

_ROW = 11.0  # height of a day
_LEAST, _MOST = 9.0, 17.0  # width of a week: below the least, the weeks go on in a new strip
_HEAD, _MONTHS, _GAP = 20.0, 18.0, 12.0
_WEEK = 7
_MOST_TITLES = 100  # weeks from which single weeks get no title


@dataclass(frozen=True)
class Calendar:
    """Days from `first`, a Monday, on: `counts` (days,) a person, nan on days that nothing is known of.

    quiet: stretches of days with words ("nine quiet days"), marked under both calendars.
    """

    names: Names
    first: date
    counts: tuple[Floats, Floats]
    quiet: Sequence[Stretch] = ()

    @property
    def weeks(self) -> int:
        """How many weeks there are, the last one perhaps in part."""
        return ceil(self.counts[0].size / _WEEK)

    def figure(self, caption: Caption) -> Figure:
        """The picture: the same weeks and the same sizes of marks for both people."""

        def draw(size: Size) -> Drawing:
            return _drawing(caption.key, self, size)

        return build(caption, draw, _table(self), _numbers(self))


@dataclass(frozen=True)
class _Strip:
    """One strip of weeks: which they are, and where they stand."""

    weeks: range
    left: float
    top: float
    cell: float

    @property
    def bottom(self) -> float:
        return self.top + _WEEK * _ROW

    def at(self, week: float) -> float:
        """Where a week, or a part of one, begins; weeks outside lie at the edge."""
        return self.left + self.cell * (min(max(week, self.weeks.start), self.weeks.stop) - self.weeks.start)


def _drawing(key: str, data: Calendar, size: Size) -> Drawing:
    left = max(width(weekday(k)) for k in range(_WEEK)) + 8
    room = size.width - left - 2
    lines = ceil(data.weeks / (room // _LEAST))
    a_line = ceil(data.weeks / lines)
    cell = min(room / a_line, _MOST)
    titles = size == WIDE and data.weeks <= _MOST_TITLES
    parts, y = [], 0.0
    for person in (0, 1):
        parts.append(label(fit(data.names[person], size.width, bold=True), 0, y + SIZE, f"end {WHO[person]}"))
        y += _HEAD
        for line in range(lines):
            weeks = range(line * a_line, min((line + 1) * a_line, data.weeks))
            parts.append(_strip(data, person, _Strip(weeks, left, y, cell), f"{key}-{size.kind}", titles=titles))
            y += _WEEK * _ROW + _MONTHS
        y += _GAP
    return Drawing(y - _GAP, join(parts))


def _strip(data: Calendar, person: int, strip: _Strip, anchor: str, *, titles: bool) -> Svg:
    """The weeks of one strip of one person."""
    parts = [
        label(weekday(k), strip.left - 8, strip.top + _ROW * (k + 0.5) + SIZE * 0.35, anchor="end") for k in (0, 4)
    ]
    days = slice(strip.weeks.start * _WEEK, strip.weeks.stop * _WEEK)
    counts, sizes = data.counts[person][days], _sizes(data)[person][days]
    parts += [
        axes.striped(strip.at(first), strip.top, strip.at(stop), strip.bottom, anchor)
        for first, stop in _unknown_weeks(counts, strip)
    ]
    places = np.arange(counts.size, dtype=np.float64)
    across = strip.left + strip.cell * (places // _WEEK + 0.5)
    down = strip.top + _ROW * (places % _WEEK + 0.5)
    for step in range(STEPS + 1):
        at = np.flatnonzero(sizes == step)
        kind = f"mark n{step}" if step else "silent"
        parts.append(path(marks.dots(across[at], down[at]), f"{kind} {WHO[person]}"))
    parts.append(_months(data, strip))
    parts += [_quiet(data, stretch, strip) for stretch in data.quiet]
    if titles:
        parts += [_title(data, person, week, strip) for week in strip.weeks]
    return join(parts)


def _sizes(data: Calendar) -> list[Floats]:
    """Each day's step of size by area, the same for both; 0 for a day without a word, nan for an unknown one."""
    most = max((float(np.nanmax(row)) for row in data.counts if np.isfinite(row).any()), default=0.0) or 1.0
    return [np.ceil(np.sqrt(row / most) * STEPS) for row in data.counts]


def _unknown_weeks(counts: Floats, strip: _Strip) -> list[tuple[int, int]]:
    """Stretches of weeks that hold days nothing is known of: the first, and the one after the last."""
    weeks = np.unique(np.flatnonzero(np.isnan(counts)) // _WEEK + strip.weeks.start)
    runs = np.split(weeks, np.flatnonzero(np.diff(weeks) > 1) + 1)
    return [(int(run[0]), int(run[-1]) + 1) for run in runs if run.size]


def _months(data: Calendar, strip: _Strip) -> Svg:
    parts, free = [], strip.left
    for week in strip.weeks:
        monday = data.first + timedelta(weeks=week)
        words, x = month(monday), strip.at(week)
        begins = week == strip.weeks.start or monday.day <= _WEEK
        if begins and x >= free and x + width(words) <= strip.at(strip.weeks.stop) + 2:
            parts.append(label(words, x, strip.bottom + SIZE))
            free = x + width(words) + SIZE
    return join(parts)


def _quiet(data: Calendar, stretch: Stretch, strip: _Strip) -> Svg:
    """A bar under the days of a quiet stretch that lie in this strip."""
    x = strip.at((stretch.start - data.first).days / _WEEK)
    end = strip.at(((stretch.end - data.first).days + 1) / _WEEK)
    return box(x, strip.bottom - 1, end - x, 2.5, "quiet-time", stretch.words)


def _title(data: Calendar, person: int, week: int, strip: _Strip) -> Svg:
    counts = data.counts[person][week * _WEEK : (week + 1) * _WEEK]
    monday = day(data.first + timedelta(weeks=week))
    words = say(
        "charts.calendar.read", week=monday, count=number(_total(counts)), days=int(np.count_nonzero(counts == 0))
    )
    return unseen(strip.at(week), strip.top, strip.cell, _WEEK * _ROW, words)


def _total(counts: Floats) -> float:
    counted = counts[np.isfinite(counts)]
    return float(counted.sum()) if counted.size else float("nan")


def _table(data: Calendar) -> Table:
    """A row a week: what each person wrote, and on how many days nothing."""
    head = [say("charts.table.week")]
    for name in data.names:
        head += [say("charts.calendar.wrote", name=name), say("charts.calendar.silent", name=name)]
    rows = []
    for week in range(data.weeks):
        cells = [day(data.first + timedelta(weeks=week))]
        for counts in (row[week * _WEEK : (week + 1) * _WEEK] for row in data.counts):
            cells += [number(_total(counts)), str(np.count_nonzero(counts == 0))]
        rows.append(tuple(cells))
    return Table(tuple(head), tuple(rows))


def _numbers(data: Calendar) -> dict[str, object]:
    return {
        "people": list(data.names),
        "first": data.first.isoformat(),
        "counts": [numbers(row.tolist()) for row in data.counts],
        "quiet": [[stretch.start.isoformat(), stretch.end.isoformat(), stretch.words] for stretch in data.quiet],
    }
