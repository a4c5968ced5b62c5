"""Exact change-point posterior of weekly series with AR(1) noise inside segments and known sampling variance.

Product-partition model (Fearnhead 2006, Statistics and Computing 16): geometric segment lengths, a
normal level a segment, stationary AR(1) noise begun anew at each boundary, observation noise of known
variance; rho and tau integrated on a grid. A Kalman filter runs from every possible segment start at
once, so that the exact recursions cost one pass over the weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbtide.changes.constants import DRAWS, HAZARD, LEVEL_SD, RHO_GRID, RHO_PRIOR, TAU_GRID
from ebbtide.measures.types import Floats, Ints

_LOG_2PI = float(np.log(2 * np.pi))


@dataclass(frozen=True)
class Draws:
    """Posterior draws of the level path of B series over T weeks.

    path: (B, draws, T). cut: (B, draws, T) True where a segment begins (never at week 0).
    """

    path: Floats
    cut: NDArray[np.bool_]


@dataclass(frozen=True)
class _Filter:
    """Segment log likelihoods and filtered levels: (T, B, G, T), week x series x grid x start."""

    log: Floats
    mean: Floats
    var: Floats


def grid() -> tuple[Floats, Floats, Floats]:
    """rho, tau and log prior weights of the grid, (G,) each; normal prior on rho, flat on tau."""
    rho, tau = (a.ravel() for a in np.meshgrid(RHO_GRID, TAU_GRID, indexing="ij"))
    log_prior = -0.5 * ((rho - RHO_PRIOR[0]) / RHO_PRIOR[1]) ** 2
    return rho, tau, log_prior - np.log(np.exp(log_prior).sum())


def draw_levels(value: Floats, variance: Floats, seed: int, draws: int = DRAWS) -> Draws:
    """Sample level paths from the exact posterior.

    value, variance: (B, T); nan values or infinite variances are missing weeks.
    """
    rho, tau, log_prior = grid()
    filtered = _filter(value, variance, rho, tau)
    evidence = _forward(filtered)
    return _sample(filtered, evidence, log_prior, np.random.default_rng(seed), draws)


def _filter(value: Floats, variance: Floats, rho: Floats, tau: Floats) -> _Filter:
    series, weeks = value.shape
    shape = (series, len(rho), weeks)
    out = _Filter(*(np.full((weeks, *shape), fill) for fill in (-np.inf, 0.0, 0.0)))
    state = _State(shape, tau)
    r, innovation = rho[None, :, None], (tau**2 * (1 - rho**2))[None, :, None]
    for t in range(weeks):
        if t:
            state.predict(slice(0, t), r, innovation)
        seen = np.isfinite(value[:, t]) & np.isfinite(variance[:, t])
        state.update(slice(0, t + 1), value[:, t], variance[:, t], seen)
        out.log[t, :, :, : t + 1] = state.log[:, :, : t + 1]
        out.mean[t, :, :, : t + 1] = state.level[:, :, : t + 1]
        out.var[t, :, :, : t + 1] = state.p_level[:, :, : t + 1]
    return out


class _State:
    """Kalman filters of all segment starts at once: a constant level and an AR(1) deviation."""

    def __init__(self, shape: tuple[int, ...], tau: Floats) -> None:
        self.log, self.level, self.dev = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self.p_level, self.p_both = np.full(shape, LEVEL_SD**2), np.zeros(shape)
        self.p_dev = np.broadcast_to((tau**2)[None, :, None], shape).copy()

    def predict(self, part: slice, rho: Floats, innovation: Floats) -> None:
        self.dev[:, :, part] *= rho
        self.p_both[:, :, part] *= rho
        self.p_dev[:, :, part] = self.p_dev[:, :, part] * rho**2 + innovation

    def update(self, part: slice, value: Floats, variance: Floats, seen: NDArray[np.bool_]) -> None:
        if not seen.any():
            return
        p1, p12, p2 = (a[seen][:, :, part] for a in (self.p_level, self.p_both, self.p_dev))
        level, dev = self.level[seen][:, :, part], self.dev[seen][:, :, part]
        total = p1 + 2 * p12 + p2 + variance[seen][:, None, None]
        miss = value[seen][:, None, None] - level - dev
        gain1, gain2 = (p1 + p12) / total, (p12 + p2) / total
        new = (
            (self.log, self.log[seen][:, :, part] - 0.5 * (_LOG_2PI + np.log(total) + miss**2 / total)),
            (self.level, level + gain1 * miss), (self.dev, dev + gain2 * miss),
            (self.p_level, p1 - gain1 * (p1 + p12)), (self.p_both, p12 - gain1 * (p12 + p2)),
            (self.p_dev, p2 - gain2 * (p12 + p2)),
        )
        rows = np.flatnonzero(seen)
        for target, fresh in new:
            target[rows, :, part] = fresh


def _forward(f: _Filter) -> Floats:
    """(T + 1, B, G) log evidence of the first t weeks, a boundary standing after them."""
    weeks, series, cells, _ = f.log.shape
    evidence = np.full((weeks + 1, series, cells), -np.inf)
    evidence[0] = 0.0
    for t in range(weeks):
        evidence[t + 1] = _logsumexp(_terms(f, evidence, t))
    return evidence


def _terms(f: _Filter, evidence: Floats, t: int) -> Floats:
    """(B, G, t + 1) log weights of the start of the segment that ends with week t."""
    length = t - np.arange(t + 1)
    prior = np.log(HAZARD) + length * np.log1p(-HAZARD)
    out: Floats = np.moveaxis(evidence[: t + 1], 0, 2) + prior + f.log[t, :, :, : t + 1]
    return out


def _logsumexp(a: Floats) -> Floats:
    top = a.max(axis=-1)
    out: Floats = top + np.log(np.exp(a - top[..., None]).sum(axis=-1))
    return out


def _choose(log_weight: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """One index a row from unnormalised log weights, (rows, n)."""
    p = np.cumsum(np.exp(log_weight - log_weight.max(axis=1, keepdims=True)), axis=1)
    chosen: NDArray[np.int64] = (p < rng.random((len(p), 1)) * p[:, -1:]).sum(axis=1)
    return chosen


def _sample(f: _Filter, evidence: Floats, log_prior: Floats, rng: np.random.Generator, draws: int) -> Draws:
    weeks, series = f.log.shape[0], f.log.shape[1]
    path = np.empty((series, draws, weeks))
    cut = np.zeros((series, draws, weeks), dtype=bool)
    for b in range(series):
        cell = _choose(np.tile(evidence[weeks, b] + log_prior, (draws, 1)), rng)
        end = np.full(draws, weeks - 1)
        while (left := np.flatnonzero(end >= 0)).size:
            start = np.empty(len(left), dtype=np.int64)
            for t in np.unique(end[left]):
                rows = end[left] == t
                start[rows] = _choose(_terms_of(f, evidence, int(t), b)[cell[left[rows]]], rng)
            mean, var = (a[end[left], b, cell[left], start] for a in (f.mean, f.var))
            _fill(path[b], left, start, end[left], rng.normal(mean, np.sqrt(np.maximum(var, 0.0))))
            inner = start > 0
            cut[b, left[inner], start[inner]] = True
            end[left] = start - 1
    return Draws(path, cut)


def _terms_of(f: _Filter, evidence: Floats, t: int, b: int) -> Floats:
    length = t - np.arange(t + 1)
    prior = np.log(HAZARD) + length * np.log1p(-HAZARD)
    out: Floats = evidence[: t + 1, b].T + prior + f.log[t, b, :, : t + 1]
    return out


def _fill(path: Floats, rows: Ints, start: Ints, end: Ints, level: Floats) -> None:
    week = np.arange(path.shape[1])
    inside = (week >= start[:, None]) & (week <= end[:, None])
    part = path[rows]
    path[rows] = np.where(inside, level[:, None], part)
