"""The figures of the house count what they say, on a package small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contracts.house_figures import LAST, Package, figures, measured, table

HIGH = '''"""What stands above."""

from tiny.low.one_thing import other, thing
from tiny.low import extra
from tiny.low.two import _secret


def _short(value: int) -> int:
    return value


def ask(key: str) -> tuple[int, int]:
    found = thing(_short(1))
    return found, say(f"a.{key}")
'''
LOW = '''"""What stands below."""


def thing(value, a: int, b: int, c: int, d: int, e: int, f: int):  # no types
    """A thing."""
    name = value
    return name


def other() -> tuple[int, ...]:
    return ()
'''


@pytest.fixture
def tiny(tmp_path: Path) -> dict[str, str]:
    """The figures of a package with two rooms."""
    files = {"high/face.py": HIGH, "low/one_thing.py": LOW, "low/one_idea.py": LOW, "low/__init__.py": '"""Low."""\n'}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return figures(Package.read(tmp_path, "tiny"))


def test_files_are_counted_by_folder_and_by_prefix(tiny: dict[str, str]) -> None:
    assert tiny["modules"] == "4"
    assert tiny["fullest folder"] == "2 (low)"
    assert tiny["files named by a neighbour's prefix"] == "0.667"


def test_functions_are_counted_by_length_use_and_what_they_return(tiny: dict[str, str]) -> None:
    assert tiny["private, used once, at most 5 lines"] == "0.167"
    assert tiny["returns a bare tuple"] == "0.167"
    assert tiny["functions with 7 parameters or more"] == "2"


def test_names_that_name_nothing_are_counted(tiny: dict[str, str]) -> None:
    # One of 19: parameters count as names, twice those of `thing`, and what it assigns.
    assert tiny["placeholder names"] == f"{1 / 19:.3f}"


def test_what_a_room_takes_from_another_is_counted(tiny: dict[str, str]) -> None:
    assert tiny["private names imported"] == "1"
    assert tiny["names that others take from a room, most"] == "4"
    assert tiny["modules of a room that others import, most"] == "3"
    assert tiny["keys of sentences that are put together"] == "1"


def test_a_figure_that_moved_shows_what_it_was() -> None:
    assert "3 (was 2)" in table({"source": {"modules": "3"}}, {"source": {"modules": "2"}})
    assert "was" not in table({"source": {"modules": "3"}}, {})


def test_the_last_figures_are_kept_for_the_packages_that_are_measured() -> None:
    assert LAST.exists()
    assert set(measured()) == {"source", "benchmarks"}
