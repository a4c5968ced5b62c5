"""The rooms import one way only: import-linter's contracts of pyproject.toml hold, and each would notice a breach."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "ebbtide"
PURE = ("analysis", "guidance")
CLOCK = {"now", "utcnow", "today"}


def layers() -> list[str]:
    """The rooms as the contract orders them, lowest (imports anything) first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    contract = next(item for item in settings["contracts"] if item["type"] == "layers")
    return [name.strip("()").removeprefix("ebbtide.") for name in contract["layers"]]


def test_contracts_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    status = cli.lint_imports(no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_every_room_has_a_place_in_the_order() -> None:
    rooms = {path.stem for path in SOURCE.iterdir() if path.name[0] not in "_." and path.suffix in ("", ".py")}
    assert rooms - set(layers()) == set()


def test_a_breach_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "tiny"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "low.py").write_text("import tiny.high\nimport pathlib\n")
    (package / "high.py").write_text("")
    (tmp_path / "setup.toml").write_text(
        '[tool.importlinter]\nroot_package = "tiny"\ninclude_external_packages = true\n'
        '[[tool.importlinter.contracts]]\nname = "order"\ntype = "layers"\nlayers = ["tiny.high", "tiny.low"]\n'
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert cli.lint_imports(config_filename="setup.toml", no_cache=True) == 1


def clock_reads(source: str) -> list[int]:
    """Lines that ask the clock: `date.today()`, `datetime.now()` and their kind."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [func.lineno for func in calls if isinstance(func, ast.Attribute) and func.attr in CLOCK]


@pytest.mark.parametrize("room", PURE)
def test_pure_rooms_ask_no_clock_and_open_no_file(room: str) -> None:
    for path in sorted((SOURCE / room).rglob("*.py")):
        source = path.read_text("utf-8")
        assert clock_reads(source) == [], path.name
        calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
        names = {func.id for func in calls if isinstance(func, ast.Name)}
        assert not names & {"open", "print", "input"}, path.name


def test_the_clock_check_sees_a_clock() -> None:
    assert clock_reads("import datetime\n\nx = datetime.date.today()\n") == [3]
