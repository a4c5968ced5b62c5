"""Does a person go back and forth between two levels, again and again? Switching held against one change and dips.

Three models of the same weeks with the same noise: stretches of two to about eight weeks that keep
switching; levels that hold for long, as change points leave them; a usual level with rare short dips,
as trips and busy spells leave it. The log Bayes factor is that of switching against the better of the
two others (docs/method/statistics.md#back-and-forth).
"""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.changes.constants import LONGEST_WEEKS
from ebbtide.analysis.changes.hot_cold.area_series import Areas, areas, likelihood, without_shared
from ebbtide.analysis.changes.hot_cold.chain import Likelihood, chain, cold, evidence
from ebbtide.analysis.changes.hot_cold.stretches import HotCold, Stretch
from ebbtide.analysis.changes.minimum_data import NOTHING, Withheld, shown_weeks
from ebbtide.analysis.measures.measure import Floats, Ints, Weekly
from ebbtide.analysis.measures.specs import SPECS
from ebbtide.analysis.measures.weekly import LEAST_COVERED
from ebbtide.people import PEOPLE

#: Weeks of history and switches that it takes before anything is said. Source:
#: docs/method/bars.md#actions-busy-spells-back-and-forth.
LEAST_WEEKS, LEAST_SWITCHES = 26, 4
#: Log Bayes factor from which it is said; set on development couples (benchmarks hotcold).
LINE = 3.2
#: Chance of switching after two, three ... weeks: never sooner, about four weeks a stretch, seldom over eight.
SWITCHING = (0.25, 0.33, 0.5, 0.5, 0.6, 0.7, 0.8)
#: A level that lasts: forty weeks on average. Dips: one in thirty weeks, over after about five.
LASTING = (1 / 40, 1 / 40)
DIP_COMES, DIP_ENDS, DIP_SHARE = (1 / 30, 1 / 30), (0.3, 0.3), 0.15
#: A week is cold from this posterior share on.
COLD_FROM = 0.5
#: A stretch shorter than this is the tail of its neighbours. Weeks that are counted after a cold one.
SHORTEST, AFTER = 2, 2

_SWITCHING, _LASTING = chain(SWITCHING, SWITCHING, 0.5), chain(LASTING, LASTING, 0.5)
_DIPS = chain(DIP_COMES, DIP_ENDS, DIP_SHARE)


def hot_cold(w: Weekly, last: int, withheld: Withheld = NOTHING) -> tuple[HotCold, HotCold]:
    """Warm and cold stretches of both people from data up to week `last` (inclusive).

    Switching is looked for twice, in a person's own weeks and in what is left of them once the other's
    weeks are taken out; the mean of both counts. Weeks that both share thus weigh less, and a switch
    that only appears against the other person's does not count alone. Nothing is looked for where somebody's
    hours of day moved (`withheld` then holds the measures of pace): starts and answers counted against the
    old hours come and go with them, and six of 150 made-up couples with a new shift were taken for switching.
    """
    # Weeks that nobody saw are neither warm nor cold, and a stretch goes on across them.
    weeks = np.flatnonzero(w.covered[: last + 1] >= LEAST_COVERED)[-LONGEST_WEEKS:]
    steady = not any(SPECS[name].needs_steady_day for name in withheld[0] | withheld[1])
    if not steady or shown_weeks(w, last)[weeks].sum() < LEAST_WEEKS:
        return HotCold(), HotCold()
    rows = [areas(w, person, weeks, withheld[person]) for person in PEOPLE]
    views = [[rows[p], without_shared(rows[p], rows[1 - p])] for p in PEOPLE]
    even = [[likelihood(view, 0.5) for view in pair] for pair in views]
    factor = _factors(views, even)
    me, them = (_person(w, weeks, even[p], factor[p]) for p in PEOPLE)
    return me, them


def _factors(views: list[list[list[Areas | None]]], even: list[list[Likelihood | None]]) -> list[float | None]:
    """Mean log Bayes factor of each person, all rows of both people in one pass a model."""
    flat = [item for pair in even for item in pair if item is not None]
    if not flat:
        return [None, None]
    dips = [item for pair in views for view in pair if (item := likelihood(view, DIP_SHARE)) is not None]
    recurring, lasting = (_each(flat, evidence(_joined(flat), model)) for model in (_SWITCHING, _LASTING))
    rare = _each(dips, evidence(_joined(dips), _DIPS))
    factors = iter([a - max(b, c) for a, b, c in zip(recurring, lasting, rare, strict=True)])
    return [None if pair[0] is None else float(np.mean([next(factors) for _ in pair])) for pair in even]


def _joined(parts: list[Likelihood]) -> Likelihood:
    return Likelihood(np.concatenate([x.first for x in parts]), np.concatenate([x.step for x in parts]))


def _each(parts: list[Likelihood], log: Floats) -> list[float]:
    """Log mean evidence of each part over its rows, which are equally likely beforehand."""
    ends = np.cumsum([len(x.first) for x in parts])[:-1]
    return [float(row.max() + np.log(np.exp(row - row.max()).mean())) for row in np.split(log, ends)]


def _person(w: Weekly, weeks: Ints, even: list[Likelihood | None], factor: float | None) -> HotCold:
    if factor is None or factor <= LINE:
        return HotCold(False, factor)
    shares = [_cold_share(item) for item in even if item is not None]
    stretches = _stretches(w, weeks, runs(np.mean(shares, axis=0) > COLD_FROM))
    if len(stretches) - 1 < LEAST_SWITCHES:
        return HotCold(False, factor)
    return HotCold(True, factor, stretches)


def _cold_share(data: Likelihood) -> Floats:
    """(T,) posterior share of each week that is cold, over all rows by their evidence."""
    log = evidence(data, _SWITCHING)
    keep = np.flatnonzero(log > log.max() - _NEGLIGIBLE)
    weight = np.exp(log[keep] - log.max())
    out: Floats = weight @ cold(Likelihood(data.first[keep], data.step[keep]), _SWITCHING) / weight.sum()
    return out


#: Rows whose log evidence lies this far below the best add nothing to the posterior.
_NEGLIGIBLE = 7.0


def runs(is_cold: NDArray[np.bool_]) -> list[tuple[int, int, bool]]:
    """Stretches (first week, last week, cold) with those under `SHORTEST` weeks taken into the one before."""
    out: list[tuple[int, int, bool]] = []
    week = 0
    for state, group in groupby(is_cold.tolist()):
        end = week + len(list(group)) - 1
        if out and (out[-1][2] == state or end - week + 1 < SHORTEST):
            out[-1] = (out[-1][0], end, out[-1][2])
        else:
            out.append((week, end, state))
        week = end + 1
    return out


def _stretches(w: Weekly, weeks: Ints, spans: list[tuple[int, int, bool]]) -> tuple[Stretch, ...]:
    last = int(weeks[-1])
    return tuple(
        Stretch(
            w.monday[int(weeks[a])],
            w.monday[int(weeks[b])] + timedelta(days=6),
            is_cold,
            int(weeks[b]) == last,
            _after(w, int(weeks[b]), last) if is_cold else None,
        )
        for a, b, is_cold in spans
    )


def _after(w: Weekly, end: int, last: int) -> tuple[float, float] | None:
    """Expected starts of both people in the weeks after a cold stretch; None where they are not all shown."""
    weeks = slice(end + 1, end + 1 + AFTER)
    if weeks.stop > last + 1 or not shown_weeks(w, last)[weeks].all():
        return None
    me, them = w.expected_starts[:, weeks].sum(axis=1)
    return float(me), float(them)


__all__ = ["hot_cold", "runs"]
