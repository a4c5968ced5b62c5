"""What the documents say is so: commands exist, links lead somewhere, examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
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


def test_every_runtime_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    text = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    named = [*project["dependencies"], *(item for extra in project["optional-dependencies"].values() for item in extra)]
    names = [re.split(r"[<>=;\[ ]", item)[0].lower() for item in named]
    assert [name for name in names if f"| {name} |" not in text] == []


def test_the_lock_holds_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-bench.lock"):
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
