"""Since when: the week of a sign's change with its interval, and the sizes with that uncertainty in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.changes.analysis import Change
from ebbtide.analysis.changes.constants import BASELINE_WEEKS
from ebbtide.analysis.changes.sizes import sizes
from ebbtide.analysis.measures.measure import Floats, Measure, Weekly
from ebbtide.analysis.signs.comparison import Move
from ebbtide.people import Person

#: Weekly noise of a single measure carries over; so many of its weeks count as one: (1 + rho) / (1 - rho) at rho .3.
MEMORY = 1.86
#: Weeks that either side of a date needs, and evenly spaced quantiles of the date that the sizes rest on.
LEAST_SIDE, DRAWS = 3, 20
#: Share of the weeks' weight that the interval holds: wider than nine in ten, since the noise is only guessed.
DATE_CONTENT = 0.94


@dataclass(frozen=True)
class Dated:
    """Likeliest week of a change, the weeks of its 90 % interval, and evenly spaced draws of it."""

    week: int
    low: int
    high: int
    draws: NDArray[np.int64]

    def days(self, w: Weekly) -> tuple[date, tuple[date, date]]:
        """First day of the week, and of the interval the first and last day."""
        return w.monday[self.week], (w.monday[self.low], w.monday[self.high] + timedelta(days=6))


def dated(rows: Sequence[tuple[Measure, int, Move]], split: int, last: int) -> Dated | None:
    """When measures of one person moved together: one shift of the mean at a common week, profile likelihood.

    rows: (measure, person, where it goes). Hinkley 1970, Biometrika 57; weeks from half a year before `split` to
    `last`, autocorrelation by counting `MEMORY` weeks as one. None where no week has enough on both sides.
    """
    first = max(0, split - BASELINE_WEEKS)
    weeks = np.arange(first + LEAST_SIDE, last + 2 - LEAST_SIDE)
    if len(weeks) == 0:
        return None
    log = np.zeros(len(weeks))
    for m, person, move in rows:
        upward = move.up != m.spec.turned
        log += _profile(m.value[person, first : last + 1] * (1.0 if upward else -1.0), weeks - first)
    if not np.isfinite(log).any():
        return None
    weight = np.exp(log - log[np.isfinite(log)].max())
    return _summary(weeks, np.where(np.isfinite(log), weight, 0.0))


def _profile(y: Floats, cuts: NDArray[np.int64]) -> Floats:
    """Log-likelihood of a rise at each cut, the means and the spread at their best; -inf where it is no rise."""
    out = np.full(len(cuts), -np.inf)
    for k, cut in enumerate(cuts):
        early, late = (part[np.isfinite(part)] for part in (y[:cut], y[cut:]))
        if min(len(early), len(late)) < LEAST_SIDE or late.mean() <= early.mean():
            continue
        residual = float(((early - early.mean()) ** 2).sum() + ((late - late.mean()) ** 2).sum())
        n = len(early) + len(late)
        out[k] = -0.5 * n / MEMORY * np.log(max(residual, 1e-9) / n)
    return out


def _summary(weeks: NDArray[np.int64], weight: Floats) -> Dated:
    share = weight / weight.sum()
    order = np.argsort(-share, kind="stable")
    inside = order[: int(np.searchsorted(np.cumsum(share[order]), DATE_CONTENT)) + 1]
    at = (np.arange(DRAWS) + 0.5) / DRAWS
    draws = weeks[np.minimum(np.searchsorted(np.cumsum(share), at), len(weeks) - 1)]
    return Dated(int(weeks[order[0]]), int(weeks[inside].min()), int(weeks[inside].max()), draws)


def sized(
    w: Weekly, measures: Mapping[str, Measure], last: int, draws: NDArray[np.int64], person: Person
) -> tuple[Change, ...]:
    """One person's measures before and after the drawn weeks, with the uncertainty of the date in the intervals."""
    return tuple(row for row in sizes(replace(w, measures=measures), last, draws) if row.person == person)
