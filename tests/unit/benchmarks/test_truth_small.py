"""The truth benchmark in small: fixed seeds, loose bounds; `python -m benchmarks truth` is the real one."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

from benchmarks.shared.runs import PROCESSES, one_thread
from benchmarks.truth.episodes import episodes
from benchmarks.truth.figures import Figure, figures
from benchmarks.truth.jobs import Job, run
from benchmarks.truth.sizes import BANDS

#: Couples a condition, and seeds that neither the tuning nor the report uses.
COUPLES, FIRST_SEED = 20, 4_000_000
CONDITIONS = ("stable", "abrupt", "gradual", "me", "mutual", "busy_one", "new_shift", "stops_pursued", "both_stop")


#: The same, smaller, on other couples: the second simulator, restless pairs, and looks week after week.
OTHERS, YEARS = 12, 4


def records_of(jobs: list[Job]) -> list[dict[str, Any]]:
    """Run the jobs in two processes of one thread each."""
    before = dict(os.environ)
    one_thread()
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        records = list(pool.map(run, jobs, chunksize=4))
    os.environ.clear()
    os.environ.update(before)
    return records


def looks(conditions: tuple[str, ...], couples: int, **other: str) -> Figure:
    """The figures of so many couples of each condition."""
    seeds = range(FIRST_SEED, FIRST_SEED + couples)
    jobs = [Job("look", name, seed, ("full",), **other) for name in conditions for seed in seeds]
    found: Figure = figures(records_of(jobs), ("full",))["full"]
    return found


@pytest.fixture(scope="module")
def table() -> Figure:
    return looks(CONDITIONS, COUPLES)


@pytest.mark.slow
def test_a_pull_away_is_told_from_ups_and_downs(table: Figure) -> None:
    assert table["auc abrupt"]["value"] > 0.85
    assert table["auc gradual"]["value"] > 0.75
    assert table["abrupt told"]["value"] >= 0.5
    assert table["abrupt named"]["value"] >= 0.35


@pytest.mark.slow
def test_whose_side_it_was(table: Figure) -> None:
    assert table["auc side"]["value"] > 0.9
    assert table["auc them against me"]["value"] > 0.85
    assert table["attribution"]["value"] >= 0.6
    assert table["wrong side overall"]["value"] <= 0.06


@pytest.mark.slow
def test_stable_pairs_are_left_alone(table: Figure) -> None:
    assert table["stable called"]["hits"] <= 2
    assert table["stable any sentence"]["hits"] <= 3


@pytest.mark.slow
def test_the_clearest_case_is_named(table: Figure) -> None:
    assert table["clearest named"]["value"] >= 0.85


@pytest.mark.slow
def test_the_date_is_near_and_its_interval_honest(table: Figure) -> None:
    assert table["median date error"]["value"] <= 2
    assert table["interval coverage"]["value"] >= 0.75
    assert table["interval width"]["value"] <= 16


@pytest.mark.slow
def test_stated_probabilities_and_sizes_are_roughly_true(table: Figure) -> None:
    assert table["brier"]["value"] <= 0.14
    assert table["stated against true"]["value"] <= 0.25
    held = [table[f"size coverage, {band}"] for band in BANDS]
    assert sum(one["hits"] for one in held) >= 0.7 * sum(one["of"] for one in held) > 0
    assert table["starts, true fall at least the careful end"]["value"] >= 0.5


@pytest.mark.slow
def test_couples_of_another_construction() -> None:
    found = looks(("stable", "abrupt", "me"), OTHERS, simulator="second")
    assert found["auc abrupt"]["value"] > 0.75
    assert found["auc side"]["value"] > 0.85
    assert found["wrong side overall"]["hits"] <= 3


@pytest.mark.slow
def test_restless_pairs() -> None:
    found = looks(("stable", "abrupt"), OTHERS, noise="stress")
    assert found["auc abrupt"]["value"] > 0.7
    assert found["stable called"]["hits"] <= 3


@pytest.mark.slow
def test_looks_week_after_week() -> None:
    seeds = range(FIRST_SEED, FIRST_SEED + YEARS)
    found = episodes(records_of([Job("weekly", name, seed) for name in ("stable", "abrupt") for seed in seeds]))
    assert found["stable weeks in alarm"]["of"] == 52 * YEARS
    assert found["stable weeks in alarm"]["value"] <= 0.25
    assert found["seen by week 16"]["hits"] >= 1
