"""The answer of a look as data: which situation it is, a figure of every measure, and the three that count most.

Rule of this room: it decides what a page may say of whom, and says nothing.
"""

from ebbtide.analysis.changes.answer.facts import facts
from ebbtide.analysis.changes.answer.figure_rows import (
    FigureCell,
    FigureRow,
    Move,
    days_of_week,
    days_row,
    figure_rows,
    is_drawable,
)
from ebbtide.analysis.changes.answer.headline import headline
from ebbtide.analysis.changes.answer.situation import (
    OF_CHANGE,
    SILENT,
    Situation,
    moved_people,
    quiet_times,
    situation,
    slow_people,
    slow_variant,
)

__all__ = [
    "OF_CHANGE",
    "SILENT",
    "FigureCell",
    "FigureRow",
    "Move",
    "Situation",
    "days_of_week",
    "days_row",
    "facts",
    "figure_rows",
    "headline",
    "is_drawable",
    "moved_people",
    "quiet_times",
    "situation",
    "slow_people",
    "slow_variant",
]
