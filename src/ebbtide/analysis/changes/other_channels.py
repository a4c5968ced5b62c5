"""Hints in the file itself that contact moved elsewhere as messages fell: calls, media, the evenings (rule 8).

A hint is asked about and never read as the answer: it names what else would look like this change.
"""

from __future__ import annotations

import math

import numpy as np

from ebbtide.analysis.changes.constants import BASELINE_WEEKS
from ebbtide.analysis.changes.minimum_data import MEDIA_SHIFT, shown_weeks
from ebbtide.analysis.measures.measure import Floats, Ints, Weekly

#: Turns of both people together that are left, at most, before a hint is looked for.
FELL = 0.85
#: Weeks that either side of the date needs.
LEAST_WEEKS = 3
#: Calls a week that were added at least, and the least multiple of the usual.
MORE_CALLS, TIMES_CALLS = 1.0, 1.5
#: First evening hour; the share of evening messages that is left at most, together and of each person.
EVENING, EVENINGS_LEFT, EVENINGS_LEFT_EACH = 18, 0.85, 0.9
#: A difference of weekly means counts from so many standard errors: calls, and evenings, which move less.
CLEAR_CALLS, CLEAR_EVENINGS = 3.0, 2.0

#: All hints, in the order of a page.
HINTS = ("calls", "media", "evenings")


def elsewhere(w: Weekly, split: int, last: int) -> tuple[str, ...]:
    """Which of `HINTS` the weeks from `split` to `last` give against the half year before."""
    visible = np.flatnonzero(shown_weeks(w, last))
    before, after = visible[(visible < split) & (visible >= split - BASELINE_WEEKS)], visible[visible >= split]
    if min(len(before), len(after)) < LEAST_WEEKS:
        return ()
    turns = w.turns.sum(axis=0)
    if turns[after].mean() > FELL * turns[before].mean():
        return ()
    hints = {
        "calls": _calls(w, before, after),
        "media": _media(w, before, after),
        "evenings": _evenings(w.hours, before, after),
    }
    return tuple(hint for hint in HINTS if hints[hint])


def _calls(w: Weekly, before: Ints, after: Ints) -> bool:
    """Calls of both together rose."""
    if "calls" not in w.measures:
        return False
    calls = w.measures["calls"].count.sum(axis=0)
    usual, now = float(calls[before].mean()), float(calls[after].mean())
    more = now >= usual + MORE_CALLS and now >= TIMES_CALLS * usual
    return more and _apart(calls[before], calls[after]) >= CLEAR_CALLS


def _media(w: Weekly, before: Ints, after: Ints) -> bool:
    """Voice notes, other media and calls took a larger share of either person's contact."""
    for row in w.media_share:
        early, late = (row[weeks][np.isfinite(row[weeks])] for weeks in (before, after))
        if len(early) and len(late) and float(np.median(late) - np.median(early)) > MEDIA_SHIFT:
            return True
    return False


def _evenings(hours: Floats, before: Ints, after: Ints) -> bool:
    """The evening's share fell, of both people alike."""
    left = [_share(row, after) / max(_share(row, before), 1e-9) for row in hours]
    both = hours.sum(axis=0)
    parts = (both[weeks][both[weeks].sum(axis=1) > 0] for weeks in (before, after))
    early, late = (part[:, EVENING:].sum(axis=1) / part.sum(axis=1) for part in parts)
    together = _share(both, after) / max(_share(both, before), 1e-9)
    return together <= EVENINGS_LEFT and max(left) <= EVENINGS_LEFT_EACH and -_apart(early, late) >= CLEAR_EVENINGS


def _share(hours: Floats, weeks: Ints) -> float:
    part = hours[weeks].sum(axis=0)
    return float(part[EVENING:].sum() / max(float(part.sum()), 1.0))


def _apart(early: Floats, late: Floats) -> float:
    """How many standard errors the later mean lies above the earlier one (Welch 1947, Biometrika 34)."""
    if min(len(early), len(late)) < LEAST_WEEKS:
        return 0.0
    error = math.sqrt(float(early.var(ddof=1)) / len(early) + float(late.var(ddof=1)) / len(late))
    return float(late.mean() - early.mean()) / max(error, 1e-9)


__all__ = ["HINTS", "elsewhere"]
