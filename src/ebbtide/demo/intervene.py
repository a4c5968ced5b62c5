"""Pure interventions: one manner of one person changes, nothing else does; to test each measure's definition."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ebbtide.demo.conditions import ME, THEM, Course
from ebbtide.demo.couple import Couple
from ebbtide.demo.habits import draw_habits
from ebbtide.demo.noise import BANDS, CHANNELS, WEEK, day_factor, weekly_noise
from ebbtide.demo.simulate import Facts, calibrate, make_couple, write_script
from ebbtide.demo.talk import talk

#: What each intervention does: person, channel, size (log or log-odds). "eager" is the chance of an extra
#: follow-up inside a wait that ends in an answer anyway. Source: docs/method/measures.md#interventions,
#: docs/method/statistics.md#counting.
INTERVENTIONS: dict[str, tuple[int, str, float]] = {
    "starts_halved": (THEM, "start", float(np.log(0.5))),
    "slow": (THEM, "latency", float(np.log(4.0))),
    "fewer": (THEM, "answer", float(np.log(0.5))),
    "other_starts": (ME, "start", float(np.log(1.6))),
    "follows_up": (ME, "eager", 0.35),
    "length": (THEM, "length", float(np.log(0.6))),
    "affection": (THEM, "affection", float(np.log(0.5))),
}


def intervene(kind: str | None, seed: int, volume: float, weeks: tuple[int, int] = (26, 26)) -> Couple:
    """A couple in which only `kind` happens after `weeks[0]` weeks; None for no change at all.

    There is no drift, no trip and no answer of the other side to it; weekly noise stays. A seed gives
    the same two people and the same noise under every kind. Raises KeyError for an unknown kind.
    """
    rng = np.random.default_rng([seed, 77])
    total = sum(weeks)
    habits = draw_habits(rng, volume, True)
    course = Course(total * WEEK, weeks[0] * WEEK)
    for name, value in weekly_noise(rng, total, BANDS["usual"]).items():
        course.logs[name] += np.repeat(value, WEEK, axis=1)
    busy, base = day_factor(rng, course.days), calibrate(habits, rng)
    eager = np.zeros((2, course.days))
    effects = dict.fromkeys(CHANNELS, (0.0, 0.0))
    if kind is not None:
        person, channel, size = INTERVENTIONS[kind]
        target = eager if channel == "eager" else course.logs[channel]
        target[person] += size * course.step()
        effects[channel] = (size, 0.0) if person == ME else (0.0, size)
    script, rates = write_script(habits, course, busy, base, rng)
    facts = Facts(str(kind), effects, "ignores", kind is not None, rates)
    return make_couple(habits, course, talk(replace(script, eager=eager), rng), facts, False, None, rng)
