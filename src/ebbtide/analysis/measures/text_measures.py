"""Warmth and length: how turns read, by flags and counts that stay when the text is purged."""

from __future__ import annotations

import numpy as np

from ebbtide.analysis.measures.measure import Floats, Measure
from ebbtide.analysis.measures.scales import percent, root_share, tally, week_mean
from ebbtide.analysis.measures.stream import Stream


def weekly_sum(s: Stream, what: Floats) -> Floats:
    """(2, weeks) sums of a per-event value; nan counts as nothing."""
    cell = s.person.astype(np.int64) * s.weeks + s.week
    return tally(cell, np.nan_to_num(what), s.weeks)


def warmth(s: Stream) -> Measure:
    """Share of a person's turns with an affection mark."""
    return _share(s, s.affection, "warmth")


def questions(s: Stream) -> Measure:
    """Share of a person's turns that ask something (shown, not in the index)."""
    return _share(s, s.question, "questions")


def _share(s: Stream, flag: Floats, name: str) -> Measure:
    trials = weekly_sum(s, np.isfinite(flag).astype(np.float64))
    hits = weekly_sum(s, flag)
    value, variance = root_share(hits, trials)
    return Measure.of(name, value, variance, percent(hits, trials), trials)


def length(s: Stream) -> Measure:
    """Mean log(1 + letters) of a person's turns with written words, however many messages a turn was cut into."""
    written = np.isfinite(s.letters)
    value = np.log1p(s.letters[written])
    mean, variance, total = week_mean(value, np.ones(len(value)), s.person[written], s.week[written], s.weeks)
    return Measure.of("length", mean, variance, np.expm1(mean), total)
