"""A timeline: dated stretches, trips, gaps and changes, a lane a kind, one date axis below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ebbtide.presentation.charts import axes
from ebbtide.presentation.charts.axes import Change, Stretch
from ebbtide.presentation.charts.drawing import WHO, Caption, Drawing, Size
from ebbtide.presentation.charts.figure import Figure, Table, build
from ebbtide.presentation.charts.lettering import SIZE, fit
from ebbtide.presentation.charts.scales import DateScale
from ebbtide.presentation.charts.svg import Svg, element, join, label, path
from ebbtide.presentation.charts.words import day
from ebbtide.wording import say

_LANE = {"narrow": 38.0, "wide": 28.0}
_BAR = 10.0
_NAME_ROOM = 176.0  # beside a lane where the drawing is wide; above it where it is narrow
_LEAST = 3.0  # a stretch of one day in five years can still be seen


@dataclass(frozen=True)
class Lane:
    """One line of the timeline: whose (0, 1, or None for neither), its name, and its stretches with their words.

    kind: "stretch" for dated weeks of a person, "trip" for days away or together, "hidden" for days not shown.
    """

    name: str
    stretches: Sequence[Stretch]
    person: int | None = None
    kind: str = "stretch"


@dataclass(frozen=True)
class Timeline:
    """Days from `first` to `last`, the lanes from top to bottom, and dates of changes."""

    first: date
    last: date
    lanes: Sequence[Lane]
    changes: Sequence[Change] = ()

    def figure(self, caption: Caption) -> Figure:
        """The picture."""

        def draw(size: Size) -> Drawing:
            return _drawing(caption.key, self, size)

        return build(caption, draw, _table(self), _numbers(self))


def _drawing(key: str, data: Timeline, size: Size) -> Drawing:
    wide = size.kind == "wide"
    left = _NAME_ROOM if wide else 2.0
    lane, top = _LANE[size.kind], axes.ABOVE if data.changes else 4.0
    bottom = top + lane * len(data.lanes)
    dates = DateScale(data.first, data.last + timedelta(days=1), left, size.width - 2)
    anchor = f"{key}-{size.kind}"
    parts = [axes.change_range(change, dates, top, bottom) for change in data.changes]
    for k, item in enumerate(data.lanes):
        y = top + lane * (k + 1) - _BAR
        who = f"end {WHO[item.person]}" if item.person is not None else "head"
        place = (0.0, y + SIZE * 0.35) if wide else (left, y - _BAR)
        parts.append(label(fit(item.name, left - 8 if wide else size.width, bold=True), *place, who))
        parts.append(element("path", class_="grid", d=f"M{left:g} {y:g}H{dates.right:g}"))
        parts += [_bar(item, stretch, dates, y, anchor) for stretch in item.stretches if _inside(stretch, data)]
    parts += [axes.change_date(change, dates, top, bottom) for change in _apart(data.changes, dates)]
    parts.append(axes.months(dates, bottom + 18))
    return Drawing(bottom + axes.BELOW, join(parts))


def _inside(stretch: Stretch, data: Timeline) -> bool:
    return stretch.end >= data.first and stretch.start <= data.last


def _bar(lane: Lane, stretch: Stretch, dates: DateScale, y: float, anchor: str) -> Svg:
    x, end = dates.at(stretch.start), dates.at(stretch.end + timedelta(days=1))
    end = max(end, x + _LEAST)
    words = stretch.words or say("charts.timeline.days", start=day(stretch.start), end=day(stretch.end))
    if lane.kind == "hidden":
        return axes.striped(x, y - _BAR / 2, end, y + _BAR / 2, anchor, words)
    class_ = f"bar {WHO[lane.person]}" if lane.person is not None else f"bar {lane.kind}"
    return path(f"M{x:.4g} {y:g}H{end:.4g}", class_, words)


def _apart(changes: Sequence[Change], dates: DateScale) -> list[Change]:
    """The changes in order of time; a date that would stand on another keeps its line and loses its words."""
    dated: list[Change] = []
    free = -1.0
    for change in sorted(changes, key=lambda item: item.day):
        half = axes.half_width(change.words)
        middle = min(max(dates.at(change.day), dates.left + half), dates.right - half)
        words = change.words if middle - half >= free else ""
        free = middle + half + SIZE if words else free
        dated.append(Change(change.day, change.low, change.high, words, change.range_words or change.words))
    return dated


def _table(data: Timeline) -> Table:
    """A row a stretch, in the order of the lanes, then the changes."""
    head = tuple(say(f"charts.timeline.{name}") for name in ("what", "from", "to", "note"))
    rows = [
        (lane.name, day(stretch.start), day(stretch.end), stretch.words)
        for lane in data.lanes
        for stretch in lane.stretches
    ]
    rows += [(say("charts.timeline.change"), day(item.low), day(item.high), item.words) for item in data.changes]
    return Table(head, tuple(rows))


def _numbers(data: Timeline) -> dict[str, object]:
    return {
        "first": data.first.isoformat(),
        "last": data.last.isoformat(),
        "lanes": [
            {
                "name": lane.name,
                "person": lane.person,
                "kind": lane.kind,
                "stretches": [[item.start.isoformat(), item.end.isoformat(), item.words] for item in lane.stretches],
            }
            for lane in data.lanes
        ],
        "changes": [[item.day.isoformat(), item.low.isoformat(), item.high.isoformat()] for item in data.changes],
    }
