"""What the documents say is so: commands exist, links lead somewhere, examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib
import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from ebbtide.cli import main

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
MODULES = sorted(
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
    for path in (SOURCE / "ebbtide").rglob("*.py")
    if ">>>" in path.read_text("utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert result.attempted > 0
    assert result.failed == 0


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_make_commands_in_documents_exist(path: Path) -> None:
    named = re.findall(r"(?:^ {4}|`|^)make ([a-z]+)", path.read_text("utf-8"), re.MULTILINE)
    assert set(named) <= make_targets()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", path.read_text("utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_files_of_the_source_that_documents_name_are_there(path: Path) -> None:
    named = re.findall(r"`((?:src|tests|benchmarks)/[\w./-]+\.\w+)`", path.read_text("utf-8"))
    assert [name for name in named if not (ROOT / name).is_file()] == []


def blocks(path: Path, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_python_in_documents_is_python(path: Path) -> None:
    for block in blocks(path, "python(?: runnable)?"):
        compile(block, path.name, "exec")


def test_runnable_python_in_documents_runs(capsys: pytest.CaptureFixture[str]) -> None:
    found = [(path, block) for path in DOCUMENTS for block in blocks(path, "python runnable")]
    assert found
    for path, block in found:
        exec(compile(block, path.name, "exec"), {})
    assert capsys.readouterr().out.strip()


def shell_lines(path: Path) -> list[list[str]]:
    """Lines of documents that run `ebbtide`, as arguments."""
    lines = re.findall(r"^ {4}(?:\S*/)?ebbtide (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return [shlex.split(line, comments=True) for line in lines]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_ebbtide_commands_in_documents_are_understood(path: Path) -> None:
    for name, *arguments in shell_lines(path):
        command = main.get_command(click.Context(main), name)
        assert command is not None, name
        command.make_context(name, arguments)


def test_the_readme_shows_both_make_commands_and_the_plain_ones() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert re.search(r"^ {4}make demo", text, re.MULTILINE)
    assert re.search(r"^ {4}make test", text, re.MULTILINE)
    assert "--require-hashes -r requirements.lock" in text
    assert ["demo"] in shell_lines(ROOT / "README.md")
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_every_runtime_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    text = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    named = [*project["dependencies"], *(item for extra in project["optional-dependencies"].values() for item in extra)]
    names = [re.split(r"[<>=;\[ ]", item)[0].lower() for item in named]
    assert [name for name in names if f"| {name} |" not in text] == []


def test_the_lock_holds_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-bench.lock", "requirements-docs.lock"):
        text = (ROOT / name).read_text("utf-8")
        pins = re.findall(r"^[A-Za-z0-9._-]+==", text, re.MULTILINE)
        assert len(pins) > 10
        assert len(re.findall(r"^[A-Za-z].*(?:\n    --hash=.*)+", text, re.MULTILINE)) == len(pins)
        assert "://" not in text


def test_the_lock_pins_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    text = (ROOT / "requirements.lock").read_text("utf-8").lower()
    named = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert [item for item in named if f"\n{re.split('[<>=;]', item)[0].lower()}==" not in f"\n{text}"] == []


def resolves(name: str) -> bool:
    """Whether a dotted name is a module of this package, or something that a module holds."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            thing: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            thing = getattr(thing, part, None)
        return thing is not None
    return False


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_modules_that_documents_name_are_there(path: Path) -> None:
    names = set(re.findall(r"(?<![\w./-])ebbtide(?:\.[A-Za-z_]\w*)+(?!\w|/)", path.read_text("utf-8")))
    assert sorted(name for name in names if not resolves(name)) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_documents_name_are_there(path: Path) -> None:
    names = re.findall(r"`((?:src|tests|benchmarks|docs)/[\w./*-]+)`", path.read_text("utf-8"))
    assert sorted(name for name in set(names) if not list(ROOT.glob(name))) == []


def test_a_name_that_leads_nowhere_is_noticed() -> None:
    assert resolves("ebbtide.library.read")
    assert resolves("ebbtide.errors")
    assert not resolves("ebbtide.nowhere")
    assert not resolves("ebbtide.errors.Nobody")
