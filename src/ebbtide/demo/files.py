"""The demo couple, written as the files that a user would bring: 80 weeks of Ana and Sam."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ebbtide.demo.conditions import THEM, Course
from ebbtide.demo.couple import PEOPLE, Couple
from ebbtide.demo.habits import draw_habits
from ebbtide.demo.noise import BANDS, WEEK, Trip, weekly_noise
from ebbtide.demo.simulate import Facts, live
from ebbtide.history.conversation import Context

WEEKS, ONSET, RAMP = 80, 66, 5
VOLUME = 35.0
#: First week and length of the trip that the two told, and of the busy spell of the other.
TRIP_WEEK, BUSY_WEEK, BUSY_WEEKS = 31, 47, 3
#: The pull-away: a step at the onset and further over `RAMP` weeks (log, log-odds).
STEP = {"start": -0.5, "answer": -0.4, "latency": 0.4, "length": -0.15, "affection": -0.5}
FADE = {"start": -0.4, "answer": -0.3, "latency": 0.3, "length": -0.1, "affection": -0.4}
BUSY = {"start": -0.6, "latency": 0.8, "length": -0.2}


def demo_couple(seed: int = 7) -> Couple:
    """Ana (the user) and Sam, who begins to pull away about week 66; the trip and the busy spell are told."""
    rng = np.random.default_rng([seed, WEEKS])
    habits = draw_habits(rng, VOLUME, True)
    course = Course(WEEKS * WEEK, ONSET * WEEK + 2)
    course.side, course.moved, course.exported, course.living = "them", (THEM,), True, "apart"
    course.add(THEM, STEP, course.step())
    course.add(THEM, FADE, course.ramp(RAMP * WEEK))
    effects = {name: (0.0, STEP[name] + FADE[name]) for name in STEP}
    busy = (BUSY_WEEK * WEEK, (BUSY_WEEK + BUSY_WEEKS) * WEEK - 1)
    course.add(THEM, BUSY, course.step(busy[0], busy[1] + 1))
    course.spells.append((*busy, THEM))
    course.trips = [Trip(TRIP_WEEK * WEEK, (TRIP_WEEK + 1) * WEEK - 1, None, 0.2, 0.3)]
    facts = Facts("demo", effects, "ignores", True, np.zeros((2, 0)))
    return live(habits, course, facts, weekly_noise(rng, WEEKS, BANDS["usual"]), rng, told=True, seconds=False)


def demo_files(folder: Path, seed: int = 7) -> tuple[list[Path], Context]:
    """Write the demo couple into `folder` as one archive; the paths, and what these two would tell."""
    couple = demo_couple(seed)
    path = folder / f"WhatsApp Chat with {PEOPLE[1]}.zip"
    couple.write_whatsapp(path)
    return [path], couple.told
