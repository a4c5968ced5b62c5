"""The fixed reference index on which the peers are run; not Ebbtide's own.

Source: docs/method/statistics.md#reference-index.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbtide.demo import Couple

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HOUR_MS = 3_600_000
DAY_HOURS = 24
WEEK_HOURS = 7 * DAY_HOURS
#: Quiet before a start (G), gap that ends a turn (R), answer in time (C), fast turn; hours. Source: as above.
QUIET, TURN_GAP, ANSWER_CAP, FAST = 1.0, 1.0, 8.0, 5 / 60
#: Makes a median absolute deviation a standard deviation.
MAD_TO_SD = 1.4826


@dataclass(frozen=True)
class Rows:
    """Events as the index needs them: hours since the first Monday, week, person; (events,) each."""

    hours: Floats
    week: Ints
    person: Ints
    weeks: int
    chars: Ints
    warm: NDArray[np.bool_]
    text: NDArray[np.bool_]


def rows(couple: Couple) -> Rows:
    """The events of a couple; its first day is a Monday or lies in the week of one."""
    days = couple.at.astype("datetime64[D]").astype(np.int64)
    monday = int(days[0] - (days[0] + 3) % 7)
    hours = couple.at.astype("datetime64[ms]").astype(np.int64) / HOUR_MS - monday * DAY_HOURS
    week = (hours // WEEK_HOURS).astype(np.int64)
    last = int(couple.last_day.toordinal() - 719163 - monday) // 7 if couple.last_day else int(week[-1])
    return Rows(
        hours,
        week,
        couple.person.astype(np.int64),
        max(last, int(week[-1])) + 1,
        couple.chars.astype(np.int64),
        couple.affection,
        ~couple.voice,
    )


def weekly_messages(events: Rows) -> Floats:
    """Plain counts of messages; (2, weeks)."""
    return _count(events, events.person, events.week)


def _count(events: Rows, person: Ints, week: Ints, weights: Floats | None = None) -> Floats:
    flat = np.bincount(person * events.weeks + week, weights, 2 * events.weeks)
    return np.asarray(flat, dtype=np.float64).reshape(2, events.weeks)


def start_hazard(events: Rows) -> Floats:
    """Anscombe root of starts an hour of mutual quiet, hours weighted by the pair's own day; (2, weeks)."""
    profile = np.bincount((events.hours % DAY_HOURS).astype(np.int64), minlength=DAY_HOURS).astype(np.float64)
    weight = np.tile(profile / profile.mean(), events.weeks * 7)
    passed = np.concatenate([[0.0], np.cumsum(weight)])
    grid = np.arange(passed.size, dtype=np.float64)
    quiet_from, until = events.hours[:-1] + QUIET, events.hours[1:]
    opens = until > quiet_from
    starts = _count(events, events.person[1:][opens], events.week[1:][opens])
    exposure = np.zeros(events.weeks)
    edges = np.arange(events.weeks + 1) * float(WEEK_HOURS)
    low, high = quiet_from[opens], until[opens]
    for week in range(events.weeks):
        inside = (high > edges[week]) & (low < edges[week + 1])
        first, last = np.maximum(low[inside], edges[week]), np.minimum(high[inside], edges[week + 1])
        exposure[week] = (np.interp(last, grid, passed) - np.interp(first, grid, passed)).sum()
    usual = np.median(exposure[exposure > 0])
    expected = starts * usual / np.maximum(exposure, usual / 10)
    level = np.maximum(np.median(expected, axis=1, keepdims=True), 0.5)
    return np.asarray(2 * np.sqrt(expected + 3 / 8) / np.sqrt(level))


@dataclass(frozen=True)
class Offers:
    """Turns of the other as offers to `person`: week, waiting time in hours (capped), answered."""

    person: Ints
    week: Ints
    wait: Floats
    answered: NDArray[np.bool_]


def offers(events: Rows) -> Offers:
    """Every turn but those of the export's last hours is an offer to the other side."""
    gap = np.diff(events.hours)
    new = np.concatenate([[True], (np.diff(events.person) != 0) | (gap >= TURN_GAP)])
    first = np.flatnonzero(new)
    last = np.concatenate([first[1:] - 1, [events.hours.size - 1]])
    follower = np.minimum(last + 1, events.hours.size - 1)
    wait = events.hours[follower] - events.hours[last]
    turned = events.person[follower] != events.person[last]
    kept = events.hours[last] < events.hours[-1] - ANSWER_CAP
    answered = turned & (wait <= ANSWER_CAP)
    capped = np.where(answered, np.maximum(wait, 1 / 60), ANSWER_CAP)
    return Offers(1 - events.person[last][kept], events.week[last][kept], capped[kept], answered[kept])


def _logit(part: Floats, whole: Floats) -> Floats:
    share = np.log((part + 0.5) / (whole - part + 0.5))
    return np.where(whole > 0, share, np.nan)


def _mean(total: Floats, count: Floats) -> Floats:
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def measures(events: Rows) -> list[Floats]:
    """Start hazard, answered share, reply time (negative), warmth, length, fast turns; (2, weeks) each."""
    offer = offers(events)
    many = _count(events, offer.person, offer.week)
    answered = _count(events, offer.person[offer.answered], offer.week[offer.answered])
    quick = offer.answered & (offer.wait <= FAST)
    fast = _count(events, offer.person[quick], offer.week[quick])
    waited = _count(events, offer.person, offer.week, np.log(offer.wait))
    text = events.text
    texts = _count(events, events.person[text], events.week[text])
    warm = _count(events, events.person[events.warm], events.week[events.warm])
    length = _count(events, events.person[text], events.week[text], np.log1p(events.chars[text]))
    return [
        start_hazard(events),
        _logit(answered, many),
        -_mean(waited, many),
        _logit(warm, texts),
        _mean(length, texts),
        _logit(fast, many),
    ]


def scaled(series: Floats) -> Floats:
    """A series in units of its own week-to-week noise, blind to shifts of level; (weeks,)."""
    step = np.diff(series)
    step = step[np.isfinite(step)]
    spread = MAD_TO_SD * np.median(np.abs(step - np.median(step))) / np.sqrt(2) if step.size else 0.0
    if not spread > 0:
        return np.full(series.shape, np.nan)
    return np.asarray((series - np.nanmedian(series)) / spread)


def reference_index(events: Rows) -> Floats:
    """Equal-weight mean of the scaled measures; (2, weeks), nan where nothing is known."""
    parts = np.stack([np.stack([scaled(one[person]) for person in (0, 1)]) for one in measures(events)])
    known = np.isfinite(parts)
    total = np.where(known, parts, 0.0).sum(axis=0)
    return np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), np.nan)
