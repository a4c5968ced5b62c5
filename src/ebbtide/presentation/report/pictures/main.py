"""The one picture of a page, chosen by situation, and its last weeks as a table in words."""

from __future__ import annotations

import numpy as np

from ebbtide.analysis.changes.answer import SILENT, Situation, days_of_week, situation
from ebbtide.analysis.measures.measure import Floats
from ebbtide.presentation.charts import Figure, Table
from ebbtide.presentation.charts.words import day, names
from ebbtide.presentation.report.pictures.days import days_figure
from ebbtide.presentation.report.pictures.quarters import quarters_figure
from ebbtide.presentation.report.pictures.tide import tide_figure
from ebbtide.presentation.sentences import Tide
from ebbtide.wording import say

#: So many weeks stand in the table in words.
WEEKS = 12
#: Weeks this many spreads from the usual are a little, or clearly, more or less.
LITTLE, CLEARLY = 1.0, 2.0
#: Situations that show days with a message: no level is looked at there.
_DAYS = SILENT | {Situation.BOTH_SILENT, Situation.SHORT}
_NO_PICTURE = frozenset({Situation.RESTING, Situation.TOO_LITTLE})


def main_figure(tide: Tide, title: str) -> Figure | None:
    """The picture of the page under `title`; None where nothing is to be shown."""
    found = situation(tide)
    if found in _NO_PICTURE:
        return None
    if found in _DAYS:
        return days_figure(tide, title)
    slow = quarters_figure(tide, title) if found is Situation.SLOW else None
    return slow or tide_figure(tide, title) or days_figure(tide, title)


def weeks_table(tide: Tide) -> Table | None:
    """The last weeks of both people in words, newest first; None where there is nothing to say of them."""
    w, found = tide.weekly, situation(tide)
    if w is None or found in _NO_PICTURE or found is Situation.ENDED or not w.monday:
        return None
    if found in _DAYS or tide.index is None:
        days = days_of_week(w)
        columns = [[_days(value) for value in row] for row in days]
        weeks = w.monday[: days.shape[1]]
    else:
        before = np.array([tide.date is None or monday < tide.date for monday in w.monday])
        columns = [_words(track.value, before) for track in tide.index]
        weeks = w.monday
    rows = list(zip((day(week) for week in weeks), *columns, strict=True))[-WEEKS:][::-1]
    return Table((say("charts.table.week"), *names(tide.conversation.people)), tuple(rows))


def _days(value: float) -> str:
    if not np.isfinite(value):
        return say("answer.weeks_table.missing")
    return say("answer.weeks_table.day") if value == 1 else say("answer.weeks_table.days", n=f"{value:.0f}")


def _words(values: Floats, before: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> list[str]:
    """Each week against the person's own usual, by the spread of the weeks before a change."""
    seen = values[np.isfinite(values) & before]
    if seen.size < 2:
        return [say("answer.weeks_table.missing")] * values.size
    usual, spread = float(np.median(seen)), float(seen.std(ddof=1)) or 1.0
    return [_word((value - usual) / spread) for value in values]


def _word(steps: float) -> str:
    if not np.isfinite(steps):
        return say("answer.weeks_table.missing")
    if abs(steps) < LITTLE:
        return say("answer.weeks_table.usual")
    if steps < 0:
        return say("answer.weeks_table.clearly_less" if steps < -CLEARLY else "answer.weeks_table.little_less")
    return say("answer.weeks_table.clearly_more" if steps > CLEARLY else "answer.weeks_table.little_more")
