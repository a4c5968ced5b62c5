"""Read from posterior draws whether a person's index dropped and still holds, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbtide.changes.constants import BASELINE_WEEKS, DROP
from ebbtide.changes.segments import Draws
from ebbtide.measures.types import Floats

#: A level before needs this many weeks.
LEAST_BEFORE = 4


@dataclass(frozen=True)
class Drop:
    """One series' answer: probability of a drop that still holds; week of it by draw (-1: none)."""

    probability: float
    week: NDArray[np.int64]  # (draws,)

    def dates(self) -> NDArray[np.int64]:
        """Weeks of the draws that have a drop."""
        return self.week[self.week >= 0]


def drop(draws: Draws, series: int) -> Drop:
    """The largest downward boundary of each draw whose fall of `DROP` or more still holds in the last week."""
    path, cut = draws.path[series], draws.cut[series].copy()
    weeks = path.shape[1]
    cut[:, :LEAST_BEFORE] = False
    before, since = _means(path, weeks)
    fall = np.where(cut, np.minimum(before - since, before - path[:, -1:]), -np.inf)
    week = fall.argmax(axis=1)
    held = fall[np.arange(len(fall)), week] >= DROP
    return Drop(float(held.mean()), np.where(held, week, -1))


def _means(path: Floats, weeks: int) -> tuple[Floats, Floats]:
    """(draws, T) mean level of up to half a year before each week, and from it to the end."""
    total = np.concatenate([np.zeros((len(path), 1)), np.cumsum(path, axis=1)], axis=1)
    week = np.arange(weeks)
    low = np.maximum(0, week - BASELINE_WEEKS)
    before = (total[:, week] - total[:, low]) / np.maximum(week - low, 1)
    since = (total[:, -1:] - total[:, week]) / (weeks - week)
    return before, since
