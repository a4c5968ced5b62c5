"""The rule: whose index is down at each of the last complete weeks, since when, and who first."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.changes import constants as c
from ebbtide.analysis.changes.drops import Drop, drop, recent_fall
from ebbtide.analysis.changes.index import Index, index
from ebbtide.analysis.changes.minimum_data import Withheld, withheld_measures
from ebbtide.analysis.changes.segments import Draws, draw_levels
from ebbtide.analysis.measures.measure import Floats, Weekly
from ebbtide.people import PEOPLE, Person, Side


@dataclass(frozen=True)
class Look:
    """What the rule sees as of one week: the indices, their draws and the drops of both people."""

    last: int
    index: Index
    draws: Draws
    drops: tuple[Drop, Drop]


@dataclass(frozen=True)
class Verdict:
    """Probabilities (the smaller of two looks), side, week of the change with its interval, youth and order."""

    probability: tuple[float, float]
    side: Side
    week: int | None
    interval: tuple[int, int] | None
    young: bool
    first: Person | None
    look: Look
    dates: NDArray[np.int64]  # draws of the week of the change


def seed_of(*arrays: Floats) -> int:
    """A seed from the content, so that the same history gives the same draws."""
    return zlib.crc32(b"".join(np.nan_to_num(a, nan=-9.0, posinf=9e9).round(6).tobytes() for a in arrays))


def look_at(w: Weekly, last: int, withheld: Withheld | None = None) -> Look:
    """Everything as of week `last`, from data up to that week; see `looks_at`."""
    return looks_at(w, [last], withheld)[0]


def looks_at(w: Weekly, weeks: Sequence[int], withheld: Withheld | None = None) -> list[Look]:
    """Everything as of each of `weeks`, in one pass over the history; each look equals the one made alone.

    withheld: measures left out of the index; None takes those that the page would have left out at each week.
    """
    indices = [index(w, k, withheld_measures(w, k) if withheld is None else withheld) for k in weeks]
    value, variance = (_side_by_side([getattr(entry, name) for entry in indices]) for name in ("value", "variance"))
    ends = [entry.value.shape[1] - 1 for entry in indices for _ in _PAIR]
    seeds = [seed_of(entry.value[person], entry.variance[person]) for entry in indices for person in _PAIR]
    apart = without_shared(value, draw_levels(value, variance, seeds, c.FIRST_DRAWS, ends))
    draws = draw_levels(apart, variance, seeds, ends=ends)
    return [_look(w, k, entry, draws, apart, 2 * at) for at, (k, entry) in enumerate(zip(weeks, indices, strict=True))]


def largest_fall(w: Weekly, last: int) -> float:
    """The larger `recent_fall` of the two people's indices as of week `last`, without the draws that a look takes.

    It leaves the other's ups and downs in and keeps measures of time where the hours of day moved: good enough to
    pass over weeks that are far from a change, and for nothing else.
    """
    return max(recent_fall(row) for row in index(w, last, withheld_measures(w, last, hours=False)).value)


_PAIR = (0, 1)


def _side_by_side(rows: list[Floats]) -> Floats:
    """(2, T) arrays of different lengths below one another, shorter ones filled up with missing weeks."""
    longest = max(row.shape[1] for row in rows)
    return np.concatenate([np.pad(row, ((0, 0), (0, longest - row.shape[1])), constant_values=np.nan) for row in rows])


def without_shared(value: Floats, draws: Draws) -> Floats:
    """Each series less a share of what the other person's weeks do around the other's own level.

    value: (2 n, T), the two people of each look below one another. Holidays, load and seasons move
    both. What the other's level explains is theirs and stays out, so that a fall of both is not lost.
    """
    around = np.nan_to_num(value - draws.path.mean(axis=1))
    other = around.reshape(-1, 2, value.shape[1])[:, ::-1].reshape(value.shape)
    out: Floats = value - c.SHARED * other
    return out


def _look(w: Weekly, last: int, indices: Index, draws: Draws, apart: Floats, row: int) -> Look:
    weeks = indices.value.shape[1]
    pair = Draws(draws.path[row : row + 2, :, :weeks], draws.cut[row : row + 2, :, :weeks])
    volume = turns_a_day(w, indices.first_week, last)
    me, them = (drop(pair, person, apart[row + person, :weeks], volume) for person in _PAIR)
    return Look(last, indices, pair, (me, them))


def turns_a_day(w: Weekly, first: int, last: int) -> float:
    """Turns of both on a day of the middle week from `first` to `last` (inclusive), by the days covered; 0: none."""
    part = slice(first, last + 1)
    observed = (w.covered[part] > 0) & ~w.marked[part]
    counts = w.turns[:, part].sum(axis=0)[observed] / w.covered[part][observed]
    return float(np.median(counts)) / 7 if counts.size else 0.0


def verdict(w: Weekly, last: int, withheld: Withheld | None = None) -> Verdict:
    """The rule at week `last`; needs at least one week before it."""
    first, earlier, now = looks_at(w, [max(last - 2, 0), last - 1, last], withheld)
    return decide(now, earlier, first)


def decide(now: Look, earlier: Look, first: Look) -> Verdict:
    """Join three looks: the smaller probability of the last two counts, where the one before leaned that way too."""
    me, them = (min(now.drops[person].probability, earlier.drops[person].probability) for person in _PAIR)
    p = (me, them)
    side = side_of((_held(me, first.drops[0]), _held(them, first.drops[1])), falls(now))
    weeks = _dates(now, side, p) + now.index.first_week
    if side == Side.NONE or not weeks.size:
        # A fall within the first weeks has no level before it: no draw dates it, and it is no drop.
        return Verdict(p, Side.NONE, None, None, False, None, now, np.array([], dtype=np.int64))
    low, high = shortest(weeks, c.DATE_CONTENT)
    middle = min(max(int(np.quantile(weeks, 0.5, method="inverted_cdf")), low), high)
    young = bool((now.last + 1 - weeks < c.YOUNG_WEEKS).mean() > c.OTHER_LINE)
    mover = _first(now) if side == Side.BOTH else None
    return Verdict(p, side, middle, (low, high), young, mover, now, weeks)


def _held(p: float, first: Drop) -> float:
    """p, or what the first of three looks had where that look did not lean towards a drop (`HELD_LINE`)."""
    return p if first.probability > c.HELD_LINE else min(p, first.probability)


def shortest(weeks: NDArray[np.int64], content: float) -> tuple[int, int]:
    """The shortest run of weeks, both ends inclusive, that holds this share of the draws of a date.

    >>> shortest(np.array([3, 9, 9, 10, 10]), 0.8)
    (9, 10)
    """
    ordered = np.sort(weeks)
    need = int(np.ceil(content * len(ordered)))
    first = int(np.argmin(ordered[need - 1 :] - ordered[: len(ordered) - need + 1]))
    return int(ordered[first]), int(ordered[first + need - 1])


def side_of(p: tuple[float, float], size: tuple[float, float] = (0.0, 0.0)) -> Side:
    """ "none", "me", "them", "both" or "unclear" by the lines of docs/method/changes.md#the-line.

    One side alone is named only where its own fall is surer than a change need be (`SIDE_LINE`), and the
    other's own index fell by less than `OTHER_SHARE` of it: when both fall, whose fell more is chance.
    """
    down = (p[0] > c.LINE, p[1] > c.LINE)
    if not any(down):
        return Side.NONE
    if all(down):
        return Side.BOTH
    person = Person.ME if down[0] else Person.THEM
    quiet = p[person.other] < c.OTHER_LINE and size[person.other] < c.OTHER_SHARE * size[person]
    return person.side if quiet and p[person] > c.SIDE_LINE else Side.UNCLEAR


def falls(now: Look) -> tuple[float, float]:
    """Raw falls of both indices at the date of the clearer drop: what the weeks themselves show.

    Posterior levels shrink a fall that is not yet sure to almost nothing; whether the other fell too
    has to be asked of the weeks.
    """
    clearer = now.drops[0] if now.drops[0].probability > now.drops[1].probability else now.drops[1]
    dates = clearer.dates()
    week = int(np.median(dates)) if len(dates) else now.index.value.shape[1] // 2
    before = now.index.value[:, max(0, week - c.BASELINE_WEEKS) : week]
    me, them = _means(before) - _means(now.index.value[:, week:])
    return float(me), float(them)


def _means(rows: Floats) -> Floats:
    """Means of the weeks that were seen; nan where none was."""
    observed = np.isfinite(rows)
    total, count = np.where(observed, rows, 0.0).sum(axis=1), observed.sum(axis=1)
    mean: Floats = np.divide(total, count, out=np.full(len(rows), np.nan), where=count > 0)
    return mean


def _dates(now: Look, side: Side, p: tuple[float, float]) -> NDArray[np.int64]:
    if side == Side.BOTH:
        pair = np.stack([d.week for d in now.drops])
        both = pair[:, (pair >= 0).all(axis=0)]
        if both.size:
            weeks: NDArray[np.int64] = both.min(axis=0)
            return weeks
    return now.drops[int(np.argmax(p))].dates()


def _first(now: Look) -> Person | None:
    pair = np.stack([d.week for d in now.drops])
    pair = pair[:, (pair >= 0).all(axis=0)]
    if pair.shape[1] == 0:
        return None
    earlier = float((pair[0] < pair[1]).mean()), float((pair[1] < pair[0]).mean())
    return next((p for p in PEOPLE if earlier[p] > c.FIRST_LINE), None)
