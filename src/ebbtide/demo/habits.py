"""What does not change in a made-up couple: each person's clock, manners of answering, and words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Messages a day of the quietest and the chattiest couple. Source: docs/method/statistics.md#simulators.
VOLUMES = (5.0, 200.0)
#: Median waits in waking minutes of quick and of late answers; heavy tails. Source:
#: docs/method/statistics.md#simulators.
FAST_MINUTES, SLOW_MINUTES = 1.0, 50.0
FAST_SPREAD, SLOW_SPREAD = 1.0, 1.1
#: How fast the waking clock runs for somebody asleep (a few people do look).
ASLEEP_SPEED = 0.02


@dataclass(frozen=True)
class Habits:
    """Fixed habits of two people; arrays are (2,), index 0 the user.

    volume: messages a day of both. exchanges: how many contacts a day this volume is made of.
    wake, bed: hours of the day; jitter: its standard deviation in hours. work: how much of their
    usual contact is left in working hours. fast_open, fast_inside: share of quick answers to an
    opening and inside an exchange. answer_open: log-odds that an opening is answered; burst:
    chance of another message in the same turn; follow: chance of a follow-up while waiting.
    """

    volume: float
    exchanges: float
    share: Floats
    wake: Floats
    bed: Floats
    jitter: Floats
    work: Floats
    weekend: Floats
    evening: Floats
    answer_open: Floats
    fast_open: Floats
    fast_inside: Floats
    latency: Floats
    burst: Floats
    follow: Floats
    length: Floats
    affection: Floats
    question: Floats
    voice: Floats


def draw_habits(rng: np.random.Generator, volume: float | None, affection: bool) -> Habits:
    """Draw two people; volumes are log-uniform over `VOLUMES` unless told."""
    low, high = np.log(VOLUMES)
    drawn = float(np.exp(rng.uniform(low, high)))
    busy = drawn if volume is None else float(volume)
    mine = rng.uniform(0.4, 0.6)
    loving = np.exp(rng.uniform(np.log(0.02), np.log(0.15), 2))
    return Habits(
        volume=busy,
        exchanges=busy / (1.8 * busy**0.38),
        share=np.array([mine, 1 - mine]),
        wake=rng.normal(7.2, 0.7, 2),
        bed=rng.normal(23.4, 0.8, 2),
        jitter=rng.uniform(0.3, 0.7, 2),
        work=rng.uniform(0.3, 0.9, 2),
        weekend=rng.uniform(0.8, 1.3, 2),
        evening=rng.uniform(0.5, 2.0, 2),
        answer_open=rng.uniform(1.4, 2.4, 2),
        fast_open=1 - rng.uniform(0.3, 0.55, 2) * (busy / VOLUMES[0]) ** -0.25,
        fast_inside=1 - 0.2 * (busy / VOLUMES[0]) ** -0.45 * rng.uniform(0.8, 1.2, 2),
        latency=(busy / 20) ** -0.15 * np.exp(rng.normal(0, 0.3, 2)),
        burst=rng.uniform(0.2, 0.45, 2),
        follow=rng.uniform(0.04, 0.15, 2),
        length=rng.normal(np.log(32), 0.3, 2),
        affection=loving if affection else np.zeros(2),
        question=rng.uniform(0.06, 0.16, 2),
        voice=rng.uniform(0.0, 0.06, 2),
    )
