"""The programs of docs/tutorial.md, run one after the other as a reader would, do what the text beside them says."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from ebbtide.demo import demo_files
from tests.contracts.test_docs import ROOT, blocks
from tests.support.chats import lines, text_file

TUTORIAL = ROOT / "docs" / "tutorial.md"


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the programs leave behind, run in a folder with the two exports that they name."""
    folder = tmp_path_factory.mktemp("tutorial")
    export = folder / "WhatsApp Chat with Sam.zip"
    shutil.move(demo_files(folder)[0][0], export)
    text_file(folder, lines(3), "chat.txt")
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for block in blocks(TUTORIAL, "python(?: runnable)?"):
            exec(compile(block, TUTORIAL.name, "exec"), names)
    return {**names, "folder": folder}


def test_every_program_of_the_tutorial_runs(names: dict[str, Any]) -> None:
    assert {"chat", "tide", "context"} <= set(names)


def test_the_report_of_the_tutorial_is_written(names: dict[str, Any]) -> None:
    assert (names["folder"] / "report.html").read_text("utf-8").lower().startswith("<!doctype html>")


def test_the_error_that_the_tutorial_catches_holds_both_names(names: dict[str, Any]) -> None:
    assert len(blocks(TUTORIAL, "python(?: runnable)?")) > 5
    assert {name for name, _ in names["people"]} == {"Ana", "Sam"}
