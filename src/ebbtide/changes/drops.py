"""Read from posterior draws whether a person's index dropped and still holds, and when."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbtide.changes import constants as c
from ebbtide.changes.segments import Draws
from ebbtide.measures.types import Floats

#: A level before needs this many weeks.
LEAST_BEFORE = 4


@dataclass(frozen=True)
class Drop:
    """One series' answer: probability of a drop that still holds, its mean size, its week by draw (-1: none)."""

    probability: float
    size: float
    week: NDArray[np.int64]  # (draws,)

    def dates(self) -> NDArray[np.int64]:
        """Weeks of the draws that have a drop."""
        return self.week[self.week >= 0]


def drop(draws: Draws, series: int) -> Drop:
    """Share of draws whose level now lies clearly under the usual one, and when each fell.

    "Usual" is the mean level of half a year that ended a quarter before the look, "now" that of the
    last month (research/statistics.md section 6). Clearly: by `DROP`, and by as much as the level of that
    draw moved about within the usual time: with somebody who swings, a swing is no fall. Reading
    the largest boundary of each draw instead finds one in any noise: AUC .930 against .953 on the
    development couples. The date is the boundary after which a draw lies furthest below what went before.
    """
    path = draws.path[series]
    usual, now, swing = levels(path)
    held = usual - now >= c.DROP + c.SWINGS * swing
    week = _fall(path, draws.cut[series])
    return Drop(calibrated(float(held.mean())), float((usual - now).mean()), np.where(held, week, -1))


def calibrated(share: float) -> float:
    """The probability that a share of draws stands for: a logistic line fitted once to the simulator bank.

    Platt 1999 (Advances in Large Margin Classifiers), on the log odds; never above `MOST_SURE`.
    """
    inside = min(max(share, c.LEAST_SHARE), 1 - c.LEAST_SHARE)
    odds = c.CALIBRATION[0] + c.CALIBRATION[1] * math.log(inside / (1 - inside))
    return min(1 / (1 + math.exp(-odds)), c.MOST_SURE)


def levels(path: Floats) -> tuple[Floats, Floats, Floats]:
    """(draws,) usual level, level now, and how far the level moved about in the usual time (standard deviation).

    A short history uses its first half.
    """
    weeks = path.shape[1]
    stop = max(weeks - c.QUARTER_WEEKS, min(LEAST_BEFORE, weeks - 1), weeks // 2)
    # The first weeks may be a new pair's fullest; no fall can be dated to them either.
    first = LEAST_BEFORE if stop >= 2 * LEAST_BEFORE else 0
    before = path[:, max(first, stop - c.BASELINE_WEEKS) : stop]
    now: Floats = path[:, -c.NOW_WEEKS :].mean(axis=1)
    return before.mean(axis=1), now, before.std(axis=1)


def _fall(path: Floats, cut: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The boundary of each draw that best parts a higher level before from a lower one after; -1: none.

    The fall from the half year before to all that follows, weighted as a two-sample contrast, so
    that one last low week does not outweigh a month of them.
    """
    weeks = path.shape[1]
    total = np.concatenate([np.zeros((len(path), 1)), np.cumsum(path, axis=1)], axis=1)
    week = np.arange(weeks)
    low = np.maximum(0, week - c.BASELINE_WEEKS)
    left, right = np.maximum(week - low, 1), weeks - week
    before = (total[:, week] - total[:, low]) / left
    since = (total[:, -1:] - total[:, week]) / right
    contrast = (before - since) * np.sqrt(left * right / (left + right))
    fall = np.where(cut & (week >= LEAST_BEFORE), contrast, -np.inf)
    return np.where(cut[:, LEAST_BEFORE:].any(axis=1), fall.argmax(axis=1), -1)
