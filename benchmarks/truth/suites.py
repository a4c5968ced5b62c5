"""What the truth benchmark runs: suites of couples, by simulator, noise, conditions and number."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.truth.couple_records import STORE, Records, fingerprint
from benchmarks.truth.jobs import Job
from benchmarks.truth.looks import ARMS

COUPLES, STABLE = 300, 1000
#: Conditions for the arms without affection and without text, and for the peers.
FOUR = ("stable", "abrupt", "gradual", "me")
#: Conditions that the attribution is about.
FIVE = (*FOUR, "mutual")


@dataclass(frozen=True)
class Suite:
    """Couples of some conditions, of one simulator and noise, and what is done with each."""

    name: str
    kind: str
    conditions: tuple[str, ...]
    couples: int = COUPLES
    stable: int = STABLE
    arms: tuple[str, ...] = ()
    simulator: str = "demo"
    noise: str = "usual"

    def store(self, which: str, code: Path) -> Path:
        """Where its records lie for the set `which` of seeds, on a copy of the sources; arms lie together."""
        place = f"{which}-{self.kind}-{self.simulator}-{self.noise}"
        return STORE / fingerprint(self.kind, self.simulator, code) / place

    def wanted(self, condition: str) -> int:
        """How many couples of a condition."""
        return self.stable if condition == "stable" else self.couples


def suites(everywhere: bool = False) -> tuple[Suite, ...]:
    """All suites in the order in which they run; everywhere: every arm on every condition."""
    from ebbtide.demo import CONDITIONS, OVERLAYS

    every = (*CONDITIONS, *OVERLAYS)
    return (
        Suite("main", "look", every, arms=ARMS[:1]),
        Suite("arms", "look", every if everywhere else FOUR, arms=ARMS[1:]),
        Suite("peers", "peers", FOUR),
        Suite("stress", "look", FOUR[:2], stable=COUPLES, arms=ARMS[:1], noise="stress"),
        Suite("weekly", "weekly", FOUR[:2], couples=150, stable=200),
        Suite("second", "look", (*FIVE, *OVERLAYS), couples=200, stable=500, arms=ARMS[:1], simulator="second"),
        Suite("second-peers", "peers", FOUR, couples=200, stable=500, simulator="second"),
    )


def jobs(suite: Suite, first: int, shard: tuple[int, int], done: Records) -> Iterator[Job]:
    """What is left to do of a suite, conditions in turn so that every prefix is balanced."""
    part, parts = shard
    for number in range(max(suite.couples, suite.stable)):
        for condition in suite.conditions:
            if number >= suite.wanted(condition) or number % parts != part:
                continue
            record = done.get((condition, first + number))
            arms = tuple(arm for arm in suite.arms if record is None or arm not in record["arms"])
            if record is None or arms:
                yield Job(suite.kind, condition, first + number, arms, suite.noise, suite.simulator)


def chosen(options: argparse.Namespace) -> list[Suite]:
    """The suites that the options ask for, cut to their conditions and numbers."""
    selected = [suite for suite in suites(options.all_arms) if suite.name in options.parts]
    return [cut for suite in selected if (cut := _cut(suite, options)).conditions]


def _cut(suite: Suite, options: argparse.Namespace) -> Suite:
    conditions = tuple(
        condition for condition in suite.conditions if options.conditions is None or condition in options.conditions
    )
    couples = suite.couples if options.couples is None else min(options.couples, suite.couples)
    stable = suite.stable if options.couples is None else min(options.couples, suite.stable)
    if options.stable is not None:
        stable = min(options.stable, suite.stable)
    return replace(suite, conditions=conditions, couples=couples, stable=stable)


def mine(records: Records, suite: Suite, first: int) -> Records:
    """The records that belong to a suite: its conditions and its seeds, also where more were run."""
    return {
        (condition, seed): record
        for (condition, seed), record in records.items()
        if condition in suite.conditions and first <= seed < first + suite.wanted(condition)
    }
