"""All charts of a Tide, in the order of the report."""

from __future__ import annotations

from ebbtide.analysis.changes.tide import Tide
from ebbtide.presentation.charts.figure import Figure
from ebbtide.presentation.charts.hours import hours_figure
from ebbtide.presentation.charts.quarters import quarters_figure
from ebbtide.presentation.charts.small import measure_figure
from ebbtide.presentation.charts.tide import tide_figure

__all__ = ["figures", "hours_figure", "measure_figure", "quarters_figure", "tide_figure"]


def figures(tide: Tide) -> tuple[Figure, ...]:
    """The tide chart, the quarters, one chart a measure, the hours; only those that there is something to draw for."""
    measures = tide.weekly.measures.values() if tide.weekly is not None else ()
    every = [tide_figure(tide), quarters_figure(tide)]
    every += [*(measure_figure(tide, item) for item in measures), hours_figure(tide)]
    return tuple(figure for figure in every if figure is not None)
