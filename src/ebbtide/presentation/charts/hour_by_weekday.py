"""Hour by weekday: when each person writes, as marks whose size is the share of that person's messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbtide.presentation.charts.drawing import NARROW, WHO, Caption, Drawing, Size
from ebbtide.presentation.charts.figure import Figure, Table, build
from ebbtide.presentation.charts.lettering import SIZE, width
from ebbtide.presentation.charts.panels import Panel, grid, heading
from ebbtide.presentation.charts.svg import NOTHING, Svg, element, join, label, path, unseen
from ebbtide.wording import say

_ROW = 15.0  # height of a weekday
_BELOW = 20.0
_DAYS, _HOURS = 7, 24
#: The seven steps of a mark's size; the classes n1 to n7 give them their width.
STEPS = 7
_BLOCK = 6  # hours that one column of the table sums, so that it can be read
_TICKS = (0, 6, 12, 18, 24)


@dataclass(frozen=True)
class Hours:
    """One panel: whose (0, 1), its heading, and (7, 24) counts from Monday and midnight on."""

    person: int
    words: str
    counts: NDArray[np.int64]


@dataclass(frozen=True)
class HourByWeekday:
    """Panels of one size, each scaled to its own busiest hour; two people have as many panels each."""

    panels: Sequence[Hours]

    def figure(self, caption: Caption) -> Figure:
        """The picture."""

        def draw(size: Size) -> Drawing:
            return _drawing(self.panels, size)

        numbers = {"panels": [{"of": item.words, "counts": item.counts.tolist()} for item in self.panels]}
        return build(caption, draw, _table(self.panels), numbers)


def weekday(number: int) -> str:
    """The short name of a weekday, 0 for Monday."""
    return say(f"charts.days.d{number}")


def steps(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each count as a size from 1 to `STEPS` by area, 0 for none."""
    share = counts / max(int(counts.max()), 1)
    return np.where(counts > 0, np.ceil(np.sqrt(share) * STEPS), 0).astype(np.int64)


def _drawing(items: Sequence[Hours], size: Size) -> Drawing:
    left = max(width(weekday(day)) for day in range(_DAYS)) + 8
    layout = grid(size, len(items), _DAYS * _ROW, left, _BELOW)
    body = join(_panel(item, panel, size) for item, panel in zip(items, layout.panels, strict=True))
    return Drawing(layout.height, body)


def _panel(item: Hours, panel: Panel, size: Size) -> Svg:
    who, row, column = WHO[item.person], panel.height / _DAYS, panel.width / _HOURS
    parts = [heading(panel, item.words, who)]
    for day in range(_DAYS):
        middle = panel.top + row * (day + 0.5)
        parts.append(label(weekday(day), panel.left - 8, middle + SIZE * 0.35, anchor="end"))
        parts.append(element("path", class_="grid", d=f"M{panel.left:.4g} {middle:.4g}H{panel.right:.4g}"))
    sizes = steps(item.counts)
    for step in range(1, STEPS + 1):
        data = "".join(
            f"M{panel.left + column * (hour + 0.5):.4g} {panel.top + row * (day + 0.5):.4g}h0"
            for day, hour in np.argwhere(sizes == step).tolist()
        )
        parts.append(path(data, f"mark n{step} {who}"))
    parts.append(_hours(panel, column))
    parts.append(NOTHING if size == NARROW else _titles(item, panel, row))
    return join(parts)


def _hours(panel: Panel, column: float) -> Svg:
    words = [say("charts.hours.clock", hour=hour) for hour in _TICKS]
    anchors = ["", *["middle"] * (len(_TICKS) - 2), "end"]
    return join(
        label(text, panel.left + column * hour, panel.bottom + SIZE + 3, anchor=anchor)
        for text, hour, anchor in zip(words, _TICKS, anchors, strict=True)
    )


def _titles(item: Hours, panel: Panel, row: float) -> Svg:
    """An unseen strip a weekday that says how many messages fall on it, and its busiest hour."""
    parts = []
    for day in range(_DAYS):
        counts = item.counts[day]
        hour = int(counts.argmax())
        words = say("charts.hours.read_none", day=weekday(day))
        if counts.sum():
            words = say(
                "charts.hours.read", day=weekday(day), count=int(counts.sum()), start=f"{hour}:00", end=f"{hour + 1}:00"
            )
        parts.append(unseen(panel.left, panel.top + row * day, panel.width, row, words))
    return join(parts)


def _table(panels: Sequence[Hours]) -> Table:
    """A row a weekday and six hours, a column a panel."""
    head = (say("charts.table.hours"), *(item.words for item in panels))
    rows = tuple(
        (_block_name(day, start), *(str(int(item.counts[day, start : start + _BLOCK].sum())) for item in panels))
        for day in range(_DAYS)
        for start in range(0, _HOURS, _BLOCK)
    )
    return Table(head, rows)


def _block_name(day: int, start: int) -> str:
    return say("charts.table.hour_range", day=weekday(day), start=f"{start}:00", end=f"{start + _BLOCK}:00")
