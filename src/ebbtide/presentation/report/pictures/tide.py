"""The picture of both people's weeks: what each puts in, with its band and the date of a change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from ebbtide.analysis.changes.analysis import IndexTrack
from ebbtide.analysis.measures.measure import Floats
from ebbtide.presentation.charts import Caption, Figure, Line, Tick, WeeklyLine
from ebbtide.presentation.charts.words import day, names, number
from ebbtide.presentation.report.pictures.dates import change_of, hidden_weeks, span_of
from ebbtide.presentation.sentences import Tide
from ebbtide.wording import say

#: States whose page has this picture: a short history gets no level to look at, only what was counted.
DRAWN = frozenset({"usual", "too early", "changed", "both stopped"})
#: Where the words "more" and "less" stand, as a share of the farthest week.
_TICK = 0.6
_ENDS = 4  # weeks that "at the beginning" and "at the end" stand for


@dataclass(frozen=True)
class _Weeks:
    """The weeks that the look rests on, from number `start` on, and both tracks against their usual level."""

    start: int
    mondays: tuple[date, ...]
    tracks: tuple[IndexTrack, IndexTrack]


def tide_figure(tide: Tide, title: str = "") -> Figure | None:
    """The picture under `title`, or None where no level was computed. After a told ending it shows the weeks before."""
    if tide.weekly is None or tide.index is None or tide.state not in DRAWN or not tide.weekly.monday:
        return None
    people, weeks = names(tide.conversation.people), _weeks(tide)
    if not weeks.mondays:
        return None
    hidden = hidden_weeks(tide.weekly, weeks.start)
    caption = Caption(
        key="tide",
        title=title or say("charts.tide.title"),
        subject=say("charts.tide.title"),
        description=_description(tide, people, weeks),
        note="",
    )
    first, second = (Line(track.value, track.level, track.low, track.high) for track in weeks.tracks)
    return WeeklyLine(
        people, weeks.mondays, (first, second), _ticks(weeks), change=change_of(tide), hidden=hidden
    ).figure(caption)


def _weeks(tide: Tide) -> _Weeks:
    """What is drawn: a look goes back only so far, and each person stands against their own usual level."""
    assert tide.weekly is not None and tide.index is not None
    present = np.isfinite(tide.index[0].level) | np.isfinite(tide.index[1].level)
    start = int(np.argmax(present)) if present.any() else 0
    ended = tide.context.ended
    end = sum(ended is None or week < ended for week in tide.weekly.monday)
    mondays = tide.weekly.monday[start:end]
    before = np.array([tide.date is None or week < tide.date for week in mondays])
    first, second = (_against_usual(track, slice(start, end), before) for track in tide.index)
    return _Weeks(start, mondays, (first, second))


def _against_usual(track: IndexTrack, weeks: slice, before: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> IndexTrack:
    """The track less the middle of the level before the change, or of all weeks."""
    value, level, low, high = (part[weeks] for part in (track.value, track.level, track.low, track.high))
    finite = np.isfinite(level)
    base = level[finite & before] if (finite & before).any() else level[finite]
    usual = float(np.median(base)) if base.size else 0.0
    return IndexTrack(value - usual, level - usual, low - usual, high - usual)


def _ticks(weeks: _Weeks) -> tuple[Tick, ...]:
    every = np.concatenate([part for track in weeks.tracks for part in (track.value, track.level)])
    every = np.abs(every[np.isfinite(every)])
    far = _TICK * (float(every.max()) if every.size and every.max() > 0 else 1.0)
    words = (say("charts.tide.more"), say("charts.tide.usual"), say("charts.tide.less"))
    return Tick(far, words[0]), Tick(0.0, words[1], strong=True), Tick(-far, words[2])


def _description(tide: Tide, people: tuple[str, str], weeks: _Weeks) -> str:
    first, second = (_line(name, track.level) for name, track in zip(people, weeks.tracks, strict=True))
    change = say("charts.tide.alt_no_change")
    if tide.date and tide.date_interval:
        start, end = tide.date_interval
        change = say("charts.tide.alt_change", date=day(tide.date), start=day(start), end=day(end))
    return say("charts.tide.alt", **span_of(weeks.mondays), first=first, second=second, change=change)


def _line(name: str, level: Floats) -> str:
    finite = level[np.isfinite(level)]
    if not finite.size:
        return say("charts.measure.alt_none", name=name)
    before, after = number(float(finite[:_ENDS].mean())), number(float(finite[-_ENDS:].mean()))
    return say("charts.tide.alt_line", name=name, before=before, after=after)
