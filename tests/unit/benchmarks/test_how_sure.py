"""What the pages say about their own rates is what the benchmark measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ebbtide.analysis.changes.constants import STABLE_RATE

ROOT = Path(__file__).parents[3]
RESULTS = ROOT / "benchmarks" / "results"
TRUTH = json.loads((RESULTS / "truth-report.json").read_text("utf-8"))
PAGES = json.loads((RESULTS / "pages.json").read_text("utf-8"))


def test_the_printed_rate_is_the_measured_one() -> None:
    measured = PAGES["either"]
    assert PAGES["set"] == "report"
    assert pytest.approx(measured["value"], abs=0.0005) == STABLE_RATE
    assert measured["of"] == 1000


def test_pages_and_looks_were_measured_on_the_same_couples() -> None:
    assert PAGES["look"]["hits"] == TRUTH["arms"]["full"]["stable any sentence"]["hits"]


def test_the_page_holds_the_measured_figures() -> None:
    from benchmarks.page.main import conditions, overall

    page = (ROOT / "docs" / "how-sure.md").read_text("utf-8")
    assert overall(TRUTH) in page
    assert conditions(TRUTH) in page


def test_every_place_of_the_page_holds_what_belongs_there() -> None:
    from benchmarks.page.main import parts

    page = (ROOT / "docs" / "how-sure.md").read_text("utf-8")
    for name, text in parts():
        assert f"<!-- {name} -->\n{text}\n<!-- end {name} -->" in page, name


def test_runs_on_development_seeds_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks.page import main

    (tmp_path / ".bench").mkdir()
    (tmp_path / "results").mkdir()
    for name, seeds in (("truth-report.json", "report"), ("busy.json", "dev")):
        (tmp_path / ".bench" / name).write_text(json.dumps({"set": seeds}), "utf-8")
    monkeypatch.setattr(main, "ROOT", tmp_path)
    monkeypatch.setattr(main, "RESULTS", tmp_path / "results")
    main.take()
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["truth-report.json"]


def test_the_report_run_is_of_seeds_that_were_not_tuned_on() -> None:
    assert TRUTH["set"] == "report"
