"""Read from posterior draws whether a person's index dropped and still holds, and when."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.changes import constants as c
from ebbtide.analysis.changes.segments import Draws
from ebbtide.analysis.measures.measure import Floats

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


def drop(draws: Draws, series: int, value: Floats, volume: float) -> Drop:
    """How surely the level now lies clearly under the usual one, and when each draw fell.

    value: (T,) the weeks that `series` was drawn from. volume: messages a day of both, see `probability_of`.

    "Usual" is the mean level of half a year that ended a quarter before the look, "now" that of the
    last month (docs/method/statistics.md#comparison). Clearly: by `DROP`, and by as much as the level of that
    draw moved about within the usual time: with somebody who swings, a swing is no fall. Reading
    the largest boundary of each draw instead finds one in any noise: AUC .930 against .953 on the
    development couples. The date is the boundary after which a draw lies furthest below what went before.
    """
    # Weeks that nobody saw have no level: the two sides of a hole are held against each other.
    weeks = np.flatnonzero(np.isfinite(value)) if np.isfinite(value).sum() > 1 else np.arange(len(value))
    path = draws.path[series][:, weeks]
    usual, now, swing = levels(path)
    is_lower = usual - now >= c.DROP + c.SWINGS * swing
    place = _fall(path, np.diff(np.cumsum(draws.cut[series], axis=1)[:, weeks], axis=1, prepend=0) > 0)
    week = np.where(place >= 0, weeks[place], -1)
    beyond = recent_fall(value) - float(swing.mean())
    probability = probability_of(float(is_lower.mean()), beyond, volume)
    return Drop(probability, float((usual - now).mean()), np.where(is_lower, week, -1))


def probability_of(share: float, fall: float, volume: float) -> float:
    """The probability of a drop: a logistic line fitted once to a bank of simulated couples, `CALIBRATION`.

    share: of the draws that hold a drop. fall: `recent_fall` less the level's own moves, in units of the
    full index. volume: messages a day of both; where much is written, chance is small and what is left of
    the ups and downs lasts longer, so that the same share is worth less. Platt 1999 (Advances in Large
    Margin Classifiers), with two figures more; never above `MOST_SURE`.
    """
    inside = min(max(share, c.LEAST_SHARE), 1 - c.LEAST_SHARE)
    least, most = c.VOLUMES
    move, written = min(max(fall, -c.MOST_FALL), c.MOST_FALL), min(max(volume, least), most)
    figures = (1.0, math.log(inside / (1 - inside)), move, math.log(written))
    odds = sum(weight * figure for weight, figure in zip(c.CALIBRATION, figures, strict=True))
    return min(1 / (1 + math.exp(-odds)), c.MOST_SURE)


def recent_fall(value: Floats) -> float:
    """How far the last weeks lie under those of the usual time, each week counting `KEEP` of the next one's.

    value: (T,), nan where a week is missing, which is passed over. The draws part the weeks by boundaries; a slow
    fade has none, and its last weeks lie lower than the level of its last stretch.
    """
    observed = value[np.isfinite(value)]
    before = observed[usual_weeks(len(observed))] if len(observed) else observed
    if not len(before):
        return 0.0
    weight = c.KEEP ** np.arange(len(observed))[::-1]
    return float(before.mean() - observed @ weight / weight.sum())


def levels(path: Floats) -> tuple[Floats, Floats, Floats]:
    """(draws,) usual level, level now, and how far the level moved about in the usual time (standard deviation)."""
    before = path[:, usual_weeks(path.shape[1])]
    now: Floats = path[:, -c.NOW_WEEKS :].mean(axis=1)
    return before.mean(axis=1), now, before.std(axis=1)


def usual_weeks(weeks: int) -> slice:
    """The usual time of a history of so many weeks; a short one uses its first half."""
    stop = max(weeks - c.QUARTER_WEEKS, min(LEAST_BEFORE, weeks - 1), weeks // 2)
    # The first weeks may be a new pair's fullest; no fall can be dated to them either.
    first = LEAST_BEFORE if stop >= 2 * LEAST_BEFORE else 0
    return slice(max(first, stop - c.BASELINE_WEEKS), stop)


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
