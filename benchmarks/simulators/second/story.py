"""What happens to a couple of the second simulator: one function a condition, and how the other side takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from benchmarks.simulators.second.rhythm import WEEK, Floats
from benchmarks.simulators.second.swings import CHANNELS, Levels, nothing

ME, THEM = 0, 1

#: Share of openings lost by somebody who pulls away. Source: docs/method/statistics.md#simulators.
LOST = (0.3, 0.7)
#: How far each other channel moves (log, log-odds for affection) when it does, and how often it does.
MOVES: dict[str, tuple[float, float]] = {
    "answer": (-0.5, -0.12),
    "latency": (0.25, 1.0),
    "length": (-0.45, -0.12),
    "affection": (-1.1, -0.25),
}
CHANCE = 0.7
#: Days of a busy spell, of a ramp, and of one side of hot and cold.
SPELL, RAMP, DWELL = (14, 28), (42, 84), (14, 35)
#: First day on which hot and cold may begin, and the last.
FIRST_COLD = (14, 42)
#: Openings a day of somebody who has stopped, and the log of what is left of their answering.
STOPPED_OPENINGS, STOPPED_ANSWERS = 0.09, -6.0
#: Chances of each way to take the other's openings, the days looked back on, and the strength.
WAYS = {"pursues": 0.4, "ignores": 0.3, "mirrors": 0.3}
LOOKED_BACK, STRENGTH = 14, 0.35
#: The most that the fortnight past is felt (log), so that near silence is not answered without bounds.
MOST_FELT = 1.2


@dataclass
class Story:
    """The course of a couple with its truth: levels are (2, days) by channel, added to the swings.

    end: last day of what does not last. stopped: person whose openings all but stop at the onset, or None.
    spells: first day, last day, who (None both).
    """

    days: int
    onset: int
    levels: Levels = field(default_factory=dict)
    side: str = "none"
    moved: tuple[int, ...] = ()
    end: int | None = None
    stopped: int | None = None
    spells: list[tuple[int, int, int | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.levels = nothing(self.days)

    def add(self, person: int, change: dict[str, float], shape: Floats) -> None:
        """Add a change of one person, times a shape over the days (days,)."""
        for channel, size in change.items():
            self.levels[channel][person] += size * shape

    def since(self, end: int | None = None) -> Floats:
        """One from the onset to `end` (for good), zero elsewhere; (days,)."""
        shape = np.zeros(self.days)
        shape[self.onset : end] = 1.0
        return shape

    def effects(self) -> dict[str, tuple[float, float]]:
        """What is left at the end of what happened: channel to (me, them)."""
        return {name: (float(self.levels[name][ME, -1]), float(self.levels[name][THEM, -1])) for name in CHANNELS}

    def changed(self) -> bool:
        """Whether anything happened at all."""
        return self.stopped is not None or any(level.any() for level in self.levels.values())


def pull_away(rng: np.random.Generator) -> dict[str, float]:
    """How far somebody pulls away: openings always, each other channel with chance `CHANCE`."""
    change = {"start": float(np.log1p(-rng.uniform(*LOST)))}
    moved = [name for name in MOVES if rng.random() < CHANCE]
    return change | {name: float(rng.uniform(*MOVES[name])) for name in moved}


def _days(rng: np.random.Generator, span: tuple[int, int]) -> int:
    return int(rng.integers(span[0], span[1] + 1))


def _stable(story: Story, rng: np.random.Generator) -> None:
    """Nothing beyond the usual swings."""


def _moves(story: Story, rng: np.random.Generator, side: str, people: tuple[int, ...], shape: Floats) -> None:
    story.side, story.moved = side, people
    for person in people:
        story.add(person, pull_away(rng), shape)


def _abrupt(story: Story, rng: np.random.Generator) -> None:
    _moves(story, rng, "them", (THEM,), story.since())


def _gradual(story: Story, rng: np.random.Generator) -> None:
    part = np.clip((np.arange(story.days) - story.onset + 1) / _days(rng, RAMP), 0, 1)
    # Half a wave: slow at first, then faster, then slow again.
    _moves(story, rng, "them", (THEM,), (1 - np.cos(np.pi * part)) / 2)


def _me(story: Story, rng: np.random.Generator) -> None:
    _moves(story, rng, "me", (ME,), story.since())


def _mutual(story: Story, rng: np.random.Generator) -> None:
    _moves(story, rng, "both", (ME, THEM), story.since())


def _busy(story: Story, rng: np.random.Generator, people: tuple[int, ...]) -> None:
    after = story.onset + _days(rng, SPELL)
    for person in people:
        story.add(person, pull_away(rng), story.since(after))
    story.end = after - 1
    story.spells.append((story.onset, after - 1, people[0] if len(people) == 1 else None))


def _busy_one(story: Story, rng: np.random.Generator) -> None:
    _busy(story, rng, (THEM,))


def _busy_both(story: Story, rng: np.random.Generator) -> None:
    _busy(story, rng, (ME, THEM))


def _hot_cold(story: Story, rng: np.random.Generator) -> None:
    story.moved, story.onset = (THEM,), min(_days(rng, FIRST_COLD), story.days - WEEK)
    turns = np.cumsum(rng.integers(DWELL[0], DWELL[1] + 1, story.days // DWELL[0] + 1))
    since = np.arange(story.days) - story.onset
    cold = (np.searchsorted(turns, since, side="right") % 2 == 0) & (since >= 0)
    story.add(THEM, pull_away(rng), cold.astype(np.float64))


def _chases(story: Story, rng: np.random.Generator) -> None:
    story.add(ME, {"start": float(rng.uniform(0.35, 0.65)), "follow": float(rng.uniform(0.5, 0.9))}, story.since())


def _stops_pursued(story: Story, rng: np.random.Generator) -> None:
    story.side, story.moved, story.stopped = "them", (THEM,), THEM
    story.add(THEM, {"answer": STOPPED_ANSWERS}, story.since())
    if rng.random() < 0.5:
        story.add(ME, {"start": float(rng.uniform(0.2, 0.5)), "follow": float(rng.uniform(0.4, 0.9))}, story.since())


#: Every condition; in the first seven each takes the other's openings in one of the `WAYS`.
CONDITIONS: dict[str, Callable[[Story, np.random.Generator], None]] = {
    "stable": _stable,
    "abrupt": _abrupt,
    "gradual": _gradual,
    "me": _me,
    "busy_one": _busy_one,
    "busy_both": _busy_both,
    "hot_cold": _hot_cold,
    "mutual": _mutual,
    "chases": _chases,
    "stops_pursued": _stops_pursued,
}
TAKEN_UP = tuple(CONDITIONS)[:7]


def take_up(way: str, levels: Levels) -> None:
    """Let each day's openings depend on the other's rate of the fortnight past, in place.

    A rate of one is the usual; both feed on each other's realised rate, so that what is mirrored comes back.
    """
    if way == "ignores":
        return
    rate = np.exp(levels["start"])
    for day in range(1, rate.shape[1]):
        past = rate[::-1, max(day - LOOKED_BACK, 0) : day].mean(axis=1)
        felt = np.clip(np.log(past), -MOST_FELT, MOST_FELT)
        if way == "pursues":
            felt = -np.minimum(felt, 0)
            levels["follow"][:, day] += 2 * STRENGTH * felt
        rate[:, day] *= np.exp(STRENGTH * felt)
    levels["start"] = np.log(rate)
