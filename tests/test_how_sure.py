"""What the pages say about their own rates is what the benchmark measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ebbtide.changes.constants import STABLE_RATE

ROOT = Path(__file__).parents[1]
TRUTH = json.loads((ROOT / "benchmarks" / "results" / "truth-report.json").read_text("utf-8"))


def test_the_printed_rate_is_the_measured_one() -> None:
    measured = TRUTH["arms"]["full"]["stable any sentence"]
    assert pytest.approx(measured["value"], abs=0.0005) == STABLE_RATE
    assert measured["of"] == 1000


def test_the_page_holds_the_measured_figures() -> None:
    from benchmarks.how_sure import conditions, overall

    page = (ROOT / "docs" / "how-sure.md").read_text("utf-8")
    assert overall(TRUTH) in page
    assert conditions(TRUTH) in page


def test_the_report_run_is_of_seeds_that_were_not_tuned_on() -> None:
    assert TRUTH["set"] == "report"
