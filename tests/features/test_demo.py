"""`ebbtide demo`: one command, a report, and the right answer about a couple whose truth is known."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from ebbtide.cli import main
from ebbtide.cli.commands.demo import REPORT
from ebbtide.demo import PEOPLE

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, ["demo", *map(str, arguments)])


def test_it_shows_what_it_found_and_writes_one_report(run: Run, tmp_path: Path) -> None:
    result = run()
    assert result.exit_code == 0, result.output
    assert [path.name for path in tmp_path.iterdir()] == [REPORT]
    page = tmp_path / REPORT
    assert page.read_text("utf-8").lower().startswith("<!doctype html>")
    assert str(page.resolve()) in result.stdout
    assert PEOPLE[1] in result.stdout
    if os.name == "posix":
        assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_it_is_right_about_whose_side_moved(run: Run) -> None:
    shown = json.loads(run("--json").stdout)
    assert (shown["state"], shown["side"]) == ("changed", "them")


def test_a_second_run_replaces_the_first_and_says_the_same(run: Run, tmp_path: Path) -> None:
    first, page = run(), (tmp_path / REPORT).read_bytes()
    second = run()
    assert second.stdout == first.stdout
    assert (tmp_path / REPORT).read_bytes() == page


def test_another_file_of_that_name_is_not_touched(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "report.html"
    own.write_text("mine")
    assert run("--out", own).exit_code == 2
    assert own.read_text() == "mine"


def test_the_browser_is_opened_only_when_asked(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[str] = []
    monkeypatch.setattr(click, "launch", opened.append)
    run()
    assert opened == []
    run("--open")
    assert opened == [str((tmp_path / REPORT).resolve())]


def test_another_seed_is_another_couple(run: Run) -> None:
    assert run("--json", "--seed", "1").stdout != run("--json", "--seed", "2").stdout
