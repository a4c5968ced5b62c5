"""What happens to a made-up couple: one function a condition, each with its known answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ebbtide.demo.habits import Floats
from ebbtide.demo.noise import CHANNELS, WEEK, Trip

ME, THEM = 0, 1

#: Strength of a pull-away: share of starts lost, and how far each other channel moves when it does
#: (log-odds, log, log, log-odds). Calibrated once against the peers, then frozen.
STARTS_LOST = (0.3, 0.7)
OTHER_CHANNELS = {"answer": (-1.0, -0.3), "latency": (0.25, 0.9), "length": (-0.45, -0.15), "affection": (-1.1, -0.25)}
CHANNEL_MOVES = 0.7
#: How the other side takes it: chances of pursuing, ignoring, mirroring. Source: docs/method/statistics.md#simulators.
RESPONSES = (("pursues", 0.4), ("ignores", 0.3), ("mirrors", 0.3))
PURSUIT, MIRROR = 0.35, 0.35
MEMORY_DAYS = 14.0
#: What is left where somebody all but stops.
NEAR_NOTHING = 0.015
#: Starts a day of somebody who has stopped, and what that takes off the log-odds of answering.
#: Source: docs/method/statistics.md#simulators: "they write about once in ten days and hardly answer".
STOPPED_STARTS, STOPS_ANSWERING = 0.09, -8.5


@dataclass(frozen=True)
class Hidden:
    """Days that the file does not hold, both inclusive, and why (an `Edge` reason, or "lost": not known)."""

    start: int
    end: int
    reason: str


@dataclass
class Course:
    """The course of a couple by day: added to the logs of each channel, with the truth about it.

    logs: channel to (2, days). shift: (2, days) hours. evening: (days,). voice: (2, days), share of
    messages that become voice notes, beyond the usual. fixed: (2, days), starts a day whatever the
    habits (nan where habits hold).
    """

    days: int
    onset: int
    side: str = "none"
    moved: tuple[int, ...] = ()
    end: int | None = None
    living: str | None = None
    hidden: list[Hidden] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)
    logs: dict[str, Floats] = field(default_factory=dict)
    shift: Floats = field(default_factory=lambda: np.zeros((2, 0)))
    evening: Floats = field(default_factory=lambda: np.zeros(0))
    voice: Floats = field(default_factory=lambda: np.zeros((2, 0)))
    fixed: Floats = field(default_factory=lambda: np.zeros((2, 0)))
    spells: list[tuple[int, int, int | None]] = field(default_factory=list)
    exported: bool = False

    def __post_init__(self) -> None:
        self.logs = {name: np.zeros((2, self.days)) for name in CHANNELS}
        self.shift, self.voice = np.zeros((2, self.days)), np.zeros((2, self.days))
        self.evening, self.fixed = np.ones(self.days), np.full((2, self.days), np.nan)

    def add(self, person: int, change: dict[str, float], shape: Floats) -> None:
        """Add a change to a person's channels, times a shape over the days."""
        for name, size in change.items():
            self.logs[name][person] += size * shape

    def step(self, start: int | None = None, end: int | None = None) -> Floats:
        """A shape that is one from `start` (the onset) to `end` (for good), both days."""
        shape = np.zeros(self.days)
        shape[self.onset if start is None else start : end] = 1.0
        return shape

    def changed(self) -> bool:
        """Whether anything has been done to this course at all."""
        return any(part.any() for part in (*self.logs.values(), self.shift, self.voice)) or bool(self.hidden)

    def ramp(self, length: int) -> Floats:
        """A shape that rises from zero at the onset to one `length` days later."""
        return np.clip((np.arange(self.days) - self.onset + 1) / length, 0.0, 1.0)


def pull_away(rng: np.random.Generator) -> dict[str, float]:
    """How far somebody pulls away: starts always, each other channel with chance `CHANNEL_MOVES`."""
    change = {"start": float(np.log(1 - rng.uniform(*STARTS_LOST)))}
    for name, span in OTHER_CHANNELS.items():
        size = float(rng.uniform(*span))
        if rng.random() < CHANNEL_MOVES:
            change[name] = size
    return change


def respond(course: Course, noise: Floats, rng: np.random.Generator) -> str:
    """Let each side answer the other's starting with a memory of two weeks; noise is (2, days)."""
    names = [name for name, _ in RESPONSES]
    kind = str(rng.choice(names, p=[chance for _, chance in RESPONSES]))
    felt = [_remember(course.logs["start"][person] + noise[person]) for person in (ME, THEM)]
    for person in (ME, THEM):
        seen = felt[1 - person]
        if kind == "pursues":
            course.logs["start"][person] -= PURSUIT * np.minimum(seen, 0)
            course.logs["follow"][person] -= 2 * PURSUIT * np.minimum(seen, 0)
        elif kind == "mirrors":
            course.logs["start"][person] += MIRROR * seen
            course.logs["answer"][person] += MIRROR * seen / 2
    return kind


def _remember(level: Floats) -> Floats:
    out, last, keep = np.empty_like(level), 0.0, np.exp(-1 / MEMORY_DAYS)
    for day, value in enumerate(level.tolist()):
        last = keep * last + (1 - keep) * value
        out[day] = last
    return out


def _stable(course: Course, rng: np.random.Generator) -> None:
    """Nothing beyond the usual ups and downs."""


def _busy(course: Course, rng: np.random.Generator, people: tuple[int, ...]) -> None:
    length = int(rng.integers(2 * WEEK, 4 * WEEK + 1))
    course.end = course.onset + length - 1
    for person in people:
        course.add(person, pull_away(rng), course.step(end=course.onset + length))
    course.spells.append((course.onset, course.end, people[0] if len(people) == 1 else None))


def _busy_one(course: Course, rng: np.random.Generator) -> None:
    _busy(course, rng, (THEM,))


def _busy_both(course: Course, rng: np.random.Generator) -> None:
    _busy(course, rng, (ME, THEM))


def _abrupt(course: Course, rng: np.random.Generator) -> None:
    course.side, course.moved = "them", (THEM,)
    course.add(THEM, pull_away(rng), course.step())


def _me(course: Course, rng: np.random.Generator) -> None:
    course.side, course.moved = "me", (ME,)
    course.add(ME, pull_away(rng), course.step())


def _gradual(course: Course, rng: np.random.Generator) -> None:
    course.side, course.moved = "them", (THEM,)
    course.add(THEM, pull_away(rng), course.ramp(int(rng.integers(6 * WEEK, 12 * WEEK + 1))))


def _mutual(course: Course, rng: np.random.Generator) -> None:
    course.side, course.moved = "both", (ME, THEM)
    for person in (ME, THEM):
        course.add(person, pull_away(rng), course.step())


def _hot_cold(course: Course, rng: np.random.Generator) -> None:
    course.moved = (THEM,)
    change, shape = pull_away(rng), np.zeros(course.days)
    day, cold = int(rng.integers(2 * WEEK, 6 * WEEK)), True
    course.onset = day
    while day < course.days:
        dwell = int(rng.integers(2 * WEEK, 5 * WEEK + 1))
        if cold:
            shape[day : day + dwell] = 1.0
        day, cold = day + dwell, not cold
    course.add(THEM, change, shape)


def _settling(course: Course, rng: np.random.Generator) -> None:
    fade = np.exp(-np.arange(course.days) / (rng.uniform(3.0, 5.0) * WEEK))
    for person in (ME, THEM):
        high = {
            "start": rng.uniform(0.6, 1.2),
            "answer": rng.uniform(0.3, 0.8),
            "latency": -rng.uniform(0.2, 0.6),
            "length": rng.uniform(0.1, 0.3),
            "affection": rng.uniform(0.3, 0.8),
        }
        course.add(person, high, fade)
    course.onset, course.end = 0, min(10 * WEEK, course.days) - 1


def _moving_in(course: Course, rng: np.random.Generator) -> None:
    course.living = "together"
    both = np.log(rng.uniform(0.25, 0.5))
    for person in (ME, THEM):
        change = {
            "start": both + rng.normal(0, 0.1),
            "answer": -rng.uniform(0.2, 0.6),
            "length": -rng.uniform(0.2, 0.5),
            "affection": -rng.uniform(0.2, 0.6),
        }
        course.add(person, change, course.step())
    course.evening[course.onset :] = 0.1


def _app_change(course: Course, rng: np.random.Generator) -> None:
    for person in (ME, THEM):
        course.add(person, {"start": float(np.log(NEAR_NOTHING)), "answer": -1.5}, course.step())


def _voice_notes(course: Course, rng: np.random.Generator) -> None:
    course.voice[THEM] = rng.uniform(0.6, 0.95) * course.step()


def _new_shift(course: Course, rng: np.random.Generator) -> None:
    hours = rng.choice([-1, 1]) * rng.uniform(6, 10)
    course.shift[THEM] = hours * course.step()


def _zone_move(course: Course, rng: np.random.Generator) -> None:
    hours = rng.choice([-1, 1]) * float(rng.integers(5, 10))
    course.shift[int(rng.integers(0, 2))] = hours * course.step()


def _chases(course: Course, rng: np.random.Generator) -> None:
    course.add(ME, {"start": float(np.log(1.6)), "follow": float(np.log(2.0))}, course.step())


def _export_cap(course: Course, rng: np.random.Generator) -> None:
    first = int(rng.integers(5 * WEEK, 20 * WEEK))
    course.hidden.append(Hidden(0, first - 1, "cap"))
    # Half of them are two files, so that the hole is known; the others lost a phone and do not say.
    reason = "gap" if rng.random() < 0.5 else "lost"
    course.hidden.append(Hidden(course.onset, course.onset + int(rng.integers(2 * WEEK, 5 * WEEK)), reason))


def _disappearing(course: Course, rng: np.random.Generator) -> None:
    kept = int(rng.choice([1, 7]))
    course.hidden.append(Hidden(course.onset, course.days - 1 - kept, "disappearing"))


def _stops(course: Course, people: tuple[int, ...]) -> None:
    for person in people:
        course.fixed[person, course.onset :] = STOPPED_STARTS
        course.logs["answer"][person] += STOPS_ANSWERING * course.step()
    course.exported = True


def _stops_pursued(course: Course, rng: np.random.Generator) -> None:
    course.side, course.moved = "them", (THEM,)
    _stops(course, (THEM,))
    pursued = rng.random() < 0.5
    change = {"start": float(np.log(1.4)), "follow": float(np.log(2.0))} if pursued else {}
    course.add(ME, change, course.step())


def _both_stop(course: Course, rng: np.random.Generator) -> None:
    course.moved = (ME, THEM)
    _stops(course, (ME, THEM))


Make = Callable[[Course, np.random.Generator], None]

#: Every condition. The last two have five weeks after the onset, and the export's day is known.
CONDITIONS: dict[str, Make] = {
    "stable": _stable,
    "busy_one": _busy_one,
    "busy_both": _busy_both,
    "abrupt": _abrupt,
    "gradual": _gradual,
    "mutual": _mutual,
    "me": _me,
    "hot_cold": _hot_cold,
    "settling": _settling,
    "moving_in": _moving_in,
    "app_change": _app_change,
    "voice_notes": _voice_notes,
    "new_shift": _new_shift,
    "zone_move": _zone_move,
    "chases": _chases,
    "export_cap": _export_cap,
    "disappearing": _disappearing,
    "stops_pursued": _stops_pursued,
    "both_stop": _both_stop,
}
#: Conditions in which the other side answers what it sees.
ANSWERED_BY_THE_OTHER = {"stable", "busy_one", "busy_both", "abrupt", "gradual", "me", "hot_cold"}
CLEAREST = {"stops_pursued", "both_stop"}
