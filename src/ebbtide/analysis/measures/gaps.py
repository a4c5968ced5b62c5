"""The gaps between consecutive turns, with every clock that a class of gap runs on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.measures.clocks import Clock, profiles, starting_clock, waking_clock
from ebbtide.analysis.measures.measure import Floats
from ebbtide.analysis.measures.stream import MINUTES_A_WEEK, Stream


@dataclass(frozen=True)
class Gaps:
    """Gap k runs from the last message of turn k to the first of turn k+1; all arrays have n - 1 entries but `edges`.

    before, after: person of the two turns. turn: they differ. dt: wall-clock minutes.
    awake_other: waking minutes of the one who did not send `before`; awake_same of the sender.
    speed_other, speed_same: waking minutes a wall-clock minute at the end of the gap.
    quiet: (2, n-1) minutes on each person's starting clock. ease: starting clock of the person who
    ends the gap, at its end. week: of the gap's end. edges: (weeks + 1,) gap index where a week begins.
    """

    before: NDArray[np.int8]
    after: NDArray[np.int8]
    turn: NDArray[np.bool_]
    dt: Floats
    awake_other: Floats
    awake_same: Floats
    speed_other: Floats
    speed_same: Floats
    quiet: Floats
    ease: Floats
    week: NDArray[np.int64]
    edges: NDArray[np.int64]
    start: Clock
    waking: Clock


def gaps(s: Stream) -> Gaps:
    """All gaps of a stream (at least two events)."""
    profile = profiles(s)
    waking, start = waking_clock(profile), starting_clock(profile)
    awake, quiet = (_passed(clock, s) for clock in (waking, start))
    speed = np.stack([waking.speed(p, s.at) for p in (0, 1)])
    ease = np.stack([start.speed(p, s.at) for p in (0, 1)])
    before, after = s.person[:-1], s.person[1:]
    k = np.arange(len(before))
    week = s.week[1:]
    return Gaps(
        before=before,
        after=after,
        turn=before != after,
        dt=s.at[1:] - s.end[:-1],
        awake_other=awake[1 - before, k],
        awake_same=awake[before, k],
        speed_other=speed[1 - before, k + 1],
        speed_same=speed[before, k + 1],
        quiet=quiet,
        ease=ease[after, k + 1],
        week=week,
        edges=np.searchsorted(week, np.arange(s.weeks + 1)),
        start=start,
        waking=waking,
    )


def _passed(clock: Clock, s: Stream) -> Floats:
    """(2, n-1) minutes on each person's clock in every gap, less those that no source shows."""
    rows = []
    for person in (0, 1):
        passed = clock.at(person, s.at[1:]) - clock.at(person, s.end[:-1])
        for begin, end in s.hidden:
            inside = np.flatnonzero((s.end[:-1] < end) & (s.at[1:] > begin))
            ends = np.minimum(s.at[1:][inside], end), np.maximum(s.end[:-1][inside], begin)
            passed[inside] -= clock.at(person, ends[0]) - clock.at(person, ends[1])
        rows.append(np.maximum(passed, 0.0))
    return np.stack(rows)


def quiet_by_week(g: Gaps, s: Stream, closed: Floats) -> Floats:
    """(2, weeks) starting-clock minutes in gaps, each gap weighted by its probability `closed`.

    Of a gap that spans a Monday the part before counts as quiet in full: at that Monday nobody knew
    how it would end, and a later week must not rewrite an earlier one. Time before the first event
    does not count.
    """
    bounds = np.arange(s.weeks + 1, dtype=np.float64) * MINUTES_A_WEEK
    last = np.searchsorted(s.at, bounds[1:], side="right") - 1
    tail = np.clip(s.end[np.maximum(last, 0)], bounds[:-1], bounds[1:])
    begin = np.maximum(s.end[:-1], bounds[g.week])
    out = np.empty((2, s.weeks))
    for person in (0, 1):
        within = closed * (g.start.at(person, s.at[1:]) - g.start.at(person, begin))
        out[person] = np.bincount(g.week, within, minlength=s.weeks)
        out[person] += np.where(last < 0, 0.0, g.start.at(person, bounds[1:]) - g.start.at(person, tail))
    return out
