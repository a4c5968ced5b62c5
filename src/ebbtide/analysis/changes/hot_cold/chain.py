"""A chain of warm and cold stretches of a least length, run exactly forwards and backwards over many rows at once.

Hidden semi-Markov model (Yu 2010, Artificial Intelligence 174): how long a stretch has lasted is part of the
state. The week of a switch holds days of both stretches half of the time, and then lies between the levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.measures.measure import Floats

#: Levels of a state: (0) warm, (1) the two in one week, (2) cold.
WARM, BETWEEN, COLD = 0, 1, 2
LEVELS = 3
#: How often the week of a switch counts as both: a switch falls on any day of its week.
BETWEEN_SHARE = 0.5


@dataclass(frozen=True)
class Chain:
    """states: S of them, each a level. move: (S, 3 S) chance of a move, split by the level that is left.

    level: (S,). start: (S,) chances of the first week.
    """

    move: Floats
    level: NDArray[np.int64]
    start: Floats


def chain(leave_warm: Sequence[float], leave_cold: Sequence[float], cold_share: float) -> Chain:
    """A chain from the chance of leaving after so many weeks (from the second on; the last one lasts)."""
    ages = len(leave_warm)
    size = ages + 2  # the week of the switch, of both levels or of the new one, then one state a week
    plain, level, start = np.zeros((2 * size, 2 * size)), np.full(2 * size, WARM), np.zeros(2 * size)
    level[size:], level[[0, size]] = COLD, BETWEEN
    start[[size - 1, 2 * size - 1]] = 1 - cold_share, cold_share
    for side, leave in enumerate((leave_warm, leave_cold)):
        here, other = side * size, (1 - side) * size
        plain[[here, here + 1], here + 2] = 1.0
        for age, out in enumerate(leave):
            row = here + 2 + age
            plain[row, min(row + 1, here + size - 1)] += 1 - out
            plain[row, [other, other + 1]] = out * BETWEEN_SHARE, out * (1 - BETWEEN_SHARE)
    split = np.stack([np.where((level == k)[:, None], plain, 0.0) for k in range(LEVELS)], axis=1)
    return Chain(split.reshape(2 * size, LEVELS * 2 * size), level, start)


@dataclass(frozen=True)
class Likelihood:
    """Log densities of R rows of T weeks: first (R, 3) by level, step (R, T - 1, 3, 3) by level before and now."""

    first: Floats
    step: Floats


def evidence(data: Likelihood, ch: Chain) -> Floats:
    """(R,) log evidence of each row, every path through the chain summed."""
    log, _, _ = _forward(data, ch)
    return log


def cold(data: Likelihood, ch: Chain) -> Floats:
    """(R, T) posterior share of each week that is cold; a week of both counts half."""
    _, states, step = _forward(data, ch)
    share = np.array([0.0, 0.5, 1.0])[ch.level]
    out = np.empty(states.shape[:2])
    back = np.ones((len(states), len(ch.level)))
    for t in range(states.shape[1] - 1, -1, -1):
        here = states[:, t] * back
        out[:, t] = (here @ share) / here.sum(axis=1)
        if t:
            weighted = (step[:, t - 1][:, :, ch.level] * back[:, None]).reshape(len(back), -1)
            back = weighted @ ch.move.T
            back /= back.sum(axis=1, keepdims=True)
    return out


def _forward(data: Likelihood, ch: Chain) -> tuple[Floats, Floats, Floats]:
    """(R,) log evidence, (R, T, S) chances of each state given the weeks so far, and the scaled densities."""
    rows, size = len(data.first), len(ch.level)
    top = data.step.max(axis=(2, 3), keepdims=True)
    step = np.exp(data.step - top)
    peak = data.first.max(axis=1, keepdims=True)
    state = ch.start * np.exp(data.first - peak)[:, ch.level]
    log = peak[:, 0] + top.sum(axis=(1, 2, 3)) + np.log(state.sum(axis=1))
    states = np.empty((rows, data.step.shape[1] + 1, size))
    states[:, 0] = state / state.sum(axis=1, keepdims=True)
    for t in range(step.shape[1]):
        moved = (states[:, t] @ ch.move).reshape(rows, LEVELS, size)
        state = (moved * step[:, t][:, :, ch.level]).sum(axis=1)
        total = state.sum(axis=1)
        states[:, t + 1] = state / total[:, None]
        log = log + np.log(total)
    return log, states, step


__all__ = ["BETWEEN", "COLD", "WARM", "Chain", "Likelihood", "chain", "cold", "evidence"]
