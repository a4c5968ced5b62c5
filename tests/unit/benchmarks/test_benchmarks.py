"""Every benchmark is found under its name, and what benchmarks name by path is there."""

from __future__ import annotations

import importlib
import importlib.util
import json
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks.shared import record_store
from benchmarks.shared.results import ROOT, read, write
from benchmarks.shared.runs import SEEDS, Options, seeds
from benchmarks.text.main import PARTS
from benchmarks.truth.couple_records import WORKERS
from benchmarks.vault.network import QUICK

#: Packages that only the benchmarks need.
PEERS = {"ruptures", "Rbeast", "scipy", "statsmodels", "whatstk", "chatminer"}


@pytest.mark.parametrize("name", command.MODULES)
def test_a_benchmark_is_found_under_its_name(name: str) -> None:
    try:
        module = importlib.import_module(f"benchmarks.{command.MODULES[name]}")
    except ModuleNotFoundError as error:
        assert error.name in PEERS
        pytest.skip("the peers of the benchmarks are not installed (make bench)")
    assert callable(module.main)


@pytest.mark.parametrize("part", PARTS.values())
def test_a_part_of_the_text_benchmark_is_found(part: str) -> None:
    assert importlib.util.find_spec(f"benchmarks.text.{part}")


def test_the_tests_that_are_traced_quickly_are_there() -> None:
    assert [name for name in QUICK if not (ROOT / name).is_file()] == []


def test_the_modules_that_decide_records_are_there() -> None:
    assert [name for names in WORKERS.values() for name in names if not (ROOT / "benchmarks" / name).is_file()] == []


def test_every_benchmark_without_a_name_is_one_with_a_name() -> None:
    assert {*command.ALL, *command.REPORTED} <= set(command.MODULES)


def test_records_are_read_again_but_for_a_line_that_was_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "deeper" / "records.jsonl"
    record_store.append(path, iter([{"key": "a"}, {"key": "b"}]), 2)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"key": "c"})[:-3])
    assert [record["key"] for record in record_store.load(path)] == ["a", "b"]
    assert record_store.load(path.parent) == record_store.load(path)
    assert record_store.load(tmp_path / "nowhere.jsonl") == []


def test_a_run_takes_the_seeds_of_its_set() -> None:
    parser = Options("pages")
    parser.add_couples(20)
    assert seeds(parser.parse_args([])) == range(SEEDS["dev"], SEEDS["dev"] + 20)
    assert seeds(parser.parse_args(["--report", "--couples", "2"])) == range(SEEDS["report"], SEEDS["report"] + 2)


def test_figures_are_read_as_they_were_written(tmp_path: Path) -> None:
    write(tmp_path / "folder" / "x.json", {"value": 0.25})
    assert read(tmp_path / "folder" / "x.json") == {"value": 0.25}
    assert read(tmp_path / "nothing.json") is None
