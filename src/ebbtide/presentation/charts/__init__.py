"""Pictures of a result as SVG that we write ourselves: narrow and wide, with words, a table and numbers.

Rule of this room: it draws plain values (dates, arrays, names already written) and decides nothing. The finding,
the description and the note of a picture come in as finished sentences; the words of axes and tables are in
`wording/en/charts.toml`. The same values give the same bytes.

How to make a figure, here the picture of both people's weeks:

    caption = Caption(
        key="weekly",                                     # its anchor, unique on a page
        title="You are near your usual. Sam is below it.",  # the finding
        subject="What each of you put in, week by week",  # what is drawn
        description="Your line stays near its usual level. ...",  # what is seen, for who cannot see it
    )
    nothing = np.array([])                                # no band: the level alone
    you, sam = (Line(values, level, nothing, nothing) for values, level in ...)  # (weeks,) each, nan for missing
    data = WeeklyLine(
        names=("You", "Sam"),
        weeks=mondays,                                    # dates
        lines=(you, sam),                                 # the user first, everywhere
        ticks=(Tick(1.0, "more"), Tick(0.0, "usual", strong=True), Tick(-1.0, "less")),
        change=Change(day, low, high, words="about 29 Aug"),  # the date stands on the picture, low to high is a strip
        hidden=(Stretch(start, end, "Trip together"),),   # striped: marked, or not in the file
    )
    figure = data.figure(caption)
    html = figure.html(data.names)                        # the whole <figure>, for report, app and print

`figure.narrow` and `figure.wide` are whole `<svg>` elements, `figure.table` and `figure.numbers` say the same
numbers; `html(numbers=True)` adds them as JSON in a `<template>`, where a script reads weeks out (`data-x` on
the drawing: place of the first week, and the step). The other forms: `SmallLine` (a drawing a person, for a row of
figures), `BeforeAfter`, `HourByWeekday`, `Calendar`, `Quarters`, `Timeline`. Outside our pages (a notebook, a
file) `standalone(figure.wide)` carries its styles along.

How it looks is `presentation/design`: the classes `me` (round marks, unbroken lines) and `them` (square, broken) give
mark, line and colour, so that the two can be told apart without colour. Nothing has a style attribute or a handler.
To add a form: a module here with a frozen type of what is drawn, whose `figure` builds it from the parts in `axes`,
`marks`, `panels` and `svg`; its marks as a class in `design/drawings.css`; a row in the gallery of the tests, which
then holds its structure, its table, hostile names, speed and barriers.
"""

from ebbtide.presentation.charts.axes import Change, Stretch, Tick
from ebbtide.presentation.charts.before_after import BeforeAfter, Comparison, ComparisonRow
from ebbtide.presentation.charts.calendar import Calendar
from ebbtide.presentation.charts.drawing import Caption
from ebbtide.presentation.charts.figure import Figure, Table
from ebbtide.presentation.charts.hour_by_weekday import HourByWeekday, Hours
from ebbtide.presentation.charts.quarters import LevelRange, Quarters
from ebbtide.presentation.charts.small_line import SmallLine
from ebbtide.presentation.charts.standalone import standalone
from ebbtide.presentation.charts.timeline import Lane, Timeline
from ebbtide.presentation.charts.weekly_line import Line, WeeklyLine

__all__ = [
    "BeforeAfter",
    "Calendar",
    "Caption",
    "Change",
    "Comparison",
    "ComparisonRow",
    "Figure",
    "HourByWeekday",
    "Hours",
    "Lane",
    "LevelRange",
    "Line",
    "Quarters",
    "SmallLine",
    "Stretch",
    "Table",
    "Tick",
    "Timeline",
    "WeeklyLine",
    "standalone",
]
