"""Start hazard: expected starts against the quiet waking time in which they could have happened."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ebbtide.analysis.measures.gaps import quiet_by_week
from ebbtide.analysis.measures.measure import Floats, Measure
from ebbtide.analysis.measures.rhythm import CLOSED, Rhythm
from ebbtide.analysis.measures.scales import root_rate, tally
from ebbtide.analysis.measures.stream import Stream


def expected_starts(s: Stream, r: Rhythm) -> tuple[Floats, Floats]:
    """Expected starts by person and week, (2, weeks), and the variance of the soft count.

    The very first event is a start for certain.
    """
    closed = r.probability[CLOSED]
    cell = r.gaps.after.astype(np.int64) * s.weeks + r.gaps.week
    count = tally(cell, closed, s.weeks)
    soft = tally(cell, closed * (1 - closed), s.weeks)
    count[s.person[0], s.week[0]] += 1
    return count, soft


def start_hazard(s: Stream, r: Rhythm, covered: Floats) -> Measure:
    """Starts a week of open time; `natural` is starts a week at the person's usual open time."""
    count, soft = expected_starts(s, r)
    quiet = quiet_by_week(r.gaps, s, r.probability[CLOSED]) * covered
    visible = covered > 0
    usual = np.median(quiet[:, visible], axis=1, keepdims=True) if visible.any() else np.zeros((2, 1))
    exposure = np.divide(quiet, usual, out=np.zeros_like(quiet), where=usual > 0)
    value, variance = root_rate(count, exposure, soft)
    with np.errstate(divide="ignore", invalid="ignore"):
        natural = np.where(exposure > 0, count / exposure, np.nan)
    return replace(Measure.of("start_hazard", value, variance, natural, count), exposure=exposure)
