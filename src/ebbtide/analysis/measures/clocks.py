"""Clocks of a person: waking minutes and starting opportunity, from their own hours of day.

A profile for a week rests on that week and the five before it only, so that a later week never
rewrites an earlier one, and so that a new shift or another time zone is followed within weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ebbtide.analysis.measures.measure import Floats
from ebbtide.analysis.measures.stream import Stream

#: Weeks that a profile looks back; long enough for 24 stable bins at five messages a day.
TRAILING_WEEKS = 6
#: Pseudo-messages of the person's whole past in a profile, against sparse weeks.
PRIOR_MESSAGES = 24.0
#: An hour counts as fully awake from this share of the mean of the twelve busiest hours.
AWAKE_SHARE = 0.4
#: Least weight of an hour: nobody sleeps by the clock.
LEAST = 0.02


@dataclass(frozen=True)
class Clock:
    """A cumulative clock on the hour grid: `total[p, h]` minutes of person p up to hour h, `rate` per hour."""

    rate: Floats  # (2, hours)
    total: Floats  # (2, hours + 1), minutes

    def at(self, person: int, minutes: Floats) -> Floats:
        """Clock minutes of `person` at wall-clock `minutes`."""
        hour = np.clip((minutes // 60).astype(np.int64), 0, self.rate.shape[1] - 1)
        out: Floats = self.total[person, hour] + (minutes - hour * 60) * self.rate[person, hour]
        return out

    def speed(self, person: int, minutes: Floats) -> Floats:
        """Clock minutes that pass a wall-clock minute."""
        hour = np.clip((minutes // 60).astype(np.int64), 0, self.rate.shape[1] - 1)
        out: Floats = self.rate[person, hour]
        return out


def profiles(s: Stream) -> Floats:
    """(2, weeks, 24) share of a person's messages by hour of day, trailing and smoothed."""
    counts = hour_counts(s)
    sums = np.cumsum(counts, axis=1)
    trailing = sums.copy()
    trailing[:, TRAILING_WEEKS:] -= sums[:, :-TRAILING_WEEKS]
    past = (sums + 1) / (sums + 1).sum(axis=2, keepdims=True)
    mixed = trailing + PRIOR_MESSAGES * past
    smooth = (np.roll(mixed, 1, 2) + 2 * mixed + np.roll(mixed, -1, 2)) / 4
    share: Floats = smooth / smooth.sum(axis=2, keepdims=True)
    return share


def hour_counts(s: Stream) -> Floats:
    """(2, weeks, 24) events of a person by week and hour of day."""
    hour = ((s.at // 60) % 24).astype(np.int64)
    flat = (s.person.astype(np.int64) * s.weeks + s.week) * 24 + hour
    return np.bincount(flat, minlength=2 * s.weeks * 24).reshape(2, s.weeks, 24).astype(np.float64)


def waking_clock(profile: Floats) -> Clock:
    """Minutes awake: an hour counts fully once it reaches a share of the busy hours."""
    busy = np.sort(profile, axis=2)[:, :, 12:].mean(axis=2, keepdims=True)
    return _clock(np.clip(profile / (AWAKE_SHARE * busy), LEAST, 1.0))


def starting_clock(profile: Floats) -> Clock:
    """Opportunity to start: the profile itself, a week of it being a week of minutes for everybody."""
    return _clock(np.maximum(profile * 24, LEAST))


def _clock(by_hour: Floats) -> Clock:
    rate = np.repeat(by_hour[:, :, None, :], 7, axis=2).reshape(2, -1)
    total = np.concatenate([np.zeros((2, 1)), np.cumsum(rate * 60, axis=1)], axis=1)
    return Clock(rate, total)
