"""The five rows of evidence, busy against fading: each a log-odds towards fading with its stated weight.

What tells the two apart comes from docs/method/signs.md#busy-or-fading: a dated reason, breadth,
length, catching up, warmth when in touch. Only length and catching up could be weighed on made-up
couples; their weights are near a logistic fit on development couples (4.0 a unit of shortfall, half
of it at .26, -3.5 a unit regained). The simulator gives both the same breadth and warmth, so the
weights of those rows, and of a dated reason, are small and set by hand.
"""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np

from ebbtide.analysis.changes.analysis import BusyRow, Fits
from ebbtide.analysis.changes.busy.low_stretches import Stretch, lasting_share
from ebbtide.analysis.changes.constants import BASELINE_WEEKS
from ebbtide.analysis.measures.measure import Floats, Weekly
from ebbtide.history.conversation import Context
from ebbtide.people import Person

#: The rows, in the order of a page.
KINDS = ("reason", "breadth", "length", "catch_up", "warmth")
#: A row says something from this log-odds on either side.
ROW_LINE = 0.15
#: Weights of the latest weeks, the last one last: a month, the newest weeks fully.
LATEST = (0.3, 0.7, 1.0, 1.0)
#: Log-odds of "still lower" a unit of the index, the shortfall at which it is even, and its bounds.
LOWER_SLOPE, LOWER_EVEN, LOWER_MOST = 4.0, 0.3, 5.0
#: Log-odds a unit regained since the low stretch, the gain at which it is even, and its bounds.
CATCH_SLOPE, CATCH_EVEN, CATCH_MOST = 3.0, 0.2, 3.0
#: Late answers that were still given speak for busy (Kooti 2015: load slows, and shortens, answers).
LATE_ANSWERS, SLOWER, STILL_GIVEN = 0.3, 0.5, 0.25
#: A reason that covers half of the low days; one that covers less than a fifth covers nothing.
REASON_COVERS, REASON_MISSES, COVERED, MISSED = -1.5, 0.3, 0.5, 0.2
#: Few areas against many; an area counts as moved from this mean fall in spreads of a usual week, and from
#: one that ups and downs of so many weeks exceed in one case of twenty.
BREADTH, MANY_AREAS, AREA_MOVED, AREA_CLEAR = 0.3, 3, 0.5, 1.645
#: A spread lower, and its bounds; unmoved is less than `WARM_EVEN`.
WARM_SLOPE, WARM_EVEN, WARM_MOST = 0.5, 0.35, 0.3
#: Areas that a busy spell lowers, and those that it spares (docs/method/signs.md#busy-or-fading, rule 3).
CONTACT_AREAS = frozenset({"initiative", "responsiveness"})
JUDGED = ("start_hazard", "answered", "reply_time", "warmth", "length", "questions")
IN_TOUCH = ("warmth", "length", "questions", "fast_turns")
#: A measure is compared where it has so many weeks in the low stretch and before it.
LEAST_LOW, LEAST_USUAL = 2, 8


def row(kind: str, log_odds: float | None) -> BusyRow:
    """A row of a log-odds; None where nothing can be told."""
    value = 0.0 if log_odds is None else log_odds
    fits = Fits.FADING if value >= ROW_LINE else Fits.BUSY if value <= -ROW_LINE else Fits.OPEN
    return BusyRow(kind, fits, value)


def lower_now(low: Floats) -> float | None:
    """Weighted shortfall of the last month; None where no week of it was seen."""
    part, weight = low[-len(LATEST) :], np.array(LATEST[-len(low) :])
    observed = np.isfinite(part)
    return float(part[observed] @ weight[observed] / weight[observed].sum()) if observed.any() else None


def length(now: float | None, weeks: int, earlier: tuple[int, ...]) -> float | None:
    """Log-odds that the change lasts: still lower, against ended, or going on as spells of that length do.

    `now`: shortfall of the last month, `weeks` complete weeks since the change, `earlier` lengths of the
    pair's earlier stretches. Even odds before either, Bayes' rule after.
    """
    if now is None:
        return None
    lower = max(-LOWER_MOST, min(LOWER_MOST, LOWER_SLOPE * (now - LOWER_EVEN)))
    going_on = lasting_share(weeks, earlier)
    return lower - math.log(going_on * math.exp(lower) + 1.0 - going_on)


def catch_up(now: float | None, stretch: Stretch, falls: dict[str, float]) -> float | None:
    """Log-odds of what came back: regained since the low stretch, and answers that came late but came."""
    if now is None:
        return None
    value = CATCH_SLOPE * (CATCH_EVEN - max(stretch.depth - now, 0.0))
    if falls.get("reply_time", 0.0) >= SLOWER and falls.get("answered", 1.0) < STILL_GIVEN:
        value -= LATE_ANSWERS
    return max(-CATCH_MOST, min(CATCH_MOST, value))


def reason(w: Weekly, stretch: Stretch, person: Person, context: Context) -> float | None:
    """Log-odds of the days that were named: they cover the low stretch, miss it, or none was named."""
    first, last = w.monday[stretch.start], w.monday[stretch.end - 1] + timedelta(days=6)
    days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    spans = [span for span in (*context.stressors, *context.away) if span.who in (None, person)]
    share = sum(any(span.start <= day <= span.end for span in spans) for day in days) / len(days)
    if share >= COVERED:
        return REASON_COVERS
    has_reason = any(span.who in (None, person) for span in context.stressors)
    return REASON_MISSES if share < MISSED and has_reason else None


def fallen(w: Weekly, stretch: Stretch, person: Person, withheld: frozenset[str]) -> dict[str, float]:
    """Falls of the person's measures in the low stretch, in spreads of a usual week; higher is less contact."""
    out = {}
    for name in (*JUDGED, "fast_turns"):
        if name in w.measures and name not in withheld:
            value = _fall(w.measures[name].value[person], stretch)
            if value is not None:
                out[name] = value
    return out


def _fall(value: Floats, stretch: Stretch) -> float | None:
    before, since = value[max(0, stretch.start - BASELINE_WEEKS) : stretch.start], value[stretch.start : stretch.end]
    before, since = before[np.isfinite(before)], since[np.isfinite(since)]
    if len(before) < LEAST_USUAL or len(since) < LEAST_LOW or (spread := float(before.std())) <= 0:
        return None
    return float(before.mean() - since.mean()) / spread


def breadth(w: Weekly, falls: dict[str, float], weeks: int) -> float | None:
    """Log-odds of how much moved in so many weeks: starting and answering alone, or warmth and depth with them."""
    by_area: dict[str, list[float]] = {}
    for name in JUDGED:
        if name in falls:
            by_area.setdefault(w.measures[name].area, []).append(falls[name])
    least = max(AREA_MOVED, AREA_CLEAR / math.sqrt(weeks))
    moved = {area for area, each in by_area.items() if sum(each) / len(each) >= least}
    if by_area.keys() <= CONTACT_AREAS or not moved:
        return None
    if moved <= CONTACT_AREAS:
        return -BREADTH
    return BREADTH if len(moved) >= MANY_AREAS else None


def warmth(falls: dict[str, float]) -> float | None:
    """Log-odds of how it is when the two are in touch: as before, or lower by message as well."""
    in_touch = [falls[name] for name in IN_TOUCH if name in falls]
    if not {"warmth", "length"} & falls.keys():
        return None
    value = WARM_SLOPE * (sum(in_touch) / len(in_touch) - WARM_EVEN)
    return max(-WARM_MOST, min(WARM_MOST, value))
