"""When two people of the second simulator open and answer: von Mises days, weekdays of their own, and sleep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

DAY, HOUR = 1440.0, 60.0
WEEK = 7
#: Minutes of one step of the grid on which sleep and attention stand.
GRID = 10
STEPS_A_DAY = int(DAY) // GRID
#: Centres (hours), their spread, and least and largest concentration of morning, midday and evening.
CENTRES, CENTRE_SPREAD = (8.2, 13.0, 20.6), (0.8, 1.0, 0.9)
FOCUS = ((5.0, 2.5, 3.0), (14.0, 6.0, 9.0))
#: Dirichlet weights of morning, midday and evening on workdays and at weekends, and of the seven days.
WORKDAY, WEEKEND, WEEKDAYS = (2.0, 2.0, 6.0), (1.5, 4.0, 5.0), 40.0
#: Somebody asleep: share of openings that happen all the same, and how fast the waking clock runs.
NIGHT_OPENINGS, NIGHT_SPEED = 0.2, 0.015
#: Speed of the waking clock at the least attentive waking minute; it is one at the most attentive.
LEAST_ATTENTION = 0.35


@dataclass(frozen=True)
class Rhythm:
    """One person's day: von Mises centres and concentrations (3,), weights (2, 3) of workday and weekend.

    weekday: (7,) factors of mean one. wake, bed: hours. restless: scale of their Laplace jitter, hours.
    """

    centre: Floats
    focus: Floats
    weight: Floats
    weekday: Floats
    wake: float
    bed: float
    restless: float


@dataclass(frozen=True)
class Clock:
    """A waking clock: minutes since the first midnight against waking minutes passed; (steps + 1,) each."""

    minutes: Floats
    passed: Floats
    awake: Flags

    def after(self, minute: Floats, wait: Floats) -> Floats:
        """The minutes at which `wait` waking minutes have passed since `minute`; infinite beyond the end."""
        goal = np.interp(minute, self.minutes, self.passed) + wait
        return np.asarray(np.interp(goal, self.passed, self.minutes, right=np.inf))


def draw_rhythm(rng: np.random.Generator) -> Rhythm:
    """Draw one person's rhythm."""
    return Rhythm(
        centre=rng.normal(CENTRES, CENTRE_SPREAD),
        focus=rng.uniform(*FOCUS),
        weight=np.stack([rng.dirichlet(WORKDAY), rng.dirichlet(WEEKEND)]),
        weekday=WEEK * rng.dirichlet(np.full(WEEK, WEEKDAYS)),
        wake=float(rng.uniform(6.0, 8.2)),
        bed=float(rng.uniform(22.3, 24.8)),
        restless=float(rng.uniform(0.15, 0.45)),
    )


def _free(day: Ints) -> Ints:
    return np.asarray((day % WEEK >= 5).astype(np.int64))


def _awake(rhythm: Rhythm, days: int, rng: np.random.Generator) -> Flags:
    """Whether the person is awake in each step of the grid; a late night ends after midnight."""
    free = _free(np.arange(days))
    up = rhythm.wake + 1.1 * free + rng.laplace(0, rhythm.restless, days)
    down = rhythm.bed + 0.6 * np.roll(free, -1) + rng.laplace(0, rhythm.restless, days)
    hour = (np.arange(STEPS_A_DAY) + 0.5) * GRID / HOUR
    late = np.concatenate([[0.0], down[:-1] - 24])
    today = (hour >= up[:, None]) & (hour < down[:, None])
    return np.asarray((today | (hour < late[:, None])).ravel())


def _attention(rhythm: Rhythm) -> Floats:
    """The mixture's density over a workday and a weekend day, largest value one; (2, steps a day)."""
    angle = (np.arange(STEPS_A_DAY)[:, None] + 0.5) / STEPS_A_DAY * 2 * np.pi
    away = angle - rhythm.centre * 2 * np.pi / 24
    density = np.exp(rhythm.focus * np.cos(away)) / np.i0(rhythm.focus)
    day = rhythm.weight @ density.T
    return np.asarray(day / day.max(axis=1, keepdims=True))


def waking_clock(rhythm: Rhythm, days: int, rng: np.random.Generator) -> Clock:
    """The waking clock of a whole history, nearly still in sleep and slower where attention is thin."""
    awake = _awake(rhythm, days, rng)
    attention = _attention(rhythm)[_free(np.arange(days))].ravel()
    speed = np.where(awake, LEAST_ATTENTION + (1 - LEAST_ATTENTION) * attention, NIGHT_SPEED)
    passed = np.concatenate([[0.0], np.cumsum(speed * GRID)])
    return Clock(np.arange(0, (awake.size + 1) * GRID, GRID, dtype=np.float64), passed, awake)


def openings(rhythm: Rhythm, clock: Clock, daily: Floats, rng: np.random.Generator) -> Floats:
    """Immigrants of one person: an inhomogeneous Poisson process with `daily` (days,) events a day; minutes."""
    count = rng.poisson(daily * rhythm.weekday[np.arange(daily.size) % WEEK])
    day = np.repeat(np.arange(daily.size), count)
    steps = np.cumsum(rhythm.weight, axis=1)[_free(day)]
    part = (rng.random(day.size)[:, None] > steps[:, :2]).sum(axis=1)
    angle = rng.vonmises(rhythm.centre[part] * 2 * np.pi / 24, rhythm.focus[part])
    minute = day * DAY + np.mod(angle / (2 * np.pi), 1.0) * DAY
    step = np.minimum((minute / GRID).astype(np.int64), clock.awake.size - 1)
    return np.asarray(minute[clock.awake[step] | (rng.random(day.size) < NIGHT_OPENINGS)])
