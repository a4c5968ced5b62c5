"""How two people talk, event by event: starts while nothing is open, then turns, bursts and follow-ups."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from ebbtide.demo.habits import FAST_MINUTES, FAST_SPREAD, SLOW_MINUTES, SLOW_SPREAD, Floats

START, ANSWER, FOLLOW_UP, BURST = 0, 1, 2, 3
LABELS = ("start", "answer", "follow-up", "burst")

DAY = 1440.0
HOUR = 60.0
#: Median minutes until somebody who waits writes again, and its spread (log scale).
FOLLOW_MINUTES, FOLLOW_SPREAD = 45.0, 0.8
#: Median minutes between the messages of one turn.
BURST_MINUTES, BURST_SPREAD = 0.3, 0.8
#: Median minutes that an exchange stays open after its last message, so that a start is not an answer.
CLOSE_MINUTES, CLOSE_SPREAD = 12.0, 0.7
#: How differently engaged two exchanges of one couple are (log-odds of going on).
DEPTH_SPREAD = 0.6


@dataclass(frozen=True)
class Script:
    """All that the loop needs: (2, hours) and (2, days) arrays of a whole history.

    rate: starts an hour while nothing is open. speed: of the waking clock (0..1). answer, keep:
    log-odds of answering an opening and of going on inside an exchange. latency: factor on waits.
    follow: chance of a follow-up in a wait. eager: chance of an extra follow-up inside a wait that
    ends in an answer. fast_open, fast_inside, burst: (2,).
    """

    rate: Floats
    speed: Floats
    answer: Floats
    keep: Floats
    latency: Floats
    follow: Floats
    eager: Floats
    fast_open: Floats
    fast_inside: Floats
    burst: Floats


@dataclass(frozen=True)
class Talk:
    """Events in time order: minutes since the first midnight, person, label; (events,) each."""

    minutes: Floats
    person: NDArray[np.int8]
    label: NDArray[np.int8]


def _stream(draw: Callable[[int], Floats]) -> Iterator[float]:
    while True:
        yield from draw(8192).tolist()


class _Clock:
    """One person's waking clock: minutes of waking life that have passed at each full hour."""

    def __init__(self, speed: Floats) -> None:
        self.passed: list[float] = np.concatenate([[0.0], np.cumsum(speed * HOUR)]).tolist()
        self.speed: list[float] = speed.tolist()
        self.end = len(self.speed) * HOUR

    def after(self, minute: float, wait: float) -> float:
        """The minute at which `wait` waking minutes have passed since `minute`."""
        hour = int(minute / HOUR)
        speed = self.speed[hour]
        goal = self.passed[hour] + (minute - hour * HOUR) * speed + wait
        if goal <= self.passed[hour + 1]:
            return minute + wait / speed
        hour = bisect_right(self.passed, goal) - 1
        if hour >= len(self.speed):
            return self.end + 1
        return hour * HOUR + (goal - self.passed[hour]) / self.speed[hour]


class _Loop:
    """The event loop; one method a step, all state in plain lists for speed."""

    def __init__(self, script: Script, rng: np.random.Generator) -> None:
        self.chance = _stream(rng.random).__next__
        self.normal = _stream(rng.standard_normal).__next__
        self.wait = _stream(rng.standard_exponential).__next__
        self.clocks = (_Clock(script.speed[0]), _Clock(script.speed[1]))
        self.hazard: list[float] = np.concatenate([[0.0], np.cumsum(script.rate.sum(axis=0))]).tolist()
        total = np.maximum(script.rate.sum(axis=0), 1e-12)
        self.mine: list[float] = (script.rate[0] / total).tolist()
        self.answer, self.keep = script.answer.tolist(), script.keep.tolist()
        self.latency: list[list[float]] = script.latency.tolist()
        self.follow: list[list[float]] = script.follow.tolist()
        self.eager: list[list[float]] = script.eager.tolist()
        self.fast_open, self.fast_inside = script.fast_open.tolist(), script.fast_inside.tolist()
        self.burst: list[float] = script.burst.tolist()
        self.end = len(self.mine) * HOUR
        self.minutes: list[float] = []
        self.people: list[int] = []
        self.labels: list[int] = []

    def run(self) -> Talk:
        """All events until the end."""
        minute = self.next_start(0.0)
        while minute < self.end:
            closed = self.exchange(minute, 0 if self.chance() < self.mine[int(minute / HOUR)] else 1)
            minute = self.next_start(closed)
        minutes = np.array(self.minutes)
        inside = minutes < self.end
        return Talk(minutes[inside], np.array(self.people, np.int8)[inside], np.array(self.labels, np.int8)[inside])

    def next_start(self, minute: float) -> float:
        """The next opening after `minute`, by the couple's rates while nothing is open."""
        if minute >= self.end:
            return self.end
        hour = int(minute / HOUR)
        at = self.hazard[hour]
        goal = at + (self.hazard[hour + 1] - at) * (minute / HOUR - hour) + self.wait()
        hour = bisect_right(self.hazard, goal) - 1
        if hour >= len(self.mine):
            return self.end
        return (hour + (goal - self.hazard[hour]) / (self.hazard[hour + 1] - self.hazard[hour])) * HOUR

    def exchange(self, minute: float, speaker: int) -> float:
        """One exchange from its start; the minute at which it is closed again."""
        depth = DEPTH_SPREAD * self.normal()
        odds, quick, label = self.answer, self.fast_open, START
        while True:
            minute = self.turn(minute, speaker, label)
            if minute >= self.end:
                return minute
            other, day = 1 - speaker, int(minute / DAY)
            answered = self.chance() < 1 / (1 + exp(-odds[other][day] - depth))
            if answered:
                then = self.clocks[other].after(minute, self.delay(other, day, quick[other]))
                self.impatient(minute, then, speaker, day)
            else:
                minute, then = self.unanswered(minute, speaker, odds[other][day] + depth, quick[other])
                if then < 0:
                    return minute + CLOSE_MINUTES * exp(CLOSE_SPREAD * self.normal())
            if then >= self.end:
                return then
            minute, speaker, label = then, other, ANSWER
            odds, quick = self.keep, self.fast_inside

    def turn(self, minute: float, speaker: int, label: int) -> float:
        """A message and the further ones of the same turn; the minute of the last."""
        self.emit(minute, speaker, label)
        more = self.burst[speaker]
        while self.chance() < more:
            minute += BURST_MINUTES * exp(BURST_SPREAD * self.normal())
            self.emit(minute, speaker, BURST)
        return minute

    def emit(self, minute: float, speaker: int, label: int) -> None:
        self.minutes.append(minute)
        self.people.append(speaker)
        self.labels.append(label)

    def delay(self, person: int, day: int, quick: float) -> float:
        """Waking minutes until an answer: a mixture of quick and late ones."""
        if self.chance() < quick:
            return self.latency[person][day] * FAST_MINUTES * exp(FAST_SPREAD * self.normal())
        return self.latency[person][day] * SLOW_MINUTES * exp(SLOW_SPREAD * self.normal())

    def impatient(self, asked: float, then: float, speaker: int, day: int) -> None:
        """Follow-ups inside a wait that ends in an answer anyway."""
        if then - asked < 5.0:
            return
        if self.chance() < self.follow[speaker][day]:
            at = self.clocks[speaker].after(asked, FOLLOW_MINUTES * exp(FOLLOW_SPREAD * self.normal()))
            if at < then:
                self.emit(at, speaker, FOLLOW_UP)
        if self.chance() < self.eager[speaker][day]:
            self.emit(asked + (then - asked) * (0.1 + 0.8 * self.chance()), speaker, FOLLOW_UP)

    def unanswered(self, minute: float, speaker: int, odds: float, quick: float) -> tuple[float, float]:
        """Follow-ups after an offer that is not answered by itself; they may rescue an answer.

        Returns the minute of the last message and that of the answer (-1 for none).
        """
        other = 1 - speaker
        chance = self.follow[speaker][int(minute / DAY)]
        while self.chance() < chance:
            minute = self.clocks[speaker].after(minute, FOLLOW_MINUTES * exp(FOLLOW_SPREAD * self.normal()))
            if minute >= self.end:
                return minute, self.end
            self.emit(minute, speaker, FOLLOW_UP)
            # Somebody who did not answer at first answers a reminder about half as readily.
            if self.chance() < 0.5 / (1 + exp(-odds)):
                day = int(minute / DAY)
                return minute, self.clocks[other].after(minute, self.delay(other, day, quick))
            chance *= 0.5
        return minute, -1.0


def talk(script: Script, rng: np.random.Generator) -> Talk:
    """Let two people talk by `script`; about 3 microseconds an event."""
    said = _Loop(script, rng).run()
    order = np.argsort(said.minutes, kind="stable")
    return Talk(said.minutes[order], said.person[order], said.label[order])
