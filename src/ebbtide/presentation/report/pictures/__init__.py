"""The pictures of a report: what a look holds, handed to the charts as plain values with its sentences.

Rule of this room: it reads a result and computes no finding; what is drawn of it is in the room `charts`.
"""

from __future__ import annotations

from ebbtide.presentation.charts import Figure
from ebbtide.presentation.report.pictures.hours import hours_figure
from ebbtide.presentation.report.pictures.measure import is_drawable, measure_figure, measure_line, usual_level
from ebbtide.presentation.report.pictures.quarters import quarters_figure
from ebbtide.presentation.report.pictures.tide import tide_figure
from ebbtide.presentation.sentences import Tide

__all__ = [
    "figures",
    "hours_figure",
    "measure_figure",
    "measure_line",
    "quarters_figure",
    "is_drawable",
    "tide_figure",
    "usual_level",
]


def figures(tide: Tide) -> tuple[Figure, ...]:
    """Both people's weeks, the quarters, a picture a measure, the hours; only those that there is something for."""
    measures = tide.weekly.measures.values() if tide.weekly is not None else ()
    every = [tide_figure(tide), quarters_figure(tide)]
    every += [*(measure_figure(tide, measure) for measure in measures), hours_figure(tide)]
    return tuple(figure for figure in every if figure is not None)
