"""Is there enough to say something, did the way of writing shift, did both stop? (DESIGN rules 2, 6, 8)"""

from __future__ import annotations

import numpy as np

from ebbtide.changes.constants import MIN_STARTS_A_WEEK, STOPPED_SHARE, STOPPED_WEEKS
from ebbtide.measures.types import Floats, Weekly
from ebbtide.measures.weekly import LEAST_COVERED

#: Weeks at the end whose media share is held against all weeks before.
RECENT_WEEKS = 8
#: A shift of the media share from which text measures are withheld.
MEDIA_SHIFT = 0.12
#: Measures that need text.
TEXT_MEASURES = frozenset({"warmth", "length", "questions"})


def last_week(w: Weekly) -> int:
    """The last week that the sources show; -1 for none."""
    shown = np.flatnonzero(w.covered >= LEAST_COVERED)
    return int(shown[-1]) if len(shown) else -1


def history(w: Weekly, last: int) -> int:
    """Weeks of history that are shown and not marked, up to `last`."""
    return int(((w.covered >= LEAST_COVERED) & ~w.marked)[: last + 1].sum())


def starts_before(w: Weekly, before: int) -> tuple[float, float]:
    """Median expected starts a week of each person in the weeks before `before`."""
    use = ((w.covered >= LEAST_COVERED) & ~w.marked)[:before]
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


def both_stopped(w: Weekly, last: int) -> int | None:
    """The week in which both fell to near nothing, to stay there up to `last`; None if they did not."""
    shown = w.covered[: last + 1] >= LEAST_COVERED
    low = np.ones(last + 1, dtype=bool)
    for row in w.messages[:, : last + 1]:
        usual = float(np.median(row[shown])) if shown.any() else 0.0
        low &= (row <= STOPPED_SHARE * usual) & (usual > 0)
    low |= ~shown
    tail = last + 1 if low.all() else int(np.argmin(low[::-1]))
    return last + 1 - tail if STOPPED_WEEKS <= tail < (last + 1) / 2 else None
