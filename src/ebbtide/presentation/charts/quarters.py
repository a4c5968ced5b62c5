"""Quarters: each person's level by thirteen weeks, with its range, a panel a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ebbtide.presentation.charts import axes
from ebbtide.presentation.charts.axes import Tick
from ebbtide.presentation.charts.before_after import person_mark
from ebbtide.presentation.charts.drawing import WHO, Caption, Drawing, Names, Size
from ebbtide.presentation.charts.figure import Figure, Table, build
from ebbtide.presentation.charts.lettering import width
from ebbtide.presentation.charts.panels import Panel, grid, heading
from ebbtide.presentation.charts.scales import DateScale, ValueScale
from ebbtide.presentation.charts.svg import Svg, box, join, numbers, path

_HEIGHT = 104.0
_AIR = 1.08


@dataclass(frozen=True)
class LevelRange:
    """One person's level in one quarter with its range; nan where too few weeks are known. `words` say it."""

    level: float
    low: float
    high: float
    words: str = ""


@dataclass(frozen=True)
class Quarters:
    """starts: first days, oldest first; end: last day of the last. levels: one a quarter, the user's first."""

    names: Names
    starts: tuple[date, ...]
    end: date
    levels: tuple[Sequence[LevelRange], Sequence[LevelRange]]
    ticks: Sequence[Tick] = ()

    def figure(self, caption: Caption, table: Table) -> Figure:
        """The picture; `table` may hold more rows than are drawn."""

        def draw(size: Size) -> Drawing:
            return _drawing(self, size)

        plain: dict[str, object] = {
            "people": list(self.names),
            "starts": [start.isoformat() for start in self.starts],
            "end": self.end.isoformat(),
            "levels": [[numbers((item.level, item.low, item.high)) for item in row] for row in self.levels],
        }
        return build(caption, draw, table, plain)


def _drawing(data: Quarters, size: Size) -> Drawing:
    left = max([12.0, *(width(tick.words) + 8 for tick in data.ticks)])
    layout = grid(size, len(WHO), _HEIGHT, left, axes.BELOW)
    low, high = _domain(data)
    panels = [_panel(data, person, panel, left, (low, high)) for person, panel in enumerate(layout.panels)]
    return Drawing(layout.height, join(panels))


def _domain(data: Quarters) -> tuple[float, float]:
    """The same heights for both people."""
    ends = [x for row in data.levels for item in row for x in (item.level, item.low, item.high)]
    every = np.array([*ends, *(tick.value for tick in data.ticks)], float)
    every = every[np.isfinite(every)]
    if not every.size:
        return 0.0, 1.0
    low, high = float(every.min()), float(every.max())
    air = (high - low or 1.0) * (_AIR - 1)
    return low - air, high + air


def _panel(data: Quarters, person: int, panel: Panel, left: float, domain: tuple[float, float]) -> Svg:
    who = WHO[person]
    dates = DateScale(data.starts[0], data.end + timedelta(days=1), panel.left, panel.right)
    scale = ValueScale(*domain, panel.top, panel.bottom)
    ends = [*data.starts[1:], data.end + timedelta(days=1)]
    parts = [heading(panel, data.names[person], who)]
    parts.append(axes.heights(data.ticks, scale, panel.left, panel.right, left))
    for start, end, item in zip(data.starts, ends, data.levels[person], strict=True):
        if not np.isfinite(item.level):
            continue
        x, right, y = dates.at(start) + 1.5, dates.at(end) - 1.5, scale.at(item.level)
        if np.isfinite(item.low) and np.isfinite(item.high):
            top = scale.at(item.high)
            parts.append(box(x, top, right - x, scale.at(item.low) - top, f"band {who}", item.words))
        parts.append(path(f"M{x:.4g} {y:.4g}H{right:.4g}", f"level {who}", item.words))
        parts.append(person_mark((x + right) / 2, y, 3.4, f"full {who}", item.words))
    parts.append(axes.months(dates, panel.bottom + 18))
    return join(parts)
