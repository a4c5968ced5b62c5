"""Dates of a look as the pictures need them: the change that is written on them, and the days that are striped."""

from __future__ import annotations

from datetime import date, timedelta

from ebbtide.analysis.measures.measure import Weekly
from ebbtide.presentation.charts import Change, Stretch
from ebbtide.presentation.charts.words import day
from ebbtide.presentation.sentences import Tide
from ebbtide.wording import formats, say

_FULL = 0.999  # a week counts as covered when the sources show all its days
_WEEK = timedelta(days=7)


def change_of(tide: Tide) -> Change | None:
    """The date of the change with its span, None where the look found none."""
    if tide.date is None or tide.context.ended is not None:
        return None
    low, high = tide.date_interval or (tide.date, tide.date)
    words = say("charts.change.about", day=tide.date.day, month=formats.month_name(tide.date))
    return Change(tide.date, low, high, words, say("charts.change.between", start=day(low), end=day(high)))


def hidden_weeks(weekly: Weekly, start: int = 0) -> tuple[Stretch, ...]:
    """Runs of weeks from number `start` on that the user marked, or of which the sources do not show every day."""
    runs: list[Stretch] = []
    for k in range(start, len(weekly.monday)):
        if weekly.marked[k] or weekly.covered[k] < _FULL:
            words = say("charts.hidden.marked" if weekly.marked[k] else "charts.hidden.file")
            monday, last = weekly.monday[k], weekly.monday[k] + _WEEK - timedelta(days=1)
            if runs and runs[-1].end == monday - timedelta(days=1) and runs[-1].words == words:
                monday = runs.pop().start
            runs.append(Stretch(monday, last, words))
    return tuple(runs)


def span_of(weeks: tuple[date, ...]) -> dict[str, str]:
    """The first and the last day of `weeks`, as a description says them."""
    return {"start": day(weeks[0]), "end": day(weeks[-1] + _WEEK - timedelta(days=1))}
