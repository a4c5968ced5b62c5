"""Is there enough to say something, did the way of writing or the hours of day shift? (rules 2, 6, 8)"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.changes.constants import MIN_STARTS_A_WEEK
from ebbtide.analysis.measures.measure import Floats, Weekly
from ebbtide.analysis.measures.specs import SPECS
from ebbtide.analysis.measures.weekly import LEAST_COVERED

#: Weeks at the end whose media share is held against all weeks before.
RECENT_WEEKS = 8
#: A shift of the media share from which text measures are withheld.
MEDIA_SHIFT = 0.12


def last_week(w: Weekly) -> int:
    """The last week that the sources show; -1 for none."""
    shown = np.flatnonzero(w.covered >= LEAST_COVERED)
    return int(shown[-1]) if len(shown) else -1


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
    split = last + 1 - RECENT_WEEKS
    if split < RECENT_WEEKS:
        return False
    for row in share:
        late, early = row[split : last + 1], row[:split]
        late, early = late[np.isfinite(late)], early[np.isfinite(early)]
        if len(late) and len(early) and abs(float(np.median(late) - np.median(early))) > MEDIA_SHIFT:
            return True
    return False


#: Weeks at the end whose hours of day are held against the weeks before, and the least number before.
HOUR_WEEKS, HOUR_WEEKS_BEFORE = (8, 16, 26), 12
#: Hours count as shifted from this distance (total variation) and this multiple of the pair's own
#: usual distance between two months. On development couples 98 % of new shifts and moves to another
#: zone reach both, and under 1 % of stable couples.
HOUR_DISTANCE, HOUR_RATIO = 0.18, 2.0
#: Events that a person needs in each part for their hours to be compared.
HOUR_EVENTS = 30


def hours_shifted(hours: Floats, last: int) -> bool:
    """True where either person's hours of day moved (a new shift, another zone); hours: (2, weeks, 24)."""
    smooth = (np.roll(hours, 1, -1) + 2 * hours + np.roll(hours, -1, -1))[:, : last + 1] / 4
    return any(_moved(row, late) for row in smooth for late in HOUR_WEEKS if last + 1 - late >= HOUR_WEEKS_BEFORE)


def withheld_measures(w: Weekly, last: int, *, hours: bool = True) -> frozenset[str]:
    """Measures that are not judged: of text where media took over, of time where the hours of day moved.

    hours: whether to ask for moved hours, which takes a tenth of the time of a look.
    """
    media, moved = media_shifted(w.media_share, last), hours and hours_shifted(w.hours, last)
    return frozenset(
        spec.name for spec in SPECS.values() if (media and spec.needs_text) or (moved and spec.needs_steady_day)
    )


def _moved(row: Floats, late: int) -> bool:
    split = len(row) - late
    if min(row[split:].sum(), row[:split].sum()) < HOUR_EVENTS:
        return False
    distance = _distance(row[split:].sum(axis=0), row[:split].sum(axis=0))
    past = [_past(row[:split], k, min(late, 8)) for k in range(0, split - 7, 4)]
    usual = float(np.median([x for x in past if np.isfinite(x)] or [np.inf]))
    return distance > HOUR_DISTANCE and distance > HOUR_RATIO * usual


def _past(row: Floats, start: int, width: int) -> float:
    part = row[start : start + width].sum(axis=0)
    rest = row.sum(axis=0) - part
    return _distance(part, rest) if part.sum() > 0 and rest.sum() > 0 else float("nan")


def _distance(a: Floats, b: Floats) -> float:
    return 0.5 * float(np.abs(a / a.sum() - b / b.sum()).sum())


def shown_weeks(w: Weekly, last: int) -> NDArray[np.bool_]:
    """Weeks up to `last` that the sources show and the user did not mark."""
    return ((w.covered >= LEAST_COVERED) & ~w.marked)[: last + 1]
