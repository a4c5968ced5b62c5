"""The hours of two people: when they are awake, when they tend to write, how their waking clock runs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ebbtide.demo.habits import ASLEEP_SPEED, Floats, Habits

HOURS = 24
WORK_HOURS = (9, 17)


def awake_share(habits: Habits, person: int, shift: Floats, rng: np.random.Generator) -> Floats:
    """Share of each hour of each day that a person is awake: (days * 24,).

    shift: (days,), hours by which their day lies later than the file's clock.
    """
    days = shift.size
    sleep_in = np.where(np.arange(days) % 7 >= 5, 1.0, 0.0)
    noise = rng.normal(0, habits.jitter[person], (2, days))
    start = np.arange(days) * HOURS + shift
    up = start + habits.wake[person] + sleep_in + noise[0]
    down = start + habits.bed[person] + 0.5 * sleep_in + noise[1]
    knots = np.maximum.accumulate(np.column_stack([up, down]).ravel())
    passed = np.concatenate([[0.0], np.cumsum(np.where(np.arange(knots.size - 1) % 2 == 0, np.diff(knots), 0.0))])
    return np.diff(np.interp(np.arange(days * HOURS + 1), knots, passed))


def waking_speed(habits: Habits, person: int, awake: Floats, shift: Floats) -> Floats:
    """How fast the waking clock runs in each hour: slower at work, nearly still in sleep; (days * 24,)."""
    working = _working(shift)
    # Work slows answers by half as much as it thins out starts.
    speed = np.where(working, 0.5 + 0.5 * habits.work[person], 1.0)
    return awake * speed + (1 - awake) * ASLEEP_SPEED


def start_rhythm(habits: Habits, person: int, awake: Floats, shift: Floats, evening: Floats) -> Floats:
    """Relative chance of a start in each hour, mean one over a week; (days * 24,).

    evening: (days,), factor on the hours after 18 (people who live together write less then).
    """
    days = shift.size
    hour = _own_hour(shift)
    bump = habits.evening[person] * np.exp(-0.5 * ((hour - 20.5) / 2.0) ** 2)
    morning = 0.8 * np.exp(-0.5 * ((hour - habits.wake[person] - 1) / 1.0) ** 2)
    lunch = 0.5 * np.exp(-0.5 * ((hour - 12.5) / 0.8) ** 2)
    level = 1 + np.where(hour >= 18, np.repeat(evening, HOURS), 1.0) * bump + morning + lunch
    level *= np.where(_working(shift), habits.work[person], 1.0)
    weekday = np.repeat(np.arange(days) % 7, HOURS)
    level *= np.where(weekday >= 5, habits.weekend[person], 1.0) * awake
    return np.asarray(level / max(float(level[: 4 * 7 * HOURS].mean()), 1e-9))


def _own_hour(shift: Floats) -> Floats:
    days = shift.size
    return np.asarray((np.tile(np.arange(HOURS) + 0.5, days) - np.repeat(shift, HOURS)) % HOURS)


def _working(shift: Floats) -> NDArray[np.bool_]:
    hour = _own_hour(shift)
    weekday = np.repeat(np.arange(shift.size) % 7 < 5, HOURS)
    return np.asarray((hour >= WORK_HOURS[0]) & (hour < WORK_HOURS[1]) & weekday)
