"""Measures that are shown and never judged: messages, double texts, last words, calls, longest silence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ebbtide.analysis.measures.measure import Floats, Measure
from ebbtide.analysis.measures.rhythm import BURST, CLOSED, FOLLOW, Rhythm
from ebbtide.analysis.measures.scales import percent, root_rate, root_share, tally, week_mean
from ebbtide.analysis.measures.stream import MINUTES_A_WEEK, Stream
from ebbtide.analysis.measures.text_measures import weekly_sum


def _count(name: str, count: Floats, covered: Floats) -> Measure:
    exposure = np.broadcast_to(covered, count.shape)
    value, variance = root_rate(count, exposure)
    with np.errstate(divide="ignore", invalid="ignore"):
        natural = np.where(exposure > 0, count / exposure, np.nan)
    return replace(Measure.of(name, value, variance, natural, count), exposure=exposure)


def messages(s: Stream, covered: Floats) -> Measure:
    """Messages a week, by person."""
    return _count("messages", weekly_sum(s, np.where(s.call, 0.0, s.messages)), covered)


def cut(s: Stream) -> Measure:
    """Messages a turn: into how many a person cuts a thought."""
    typed = ~s.call
    mean, variance, total = week_mean(
        np.log1p(s.messages[typed]), np.ones(int(typed.sum())), s.person[typed], s.week[typed], s.weeks
    )
    count = weekly_sum(s, np.where(typed, s.messages, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        natural = np.where(total > 0, count / total, np.nan)
    return Measure.of("cut", mean, variance, natural, total)


def calls(s: Stream, covered: Floats) -> Measure:
    """Calls a week, by the person who called."""
    return _count("calls", weekly_sum(s, s.call.astype(np.float64)), covered)


def double_texts(s: Stream, r: Rhythm) -> Measure:
    """Share of a person's turns followed up by themselves before an answer came."""
    g = r.gaps
    cell = g.before.astype(np.int64) * s.weeks + g.week
    follow = tally(cell, r.probability[FOLLOW], s.weeks)
    turns = tally(cell, 1 - r.probability[BURST], s.weeks)
    value, variance = root_share(follow, turns)
    natural = percent(follow, turns)
    return Measure.of("double_texts", value, variance, natural, turns)


def start_share(count: Floats) -> Measure:
    """Share of the expected starts of both that were a person's; count: (2, weeks) expected starts."""
    both = np.broadcast_to(count.sum(axis=0), count.shape)
    value, variance = root_share(count, both)
    with np.errstate(divide="ignore", invalid="ignore"):
        natural = 100 * count / both
    return Measure.of("start_share", value, variance, natural, both)


def last_words(s: Stream, r: Rhythm) -> Measure:
    """Share of closed exchanges whose last message was a person's."""
    g = r.gaps
    cell = g.before.astype(np.int64) * s.weeks + g.week
    mine = tally(cell, r.probability[CLOSED], s.weeks)
    both = np.broadcast_to(mine.sum(axis=0), mine.shape)
    value, variance = root_share(mine, both)
    natural = percent(mine, both)
    return Measure.of("last_words", value, variance, natural, both)


def longest_silence(s: Stream) -> Measure:
    """Longest stretch, in hours, without a message of a person that touches the week (up to its Sunday)."""
    natural = np.full((2, s.weeks), np.nan)
    bounds: Floats = np.arange(s.weeks + 1, dtype=np.float64) * MINUTES_A_WEEK
    for person in (0, 1):
        at, end = s.at[s.person == person], s.end[s.person == person]
        if len(at) == 0:
            continue
        longest = np.zeros(s.weeks)
        np.maximum.at(
            longest, (at[1:] // MINUTES_A_WEEK).astype(np.int64), _minutes_covered(end[:-1], at[1:], s.hidden)
        )
        last = np.searchsorted(at, bounds[1:], side="right") - 1
        open_end = np.where(last < 0, np.nan, _minutes_covered(end[np.maximum(last, 0)], bounds[1:], s.hidden))
        natural[person] = np.fmax(np.where(last < 0, np.nan, longest), open_end) / 60
    value = np.log1p(natural)
    count = np.where(np.isfinite(natural), 1.0, 0.0)
    return Measure.of("silence", -value, np.where(np.isfinite(value), 0.1, np.inf), natural, count)


def _minutes_covered(start: Floats, end: Floats, hidden: Floats) -> Floats:
    """Minutes from each start to its end, less those that no source shows."""
    minutes: Floats = end - start
    for begin, stop in hidden:
        minutes = minutes - np.maximum(np.minimum(end, stop) - np.maximum(start, begin), 0.0)
    return np.maximum(minutes, 0.0)
