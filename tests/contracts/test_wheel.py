"""The wheel holds all that Ebbtide needs, and runs from an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
#: Endings of files that are no code and have to travel with the code.
DATA = {".toml", ".html", ".j2", ".css", ".js", ".svg", ".json", ".typed", ".txt", ".woff2"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("ebbtide-*.whl"))


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    files = [path for path in (SOURCE / "ebbtide").rglob("*") if path.is_file() and path.suffix in DATA | {".py"}]
    assert {path.relative_to(SOURCE).as_posix() for path in files} - inside == set()
    assert "ebbtide/py.typed" in inside


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if not name.startswith(("ebbtide/", "ebbtide-"))] == []
    assert [name for name in names if "__pycache__" in name] == []


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds only the wheel's files; the dependencies are those that the tests run on."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "-qq", "--no-deps", "--no-index", "--target", str(folder)]
    subprocess.run([*command, str(wheel)], check=True, capture_output=True)
    return folder


def python(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return python(installed, folder, str(installed / "bin" / "ebbtide"), *arguments)


def test_the_installed_command_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    code = "import ebbtide, sys; sys.stdout.write(ebbtide.__file__)"
    shown = python(installed, tmp_path, "-c", code)
    assert Path(shown.stdout).is_relative_to(installed)


def test_help_runs_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "--help")
    assert done.returncode == 0, done.stderr
    assert "look" in done.stdout


@pytest.mark.slow
def test_demo_runs_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "demo")
    assert done.returncode == 0, done.stderr
    made = [path.name for path in tmp_path.iterdir()]
    assert len(made) == 1
    assert made[0] in done.stdout
    assert (tmp_path / made[0]).read_text("utf-8").lower().startswith("<!doctype html>")
