"""Pages and JSON of a few made-up couples are those in the folder `snapshots`; `make snapshots` renews them all."""

from __future__ import annotations

from difflib import unified_diff

import pytest

from tests.support.snapshots import COUPLES, FOLDER, page_text, shortened, snapshots


def difference(before: str, now: str, file: str) -> str:
    """The lines that changed, as `diff` shows them; empty where none did."""
    lines = unified_diff(before.splitlines(), now.splitlines(), f"{file} (kept)", f"{file} (now)", n=1, lineterm="")
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.parametrize("name", COUPLES)
def test_pages_and_json_are_as_they_were(name: str) -> None:
    changes = []
    for file, text in snapshots(name).items():
        path = FOLDER / file
        changes.append(difference(path.read_text("utf-8") if path.exists() else "", text, file))
    moved = "\n".join(change for change in changes if change)
    assert not moved, f"Read what moved; where it is meant, `make snapshots` keeps it.\n{moved}"


def test_no_snapshot_stands_for_a_couple_that_is_gone() -> None:
    assert {path.name.split(".")[0] for path in FOLDER.iterdir()} == set(COUPLES)


def test_a_page_is_read_as_its_blocks_headings_and_first_rows() -> None:
    rows = "".join(f"<tr><th>{week}</th><td>{week}<small>a</small></td></tr>" for week in range(9))
    page = f"<style>p{{}}</style><h2>How  it <b>was</b></h2><p>One.</p><p>Two<sup>1</sup></p><table>{rows}</table>"
    expected = ["## How it was", "One.", "Two1", "| 0 | 0 a |", "| 1 | 1 a |", "| 2 | 2 a |", "| ... 6 more rows"]
    assert page_text(page).splitlines() == expected


def test_a_change_of_a_word_and_of_a_figure_shows() -> None:
    assert "-two" in difference("one\ntwo\n", "one\nthree\n", "x.txt")
    assert shortened({"a": [1.23456, 2.0, 3.0, 4.0], "b": ["x"] * 5}) == {
        "a": [1.235, 2.0, "... 2 more"],
        "b": ["x"] * 5,
    }
