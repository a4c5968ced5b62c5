"""The ordinary swings of the second simulator: a daily wander with heavy-tailed steps, bad weeks, drift, trips."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.simulators.second.rhythm import WEEK, Floats

CHANNELS = ("start", "answer", "latency", "length", "affection", "follow")
YEAR = 365.25
#: How much of a swing each channel shows: answering feeds on itself, so that little goes far.
SHOWN = {"start": 1.0, "answer": 0.3, "latency": 1.0, "length": 0.6, "affection": 1.2, "follow": 0.8}
#: Standard deviation of what one day alone adds to length (log) and affection (log-odds).
ONE_DAY = {"length": 0.12, "affection": 0.3}
#: Depth of a bad week on the log scale (mean of an exponential) and how it shows; days it takes.
BAD_DEPTH, BAD_SHOWS, BAD_DAYS = 0.4, {"start": -1.0, "latency": 0.5, "length": -0.2, "affection": -0.5}, (4, 10)
#: Yearly decline of both at most, and the largest swing of the seasons; logs.
DECLINE, SEASON = 0.28, 0.08
#: Trips a year, their days, and what they take off the openings (log) and add to delays (log) at most.
TRIPS, TRIP_DAYS, TRIP_LESS, TRIP_SLOWER = 2.0, (3, 12), (-1.7, 0.1), 0.8


@dataclass(frozen=True)
class Band:
    """Ranges of the wander: days of memory, standard deviation; freedom of its steps; bad weeks a year each."""

    memory: tuple[float, float]
    spread: tuple[float, float]
    freedom: float
    bad: float


BANDS = {"usual": Band((3.0, 14.0), (0.12, 0.28), 4.0, 1.5), "stress": Band((12.0, 40.0), (0.25, 0.5), 3.0, 3.0)}
Levels = dict[str, Floats]


@dataclass(frozen=True)
class Away:
    """A trip: first and last day, who (None both)."""

    start: int
    end: int
    who: int | None


def nothing(days: int) -> Levels:
    """Levels of no change at all; (2, days) each."""
    return {channel: np.zeros((2, days)) for channel in CHANNELS}


def wander(rng: np.random.Generator, days: int, band: Band) -> Floats:
    """A daily Ornstein-Uhlenbeck level with Student-t steps, stationary from the first day; (days,)."""
    keep = np.exp(-1 / rng.uniform(*band.memory))
    back = int(np.ceil(np.log(1e-3) / np.log(keep)))
    # A Student t of n degrees has variance n / (n - 2).
    unit = np.sqrt((1 - keep**2) * (band.freedom - 2) / band.freedom)
    steps = rng.uniform(*band.spread) * unit * rng.standard_t(band.freedom, days + back)
    return np.asarray(np.convolve(steps, keep ** np.arange(back + 1))[back : back + days])


def swings(rng: np.random.Generator, days: int, band: Band) -> Levels:
    """Shared and own wander, one-day effects, bad weeks and drift of every channel; (2, days) each."""
    levels = nothing(days)
    for channel, part in SHOWN.items():
        shared, mine, theirs = (wander(rng, days, band) for _ in range(3))
        levels[channel] += part * np.stack([shared + mine, shared + theirs])
    for channel, spread in ONE_DAY.items():
        levels[channel] += rng.normal(0, spread, (2, days))
    for who in (slice(None), 0, 1):
        _bad_weeks(levels, who, rng, band)
    _drift(levels, rng)
    return levels


def _bad_weeks(levels: Levels, who: slice | int, rng: np.random.Generator, band: Band) -> None:
    days = levels["start"].shape[1]
    for _ in range(rng.poisson(band.bad * days / YEAR)):
        first = int(rng.integers(0, days))
        last, depth = first + int(rng.integers(*BAD_DAYS, endpoint=True)), rng.exponential(BAD_DEPTH)
        for channel, sign in BAD_SHOWS.items():
            levels[channel][who, first:last] += sign * depth


def _drift(levels: Levels, rng: np.random.Generator) -> None:
    day = np.arange(levels["start"].shape[1])
    fall = -rng.uniform(0, DECLINE) * (day - day.size / 2) / YEAR
    season = rng.uniform(0, SEASON) * np.sin(2 * np.pi * (day / YEAR + rng.random()))
    levels["start"] += fall + season
    levels["length"] += 0.4 * fall
    levels["affection"] += 0.4 * fall


def trips(levels: Levels, rng: np.random.Generator) -> list[Away]:
    """Draw trips and write what they do into the levels."""
    days, found = levels["start"].shape[1], []
    for _ in range(rng.poisson(TRIPS * days / YEAR)):
        start = int(rng.integers(0, max(days - WEEK, 1)))
        end = min(start + int(rng.integers(*TRIP_DAYS, endpoint=True)), days) - 1
        who = (None, None, 0, 1)[int(rng.integers(0, 4))]
        rows = slice(None) if who is None else who
        levels["start"][rows, start : end + 1] += rng.uniform(*TRIP_LESS)
        levels["latency"][rows, start : end + 1] += rng.uniform(0, TRIP_SLOWER)
        found.append(Away(start, end, who))
    return sorted(found, key=lambda trip: trip.start)
