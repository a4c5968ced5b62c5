"""The truth benchmark in small: fixed seeds, loose bounds; `python -m benchmarks truth` is the real one."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

from benchmarks import truth
from benchmarks.truth_jobs import Job, run
from benchmarks.truth_sizes import BANDS
from benchmarks.truth_table import Figure, figures

#: Couples a condition, and seeds that neither the tuning nor the report uses.
COUPLES, FIRST_SEED = 20, 4_000_000
CONDITIONS = ("stable", "abrupt", "gradual", "me", "mutual", "busy_one", "new_shift", "stops_pursued", "both_stop")


@pytest.fixture(scope="module")
def table() -> Figure:
    jobs = [Job("look", name, FIRST_SEED + number, ("full",)) for name in CONDITIONS for number in range(COUPLES)]
    before = dict(os.environ)
    truth.alone()
    with ProcessPoolExecutor(truth.PROCESSES, mp_context=get_context("spawn")) as pool:
        records: list[dict[str, Any]] = list(pool.map(run, jobs, chunksize=4))
    os.environ.clear()
    os.environ.update(before)
    found: Figure = figures(records, ("full",))["full"]
    return found


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
