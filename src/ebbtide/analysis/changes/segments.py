"""Exact change-point posterior of weekly series with AR(1) noise inside segments and known sampling variance.

Product-partition model (Fearnhead 2006, Statistics and Computing 16): geometric segment lengths, a
normal level a segment, stationary AR(1) noise begun anew at each boundary, observation noise of known
variance; rho and tau integrated on a grid. A Kalman filter runs from every possible segment start at
once, so that the exact recursions cost one pass over the weeks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.changes.constants import DRAWS, HAZARD, LEVEL_SD, RHO_GRID, RHO_PRIOR, TAU_GRID
from ebbtide.analysis.measures.measure import Floats, Ints

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


def draw_levels(
    value: Floats, variance: Floats, seed: int | Sequence[int], draws: int = DRAWS, ends: Sequence[int] | None = None
) -> Draws:
    """Sample level paths from the exact posterior of every series at once.

    value, variance: (B, T); nan values or infinite variances are missing weeks. seed: one for all, or one
    a series: a series' draws depend on its own numbers and seed only, not on what else is in the batch.
    ends: the last week of each series, where they differ (later weeks of `path` repeat the last level).
    """
    series, weeks = value.shape
    rho, tau, log_prior = grid()
    last = np.full(series, weeks - 1) if ends is None else np.asarray(ends)
    seeds = [seed + b for b in range(series)] if isinstance(seed, int) else list(seed)
    chance = [
        _Chance(np.random.default_rng(own_seed), draws, int(end) + 1) for own_seed, end in zip(seeds, last, strict=True)
    ]
    filtered = _filter(value, variance, rho, tau)
    return _sample(filtered, _forward(filtered), log_prior, last, chance)


class _Chance:
    """One series' random numbers, drawn beforehand: of its cell, of each segment's start and level."""

    def __init__(self, rng: np.random.Generator, draws: int, weeks: int) -> None:
        self.cell, self.start = rng.random(draws), rng.random((weeks, draws))
        self.level = rng.standard_normal((weeks, draws))


def _filter(value: Floats, variance: Floats, rho: Floats, tau: Floats) -> _Filter:
    series, weeks = value.shape
    shape = (series, len(rho), weeks)
    out = _Filter(*(np.full((weeks, *shape), fill) for fill in (-np.inf, 0.0, 0.0)))
    state = _State(shape, tau)
    r, innovation = rho[None, :, None], (tau**2 * (1 - rho**2))[None, :, None]
    observed = np.isfinite(value) & np.isfinite(variance)
    y, v = np.where(observed, value, 0.0), np.where(observed, variance, 1.0)
    for t in range(weeks):
        if t:
            state.predict(slice(0, t), r, innovation)
        state.update(slice(0, t + 1), y[:, t, None, None], v[:, t, None, None], observed[:, t, None, None])
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
        self.p_dev[:, :, part] *= rho**2
        self.p_dev[:, :, part] += innovation

    def update(self, part: slice, value: Floats, variance: Floats, observed: NDArray[np.bool_]) -> None:
        """Take in one week; series in which it is missing stay as they are."""
        p1, p12, p2 = (a[:, :, part] for a in (self.p_level, self.p_both, self.p_dev))
        to_level, to_dev = p1 + p12, p12 + p2
        total = to_level + to_dev + variance
        miss = np.where(observed, value - self.level[:, :, part] - self.dev[:, :, part], 0.0)
        gain1, gain2 = (np.where(observed, to / total, 0.0) for to in (to_level, to_dev))
        self.log[:, :, part] -= np.where(observed, 0.5 * (_LOG_2PI + np.log(total) + miss**2 / total), 0.0)
        self.level[:, :, part] += gain1 * miss
        self.dev[:, :, part] += gain2 * miss
        p1 -= gain1 * to_level
        p12 -= gain1 * to_dev
        p2 -= gain2 * to_dev


def _forward(f: _Filter) -> Floats:
    """(T + 1, B, G) log evidence of the first t weeks, a boundary standing after them."""
    weeks, series, cells, _ = f.log.shape
    evidence = np.full((weeks + 1, series, cells), -np.inf)
    evidence[0] = 0.0
    for t in range(weeks):
        terms = _terms(f, evidence, t)
        top = terms.max(axis=-1)
        evidence[t + 1] = top + np.log(np.exp(terms - top[..., None]).sum(axis=-1))
    return evidence


def _terms(f: _Filter, evidence: Floats, t: int) -> Floats:
    """(B, G, t + 1) log weights of the start of the segment that ends with week t."""
    length = t - np.arange(t + 1)
    prior = np.log(HAZARD) + length * np.log1p(-HAZARD)
    out: Floats = np.moveaxis(evidence[: t + 1], 0, 2) + prior + f.log[t, :, :, : t + 1]
    return out


def _shares(log_weight: Floats) -> Floats:
    """Cumulative shares along the last axis of unnormalised log weights."""
    p = np.cumsum(np.exp(log_weight - log_weight.max(axis=-1, keepdims=True)), axis=-1)
    out: Floats = p / p[..., -1:]
    return out


def _sample(f: _Filter, evidence: Floats, log_prior: Floats, last: Ints, chance: Sequence[_Chance]) -> Draws:
    """Backward through the weeks, all series and draws at once: where did the segment that ends here begin?"""
    weeks, series = f.log.shape[0], f.log.shape[1]
    draws = len(chance[0].cell)
    cell_shares = _shares(np.stack([evidence[end + 1, b] for b, end in enumerate(last)]) + log_prior)
    cell = (cell_shares[:, None, :] < np.stack([entry.cell for entry in chance])[:, :, None]).sum(axis=-1)
    end = np.repeat(last[:, None], draws, axis=1)
    level, cut = np.zeros((series, draws, weeks)), np.zeros((series, draws, weeks), dtype=bool)
    for t in range(int(last.max()), -1, -1):
        b, d = np.nonzero(end == t)
        if not b.size:
            continue
        shares = _shares(_terms(f, evidence, t))[b, cell[b, d]]
        uniform, normal = (
            np.stack([getattr(entry, name)[min(t, len(entry.start) - 1)] for entry in chance])
            for name in ("start", "level")
        )
        start = (shares < uniform[b, d, None]).sum(axis=-1)
        mean, var = (a[t, b, cell[b, d], start] for a in (f.mean, f.var))
        level[b, d, start] = mean + normal[b, d] * np.sqrt(np.maximum(var, 0.0))
        cut[b, d, start] = True
        end[b, d] = start - 1
    # Levels stand where their segments begin; carry each on to the next.
    began = np.maximum.accumulate(np.where(cut, np.arange(cut.shape[-1]), 0), axis=-1)
    cut[:, :, 0] = False
    return Draws(np.take_along_axis(level, began, axis=-1), cut)
