"""The ordinary ups and downs of a couple: weekly AR(1) noise in every channel, drift, days and trips."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbtide.demo.habits import Floats

CHANNELS = ("start", "answer", "latency", "length", "affection", "follow")
WEEK = 7

#: Trips and holidays a year, one week each. Source: docs/method/statistics.md#simulators.
TRIPS_A_YEAR = 2
#: Shape of the gamma that makes a day busier or quieter than its week: the Poisson-Gamma part.
DAY_SHAPE = 8.0


@dataclass(frozen=True)
class Band:
    """Ranges of the noise: rho and sd of the weekly AR(1) part."""

    rho: tuple[float, float]
    sd: tuple[float, float]


#: Source: docs/method/statistics.md#simulators (usual; stress: rho .5 to .9, about twice the sd).
BANDS = {"usual": Band((0.2, 0.6), (0.10, 0.25)), "stress": Band((0.5, 0.9), (0.2, 0.5))}
#: Log of the yearly decline that every couple may show, at most. Source: docs/method/statistics.md#simulators.
DRIFT_A_YEAR = 0.25


def ar1(rng: np.random.Generator, weeks: int, rho: float, sd: float) -> Floats:
    """Stationary AR(1) with standard deviation `sd`; (weeks,)."""
    step = rng.normal(0, sd * np.sqrt(1 - rho**2), weeks)
    out = np.empty(weeks)
    last = rng.normal(0, sd)
    for week in range(weeks):
        out[week] = last = rho * last + step[week]
    return out


def weekly_noise(rng: np.random.Generator, weeks: int, band: Band) -> dict[str, Floats]:
    """Shared and own AR(1) noise of every channel on the log or logit scale; (2, weeks) each."""
    out = {}
    for channel in CHANNELS:
        shared, mine, theirs = (ar1(rng, weeks, rng.uniform(*band.rho), rng.uniform(*band.sd)) for _ in range(3))
        # Shared and own parts add up.
        out[channel] = np.stack([shared + mine, shared + theirs])
    return out


def drift(rng: np.random.Generator, weeks: int) -> dict[str, Floats]:
    """A slow decline of both, in every condition, controls included; (2, weeks) each."""
    yearly = np.log(1 - rng.uniform(0, DRIFT_A_YEAR))
    line = np.broadcast_to((np.arange(weeks) - weeks / 2) / 52 * yearly, (2, weeks))
    return {"start": line, "length": line / 2, "affection": line / 2}


def day_factor(rng: np.random.Generator, days: int) -> Floats:
    """Gamma factor on each person's starting rate of a day, mean one; (2, days)."""
    return rng.gamma(DAY_SHAPE, 1 / DAY_SHAPE, (2, days))


@dataclass(frozen=True)
class Trip:
    """A week away: days inclusive, who (None both), how much of the starts is left, slower answers."""

    start: int
    end: int
    who: int | None
    left: float
    slower: float


def draw_trips(rng: np.random.Generator, weeks: int) -> list[Trip]:
    """About two trips a year, at any time; half of them of both people."""
    trips = []
    for _ in range(rng.poisson(TRIPS_A_YEAR * weeks / 52)):
        start = int(rng.integers(0, max(weeks * WEEK - WEEK, 1)))
        who = None if rng.random() < 0.5 else int(rng.integers(0, 2))
        quiet = rng.random() < 0.6
        left = rng.uniform(0.15, 0.5) if quiet else rng.uniform(0.8, 1.3)
        trips.append(Trip(start, start + WEEK - 1, who, float(left), float(rng.uniform(0, 0.7))))
    return sorted(trips, key=lambda trip: trip.start)


def trip_logs(trips: list[Trip], days: int) -> dict[str, Floats]:
    """What trips do to starting and reply times; (2, days) each."""
    start, latency = np.zeros((2, days)), np.zeros((2, days))
    for trip in trips:
        rows: NDArray[np.int64] = np.arange(2) if trip.who is None else np.array([trip.who])
        start[rows, trip.start : trip.end + 1] += np.log(trip.left)
        latency[rows, trip.start : trip.end + 1] += trip.slower
    return {"start": start, "latency": latency}
