"""The picture of hours and weekdays: when each person writes, before and after the date of a change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ebbtide.presentation.charts import Caption, Figure, HourByWeekday, Hours
from ebbtide.presentation.charts.words import names
from ebbtide.presentation.sentences import Tide
from ebbtide.wording import say


def hours_figure(tide: Tide) -> Figure | None:
    """The picture, or None where there are no counts."""
    if tide.hours is None or not tide.hours.sum():
        return None
    people = names(tide.conversation.people)
    panels = _panels(tide, people)
    title = say("charts.hours.title")
    caption = Caption("hours", title, title, _description(panels), say("charts.hours.note"))
    return HourByWeekday(panels).figure(caption)


def _panels(tide: Tide, people: tuple[str, str]) -> list[Hours]:
    """Person by person; before and after only where the look found a date."""
    assert tide.hours is not None
    hours = tide.hours
    if tide.date is None or not hours[1].sum():
        return [Hours(k, say("charts.hours.all", name=people[k]), hours[:, k].sum(axis=0)) for k in (0, 1)]
    words = ("charts.hours.before", "charts.hours.after")
    return [Hours(k, say(words[when], name=people[k]), hours[when, k]) for k in (0, 1) for when in (0, 1)]


def _description(panels: Sequence[Hours]) -> str:
    return say("charts.hours.alt", lines=" ".join(_line(panel) for panel in panels))


def _line(panel: Hours) -> str:
    if not panel.counts.sum():
        return say("charts.hours.alt_none", name=panel.words)
    weekday, hour = np.unravel_index(int(panel.counts.argmax()), panel.counts.shape)
    return say(
        "charts.hours.alt_line",
        name=panel.words,
        day=say(f"charts.days.d{int(weekday)}"),
        start=f"{int(hour)}:00",
        end=f"{int(hour) + 1}:00",
    )
