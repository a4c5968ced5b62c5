"""The loop view: in the weeks after one of the two pressed, did the other hold back, and the reverse?

Lagged association, and no more: it says nothing about what causes what. Slow level and the series' own
past are taken out first (prewhitening: Haugh 1976, Journal of the American Statistical Association 71),
and all lags, directions and people are judged together by the largest statistic under random
re-pairing of the two people's weeks in blocks (Westfall and Young 1993).
"""

from __future__ import annotations

from itertools import product

import numpy as np

from ebbtide.analysis.changes.index import noise_sd
from ebbtide.analysis.changes.minimum_data import shown_weeks
from ebbtide.analysis.changes.verdict import seed_of
from ebbtide.analysis.changes.views.view_results import LoopRow
from ebbtide.analysis.measures.measure import Floats, Ints, Weekly
from ebbtide.people import PEOPLE, Person

#: Weeks of history that the view needs, and the weeks after that it looks at.
LEAST_WEEKS, LAGS = 30, 4
#: Measures of pressing and of holding back, on scales where more contact is higher.
PRESS, CONTACT = ("start_hazard", "double_texts"), ("answered", "start_hazard", "reply_time")
#: Half the window of the level that is taken out: a quarter either way, so that change is no loop.
LEVEL_WEEKS = 13
#: One wild week must not make a pattern: standardised weeks are cut at this many of their own noise.
CUT = 3.0
#: Most of a week that its predecessor is taken to explain.
MOST_RHO = 0.8
#: Share of the weeks that a measure needs.
LEAST_PRESENT = 0.6
#: Re-pairings, the weeks that stay together in one, and the share that may look as clear by chance.
REPAIRINGS, BLOCK, ALPHA = 1000, 4, 0.01


def loop(w: Weekly, last: int) -> tuple[LoopRow, ...]:
    """Both directions for both people, the user as the presser first; empty where there is too little."""
    if int(shown_weeks(w, last).sum()) < LEAST_WEEKS:
        return ()
    press = [_joined(w, PRESS, person, last) for person in PEOPLE]
    retreat = [-_joined(w, CONTACT, person, last) for person in PEOPLE]
    rows = np.stack([_residual(row) for row in (*press, *retreat)])
    if not (np.isfinite(rows).sum(axis=1) >= LEAST_WEEKS).all():
        return ()
    rows = np.stack([_unit(row) for row in rows])
    lagged = _lagged(rows[:2], rows[2:, None, :])[..., 0]
    chance = _by_chance(rows, seed_of(rows))
    out = []
    for person, (k, first) in product((0, 1), enumerate(("press", "retreat"))):
        by_lag = lagged[k, person]
        p = float((1 + (chance >= by_lag.max()).sum()) / (1 + len(chance)))
        out.append(LoopRow(person, first, tuple(float(value) for value in by_lag), p, p <= ALPHA))
    return tuple(out)


def _joined(w: Weekly, names: tuple[str, ...], person: Person, last: int) -> Floats:
    """Mean of the standardised measures that a week has; nan where it has none."""
    rows = np.stack([_standard(w.measures[name].value[person, : last + 1]) for name in names if name in w.measures])
    observed = np.isfinite(rows)
    total, count = np.where(observed, rows, 0.0).sum(axis=0), observed.sum(axis=0)
    return np.asarray(np.divide(total, count, out=np.full(last + 1, np.nan), where=count > 0))


def _standard(y: Floats) -> Floats:
    observed = np.isfinite(y)
    sd = noise_sd(y)
    if observed.mean() < LEAST_PRESENT or not sd > 0:
        return np.full_like(y, np.nan)
    return np.asarray(np.clip((y - np.median(y[observed])) / sd, -CUT, CUT))


def _residual(y: Floats) -> Floats:
    """The row without its slow level and without what its own last week tells."""
    observed = np.isfinite(y)
    residual = np.where(observed, y - _level(y), 0.0)
    base = float(residual @ residual)
    rho = min(max(float(residual[1:] @ residual[:-1]) / base, 0.0), MOST_RHO) if base > 0 else 0.0
    out = np.full(len(y), np.nan)
    out[1:] = residual[1:] - rho * residual[:-1]
    return np.where(observed, out, np.nan)


def _level(y: Floats) -> Floats:
    """Running median, which follows a step at once: two who changed together are no loop."""
    padded = np.pad(y, LEVEL_WEEKS, constant_values=np.nan)
    windows = np.sort(np.lib.stride_tricks.sliding_window_view(padded, 2 * LEVEL_WEEKS + 1), axis=1)
    count = np.isfinite(windows).sum(axis=1)  # nan sorts last
    week = np.arange(len(y))
    middle = windows[week, np.maximum(count - 1, 0) // 2] + windows[week, np.minimum(count // 2, 2 * LEVEL_WEEKS)]
    return np.asarray(np.where(count > 0, middle / 2, 0.0))


def _unit(y: Floats) -> Floats:
    """Centred, of length one, missing weeks at the mean."""
    observed = np.isfinite(y)
    centred = np.where(observed, y - y[observed].mean(), 0.0)
    size = float(np.sqrt(centred @ centred))
    return centred / size if size > 0 else centred


def _lagged(press: Floats, retreat: Floats) -> Floats:
    """(2 firsts, 2 pressers, LAGS, n): press then the other's retreat, and their retreat then press.

    press: (2, weeks). retreat: (2, n, weeks), by the person who holds back.
    """
    out = np.empty((2, 2, LAGS, retreat.shape[1]))
    for person in PEOPLE:
        mine, theirs = press[person], retreat[1 - person]
        for lag in range(1, LAGS + 1):
            out[0, person, lag - 1] = theirs[:, lag:] @ mine[:-lag]
            out[1, person, lag - 1] = theirs[:, :-lag] @ mine[lag:]
    return out


def _by_chance(rows: Floats, seed: int) -> Floats:
    """(REPAIRINGS,) largest association when the weeks of one person are paired with others of the other."""
    order = _shuffled(rows.shape[1], np.random.default_rng(seed))
    mine = _lagged(rows[:2], np.stack([rows[2][order], rows[3][order]]))
    return np.asarray(mine.max(axis=(0, 1, 2)))


def _shuffled(weeks: int, rng: np.random.Generator) -> Ints:
    """(REPAIRINGS, weeks) week numbers in blocks of `BLOCK`, begun at a random week and in random order."""
    blocks = -(-weeks // BLOCK)
    order = np.argsort(rng.random((REPAIRINGS, blocks)), axis=1)
    places = (order[:, :, None] * BLOCK + np.arange(BLOCK)).reshape(REPAIRINGS, -1)
    inside = places[places < weeks].reshape(REPAIRINGS, weeks)
    start = rng.integers(0, weeks, (REPAIRINGS, 1))
    return np.asarray((inside + start) % weeks)


__all__ = ["ALPHA", "LAGS", "LEAST_WEEKS", "loop"]
