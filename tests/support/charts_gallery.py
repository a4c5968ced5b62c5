"""A gallery: every form of picture, of a made-up couple, on one page with the design's styles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import numpy as np

from ebbtide.presentation.charts import (
    BeforeAfter,
    Calendar,
    Caption,
    Change,
    Comparison,
    ComparisonRow,
    Figure,
    HourByWeekday,
    Hours,
    Lane,
    LevelRange,
    Line,
    Quarters,
    SmallLine,
    Stretch,
    Table,
    Tick,
    Timeline,
    WeeklyLine,
)
from ebbtide.presentation.charts.drawing import Names
from ebbtide.presentation.charts.scales import Floats
from ebbtide.presentation.charts.small_line import SmallFigure
from ebbtide.presentation.design import font_faces, stylesheet

FIRST = date(2021, 11, 1)
CHANGE = Change(date(2022, 8, 29), date(2022, 8, 24), date(2022, 9, 4), "about 29 Aug", "24 Aug to 4 Sep")
TICKS = (Tick(1.0, "more"), Tick(0.0, "usual", strong=True), Tick(-1.0, "less"))
TRIP = Stretch(date(2022, 3, 7), date(2022, 3, 20), "Trip together")
NAMES = ("You", "Sam")
HOSTILE = "<script>alert(1)</script>\"'&" + "\u202ereversed\u2066\x1b[31m " + "W" * 170


def caption(key: str, title: str = "You are near your usual. Sam is below it.", note: str = "") -> Caption:
    return Caption(
        key,
        title,
        f"What is drawn, in the picture {key}",
        "Your line stays near its usual level. The other line lies below its usual from late August 2022.",
        note,
    )


def mondays(weeks: int) -> tuple[date, ...]:
    return tuple(FIRST + timedelta(weeks=k) for k in range(weeks))


def walk(weeks: int, drop: float, seed: int) -> Line:
    """A person's weeks that fall by `drop` at the change, with a level and its band; one week is missing."""
    rng = np.random.default_rng(seed)
    after = np.array([monday >= CHANGE.day for monday in mondays(weeks)], float)
    level = 0.05 - drop * after
    values = level + rng.normal(0, 0.3, weeks)
    values[min(9, weeks - 1)] = np.nan
    return Line(values, level, level - 0.2, level + 0.2)


def weekly(names: Names = NAMES, weeks: int = 56, change: Change | None = CHANGE) -> WeeklyLine:
    lines = (walk(weeks, 0.1, 1), walk(weeks, 1.3 if change else 0.0, 2))
    usual = None if change else (-0.7, 0.7)
    return WeeklyLine(names, mondays(weeks), lines, TICKS, change=change, hidden=(TRIP,), usual_range=usual)


def small(names: Names = NAMES, weeks: int = 56) -> SmallLine:
    mine, theirs = (walk(weeks, drop, seed).values + 3 for drop, seed in ((0.1, 3), (1.4, 4)))
    return SmallLine(
        names,
        mondays(weeks),
        (mine, theirs),
        (3.0, 3.0),
        (2.9, 1.6),
        ("You: 3, now 2.9", "Sam: 3, now 1.6"),
        CHANGE.day,
    )


def levels() -> tuple[ComparisonRow, ...]:
    return (
        ComparisonRow(
            "Writes first, times a week",
            (Comparison(15, 13, "15", "13", 10.5, 15.5), Comparison(24, 14, "24", "14", 11, 17.5)),
        ),
        ComparisonRow(
            "Answers, of 100 messages", (Comparison(86, 87, "86", "87", 84, 90), Comparison(80, 69, "80", "69", 64, 74))
        ),
        ComparisonRow(
            "Time to answer, minutes", (Comparison(1.8, 2.0, "1.8", "2"), Comparison(2.8, 6.1, "2.8", "6.1", 4.1, 8.4))
        ),
    )


def hours(names: Names = NAMES) -> tuple[Hours, ...]:
    rng = np.random.default_rng(5)
    day = np.exp(-(((np.arange(24) - 21) / 3.2) ** 2)) + 0.5 * np.exp(-(((np.arange(24) - 8) / 1.6) ** 2))
    panels = []
    for person, name in enumerate(names):
        for when, share in (("before", 40.0), ("now", 40.0 - 22 * person)):
            panels.append(Hours(person, f"{name}, {when}", rng.poisson(share * np.outer(np.ones(7), day))))
    return tuple(panels)


def days(names: Names = NAMES, weeks: int = 56) -> Calendar:
    rng = np.random.default_rng(6)
    counts: list[Floats] = []
    for rate in (12.0, 9.0):
        row = rng.poisson(rate, 7 * weeks).astype(float) * (rng.random(7 * weeks) > 0.06)
        row[126:140] = np.nan
        counts.append(row)
    counts[1][300:312] = 0
    quiet = (Stretch(FIRST + timedelta(days=300), FIRST + timedelta(days=311), "Twelve quiet days"),)
    return Calendar(names, FIRST, (counts[0], counts[1]), quiet)


def by_quarter(names: Names = NAMES) -> Figure:
    starts = tuple(FIRST + timedelta(weeks=13 * k) for k in range(6))
    rows = []
    for drop in (0.05, 0.3):
        rows.append(
            tuple(LevelRange(0.6 - drop * k, 0.3 - drop * k, 0.9 - drop * k, f"quarter {k + 1}") for k in range(6))
        )
    data = Quarters(names, starts, starts[-1] + timedelta(days=90), (rows[0], rows[1]), TICKS)
    table = Table(("Quarter", *names), tuple((f"{k + 1}", "0.1", "0.2") for k in range(6)))
    return data.figure(caption("quarters", "Quarter by quarter, Sam has become quieter."), table)


def stretches(names: Names = NAMES) -> Timeline:
    lanes = (
        Lane(f"{names[0]}: quieter", (Stretch(date(2022, 1, 10), date(2022, 1, 30)),), 0),
        Lane(
            f"{names[1]}: quieter",
            tuple(
                Stretch(date(2022, 2, 7) + timedelta(days=60 * k), date(2022, 3, 6) + timedelta(days=60 * k))
                for k in range(5)
            ),
            1,
        ),
        Lane("Trips and hard times", (TRIP, Stretch(date(2022, 9, 19), date(2022, 10, 2), "Hard time")), None, "trip"),
        Lane("Not in the file", (Stretch(date(2022, 6, 6), date(2022, 6, 30), "Not in the file"),), None, "hidden"),
    )
    return Timeline(FIRST, date(2022, 11, 27), lanes, (CHANGE,))


FORMS: Mapping[str, Callable[[Names], Figure]] = {
    "weekly": lambda names: weekly(names).figure(caption("weekly", note="The strip is where the date lies.")),
    "usual": lambda names: weekly(names, change=None).figure(
        caption("usual", "Twelve things looked at. All as usual.")
    ),
    "before": lambda names: BeforeAfter(names, levels()).figure(caption("before", "Sam writes first less often.")),
    "hours": lambda names: HourByWeekday(hours(names)).figure(caption("hours", "Sam writes less in the mornings.")),
    "calendar": lambda names: days(names).figure(caption("calendar", "Twelve quiet days in late August.")),
    "quarters": by_quarter,
    "timeline": lambda names: stretches(names).figure(caption("timeline", "Your contact has come and gone.")),
}


def figures(names: Names = NAMES) -> dict[str, Figure]:
    return {key: make(names) for key, make in FORMS.items()}


def gallery(names: Names = NAMES) -> str:
    """The page of all forms, as one HTML document that needs nothing."""
    cards = "".join(
        f'<section class="card">{figure.html(names, numbers=True)}</section>' for figure in figures(names).values()
    )
    style = stylesheet() + font_faces("")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Gallery</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{style}</style></head>'
        "<body><main><h1>Since late August, less has come from Sam.</h1>"
        f"{small_row(small(names).figures())}{cards}</main></body></html>"
    )


def small_row(figure: SmallFigure) -> str:
    """A row of figures with a small drawing a person."""
    mine, theirs = figure.drawings
    cells = f"<div>{mine}</div><div>{theirs}</div>"
    return f'<section class="card"><div class="trio"><span class="what">Writes first</span>{cells}</div></section>'
