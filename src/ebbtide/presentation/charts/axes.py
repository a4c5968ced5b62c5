"""What lies behind the data: the months below, the words beside, days that nothing is known of, a change's date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ebbtide.presentation.charts.lettering import SIZE, fit, width
from ebbtide.presentation.charts.scales import DateScale, ValueScale, month_starts
from ebbtide.presentation.charts.svg import NOTHING, Svg, box, element, join, label, number
from ebbtide.presentation.charts.words import month

BELOW = 24.0  # room for the months
ABOVE = 24.0  # room for the date of a change
_MONTH_ROOM = width("Mar 2025") + 18


@dataclass(frozen=True)
class Stretch:
    """Days from `start` to `end`, both included, with the words that say what they are."""

    start: date
    end: date
    words: str = ""


@dataclass(frozen=True)
class Change:
    """The date of a change: `words` stand on the picture, `low` and `high` are the first and last day it may be."""

    day: date
    low: date
    high: date
    words: str
    range_words: str = ""


@dataclass(frozen=True)
class Tick:
    """One height of the value axis with its words; a `strong` one is the level to compare with."""

    value: float
    words: str
    strong: bool = False


def months(scale: DateScale, y: float) -> Svg:
    """Names of months under a drawing; the first stays inside on the left, the last on the right."""
    last = scale.end - timedelta(days=1)
    parts, free = [], 0.0
    for start in month_starts(scale.first, last, int((scale.right - scale.left) // _MONTH_ROOM)):
        words, x = month(start), scale.at(start)
        half = width(words) / 2
        x = min(max(x, scale.left + half), scale.right - half)
        if x - half >= free:
            parts.append(label(words, x, y, anchor="middle"))
            free = x + half + SIZE / 2
    return join(parts)


def heights(ticks: Sequence[Tick], scale: ValueScale, left: float, right: float, room: float = 0.0) -> Svg:
    """A quiet line at each tick, with its words on the left, in `room` (else all that is there)."""
    parts = []
    for tick in ticks:
        y = scale.at(tick.value)
        parts.append(element("path", class_="usual" if tick.strong else "grid", d=f"M{left:g} {y:.4g}H{right:g}"))
        if tick.words:
            parts.append(label(fit(tick.words, (room or left) - 6), left - 6, y + SIZE * 0.35, anchor="end"))
    return join(parts)


def hidden_days(stretches: Sequence[Stretch], scale: DateScale, top: float, bottom: float, anchor: str) -> Svg:
    """Striped days: marked by the user, or not shown by the file."""
    return join(
        striped(scale.at(item.start), top, scale.at(item.end + timedelta(days=1)), bottom, anchor, item.words)
        for item in stretches
    )


def striped(left: float, top: float, right: float, bottom: float, anchor: str, words: str = "") -> Svg:
    """A striped field; `anchor` is that of the drawing, whose stripes it takes."""
    ground = box(left, top, right - left, bottom - top, "gap", words)
    if not ground:
        return NOTHING
    data = f"M{number(left)} {number(top)}H{number(right)}V{number(bottom)}H{number(left)}z"
    return join((ground, element("path", d=data, fill=f"url(#{anchor}-s)", pointer_events="none")))


def change_range(change: Change | None, scale: DateScale, top: float, bottom: float) -> Svg:
    """The strip of days on which a change may have begun."""
    if change is None:
        return NOTHING
    x, end = scale.at(change.low), scale.at(change.high + timedelta(days=1))
    return box(x, top, max(end - x, 1.0), bottom - top, "span", change.range_words or change.words)


def change_date(change: Change | None, scale: DateScale, top: float, bottom: float, right: float = 0.0) -> Svg:
    """The upright line of a change and its date above it, which may reach to `right`."""
    if change is None:
        return NOTHING
    x, right = scale.at(change.day), right or scale.right
    words = fit(change.words, right - scale.left, bold=True)
    half = half_width(words)
    middle = min(max(x, scale.left + half), max(right - half, scale.left + half))
    upright = element("path", class_="when", d=f"M{x:.4g} {top:g}V{bottom:g}", title=change.words or change.range_words)
    return join((upright, label(words, middle, top - 8, "date", "middle") if words else NOTHING))


def half_width(words: str) -> float:
    """Half of the room that the date of a change needs."""
    return width(words, bold=True) / 2
