"""Low stretches of a person's index: the latest one, and earlier ones that ended by themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ebbtide.analysis.changes import constants as c
from ebbtide.analysis.changes.drops import LEAST_BEFORE
from ebbtide.analysis.changes.verdict import Look
from ebbtide.analysis.measures.measure import Floats
from ebbtide.people import Person

#: Share of the other person's shortfall that is taken off: what both do at once (a holiday, a full month)
#: is no sign of one of them. On 160 development couples a condition the area under the curve of
#: busy_one and busy_both against abrupt, six weeks after, was .938 without it, .951 with .4, .945 with .6.
SHARED = 0.4
#: How many weeks back the latest low stretch may have begun, where the rule has found no date.
REACH_WEEKS = 16
#: A low stretch holds this many weeks that were seen; one that ended by itself at most so many.
LEAST_WEEKS, LONGEST_SPELL = 2, 10
#: An earlier stretch counts from this strength (mean shortfall times the root of its weeks). Of 40 stable
#: development couples (80 people) 2 % had a stretch as strong in any 16 weeks.
LEAST_STRENGTH = 1.95
#: It ended where the weeks after it lie at less than this share of its depth; so many weeks are asked.
ENDED_SHARE, AFTER_WEEKS = 0.4, 3
#: Share of busy spells that last longer than so many complete weeks. Source:
#: docs/method/statistics.md#busy-or-a-step-back.
SURVIVAL = (1.0, 0.85, 0.6, 0.35, 0.2, 0.1, 0.05)
#: Weight of that table against the pair's own earlier stretches, in stretches.
TABLE_WORTH = 4.0
#: Even beyond the table a few busy times go on; each further week keeps this share of them.
TAIL = 0.8


@dataclass(frozen=True)
class Stretch:
    """Weeks `start` to `end` (exclusive) of a series, their mean shortfall and its strength."""

    start: int
    end: int
    depth: float
    strength: float

    @property
    def weeks(self) -> int:
        """How long it lasted, in weeks."""
        return self.end - self.start


def shortfall(look: Look, person: Person, week: int | None = None) -> Floats:
    """(weeks,) how far a person's index lies below its usual level, less what the other shares of it.

    The usual level is the mean of half a year that ends a quarter before the look, or at `week` (of
    the index) where a change is dated earlier; the weeks themselves are read and not the posterior
    level, which shrinks a fall that is not yet sure to almost nothing.
    """
    low = _below(look.index.value, week)
    less_shared: Floats = low[person] - SHARED * np.where(np.isfinite(low[1 - person]), low[1 - person], 0.0)
    return less_shared


def _below(value: Floats, week: int | None) -> Floats:
    weeks = value.shape[1]
    stop = max(weeks - c.QUARTER_WEEKS, weeks // 2)
    if week is not None:
        stop = max(min(stop, week), LEAST_BEFORE)
    before = value[:, max(0, stop - c.BASELINE_WEEKS) : stop]
    observed = np.isfinite(before)
    count = observed.sum(axis=1)
    total = np.where(observed, before, 0.0).sum(axis=1)
    usual = np.divide(total, count, out=np.full(2, np.nan), where=count > 0)
    out: Floats = usual[:, None] - value
    return out


def deepest(low: Floats, longest: int | None = None) -> Stretch | None:
    """The stretch of `low` with the largest mean times root of weeks; None where it is nowhere low.

    Missing weeks (nan) count neither way. `longest`: in weeks.
    """
    observed = np.isfinite(low)
    sums, counts = (np.concatenate([[0.0], np.cumsum(a)]) for a in (np.where(observed, low, 0.0), observed))
    total, count = sums[None, :] - sums[:, None], counts[None, :] - counts[:, None]
    allowed = count >= LEAST_WEEKS
    if longest is not None:
        week = np.arange(len(sums))
        allowed &= week[None, :] - week[:, None] <= longest
    strength = np.where(allowed, total / np.sqrt(np.maximum(count, 1.0)), -np.inf)
    start, end = (int(k) for k in np.unravel_index(strength.argmax(), strength.shape))
    best = float(strength[start, end])
    return Stretch(start, end, float(total[start, end] / count[start, end]), best) if best > 0 else None


def latest(low: Floats, week: int | None = None) -> Stretch | None:
    """The latest low stretch: from the dated change on, else the deepest of the last weeks."""
    first = max(0, len(low) - REACH_WEEKS if week is None else week)
    stretch = deepest(low[first:])
    return stretch and replace(stretch, start=stretch.start + first, end=stretch.end + first)


def ended_before(low: Floats, stop: int) -> tuple[Stretch, ...]:
    """Earlier stretches of weeks before `stop` that ended by themselves, in order of time."""
    observed = low[:stop][np.isfinite(low[:stop])]
    part = low[:stop] - (float(np.median(observed)) if len(observed) else 0.0)
    return tuple(sorted(_split(part, part, 0), key=lambda stretch: stretch.start))


def _split(part: Floats, whole: Floats, offset: int) -> list[Stretch]:
    """The strongest stretch of a part and those before and after it, as long as they are strong."""
    stretch = deepest(part, LONGEST_SPELL) if len(part) >= LEAST_WEEKS else None
    if stretch is None or stretch.strength < LEAST_STRENGTH:
        return []
    here = replace(stretch, start=stretch.start + offset, end=stretch.end + offset)
    others = _split(part[: stretch.start], whole, offset) + _split(part[stretch.end :], whole, offset + stretch.end)
    after = whole[here.end : here.end + AFTER_WEEKS]
    after = after[np.isfinite(after)]
    ended = len(after) >= LEAST_WEEKS and float(after.mean()) < ENDED_SHARE * here.depth
    return [here, *others] if ended else others


def lasting_share(weeks: int, earlier: tuple[int, ...] = ()) -> float:
    """Share of busy spells that last longer than `weeks` complete weeks.

    The table, shrunk towards the lengths `earlier` of the pair's own earlier stretches.
    """
    place = min(weeks, len(SURVIVAL) - 1)
    table = SURVIVAL[place] * TAIL ** (weeks - place)
    longer = sum(spell > weeks for spell in earlier)
    return (TABLE_WORTH * table + longer) / (TABLE_WORTH + len(earlier))
