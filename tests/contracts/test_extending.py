"""One of each kind that CONTRIBUTING.md tells how to add, added to a copy: it appears where it should, by itself.

Nothing here changes this checkout. A kind that needs more files than CONTRIBUTING.md names fails.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns("__pycache__", "results", "*.j2")

SIGN = """
[[sign]]
id = "made_up_sign"
name = "A sign that only this test knows"
area = "depth"
side = "both"
plain = "Fewer questions, and nothing else."
cited = ["A1:17"]
measurable = "messages"
observable = ["question_rate"]
rule = "change"
moves = ["-questions"]
questions = ["Do they ask in person?"]
against = ["both sides ask less"]
checks = ["mutual"]
severity = 1
grade = "C"
science = "Made up for a test."
sources = ["made_up_source"]
"""
SOURCE = """
[[source]]
id = "made_up_source"
cite = "A source that only this test knows"
status = "M"
finding = "Nothing."
"""
CLAIM = """
[[claim]]
id = "made_up_claim"
cited = []
claim = "A claim that only this test knows."
verdict = "supported"
known = "Nothing beyond this test."
sources = ["made_up_source"]
grade = "C"
"""
COMMAND = '''"""`ebbtide greet`: greets."""

import click


@click.command("greet")
def command() -> int:
    """Greet."""
    click.echo("hello")
    return 0
'''
BENCHMARK = '''"""Counts to three."""


def main(arguments: list[str]) -> None:
    """Count, print, write."""
    from benchmarks.shared.results import FRESH, write
    from benchmarks.shared.tables import grid

    print(grid(("count",), [("3",)]))
    write(FRESH / "made_up.json", {"value": 3})
'''
#: What a contributor would look at, asked of the copy in a process of its own.
QUESTIONS = """
import json, sys
from datetime import date, datetime, timedelta
import ebbtide as eb
from ebbtide.catalogue import load, note, sign_note
from ebbtide.presentation.report.sign_table import sign_table
start = datetime(2025, 1, 6, 9)
rows = []
for day in range(140):
    at = start + timedelta(days=day)
    rows += [(at, "me", "how was your day?"), (at + timedelta(minutes=9), "them", "fine, and yours?")]
chat = eb.conversation(rows, exported=date(2025, 5, 26))
signs = eb.signs(chat)
everything = load()
json.dump({
    "file": eb.__file__,
    "states": [signs.of("made_up_sign", person).state for person in (0, 1)],
    "page": [sign["id"] for sign in signs.to_dict()["signs"]],
    "table": sign_table(),
    "note": sign_note("made_up_sign").claim,
    "claim": note("made_up_claim").known,
    "checked": note("made_up_claim").sources[0].checked,
    "loaded": "made_up_sign" in everything["signs", "sign"],
}, sys.stdout)
"""


def append(path: Path, text: str) -> None:
    """Add lines at the end of a file of the copy."""
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def insert(path: Path, after: str, text: str) -> None:
    """Add lines behind the first place where `after` stands in a file of the copy."""
    before = path.read_text("utf-8")
    assert after in before, f"{path.name} has no {after!r}"
    path.write_text(before.replace(after, after + text, 1), "utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package and the benchmarks with one more of each kind, by the files that CONTRIBUTING.md names."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "src", folder / "src", ignore=LEFT_OUT)
    shutil.copytree(ROOT / "benchmarks", folder / "benchmarks", ignore=LEFT_OUT)
    package = folder / "src" / "ebbtide"
    data, words = package / "catalogue" / "data", package / "wording" / "en"
    append(data / "sources.toml", SOURCE)
    append(data / "claims.toml", CLAIM)
    append(data / "signs.toml", SIGN)
    insert(words / "signs.toml", "[names]\n", 'made_up_sign = "Made-up questions"\n')
    (folder / "benchmarks" / "made_up").mkdir()
    (folder / "benchmarks" / "made_up" / "main.py").write_text(BENCHMARK, "utf-8")
    insert(folder / "benchmarks" / "__main__.py", "MODULES = {\n", '    "made-up": "made_up.main",\n')
    return folder


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the copy."""
    path = os.pathsep.join([str(copy / "src"), str(copy)])
    environment = {**os.environ, "PYTHONPATH": path, "COLUMNS": "100"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def answers(copy: Path) -> dict[str, object]:
    """What the copy says of what was added to it."""
    done = run(copy, "-c", QUESTIONS)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    assert str(found["file"]).startswith(str(copy))
    return found


def test_a_sign_is_worked_out_for_both_people_from_its_entry_and_its_name(answers: dict[str, object]) -> None:
    assert answers["loaded"]
    assert "made_up_sign" in str(answers["page"])
    assert answers["states"] in (["within", "within"], ["not enough", "not enough"])


def test_a_sign_has_its_note_and_its_row_of_the_documents(answers: dict[str, object]) -> None:
    assert answers["note"] == "Made-up questions"
    assert "| Made-up questions (`made_up_sign`) | both" in str(answers["table"])


def test_documents_that_do_not_know_a_sign_yet_are_noticed(answers: dict[str, object]) -> None:
    page = (ROOT / "docs" / "signs.md").read_text("utf-8")
    assert not page.endswith(str(answers["table"]))


def test_a_claim_and_its_source_make_a_note(answers: dict[str, object]) -> None:
    assert answers["claim"] == "Nothing beyond this test."
    assert answers["checked"] is False, "a source from memory is never printed as checked (rule 15)"


def test_a_sign_without_its_words_is_noticed(copy: Path) -> None:
    words = copy / "src" / "ebbtide" / "wording" / "en" / "signs.toml"
    whole = words.read_text("utf-8")
    words.write_text(whole.replace('made_up_sign = "Made-up questions"\n', ""), "utf-8")
    try:
        done = run(copy, "-c", QUESTIONS)
    finally:
        words.write_text(whole, "utf-8")
    assert done.returncode != 0
    assert "signs.names.made_up_sign" in done.stderr


def test_a_benchmark_is_its_folder_and_its_line(copy: Path) -> None:
    done = run(copy, "-m", "benchmarks", "made-up")
    assert "| 3 |" in done.stdout, done.stderr
    assert json.loads((copy / ".bench" / "made_up.json").read_text("utf-8")) == {"value": 3}
    assert "made-up" in run(copy, "-m", "benchmarks", "no-such").stderr


def test_a_command_is_its_module_and_its_words(copy: Path) -> None:
    words = copy / "src" / "ebbtide" / "wording" / "en" / "commands.toml"
    if not words.exists():
        pytest.skip("commands are not read from their folder and their words yet")
    (copy / "src" / "ebbtide" / "cli" / "commands" / "greet.py").write_text(COMMAND, "utf-8")
    insert(words, "[see]\n", 'greet = "Greet."\n')
    code = "from ebbtide.cli import main; main({arguments!r}, prog_name='ebbtide')"
    shown = run(copy, "-c", code.format(arguments=["--help"])).stdout
    assert re.search(r"^ +greet +Greet\.$", shown, re.MULTILINE)
    assert run(copy, "-c", code.format(arguments=["greet"])).stdout == "hello\n"


def test_contributing_names_files_that_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    section = text[text.index("## How to add") :].split("\n## ")[0]
    for kind in ("reader", "measure", "sign", "play", "guide", "lint rule", "use case", "command", "page", "benchmark"):
        assert re.search(rf"^\| {kind}(?: \*)? \|", section, re.MULTILINE), kind
    named = re.findall(r"`((?:src|tests|benchmarks|docs)/[\w./-]+)`", section)
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []
