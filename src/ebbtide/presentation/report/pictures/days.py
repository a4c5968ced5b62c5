"""The picture of days: on how many days of each week each person wrote."""

from __future__ import annotations

import numpy as np

from ebbtide.analysis.changes.answer import days_of_week
from ebbtide.analysis.measures.measure import Floats, Weekly
from ebbtide.presentation.charts import Caption, Figure, Line, Tick, WeeklyLine
from ebbtide.presentation.charts.words import names, number
from ebbtide.presentation.report.pictures.dates import change_of, hidden_weeks, span_of
from ebbtide.presentation.sentences import Tide
from ebbtide.wording import say

_WEEK_DAYS = 7.0
_DOMAIN = (-0.4, 7.4)


def days_figure(tide: Tide, title: str) -> Figure | None:
    """The picture, or None where no whole week was seen."""
    w = tide.weekly
    if w is None or not w.monday:
        return None
    people, days = names(tide.conversation.people), days_of_week(w)
    weeks = w.monday[: days.shape[1]]
    if not weeks:
        return None
    first, second = (_line(tide, w, days[person]) for person in (0, 1))
    spoken = _spoken(people[0], first), _spoken(people[1], second)
    caption = Caption(
        key="days",
        title=title,
        subject=say("charts.days_a_week.title"),
        description=say("charts.days_a_week.alt", **span_of(weeks), first=spoken[0], second=spoken[1]),
        note="",
    )
    ticks = (Tick(_WEEK_DAYS, say("charts.days_a_week.all")), Tick(0.0, say("charts.days_a_week.none")))
    data = WeeklyLine(
        people, weeks, (first, second), ticks, domain=_DOMAIN, change=change_of(tide), hidden=hidden_weeks(w)
    )
    return data.figure(caption)


def _line(tide: Tide, weekly: Weekly, days: Floats) -> Line:
    """The weeks of one person with a level before the date and one since."""
    since = np.array([tide.date is not None and monday >= tide.date for monday in weekly.monday[: days.size]])
    level = np.full(days.size, np.nan)
    for part in (since, ~since):
        seen = days[part & np.isfinite(days)]
        if seen.size:
            level[part] = float(np.median(seen))
    nothing = np.array([], np.float64)
    return Line(days, level, nothing, nothing)


def _spoken(name: str, line: Line) -> str:
    """One person's level at the beginning and at the end."""
    finite = line.level[np.isfinite(line.level)]
    if not finite.size:
        return say("charts.measure.alt_none", name=name)
    before, after = number(float(finite[0])), number(float(finite[-1]))
    return say("charts.days_a_week.alt_line", name=name, before=before, after=after)
