"""An action logged afterwards: is the level back, since when, and how often did such dips come back by themselves?

Nobody acts on an ordinary day. An action logged in the worst weeks is followed by better ones whatever was done
(regression to the mean), so nothing here is an effect; the pair's own earlier dips are the comparison.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from ebbtide.analysis.changes.constants import NOW_WEEKS
from ebbtide.analysis.effects.interrupted_series import Series
from ebbtide.analysis.measures.measure import Floats

#: A dip is the mean of the last three weeks before the action, held against the weeks before those.
DIP_WEEKS: Final = 3
#: It is one from so many spreads of the history's own three-week means below the usual level; their spread is never
#: taken for less than the error of counting.
DIP_DEPTH: Final = 1.0
#: An earlier dip is as deep when it reaches this share of the depth, and back when it has less than half of it left.
AS_DEEP: Final = 0.75
HALF: Final = 0.5
#: An earlier dip came back by itself when it did within so many weeks.
BACK_WITHIN: Final = 8
#: P(the last four weeks are nearer to the usual level than to the dip) for "back", and one less it for "not back".
LINE: Final = 0.8


@dataclass(frozen=True)
class Recovery:
    """What is seen of a dip; state: "back", "not back", "cannot tell", or "no dip" (nothing to come back from).

    since: position of the first week that it is back since. usual, dip, now: levels on the analysis
    scale. earlier: how many earlier dips as deep came back by themselves, of how many.
    """

    state: str
    usual: float
    dip: float
    now: float
    since: int | None
    earlier: tuple[int, int]


def recovery(series: Series, before: int, after: int, up: int) -> Recovery:
    """What came after the `before` weeks ahead of an action, of a series whose weeks `after` follow it.

    series: all weeks seen. before, after: positions, of the end of the weeks ahead of the action and
    of the first complete week after its start. up: 1 where a dip lies lower, -1 where it lies higher.
    """
    value = up * series.value
    ahead = value[:before]
    usual = float(np.median(ahead[:-DIP_WEEKS]))
    dip, now = float(ahead[-DIP_WEEKS:].mean()), float(value[after:][-NOW_WEEKS:].mean())
    means = np.convolve(ahead, np.full(DIP_WEEKS, 1 / DIP_WEEKS), "valid")
    # How far a mean of four weeks swings in this history.
    error = float(np.std(np.convolve(ahead, np.full(NOW_WEEKS, 1 / NOW_WEEKS), "valid")))
    spread = max(float(np.std(means[:-DIP_WEEKS])), math.sqrt(float(np.median(series.variance)) / DIP_WEEKS))
    earlier = earlier_dips(means, usual, usual - dip)
    levels = (up * usual, up * dip, up * now)
    if usual - dip < DIP_DEPTH * spread:
        return Recovery("no dip", *levels, None, earlier)
    half = usual - HALF * (usual - dip)
    p = 0.5 * math.erfc(-(now - half) / max(error, 1e-9) / math.sqrt(2))
    state = "back" if p > LINE else "not back" if p < 1 - LINE else "cannot tell"
    since = after + _since(value[after:], half) if state == "back" else None
    return Recovery(state, *levels, since, earlier)


def _since(value: Floats, half: float) -> int:
    """The first week on the usual side of the half-way line from which on every mean to the end is there too.

    Only means of at least four weeks are looked at: the last one is, or the level would not be called back.
    """
    tails = (np.cumsum(value[::-1])[::-1] / np.arange(len(value), 0, -1))[: len(value) - NOW_WEEKS + 1]
    below = np.flatnonzero(tails < half)
    first = int(below[-1]) + 1 if len(below) else 0
    usual = np.flatnonzero(value[first : len(tails)] >= half)
    return first + int(usual[0]) if len(usual) else len(tails) - 1


def earlier_dips(means: Floats, usual: float, depth: float) -> tuple[int, int]:
    """Earlier dips as deep that came back by themselves within eight weeks, and how many there were.

    means: three-week means up to the action, of which the last belong to the dip at hand and do not count.
    """
    if depth <= 0:
        return 0, 0
    low, half = usual - AS_DEEP * depth, usual - HALF * depth
    came, began, at = 0, [], 0
    last = len(means) - DIP_WEEKS
    while last > 0 and means[last - 1] < half:
        last -= 1
    while at < last:
        if means[at] <= low:
            back = next((k for k in range(at, last) if means[k] > half), last)
            began.append(at)
            came += back < last and back - at <= BACK_WITHIN
            at = back
        at += 1
    return came, len(began)
