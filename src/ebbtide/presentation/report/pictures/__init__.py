"""The pictures of a report: what a look holds, handed to the charts as plain values with its sentences.

Rule of this room: it reads a result and computes no finding; what is drawn of it is in the room `charts`.
"""

from __future__ import annotations

from ebbtide.presentation.report.pictures.days import days_figure
from ebbtide.presentation.report.pictures.hours import hours_figure
from ebbtide.presentation.report.pictures.main import main_figure, weeks_table
from ebbtide.presentation.report.pictures.measure import measure_figure, measure_line, usual_level
from ebbtide.presentation.report.pictures.quarters import quarters_figure
from ebbtide.presentation.report.pictures.tide import tide_figure

__all__ = [
    "days_figure",
    "hours_figure",
    "main_figure",
    "measure_figure",
    "measure_line",
    "quarters_figure",
    "tide_figure",
    "usual_level",
    "weeks_table",
]
