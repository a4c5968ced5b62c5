"""The parts that all drawings share: look, time axis, scales by person, shaded and striped weeks."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.measures.measure import Weekly
from ebbtide.presentation.charts.palette import PEOPLE, literal
from ebbtide.presentation.charts.words import month

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
NARROW, WIDE = 340, 736  # CSS pixels: a phone of 390 and a text column of 48 rem, less their edges
LABEL_SIZE = 12  # CSS pixels; WCAG has no floor, below 12 a phone is hard to read
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"
_TICK_PIXELS = 92  # room for "Mar 2025", a gap, and the shift of a label at the edge
_FULL = 0.999  # a week counts as covered when the sources show all its days

Json = dict[str, object]


def config() -> Json:
    """The look of every drawing: no frame, quiet grid, one type face."""
    soft, line = literal("soft"), literal("line")
    return {
        "aria": False,
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": LABEL_SIZE,
            "labelColor": soft,
            "gridColor": line,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
            "title": None,
            "labelFontWeight": "normal",
        },
        "text": {"fontSize": LABEL_SIZE},
    }


def stamp(day: date) -> int:
    """Milliseconds of the start of `day` in UTC, the form in which a drawing holds dates."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def time_axis(weeks: Sequence[date], pixels: int) -> Json:
    """The x channel over `weeks` with as many month ticks as `pixels` can hold."""
    ticks = _months(weeks, max(1, pixels // _TICK_PIXELS))
    labels = json.dumps({str(stamp(day)): month(day) for day in ticks}, sort_keys=True)
    end = weeks[-1] + timedelta(days=7)
    return {
        "field": "week",
        "type": "temporal",
        "title": None,
        "scale": {"type": "utc", "domain": [stamp(weeks[0]), stamp(end)], "nice": False},
        "axis": {
            "values": [stamp(day) for day in ticks],
            "labelExpr": f"({labels})[time(datum.value)]",
            "grid": False,
            "labelFlush": 24,
            "labelOverlap": False,
        },
    }


def _months(weeks: Sequence[date], most: int) -> list[date]:
    """First days of months within `weeks`, evenly spaced, at most `most`; the first week where there is none."""
    first, last = weeks[0].year * 12 + weeks[0].month - 1, weeks[-1].year * 12 + weeks[-1].month - 1
    months = [day for k in range(first, last + 1) if (day := date(k // 12, k % 12 + 1, 1)) >= weeks[0]]
    if not months:
        return [weeks[0]]
    step = next(s for s in (1, 2, 3, 6, 12, 24, 36, 48, 60, 120, 600) if math.ceil(len(months) / s) <= most)
    round_months = [day for day in months if (day.year * 12 + day.month - 1) % step == 0]
    return round_months if len(round_months) >= min(most, 2) else months[::step]


def by_person(channel: str) -> Json:
    """A scale over the two people in their fixed order: colour, dash or shape."""
    ranges: dict[str, list[object]] = {
        "color": [literal(who) for who in PEOPLE],
        "strokeDash": [[1, 0], [6, 3]],
        "shape": ["circle", "square"],
    }
    return {
        "field": "who",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": list(PEOPLE), "range": ranges[channel]},
    }


def missing_weeks(weekly: Weekly) -> NDArray[np.bool_]:
    """(weeks,): True where the user marked the week or the sources do not show all of it."""
    return np.asarray(weekly.marked | (weekly.covered < _FULL))


def strips(weekly: Weekly, interval: tuple[date, date] | None) -> list[Json]:
    """Layers behind the data: the dates between which a change lies, and the striped weeks."""
    layers: list[Json] = []
    if interval is not None:
        layers.append(_rect([(interval[0], interval[1] + timedelta(days=1))], "shade", 1.0))
    gaps = _runs(weekly.monday, missing_weeks(weekly))
    if gaps:
        layers.append(_rect(gaps, "hatch", 0.55))
    return layers


def _rect(spans: Sequence[tuple[date, date]], role: str, opacity: float) -> Json:
    rows = [{"week": stamp(start), "to": stamp(end)} for start, end in spans]
    return {
        "data": {"values": rows},
        "mark": {"type": "rect", "color": literal(role), "fillOpacity": opacity},
        "encoding": {"x2": {"field": "to"}},
    }


def _runs(weeks: Sequence[date], wanted: NDArray[np.bool_]) -> list[tuple[date, date]]:
    """Runs of wanted weeks as (first day, day after the last)."""
    found: list[tuple[date, date]] = []
    for week, here in zip(weeks, wanted.tolist(), strict=True):
        end = week + timedelta(days=7)
        if here and found and found[-1][1] == week:
            found[-1] = (found[-1][0], end)
        elif here:
            found.append((week, end))
    return found


def change_rule(day: date) -> Json:
    """The upright line at the date of a change."""
    return {
        "data": {"values": [{"week": stamp(day)}]},
        "mark": {"type": "rule", "color": literal("ink"), "strokeWidth": 1.2},
    }


def heading(text: str, role: str) -> Json:
    """A panel's heading, at the same place above every panel (a title would move with the axis labels)."""
    return {
        "data": {"values": [{}]},
        "mark": {
            "type": "text",
            "text": text,
            "align": "left",
            "baseline": "alphabetic",
            "color": literal(role),
            "fontSize": LABEL_SIZE + 1,
            "fontWeight": 600,
        },
        "encoding": {"x": {"value": 0}, "y": {"value": -10}},
    }


def clean(value: float) -> float | None:
    """`value` to four figures, None where it is missing: what JSON can hold."""
    return float(f"{value:.4g}") if math.isfinite(value) else None
