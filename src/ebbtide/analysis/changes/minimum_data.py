"""Is there enough to say something, did the way of writing or the hours of day shift? (rules 2, 6, 8)"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.changes.constants import BASELINE_WEEKS, MIN_STARTS_A_WEEK
from ebbtide.analysis.measures.measure import Floats, Ints, Measure, Weekly
from ebbtide.analysis.measures.specs import SPECS
from ebbtide.analysis.measures.weekly import LEAST_COVERED
from ebbtide.people import PEOPLE

#: Weeks at the end whose media share is held against all weeks before, and the least number before.
RECENT_WEEKS, RECENT_BEFORE = (4, 8, 16, 26), 8
#: A shift of the media share from which text measures are withheld, and how many standard errors of it, by the weeks
#: before: who sends pictures by fits and starts moves nothing.
MEDIA_SHIFT, MEDIA_ERRORS = 0.10, 3.0
#: Names of measures that are not judged, of me and of them.
Withheld = tuple[frozenset[str], frozenset[str]]
NOTHING: Withheld = (frozenset(), frozenset())
TEXT_MEASURES = frozenset(spec.name for spec in SPECS.values() if spec.needs_text)
HOUR_MEASURES = frozenset(spec.name for spec in SPECS.values() if spec.needs_steady_day)


def last_week(w: Weekly) -> int:
    """The last week that the sources show; -1 for none."""
    visible = np.flatnonzero(w.covered >= LEAST_COVERED)
    return int(visible[-1]) if len(visible) else -1


def history(w: Weekly, last: int) -> int:
    """Weeks of history that are shown and not marked, up to `last`."""
    return int(shown_weeks(w, last).sum())


def starts_before(w: Weekly, before: int) -> tuple[float, float]:
    """Median expected starts a week of each person in the weeks before `before`."""
    use = shown_weeks(w, before - 1)
    if not use.any():
        return 0.0, 0.0
    me, them = np.median(w.expected_starts[:, :before][:, use], axis=1)
    return float(me), float(them)


def enough_starts(w: Weekly, before: int) -> bool:
    """The baseline minimum of both people."""
    return min(starts_before(w, before)) >= MIN_STARTS_A_WEEK


def media_shifted(share: Floats, last: int) -> bool:
    """True where either person's weekly share of voice, media and calls moved; share: (2, weeks)."""
    return any(spoken_shifted(row, last) for row in share)


def spoken_shifted(row: Floats, last: int) -> bool:
    """True where the share of a person's turns that were not all written moved; row: (weeks,)."""
    return any(_share_moved(row[: last + 1], late) for late in RECENT_WEEKS if last + 1 - late >= RECENT_BEFORE)


def _share_moved(row: Floats, weeks: int) -> bool:
    late, early = (part[np.isfinite(part)] for part in (row[-weeks:], row[:-weeks]))
    if len(late) < 2 or len(early) < 2:
        return False
    noise = 1.4826 / np.sqrt(2) * float(np.median(np.abs(np.diff(early))))
    moved = abs(float(np.median(late) - np.median(early)))
    return moved > MEDIA_SHIFT and moved > MEDIA_ERRORS * noise * np.sqrt(1 / len(late) + 1 / len(early))


#: Weeks at the end whose hours of day are held against the weeks before, and the least number before.
HOUR_WEEKS, HOUR_WEEKS_BEFORE = (8, 16, 26), 12
#: Hours count as shifted from this distance (total variation) and this multiple of the pair's own
#: usual distance between two months. On development couples 98 % of new shifts and moves to another
#: zone reach both, and under 1 % of stable couples.
HOUR_DISTANCE, HOUR_RATIO = 0.18, 2.0
#: Turns that a person needs in each part for their hours to be compared: of fewer, chance alone moves a fifth.
HOUR_TURNS = 60


def hours_shifted(hours: Floats, last: int) -> bool:
    """True where either person's hours of day moved (a new shift, another zone); hours: (2, weeks, 24)."""
    smooth = (np.roll(hours, 1, -1) + 2 * hours + np.roll(hours, -1, -1))[:, : last + 1] / 4
    return any(_moved(row, late) for row in smooth for late in HOUR_WEEKS if last + 1 - late >= HOUR_WEEKS_BEFORE)


def withheld_measures(w: Weekly, last: int, *, hours: bool = True) -> Withheld:
    """Measures that are not judged, by person.

    Of text on the side whose share of media moved: what is left in writing there is not what was written before. Of
    time on both sides where somebody's hours of day moved: an answer's waking minutes are then those of another day.
    hours: whether to ask for moved hours, which takes a tenth of the time of a look.
    """
    pace = HOUR_MEASURES if hours and hours_shifted(w.hours, last) else frozenset[str]()
    me, them = (pace | (TEXT_MEASURES if spoken_shifted(row, last) else frozenset()) for row in w.media_share)
    return me, them


def _moved(row: Floats, late: int) -> bool:
    split = len(row) - late
    if min(row[split:].sum(), row[:split].sum()) < HOUR_TURNS:
        return False
    distance = _distance(row[split:].sum(axis=0), row[:split].sum(axis=0))
    past = [_past(row[:split], k, min(late, 8)) for k in range(0, split - 7, 4)]
    usual = float(np.median([x for x in past if np.isfinite(x)] or [np.inf]))
    # By chance alone hours lie further apart the fewer turns there are, as the root of their number: where somebody
    # all but stopped, what is left of two months is held to what so few would show.
    usual *= max(1.0, math.sqrt(row[:split].sum() / split * min(late, 8) / row[split:].sum()))
    return distance > HOUR_DISTANCE and distance > HOUR_RATIO * usual


def _past(row: Floats, start: int, width: int) -> float:
    part = row[start : start + width].sum(axis=0)
    others = row.sum(axis=0) - part
    return _distance(part, others) if part.sum() > 0 and others.sum() > 0 else float("nan")


def _distance(a: Floats, b: Floats) -> float:
    return 0.5 * float(np.abs(a / a.sum() - b / b.sum()).sum())


def shown_weeks(w: Weekly, last: int) -> NDArray[np.bool_]:
    """Weeks up to `last` that the sources show and the user did not mark."""
    return ((w.covered >= LEAST_COVERED) & ~w.marked)[: last + 1]


#: Shares and means rest on so many things a week on each side of a date; below, only rates are judged (rule 2).
LEAST_A_WEEK = 3.0


def sides(w: Weekly, last: int, week: int) -> tuple[Ints, Ints]:
    """The weeks before and after a date, by number: the half year that was seen before it, and all since.

    Weeks that the sources do not show are passed over, so that the two sides of a hole are held against each other.
    """
    visible = np.flatnonzero(w.covered[: last + 1] >= LEAST_COVERED)
    return visible[visible < week][-BASELINE_WEEKS:], visible[visible >= week]


def thin_measures(w: Weekly, before: Ints, after: Ints) -> Withheld:
    """Shares, times and measures of text that rest on too little on one side of a date, by person: one ground for all.

    How much is written is itself the finding there, so that rates and the longest silence stay.
    """
    shares = [m for m in w.measures.values() if not m.spec.quantity]
    me, them = (
        frozenset(m.name for m in shares if min(_a_week(m, p, before), _a_week(m, p, after)) < LEAST_A_WEEK)
        for p in PEOPLE
    )
    return me, them


def _a_week(m: Measure, person: int, weeks: Ints) -> float:
    """How many things a measure rests on in a week; one with none of them counts as well."""
    return float(m.count[person, weeks].sum()) / max(len(weeks), 1)
