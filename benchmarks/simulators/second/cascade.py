"""Hawkes cascades of two people by branching generations: every message may call forth answers and further messages.

Construction by clusters (Hawkes and Oakes 1974): immigrants first, then their children, generation by generation,
each generation drawn at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulators.second.rhythm import DAY, Clock, Floats, Ints

OPENING, ANSWER, FOLLOW_UP, FURTHER = 0, 1, 2, 3
#: Largest spectral radius of a day's branching ratios: below one, so that every cascade ends.
MOST = 0.95
#: Quick answers: Weibull shape and median minutes; late ones: Lomax shape and scale in waking minutes.
QUICK_SHAPE, QUICK_MEDIAN, LATE_SHAPE, LATE_SCALE = 0.75, 1.3, 2.0, 75.0
#: Further messages at once: Weibull shape and median minutes; follow-ups later: Lomax as above.
FURTHER_SHAPE, FURTHER_MEDIAN, LATER_SCALE = 1.2, 0.4, 90.0


@dataclass(frozen=True)
class Ratios:
    """Branching ratios by day, (2, days) each: children of one message, by the person who writes them.

    answers: to a message of the other. further: own messages at once. later: own messages after a while.
    """

    answers: Floats
    further: Floats
    later: Floats

    def bounded(self) -> Ratios:
        """The same with every day's spectral radius at most `MOST`."""
        less = np.minimum(1.0, MOST / self.radius())
        return Ratios(self.answers * less, self.further * less, self.later * less)

    def radius(self) -> Floats:
        """Spectral radius of each day's two by two matrix; (days,)."""
        own = self.further + self.later
        half = (own[0] - own[1]) / 2
        return np.asarray(own.mean(axis=0) + np.sqrt(half**2 + self.answers[0] * self.answers[1]))

    def messages(self, immigrants: Floats) -> Floats:
        """Expected messages of both that a day's immigrants (2, days) bring in the end; (days,)."""
        still = 1 - self.further - self.later
        every = immigrants[0] * (still[1] + self.answers[1]) + immigrants[1] * (still[0] + self.answers[0])
        return np.asarray(every / (still[0] * still[1] - self.answers[0] * self.answers[1]))


@dataclass(frozen=True)
class Events:
    """Minutes since the first midnight, person, label; (events,) each."""

    minutes: Floats
    person: NDArray[np.int8]
    label: NDArray[np.int8]


def together(parts: list[Events]) -> Events:
    """Several lots of events as one."""
    return Events(
        np.concatenate([part.minutes for part in parts]),
        np.concatenate([part.person for part in parts]),
        np.concatenate([part.label for part in parts]),
    )


@dataclass(frozen=True)
class Delays:
    """Delays of answers: share of quick ones (2,), factor on all of them by day (2, days)."""

    quick: Floats
    factor: Floats


def weibull(rng: np.random.Generator, shape: float, median: float, size: int) -> Floats:
    """Weibull draws with a given median."""
    return np.asarray(median * (rng.standard_exponential(size) / np.log(2)) ** (1 / shape))


class Cascade:
    """Draws the children of a lot of messages; all arrays cover the whole history."""

    def __init__(self, ratios: Ratios, delays: Delays, clocks: tuple[Clock, Clock], rng: np.random.Generator) -> None:
        self.ratios, self.delays, self.clocks, self.rng = ratios, delays, clocks, rng
        self.end = ratios.answers.shape[1] * DAY

    def run(self, openings: Events) -> Events:
        """The openings with all that follows from them, in time order."""
        generations = [openings]
        while generations[-1].minutes.size:
            generations.append(self.children(generations[-1]))
        every = together(generations)
        order = np.argsort(every.minutes, kind="stable")
        return Events(every.minutes[order], every.person[order], every.label[order])

    def children(self, parents: Events) -> Events:
        """One generation further: answers, further messages, follow-ups."""
        answers = self.born(parents, 1 - parents.person, self.ratios.answers, ANSWER)
        further = self.born(parents, parents.person, self.ratios.further, FURTHER)
        later = self.born(parents, parents.person, self.ratios.later, FOLLOW_UP)
        return together([answers, further, later])

    def born(self, parents: Events, writer: NDArray[np.int8], ratio: Floats, label: int) -> Events:
        """Children of one kind: a Poisson number each, after a delay on the writer's waking clock."""
        day = (parents.minutes / DAY).astype(np.int64)
        times = self.rng.poisson(ratio[writer, day])
        start, person = np.repeat(parents.minutes, times), np.repeat(writer, times)
        wait, at = self.wait(label, person, np.repeat(day, times)), np.empty(start.size)
        for one in (0, 1):
            who = person == one
            at[who] = self.clocks[one].after(start[who], wait[who])
        kept = at < self.end
        return Events(at[kept], person[kept], np.full(int(kept.sum()), label, np.int8))

    def wait(self, label: int, person: NDArray[np.int8], day: Ints) -> Floats:
        """Waking minutes that each child waits."""
        size = person.size
        if label == FURTHER:
            return weibull(self.rng, FURTHER_SHAPE, FURTHER_MEDIAN, size)
        if label == FOLLOW_UP:
            return np.asarray(LATER_SCALE * self.rng.pareto(LATE_SHAPE, size))
        soon = weibull(self.rng, QUICK_SHAPE, QUICK_MEDIAN, size)
        late = LATE_SCALE * self.rng.pareto(LATE_SHAPE, size)
        wait = np.where(self.rng.random(size) < self.delays.quick[person], soon, late)
        return np.asarray(wait * self.delays.factor[person, day])
