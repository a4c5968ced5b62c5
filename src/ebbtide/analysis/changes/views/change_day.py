"""The day inside the date interval: which single days fit best, given the weeks that the index allows.

The weekly posterior says in which week a change began; the daily messages of both people say where
in it, and between neighbouring weeks. Daily counts share the couple's weekly ups and downs, so days
are weighed against AR(1) weeks of both people: a generalised least-squares step (Aitken 1936) on
Anscombe roots, with a normal step integrated out. Days that were marked or that the file hides count
for nothing, so a trip that was told attracts no date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ebbtide.analysis.changes.constants import BASELINE_WEEKS
from ebbtide.analysis.changes.views.view_results import DayOfChange
from ebbtide.analysis.measures.measure import Floats, Ints, Weekly

#: A drawn week's change began in that week or the one before; how far its days reach either way.
REACH = 8
#: Weekly noise of the days: autocorrelation, and how much wider it is taken than was estimated from few weeks.
RHO, WIDER = 0.4, 1.5
#: Standard deviation of a step, in units of a day's own noise.
STEP_SD = 1.0
#: A week with fewer days shown tells nothing about the noise.
LEAST_DAYS, LEAST_WEEKS = 5, 10
#: The days are said only where their interval is at most this share of the weeks' one.
SHORTER = 0.6
#: How far the likelihood of the days is trusted (power posterior), set so that the interval covers.
TRUST = 0.7


@dataclass(frozen=True)
class _Window:
    """Days from `first` (a day number of the history) to the end, in whole weeks; rows: (2, days), seen: (days,)."""

    first: int
    rows: Floats
    visible: Floats

    @property
    def weeks(self) -> int:
        """How many weeks the window has."""
        return int(self.rows.shape[1]) // 7


def day_of_change(w: Weekly, last: int, weeks: Ints, interval: tuple[date, date]) -> DayOfChange | None:
    """The day by the drawn weeks of the change; None unless its interval is clearly shorter than `interval`.

    weeks: (draws,) week numbers from the verdict.
    """
    if not len(weeks):
        return None
    window = _window(w, last, int(weeks.min()))
    days = window.first + np.arange(7 * window.weeks)
    prior = _prior(days, weeks)
    fit = _fit(window)
    if fit is None:
        return None
    weight = prior * np.exp(TRUST * (fit - fit[prior > 0].max()))
    total = np.cumsum(weight / weight.sum())
    low, high = (w.monday[0] + timedelta(days=int(days[np.searchsorted(total, q)])) for q in (0.05, 0.95))
    if (high - low).days + 1 > SHORTER * ((interval[1] - interval[0]).days + 1):
        return None
    return DayOfChange(w.monday[0] + timedelta(days=int(days[weight.argmax()])), (low, high))


def _prior(days: Ints, weeks: Ints) -> Floats:
    """(days,) weight of each day: a triangle around the Monday of each drawn week."""
    distinct, times = np.unique(weeks, return_counts=True)
    near = np.maximum(1 - np.abs(days[None, :] - 7 * distinct[:, None]) / REACH, 0.0)
    return np.asarray((times / np.maximum(near.sum(axis=1), 1e-9)) @ near)


def _window(w: Weekly, last: int, earliest: int) -> _Window:
    first = 7 * max(0, earliest - BASELINE_WEEKS)
    daily = w.daily[:, first : 7 * (last + 1)]
    visible = np.asarray(np.isfinite(daily).all(axis=0), dtype=np.float64)
    root = 2 * np.sqrt(np.where(visible > 0, daily, 0.0) + 0.375)
    return _Window(first, _without_weekdays(root, visible), visible)


def _without_weekdays(root: Floats, visible: Floats) -> Floats:
    """Rows less the mean of their own day of the week; hidden days zero."""
    by_day = root.reshape(2, -1, 7)
    days = visible.reshape(-1, 7)
    mean = (by_day * days).sum(axis=1) / np.maximum(days.sum(axis=0), 1.0)
    return np.asarray(((by_day - mean[:, None, :]) * days).reshape(2, -1))


def _fit(window: _Window) -> Floats | None:
    """(days,) log likelihood of a step that begins on each day; None where there is too little to know the noise."""
    daily, weekly = _noise(window)
    if daily is None or weekly is None:
        return None
    root = np.linalg.inv(np.linalg.cholesky(daily))
    share, turn = np.linalg.eigh(root @ weekly @ root.T)
    # Turned so, the two rows are independent, each with days of variance one.
    rows = turn.T @ root @ window.rows
    return np.asarray(sum(_step(window, row, max(float(v), 1e-6)) for row, v in zip(rows, WIDER * share, strict=True)))


def _noise(window: _Window) -> tuple[Floats | None, Floats | None]:
    """Covariances of the two people's days within a week, and of their weeks."""
    days = window.visible.reshape(-1, 7)
    use = days.sum(axis=1) >= LEAST_DAYS
    if use.sum() < LEAST_WEEKS:
        return None, None
    rows, days = window.rows.reshape(2, -1, 7)[:, use], days[use]
    mean = (rows * days).sum(axis=2) / days.sum(axis=1)
    residual = ((rows - mean[:, :, None]) * days).reshape(2, -1)
    daily = residual @ residual.T / (days.sum() - len(days)) + 1e-3 * np.eye(2)
    # First differences are blind to a step, which must not count as noise.
    moves = np.diff(mean, axis=1)
    weekly = moves @ moves.T / (2 * (1 - RHO) * moves.shape[1]) - daily / 7
    return daily, weekly


def _step(window: _Window, row: Floats, share: float) -> Floats:
    """(days,) log marginal likelihood of a normal step, level profiled out, weeks with variance `share`."""
    number = np.arange(window.weeks)
    apart = np.abs(number[:, None] - number[None, :])
    days = window.visible.reshape(-1, 7)
    inner = np.linalg.inv(np.linalg.inv(share * RHO**apart) + np.diag(days.sum(axis=1)))
    after = _after(days)  # (days, weeks): days shown in each week from each day on
    whole, values = days.sum(axis=1), (row.reshape(-1, 7) * days).sum(axis=1)
    ahead = np.cumsum((row * window.visible)[::-1])[::-1]
    ones = float(whole.sum() - whole @ inner @ whole)
    with_one = after.sum(axis=1) - after @ inner @ whole
    with_self = after.sum(axis=1) - np.einsum("dw,wv,dv->d", after, inner, after)
    row_one = float(values.sum() - values @ inner @ whole)
    with_row = ahead - after @ inner @ values
    size = with_self - with_one**2 / ones + 1 / STEP_SD**2
    pull = with_row - with_one * row_one / ones
    return np.asarray(0.5 * pull**2 / size - 0.5 * np.log(size * STEP_SD**2))


def _after(days: Floats) -> Floats:
    weeks = len(days)
    out = np.zeros((weeks, 7, weeks))
    left = np.cumsum(days[:, ::-1], axis=1)[:, ::-1]
    whole = days.sum(axis=1)
    for week in range(weeks):
        out[week, :, week] = left[week]
        out[week, :, week + 1 :] = whole[week + 1 :]
    return out.reshape(7 * weeks, weeks)


__all__ = ["day_of_change"]
