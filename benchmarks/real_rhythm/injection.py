"""Known changes put into real streams: thinned, slowed, opened less, interrupted, or left as they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.real_rhythm.streams import AFTER, BEFORE, Bools, Floats, Ints, Stream, rng_of

#: Dates of one stream at most, and the units that must lie between two of them.
MOST_DATES, DATE_STEP = 2, 20
#: Messages of each side that the untouched stream must have in the 26 units before the date and the 12 after.
LEAST_BEFORE, LEAST_AFTER, WINDOW_BEFORE = 10, 5, 26
#: Slower answers, in the dyad's waking time.
SLOWER = 4.0
#: A dropped window lasts so many days, both ends counted (day for week: sevenths of them).
GAP_DAYS = (10, 21)
#: Lag from slower answers is caught up in quiet, of which so many waking hours stay.
LEAST_QUIET = 1.0
#: Two people of a dyad are awake in the busiest sixteen hours of their day; nobody sleeps by the clock.
WAKING_HOURS, LEAST_AWAKE = 16, 0.02
#: A look sees at most so many units; older ones of a long dyad are left out.
SEEN = 80
BOTH = 2
SIDES = {None: "none", 0: "me", 1: "them", BOTH: "both"}


@dataclass(frozen=True)
class Injection:
    """What is done from the date on: kind, whose side (None: nobody's, 2: both), share or factor."""

    kind: str
    side: int | None = None
    amount: float = 0.0

    @property
    def label(self) -> str:
        """Name of the row in a table, the same for both sides."""
        return f"{self.kind} {self.amount:g}" if self.amount else self.kind


NOTHING = Injection("nothing")
INJECTIONS = (
    NOTHING,
    Injection("drawn order"),
    Injection("window"),
    *(Injection("thinned", side, share) for share in (0.4, 0.6, 0.8) for side in (0, 1)),
    *(Injection("opens less", side, 0.6) for side in (0, 1)),
    *(Injection("slower", side, SLOWER) for side in (0, 1)),
    Injection("thinned both", BOTH, 0.6),
)


@dataclass(frozen=True)
class Case:
    """A stream with a date: `unit` holds it, `onset` is its real hour; the look is 12 complete units later."""

    stream: Stream
    unit: int
    onset: float

    @property
    def key(self) -> str:
        """Name of the case among all."""
        return f"{self.stream.group}/{self.stream.name}/{self.unit}"

    @property
    def end(self) -> int:
        """Units that the look sees."""
        return self.unit + 1 + AFTER


def cases(stream: Stream) -> list[Case]:
    """The last dates of a stream, some way apart, at which both sides were there before and after."""
    units: list[int] = []
    for unit in reversed(range(BEFORE, stream.units - AFTER)):
        apart = not units or units[-1] - unit >= DATE_STEP
        if apart and len(units) < MOST_DATES and _alive(stream, unit):
            units.append(unit)
    return [_case(stream, unit) for unit in units]


def _case(stream: Stream, unit: int) -> Case:
    first = max(0, unit + 1 + AFTER - SEEN)
    seen, within = stream.since(first), unit - first
    inside = float(rng_of("onset", stream.group, stream.name, unit).random())
    return Case(seen, within, (within + inside) * seen.unit_hours)


def _alive(stream: Stream, unit: int) -> bool:
    counts = stream.counts(stream.units)
    before = counts[:, max(0, unit - WINDOW_BEFORE) : unit].sum(axis=1)
    after = counts[:, unit + 1 : unit + 1 + AFTER].sum(axis=1)
    return bool(before.min() >= LEAST_BEFORE and after.min() >= LEAST_AFTER)


def injected(case: Case, what: Injection) -> Stream:
    """The stream as the look sees it: changed from the date on, cut at the day of the look."""
    rng = rng_of(case.key, what.label, what.side)
    changed = _CHANGES[what.kind](case, what, rng)
    return changed.part(changed.hours < case.end * changed.unit_hours)


def _nothing(case: Case, what: Injection, rng: np.random.Generator) -> Stream:
    return case.stream


def _thinned(case: Case, what: Injection, rng: np.random.Generator) -> Stream:
    """Each message of the side goes with the given chance."""
    theirs = np.ones(len(case.stream.hours), bool) if what.side == BOTH else case.stream.person == what.side
    gone = theirs & (case.stream.hours >= case.onset) & (rng.random(len(theirs)) < what.amount)
    return case.stream.part(~gone)


def _opens_less(case: Case, what: Injection, rng: np.random.Generator) -> Stream:
    """Whole exchanges that the side opened go with the given chance: what the other would have answered goes too."""
    stream, gone = case.stream, np.zeros(len(case.stream.hours), bool)
    for lane in np.unique(stream.lane):
        rows = np.flatnonzero(stream.lane == lane)
        opens = np.diff(stream.hours[rows], prepend=-np.inf) > stream.quiet
        first = rows[np.flatnonzero(opens)]
        drawn = (stream.person[first] == what.side) & (stream.hours[first] >= case.onset)
        gone[rows] = (drawn & (rng.random(len(first)) < what.amount))[np.cumsum(opens) - 1]
    return stream.part(~gone)


def _window(case: Case, what: Injection, rng: np.random.Generator) -> Stream:
    """Nobody writes for some days; then everything goes on as it was."""
    days = int(rng.integers(GAP_DAYS[0], GAP_DAYS[1] + 1))
    stop = case.onset + days * 24.0 / case.stream.stretch
    return case.stream.part((case.stream.hours < case.onset) | (case.stream.hours >= stop))


def _drawn_order(case: Case, what: Injection, rng: np.random.Generator) -> Stream:
    """Whole units in an order drawn by chance, so that nothing can have changed for good; the first stays."""
    stream = case.stream.part(case.stream.hours < case.end * case.stream.unit_hours)
    place = np.concatenate([[0], 1 + rng.permutation(case.end - 1)])
    unit = stream.unit()
    return stream.with_events(stream.hours + (place[unit] - unit) * stream.unit_hours, stream.person, stream.lane)


def _slower(case: Case, what: Injection, rng: np.random.Generator) -> Stream:
    """Answers of the side take so many times longer, in waking time; nothing overtakes anything within a lane."""
    stream, hours = case.stream, case.stream.hours.copy()
    for lane in np.unique(stream.lane):
        rows = np.flatnonzero(stream.lane == lane)
        answers = (stream.person[rows] == what.side) & np.concatenate([[False], np.diff(stream.person[rows]) != 0])
        hours[rows] = delayed(stream.hours[rows], answers, case.onset, stream.quiet, what.amount)
    return stream.with_events(hours, stream.person, stream.lane)


def delayed(hours: Floats, answers: Bools, onset: float, quiet: float, factor: float) -> Floats:
    """Stamps of one lane with the waiting of `answers` stretched from `onset` on; (n,).

    All that follows within an exchange moves with a late answer; the lag is caught up in the next quiet, so that
    the order and the number of messages stay.
    """
    grid, awake = waking_clock(hours)
    clock = np.interp(hours, grid, awake)
    real, lag, out = np.diff(hours, prepend=hours[0]), 0.0, clock.copy()
    for k in range(1, len(hours)):
        gap = clock[k] - clock[k - 1]
        if real[k] > quiet:
            lag = max(0.0, lag - max(0.0, gap - LEAST_QUIET))
        elif answers[k] and hours[k] >= onset:
            lag += (factor - 1.0) * gap
        out[k] = clock[k] + lag
    moved: Floats = np.where(out > clock, np.interp(out, awake, grid), hours)
    return np.maximum.accumulate(moved)


def waking_clock(hours: Floats) -> tuple[Floats, Floats]:
    """Hours of the wall and the waking hours passed, from the lane's own hours of day; twice as long as the lane."""
    counts = np.bincount((hours % 24).astype(np.int64), minlength=24).astype(np.float64)
    first = int(np.argmax([np.roll(counts, -hour)[:WAKING_HOURS].sum() for hour in range(24)]))
    rate = np.full(24, LEAST_AWAKE)
    rate[(first + np.arange(WAKING_HOURS)) % 24] = 1.0
    grid = np.arange(2 * int(hours[-1]) + 24 * 15, dtype=np.float64)
    passed: Floats = np.concatenate([[0.0], np.cumsum(np.resize(rate, len(grid) - 1))])
    return grid, passed


_CHANGES = {
    "nothing": _nothing,
    "drawn order": _drawn_order,
    "window": _window,
    "thinned": _thinned,
    "thinned both": _thinned,
    "opens less": _opens_less,
    "slower": _slower,
}

__all__ = ["BOTH", "INJECTIONS", "NOTHING", "SIDES", "Case", "Injection", "Ints", "cases", "delayed", "injected"]
