"""The tide chart: what each person puts in, week by week, with its band and the date of a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from ebbtide.analysis.changes.tide import IndexTrack, Tide
from ebbtide.analysis.measures.measure import Floats, Weekly
from ebbtide.presentation.charts.axes import (
    LABEL_SIZE,
    NARROW,
    SCHEMA,
    WIDE,
    Json,
    by_person,
    change_rule,
    clean,
    config,
    missing_weeks,
    stamp,
    strips,
    time_axis,
)
from ebbtide.presentation.charts.figure import Figure, Table
from ebbtide.presentation.charts.palette import PEOPLE, literal
from ebbtide.presentation.charts.words import day, names, number, short
from ebbtide.wording import say

_HEIGHT = {NARROW: 230, WIDE: 280}
_RIGHT = {NARROW: 62, WIDE: 104}  # room for the name at the end of a line
_LETTERS = {NARROW: 8, WIDE: 14}
_LEFT, _TOP, _BOTTOM = 46, 14, 26
_APART = LABEL_SIZE + 3  # pixels that two names at the end of lines need between them
#: States whose page has this chart: a short history gets no index to look at, only what was counted.
DRAWN = frozenset({"usual", "too early", "changed", "both stopped"})
_ENDS = 4  # weeks that "at the beginning" and "at the end" stand for


def tide_figure(tide: Tide) -> Figure | None:
    """The chart of the two indices, or None where no index was computed."""
    if tide.weekly is None or tide.index is None or tide.state not in DRAWN:
        return None
    tide = _looked_at(tide)
    if not tide.weekly or not tide.weekly.monday:
        return None
    tracks = centred(tide)
    note = [say("charts.tide.note")]
    note += [say("charts.tide.note_change")] if tide.date else []
    note += [say("charts.tide.note_hatch")] if missing_weeks(tide.weekly).any() else []
    return Figure(
        key="tide",
        title=say("charts.tide.title"),
        alt=_alt(tide, tracks),
        narrow=_spec(tide, tracks, NARROW),
        wide=_spec(tide, tracks, WIDE),
        table=_table(tide, tide.weekly, tracks),
        note=" ".join(note),
    )


def _looked_at(tide: Tide) -> Tide:
    """`tide` without the weeks before the first that the index rests on: a look goes back only so far."""
    assert tide.index is not None and tide.weekly is not None
    seen = np.isfinite(tide.index[0].level) | np.isfinite(tide.index[1].level)
    start = int(np.argmax(seen)) if seen.any() else 0
    weekly = replace(
        tide.weekly,
        monday=tide.weekly.monday[start:],
        covered=tide.weekly.covered[start:],
        marked=tide.weekly.marked[start:],
    )
    first, second = (IndexTrack(t.value[start:], t.level[start:], t.low[start:], t.high[start:]) for t in tide.index)
    return replace(tide, weekly=weekly, index=(first, second))


def centred(tide: Tide) -> tuple[IndexTrack, IndexTrack]:
    """Both tracks against their own usual level: the middle of the level before the change (or of all weeks)."""
    assert tide.index is not None and tide.weekly is not None
    before = np.array([tide.date is None or week < tide.date for week in tide.weekly.monday])
    first, second = (_shifted(track, before) for track in tide.index)
    return first, second


def _shifted(track: IndexTrack, before: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> IndexTrack:
    known = np.isfinite(track.level)
    base = track.level[known & before] if (known & before).any() else track.level[known]
    usual = float(np.median(base)) if base.size else 0.0
    return IndexTrack(track.value - usual, track.level - usual, track.low - usual, track.high - usual)


def _spec(tide: Tide, tracks: tuple[IndexTrack, IndexTrack], width: int) -> Json:
    assert tide.weekly is not None
    inner, height = width - _LEFT - _RIGHT[width], _HEIGHT[width] - _TOP - _BOTTOM
    low, high = _range(tracks)
    layers = strips(tide.weekly, tide.date_interval)
    layers += [_zero(), *_data_layers(tide.weekly, tracks)]
    layers += [change_rule(tide.date)] if tide.date else []
    layers += _end_names(tide, tracks, width, (low, high), height)
    return {
        "$schema": SCHEMA,
        "config": config(),
        "width": inner,
        "height": height,
        "autosize": {"type": "none"},
        "padding": {"left": _LEFT, "right": _RIGHT[width], "top": _TOP, "bottom": _BOTTOM},
        "layer": layers,
        "encoding": {"x": time_axis(tide.weekly.monday, inner)},
    }


def _range(tracks: tuple[IndexTrack, IndexTrack]) -> tuple[float, float]:
    every = np.concatenate([part for t in tracks for part in (t.value, t.level, t.low, t.high)])
    every = every[np.isfinite(every)]
    edge = float(np.abs(every).max()) if every.size else 1.0
    return -max(edge, 1e-6) * 1.05, max(edge, 1e-6) * 1.05


def _y(field: str, domain: tuple[float, float]) -> Json:
    labels = "datum.value == 0 ? '{usual}' : datum.value > 0 ? '{more}' : '{less}'".format(
        usual=say("charts.tide.usual"), more=say("charts.tide.more"), less=say("charts.tide.less")
    )
    low, high = clean(domain[0]), clean(domain[1])
    ticks = [clean(domain[0] * 0.8), 0, clean(domain[1] * 0.8)]
    return {
        "field": field,
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [low, high], "nice": False, "zero": False},
        "axis": {"values": ticks, "labelExpr": labels, "grid": False},
    }


def _zero() -> Json:
    return {
        "data": {"values": [{"zero": 0}]},
        "mark": {"type": "rule", "color": literal("line"), "strokeWidth": 1.5},
        "encoding": {"x": {"value": 0}, "x2": {"value": "width"}, "y": {"field": "zero", "type": "quantitative"}},
    }


def _data_layers(weekly: Weekly, tracks: tuple[IndexTrack, IndexTrack]) -> list[Json]:
    rows = [row for who, track in zip(PEOPLE, tracks, strict=True) for row in _rows(who, track, weekly)]
    domain, colour = _range(tracks), by_person("color")
    level: Json = {
        "mark": {"type": "line", "strokeWidth": 2.4, "strokeCap": "butt"},
        "encoding": {"y": _y("level", domain), "color": colour, "strokeDash": by_person("strokeDash")},
    }
    band: Json = {
        "mark": {"type": "area", "fillOpacity": 0.17, "line": False},
        "encoding": {"y": _y("low", domain), "y2": {"field": "high"}, "color": colour},
    }
    dots: Json = {
        "mark": {"type": "point", "filled": True, "size": 15, "opacity": 0.5},
        "encoding": {"y": _y("value", domain), "color": colour, "shape": by_person("shape")},
        "transform": [{"filter": "isValid(datum.value)"}],
    }
    return [{"data": {"values": rows}, "layer": [band, dots, level]}]


def _rows(who: str, track: IndexTrack, weekly: Weekly) -> list[Json]:
    middle = timedelta(days=3)
    parts = zip(weekly.monday, track.value, track.level, track.low, track.high, strict=True)
    return [
        {
            "who": who,
            "week": stamp(week + middle),
            "value": clean(value),
            "level": clean(level),
            "low": clean(low),
            "high": clean(high),
        }
        for week, value, level, low, high in parts
    ]


def _end_names(
    tide: Tide, tracks: tuple[IndexTrack, IndexTrack], width: int, domain: tuple[float, float], height: int
) -> list[Json]:
    """Each name beside the end of its line, pushed apart where the lines end together."""
    ends = [_last(track.level) for track in tracks]
    scale = height / (domain[1] - domain[0])
    pixels = [(domain[1] - end) * scale for end in ends]
    gap = _APART - abs(pixels[0] - pixels[1])
    if gap > 0:
        up = 0 if pixels[0] <= pixels[1] else 1
        pixels[up] -= gap / 2
        pixels[1 - up] += gap / 2
    return [
        {
            "data": {"values": [{}]},
            "mark": {
                "type": "text",
                "text": short(name, _LETTERS[width]),
                "align": "left",
                "baseline": "middle",
                "color": literal(who),
                "fontWeight": 600,
                "dx": 6,
            },
            "encoding": {"x": {"value": "width"}, "y": {"value": round(at, 1)}},
        }
        for who, name, at in zip(PEOPLE, names(tide.conversation.people), pixels, strict=True)
    ]


def _last(level: Floats) -> float:
    known = level[np.isfinite(level)]
    return float(known[-1]) if known.size else 0.0


def _alt(tide: Tide, tracks: tuple[IndexTrack, IndexTrack]) -> str:
    assert tide.weekly is not None
    lines = [_line(name, track) for name, track in zip(names(tide.conversation.people), tracks, strict=True)]
    change = say("charts.tide.alt_no_change")
    if tide.date and tide.date_interval:
        start, end = tide.date_interval
        change = say("charts.tide.alt_change", date=day(tide.date), start=day(start), end=day(end))
    weeks = tide.weekly.monday
    return say(
        "charts.tide.alt",
        start=day(weeks[0]),
        end=day(weeks[-1] + timedelta(days=6)),
        first=lines[0],
        second=lines[1],
        change=change,
    )


def _line(name: str, track: IndexTrack) -> str:
    known = track.level[np.isfinite(track.level)]
    if not known.size:
        return say("charts.measure.alt_none", name=name)
    before, after = number(float(known[:_ENDS].mean())), number(float(known[-_ENDS:].mean()))
    return say("charts.tide.alt_line", name=name, before=before, after=after)


def _table(tide: Tide, weekly: Weekly, tracks: tuple[IndexTrack, IndexTrack]) -> Table:
    people = names(tide.conversation.people)
    head = [say("charts.table.week")]
    for name in people:
        head += [say("charts.table.level", name=name), say("charts.table.band", name=name)]
    rows = [_row(week, k, weekly, tracks) for k, week in enumerate(weekly.monday)]
    return Table((*head, say("charts.table.shown")), tuple(rows))


def _row(week: date, k: int, weekly: Weekly, tracks: tuple[IndexTrack, IndexTrack]) -> tuple[str, ...]:
    cells = [day(week)]
    for track in tracks:
        cells.append(number(float(track.level[k])))
        low, high = number(float(track.low[k])), number(float(track.high[k]))
        cells.append(say("charts.table.range", low=low, high=high) if np.isfinite(track.low[k]) else low)
    return (*cells, covered_word(weekly, k))


def covered_word(weekly: Weekly, k: int) -> str:
    """Whether week `k` is shown by the file, or marked by the user."""
    if weekly.marked[k]:
        return say("charts.table.marked")
    return say("charts.table.no" if missing_weeks(weekly)[k] else "charts.table.yes")
