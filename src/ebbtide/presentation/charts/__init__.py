"""Vega-Lite specifications as plain dicts, and their rendering to SVG; two colours mean two people.

Rule of this room: it draws a finished Tide and decides nothing. Each form gives one `Figure` with a
narrow and a wide drawing, a title, a text alternative and the table of what is drawn.
"""

from ebbtide.presentation.charts.figure import Figure, Table
from ebbtide.presentation.charts.forms import figures, hours_figure, measure_figure, quarters_figure, tide_figure
from ebbtide.presentation.charts.palette import stylesheet
from ebbtide.presentation.charts.render import svg, warm

__all__ = [
    "Figure",
    "Table",
    "figures",
    "hours_figure",
    "measure_figure",
    "quarters_figure",
    "stylesheet",
    "svg",
    "tide_figure",
    "warm",
]
