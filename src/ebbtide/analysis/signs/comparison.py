"""Did a measure move beyond this pair's own ups and downs? Recent weeks against the weeks before, both people alike.

The sizes and their errors are those of `changes.sizes` (weekly noise with memory, few weeks after); the chance
of a difference as large is read from its 90 % interval.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ebbtide.analysis.changes.analysis import Analysis, Change, State
from ebbtide.analysis.changes.constants import BASELINE_WEEKS
from ebbtide.analysis.changes.minimum_data import shown_weeks
from ebbtide.analysis.changes.sizes import sizes
from ebbtide.analysis.measures.measure import Floats, Measure, Weekly
from ebbtide.analysis.measures.specs import Scale
from ebbtide.people import Person

#: Recent windows in weeks: four at least (docs/method/signs.md#windows), a quarter at most. So many windows that
#: overlap are worth about three apart: of 4,788 stable made-up rows 1.5 % had a smallest chance of .01 or less.
RECENT_WEEKS, WINDOWS_APART = range(4, 14), 3.0
#: Weeks before a recent window (catalogue, baseline_days).
LEAST_BEFORE = 12
#: An earlier difference of the same two windows is looked for at so many places at least; the share of them that
#: may be as large before the present one counts as an ordinary swing.
SWING_PLACES, SWING_SHARE, SWING_WEEKS = 8, 0.10, 8
#: Trials that a share needs in either window (catalogue, min_starts_each_window), hits and misses in both together,
#: and hits that would have been usual in the recent one.
LEAST_TRIALS, LEAST_HITS, LEAST_USUAL = 20.0, 12.0, 4.0
_Z90 = 1.6449

#: (measure, person) to its change at one split.
Table = Mapping[tuple[str, int], Change]


@dataclass(frozen=True)
class Move:
    """A measure and where it goes, in the unit that a person reads.

    >>> Move.read("+reply_time")
    Move(measure='reply_time', up=True)
    """

    measure: str
    up: bool

    @staticmethod
    def read(text: str) -> Move:
        """From the catalogue's notation: "+" up, "-" down."""
        return Move(text[1:], text[0] == "+")


def splits(analysis: Analysis, w: Weekly, last: int) -> tuple[int, ...]:
    """First weeks of the recent windows that have enough weeks before them; also the week of a change found."""
    visible = shown_weeks(w, last)
    weeks = [last + 1 - recent for recent in RECENT_WEEKS]
    if analysis.state == State.CHANGED and analysis.date is not None:
        start = (analysis.date - w.monday[0]).days // 7
        weeks += [start] if start not in weeks and start <= last + 1 - RECENT_WEEKS[0] else []
    return tuple(week for week in weeks if week > 0 and visible[:week].sum() >= LEAST_BEFORE)


def table(w: Weekly, measures: Mapping[str, Measure], last: int, split: int) -> Table:
    """Every measure of both people before and after a split."""
    rows = sizes(replace(w, measures=measures), last, np.array([split]))
    return {(row.measure, row.person): row for row in rows}


def one_sided(change: Change, up: bool) -> float:
    """Chance of a difference at least as large in that direction without a change; 1.0 for one the other way.

    From the end of the 90 % interval that lies nearer to no change, on the scale on which it was made.
    """
    if not all(math.isfinite(x) for x in (change.effect, change.low, change.high, change.before, change.after)):
        return 1.0
    zero, size, near = _steps(change, up)
    toward = size - zero if up else zero - size
    error = abs(size - near) / _Z90
    return 0.5 * math.erfc(toward / max(error, 1e-9) / math.sqrt(2))


def _steps(change: Change, up: bool) -> tuple[float, float, float]:
    """No change, the size, and the interval's end on the side of no change, on the analysis scale."""
    end = change.low if up else change.high
    if change.scale != "ratio":
        marks = (change.before, change.after, change.before + end)
        zero, size, near = (math.asin(math.sqrt(min(max(x / 100, 0.0), 1.0))) for x in marks)
        return zero, size, near
    scale = math.sqrt if change.spec.scale is Scale.ROOT else math.log
    return scale(1.0), scale(max(change.effect, 1e-9)), scale(max(end, 1e-9))


def together(chances: Iterable[float], need: int) -> float:
    """Chance that fewer than `need` of the measures moved (partial conjunction by Bonferroni).

    Benjamini & Heller 2008, Biometrics 64: with n measures (n - need + 1) times the need-th smallest chance.

    >>> together([0.01, 0.5, 0.02], 2)
    0.04
    """
    ordered = sorted(chances)
    return min(1.0, (len(ordered) - need + 1) * ordered[need - 1]) if len(ordered) >= need else 1.0


def enough(m: Measure, person: Person, split: int, last: int) -> bool:
    """Whether a measure rests on enough in both windows."""
    if m.spec.scale is Scale.ROOT:
        return True
    before, after = (slice(max(0, split - BASELINE_WEEKS), split), slice(split, last + 1))
    trials = [_total(m.count[person], m.value[person], weeks) for weeks in (before, after)]
    if min(trials) < LEAST_TRIALS:
        return False
    if m.spec.scale is Scale.LOG:
        return True
    share = m.count[person] * m.natural[person] / 100
    hits = [_total(share, m.value[person], weeks) for weeks in (before, after)]
    usual = max(hits[0] / trials[0], hits[1] / trials[1]) * trials[1]
    return min(sum(hits), sum(trials) - sum(hits)) >= LEAST_HITS and usual >= LEAST_USUAL


def _total(count: Floats, value: Floats, weeks: slice) -> float:
    part = count[weeks]
    return float(part[np.isfinite(value[weeks]) & np.isfinite(part)].sum())


def swing(m: Measure, person: Person, split: int, last: int, up: bool) -> bool:
    """Whether differences as large between the same two windows are ordinary in this person's earlier weeks."""
    value = m.value[person] * (-1.0 if m.spec.turned else 1.0) * (1.0 if up else -1.0)
    recent = min(last + 1 - split, SWING_WEEKS)
    now = _difference(value, last + 1, recent)
    earlier = [_difference(value, end, recent) for end in range(LEAST_BEFORE + recent, split + 1)]
    earlier = [item for item in earlier if math.isfinite(item)]
    return len(earlier) >= SWING_PLACES and sum(item >= now for item in earlier) > SWING_SHARE * len(earlier)


def _difference(value: Floats, end: int, recent: int) -> float:
    """Mean of the `recent` weeks before `end` less that of the weeks before them."""
    late, early = value[end - recent : end], value[max(0, end - recent - BASELINE_WEEKS) : end - recent]
    late, early = late[np.isfinite(late)], early[np.isfinite(early)]
    return float(late.mean() - early.mean()) if len(late) >= 2 and len(early) >= LEAST_BEFORE // 2 else math.nan
