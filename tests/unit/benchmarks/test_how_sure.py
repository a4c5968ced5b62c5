"""What the pages say about their own rates is what the benchmark measured."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from benchmarks.page import main
from benchmarks.page.parts import OTHERS, TRUTH
from benchmarks.page.templates import NOTHING, code, of, plain, render
from benchmarks.shared.results import write
from ebbtide.analysis.changes.constants import LINE, SIDE_LINE, STABLE_RATE

ROOT = Path(__file__).parents[3]
RESULTS = ROOT / "benchmarks" / "results"
TRUTH_TABLE = json.loads((RESULTS / "truth-report.json").read_text("utf-8"))
PAGES = json.loads((RESULTS / "pages.json").read_text("utf-8"))


def test_the_printed_rate_is_the_measured_one() -> None:
    measured = PAGES["either"]
    assert PAGES["set"] == "report"
    assert pytest.approx(measured["value"], abs=0.0005) == STABLE_RATE
    assert measured["of"] == 1000


def test_pages_and_looks_were_measured_on_the_same_couples() -> None:
    assert PAGES["look"]["hits"] == TRUTH_TABLE["arms"]["full"]["stable any sentence"]["hits"]


def test_the_page_is_its_template_filled_from_what_was_measured() -> None:
    assert main.PAGE.read_text("utf-8") == main.filled()


def test_runs_on_development_seeds_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "FRESH", tmp_path / "fresh")
    monkeypatch.setattr(main, "RESULTS", tmp_path / "results")
    (tmp_path / "results").mkdir()
    for name, seeds in (("truth-report.json", "report"), ("busy.json", "dev")):
        write(tmp_path / "fresh" / name, {"set": seeds})
    main.take()
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["truth-report.json"]


def test_the_report_run_is_of_seeds_that_were_not_tuned_on() -> None:
    assert TRUTH_TABLE["set"] == "report"


def filled_from(truth: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The page, in one line, where a run had left these figures and no other benchmark any."""
    monkeypatch.setattr(main, "RESULTS", tmp_path)
    write(tmp_path / main.MAIN, truth)
    return main.filled()


def test_sentences_hold_the_figures_of_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    truth = deepcopy(TRUTH_TABLE)
    truth["arms"]["full"]["abrupt told"]["value"] = 0.824
    truth["weekly"]["false alarms a couple-year"]["value"] = 0.0
    page = filled_from(truth, tmp_path, monkeypatch)
    assert "suddenly pulled away, 82 of 100 were told after" in page
    assert "met no false alarm in these years" in page


def test_a_sentence_or_table_without_its_figure_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    truth = deepcopy(TRUTH_TABLE)
    before = filled_from(truth, tmp_path, monkeypatch).count(NOTHING)
    del truth["arms"]["stress"]
    truth["arms"]["full"]["gradual told"] = {"value": None, "of": 0}
    page = filled_from(truth, tmp_path, monkeypatch)
    assert page.count(NOTHING) == before + 2
    assert "Of slow fades" not in page and "Of restless pairs in which" not in page
    assert before == len(OTHERS) + 2, "the other tables, the matrix of interventions and the dates of real streams"


def test_spans_of_dates_on_real_streams_are_counted_apart_by_what_the_rule_allows() -> None:
    def cell(group: str, method: str, hits: int, number: int) -> dict[str, Any]:
        return {"group": group, "method": method, "date": {"interval held": {"hits": hits, "of": number}}}

    cells = [
        cell("phone pooled", "ebbtide", 7, 9),
        cell("e-mail pooled", "ebbtide", 2, 3),
        cell("phone", "ebbtide", 1, 5),
        cell("phone", "PELT", 50, 60),
        {"group": "phone", "method": "ebbtide", "date": None},
    ]
    assert main.held_dates({"cells": cells}) == {"pooled": "9 of 12", "single": "1 of 5"}


def test_rates_are_written_as_counts_and_numbers_as_they_are_read() -> None:
    assert of({"value": 0.0432}) == "4.3 of 100"
    assert of({"value": 0.0041}, 1000) == "4.1 of 1,000"
    assert plain({"start_hazard": 2.0}) == "start hazard 2"
    assert plain((0.1, 1 / 3)) == "0.1, 0.3333"


def test_numbers_of_the_method_are_those_of_the_code() -> None:
    page = main.PAGE.read_text("utf-8")
    assert code("analysis.changes.constants.LINE") == f"{LINE:g}"
    assert f"| `LINE` | {LINE:g} |" in page and f"| `SIDE_LINE` | {SIDE_LINE:g} |" in page


def test_every_name_in_capitals_stands_in_a_table_of_the_page() -> None:
    page = main.PAGE.read_text("utf-8")
    known = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    named = set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", page))
    assert named - known == set()
    assert "SIDE_LINE" in named


def test_every_table_that_is_made_has_a_place_in_the_template() -> None:
    template = (ROOT / "benchmarks" / "page" / "how-sure.md.j2").read_text("utf-8")
    places = re.findall(r'\{\{ part\("([a-z ]+)"\) \}\}', template)
    assert sorted(places) == sorted({*TRUTH, *OTHERS, "interventions"})


def test_a_place_that_nobody_fills_is_an_error() -> None:
    with pytest.raises(KeyError):
        render("how-sure.md", {}, truth={}, arms={}, picture=str)
