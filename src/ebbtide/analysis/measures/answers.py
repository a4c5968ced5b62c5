"""Answered share, reply time and own fast turns: answering less and answering later are two things."""

from __future__ import annotations

import numpy as np

from ebbtide.analysis.measures.gaps import Gaps
from ebbtide.analysis.measures.measure import Floats, Ints, Measure
from ebbtide.analysis.measures.rhythm import CLOSED, FAST, SLOW, Rhythm
from ebbtide.analysis.measures.scales import percent, root_share, tally, week_mean
from ebbtide.analysis.measures.stream import Stream

#: Bands of the hour at which an offer was made; weeks are reweighted to one mix of them.
HOUR_BANDS = (0, 6, 11, 17, 21)


def offers(r: Rhythm, weeks: int) -> tuple[Floats, Floats]:
    """Expected (answered, all) offers to each person by the week in which they were settled, (2, weeks).

    An offer is the other's turn with its follow-ups; it is settled by the answer, or by closing
    without one (a later start by either, or 16 waking hours).
    """
    g = r.gaps
    cell = (1 - g.before.astype(np.int64)) * weeks + g.week
    answered = tally(cell, r.probability[FAST] + r.probability[SLOW], weeks)
    return answered, answered + tally(cell, r.probability[CLOSED], weeks)


def answered_share(r: Rhythm, weeks: int) -> Measure:
    """Share of the other's turns that a person answered within 16 of their waking hours."""
    answered, total = offers(r, weeks)
    value, variance = root_share(answered, total)
    natural = percent(answered, total)
    return Measure.of("answered", value, variance, natural, total)


def reply_time(s: Stream, r: Rhythm) -> Measure:
    """Mean log waking minutes from the first unanswered message to the answer, over answered offers.

    Reweighted within the week to the person's own long-run mix of hours of day at which offers come.
    """
    g = r.gaps
    weight = np.where(g.turn, r.probability[FAST] + r.probability[SLOW], 0.0)
    keep = weight > _NEGLIGIBLE
    answerer = g.after[keep].astype(np.int64)
    opened = _offer_opened(s, r)[keep]
    end = np.flatnonzero(keep) + 1
    waited = np.where(
        answerer == 0,
        g.waking.at(0, s.at[end]) - g.waking.at(0, s.at[opened]),
        g.waking.at(1, s.at[end]) - g.waking.at(1, s.at[opened]),
    )
    value = np.log(waited + s.resolution / 2)
    weight = weight[keep] * _hour_weights(s, answerer, opened, weight[keep], g.week[keep])
    mean, variance, total = week_mean(value, weight, answerer, g.week[keep], s.weeks)
    return Measure.of("reply_time", -mean, variance, np.exp(mean), total)


_NEGLIGIBLE = 0.02


def _offer_opened(s: Stream, r: Rhythm) -> Ints:
    """For every gap the event that opened the offer standing at its beginning."""
    g = r.gaps
    fresh = np.concatenate([[True], g.turn | (r.probability[CLOSED] > 0.5)])
    return np.maximum.accumulate(np.where(fresh, np.arange(len(fresh)), 0))[:-1]


def _hour_weights(s: Stream, answerer: Ints, opened: Ints, weight: Floats, week: Ints) -> Floats:
    """Weights that give every week the person's mix of hour bands so far (causal)."""
    band = np.searchsorted(HOUR_BANDS, (s.at[opened] // 60) % 24, side="right") - 1
    bands = len(HOUR_BANDS)
    cell = (answerer.astype(np.int64) * s.weeks + week.astype(np.int64)) * bands + band
    count = np.bincount(cell, weight, minlength=2 * s.weeks * bands).reshape(2, s.weeks, bands)
    long = np.cumsum(count, axis=1)
    long = (long + 1) / (long + 1).sum(axis=2, keepdims=True)
    mix = (count + 3 * long) / (count + 3 * long).sum(axis=2, keepdims=True)
    ratio: Floats = (long / mix).reshape(-1)[cell]
    return np.clip(ratio, 1 / 3, 3)


def fast_turns(r: Rhythm, g: Gaps, weeks: int) -> Measure:
    """Share of a person's answers that are of their fast kind, at their current pace (engagement while talking)."""
    cell = (1 - g.before.astype(np.int64)) * weeks + g.week
    fast = tally(cell, r.probability[FAST], weeks)
    total = fast + tally(cell, r.probability[SLOW], weeks)
    value, variance = root_share(fast, total)
    natural = percent(fast, total)
    return Measure.of("fast_turns", value, variance, natural, total)
