"""The change-point posterior is exact: held against sums over every way to cut a short series."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from ebbtide.analysis.changes.constants import HAZARD, LEVEL_SD
from ebbtide.analysis.changes.segments import Draws, _filter, _forward, draw_levels, grid
from ebbtide.analysis.measures.measure import Floats


def cuts(weeks: int) -> Iterator[list[tuple[int, int]]]:
    """Every way to cut weeks into segments, as (start, end) pairs."""
    for count in range(weeks):
        for inner in combinations(range(1, weeks), count):
            edges = [0, *inner, weeks]
            yield list(pairwise(edges))


def segment(y: Floats, v: Floats, rho: float, tau: float) -> tuple[float, float]:
    """Log density of a segment by the explicit normal and its level's posterior mean, from the weeks that are seen."""
    seen = np.flatnonzero(np.isfinite(y) & np.isfinite(v))
    if not seen.size:
        return 0.0, 0.0
    lag = np.abs(seen[:, None] - seen[None, :])
    cover = LEVEL_SD**2 + tau**2 * rho**lag + np.diag(v[seen])
    solved = np.linalg.solve(cover, y[seen])
    log = -0.5 * (seen.size * np.log(2 * np.pi) + np.linalg.slogdet(cover)[1] + y[seen] @ solved)
    return float(log), float(LEVEL_SD**2 * solved.sum())


def by_hand(y: Floats, v: Floats, rho: float, tau: float) -> tuple[float, Floats, Floats]:
    """Log evidence, chance of a boundary at each week, mean level of each week: summed over all cuts."""
    logs, paths, edges = [], [], []
    for parts in cuts(len(y)):
        log, path, edge = 0.0, np.zeros(len(y)), np.zeros(len(y))
        for start, end in parts:
            one, level = segment(y[start:end], v[start:end], rho, tau)
            log += one + np.log(HAZARD) + (end - start - 1) * np.log1p(-HAZARD)
            path[start:end], edge[start] = level, start > 0
        logs.append(log)
        paths.append(path)
        edges.append(edge)
    weight = np.exp(np.array(logs) - max(logs))
    share = weight / weight.sum()
    return max(logs) + float(np.log(weight.sum())), share @ np.array(edges), share @ np.array(paths)


def series(weeks: int, seed: int) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    return rng.normal(0, 0.8, (2, weeks)), rng.uniform(0.02, 0.3, (2, weeks))


@pytest.mark.parametrize("weeks", [1, 2, 4, 6])
def test_the_evidence_is_the_sum_over_all_cuts(weeks: int) -> None:
    y, v = series(weeks, weeks)
    rho, tau, _ = grid()
    found = _forward(_filter(y, v, rho, tau))[weeks]
    for b in (0, 1):
        for cell in range(len(rho)):
            assert found[b, cell] == pytest.approx(by_hand(y[b], v[b], rho[cell], tau[cell])[0], abs=1e-8)


@pytest.mark.parametrize("gone", [[0], [2], [5], [1, 2, 3], [0, 1, 2, 3, 4, 5]])
def test_missing_weeks_say_nothing(gone: list[int]) -> None:
    y, v = series(6, 9)
    for hole_y, hole_v in ((np.nan, 0.1), (0.7, np.inf), (np.nan, np.inf)):
        y[0, gone], v[0, gone] = hole_y, hole_v
        rho, tau, _ = grid()
        found = _forward(_filter(y, v, rho, tau))[6]
        for b in (0, 1):
            for cell in (0, 5, 11):
                assert found[b, cell] == pytest.approx(by_hand(y[b], v[b], rho[cell], tau[cell])[0], abs=1e-8)


def test_draws_have_the_exact_posterior() -> None:
    y, v = np.array([[0.9, 1.1, 1.0, -0.9, -1.2, -0.8]] * 2), np.full((2, 6), 0.05)
    y[1, 2], v[1, 2] = np.nan, np.inf
    rho, tau, log_prior = grid()
    made = draw_levels(y, v, 1, 20_000)
    for b in (0, 1):
        rows = [by_hand(y[b], v[b], rho[k], tau[k]) for k in range(len(rho))]
        weight = np.exp(np.array([row[0] for row in rows]) + log_prior - max(row[0] for row in rows))
        weight /= weight.sum()
        edge, path = (weight @ np.array([row[k] for row in rows]) for k in (1, 2))
        assert made.cut[b].mean(axis=0) == pytest.approx(edge, abs=0.015)
        assert made.path[b].mean(axis=0) == pytest.approx(path, abs=0.015)


def test_the_grid_is_a_prior() -> None:
    rho, tau, log_prior = grid()
    assert len(rho) == len(tau) == len(log_prior) == 12
    assert np.exp(log_prior).sum() == pytest.approx(1)
    assert rho[np.argmax(log_prior)] == 0.4


def stepped(weeks: int, at: int, size: float, seed: int = 0) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    y = rng.normal(0, 0.25, (1, weeks))
    y[:, at:] -= size
    return y, np.full((1, weeks), 0.03)


@pytest.mark.parametrize("at", [12, 30, 50])
def test_a_clear_step_is_dated(at: int) -> None:
    made = draw_levels(*stepped(60, at, 1.5), seed=3)
    cut = made.cut[0]
    assert cut[:, at - 1 : at + 2].any(axis=1).mean() > 0.9
    assert made.path[0, :, :at].mean() - made.path[0, :, at:].mean() == pytest.approx(1.5, abs=0.25)


def test_noise_alone_is_seldom_cut() -> None:
    shares = [draw_levels(*stepped(60, 0, 0.0, seed), seed=1).cut[0].any(axis=1).mean() for seed in range(6)]
    assert float(np.mean(shares)) < 0.5


def test_a_hole_inside_a_level_is_bridged() -> None:
    y, v = stepped(60, 0, 0.0)
    y[0, 20:32], v[0, 20:32] = np.nan, np.inf
    path = draw_levels(y, v, 2).path[0].mean(axis=0)
    assert path[20:32] == pytest.approx(np.full(12, path[[19, 32]].mean()), abs=0.1)


def test_the_same_series_and_seed_give_the_same_draws() -> None:
    y, v = stepped(40, 20, 0.6)
    one, same, other = (draw_levels(y, v, seed) for seed in (5, 5, 6))
    assert np.array_equal(one.path, same.path) and np.array_equal(one.cut, same.cut)
    assert not np.array_equal(one.path, other.path)


def test_levels_hold_between_cuts() -> None:
    made = draw_levels(*stepped(40, 20, 0.8), seed=4, draws=50)
    assert isinstance(made, Draws)
    assert made.path.shape == made.cut.shape == (1, 50, 40)
    assert not made.cut[:, :, 0].any()
    held: NDArray[np.bool_] = ~made.cut[0, :, 1:]
    assert (np.diff(made.path[0], axis=1)[held] == 0).all()
