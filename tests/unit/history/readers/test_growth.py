"""No text can hang the readers: every regular expression, and the reader as a whole, on its worst texts."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from contextlib import suppress
from pathlib import Path

import pytest

import ebbtide.history.readers as readers
from ebbtide.errors import EbbtideError
from ebbtide.history.readers import read_source
from ebbtide.history.readers.whatsapp.contents.bodies import classify
from ebbtide.history.readers.whatsapp.contents.body import Form
from ebbtide.history.readers.whatsapp.contents.notices import phrases
from ebbtide.history.readers.whatsapp.spelled_headers import read_stamp
from tests.support.whatsapp_dialects import LRM

#: A pattern whose time grows with the square of a text needs seconds for one of `LONGEST`; a linear one, milliseconds.
SECONDS = 0.5
LONGEST = 16 * 1024
#: Pieces that patterns repeat, and ends at which they fail.
PIECES = [
    *(" ", ".", "!", "a", "1", "<", ">", "(", ":", "\n", "-", "@", "+", LRM, "٣", "é", "年", "日"),
    *("<a: ", "<a>", "a.bb (", "a.bb <", "a: ", "a:\n", "1:", "1 h ", "1 a,", "(1 ", "IMG-", "a@", "a, ", "1/", "1. "),
    *(
        "WhatsApp ",
        "WhatsApp Chat with ",
        " - ",
        "https://",
        "https://foursquare.com/v/",
        " <edited>",
        f"{LRM}a, {LRM}",
    ),
    *("POLL:\n", "OPTION: a (1 vote)\n", "poll:", "voice call", "group", "de ", "May ", "R8/"),
]
ENDS = ["", "x", "\n", ">", ")", ".aa", "(", "\x00"]


def patterns() -> dict[str, re.Pattern[str]]:
    """Every compiled pattern of the readers by its name."""
    found = {"notices.group": phrases().group}
    for module in pkgutil.walk_packages(readers.__path__, f"{readers.__name__}."):
        names = vars(importlib.import_module(module.name))
        found |= {f"{module.name}.{name}": value for name, value in names.items() if isinstance(value, re.Pattern)}
    return found


def worst() -> list[str]:
    """Long texts; a quadratic pattern takes seconds for each."""
    return [piece * (LONGEST // len(piece.encode())) + end for piece in PIECES for end in ENDS]


def slowest(run: object, texts: list[str]) -> tuple[float, str]:
    """Seconds of the slowest text, and its beginning."""
    taken = []
    for text in texts:
        start = time.process_time()
        run(text)  # type: ignore[operator]
        taken.append((time.process_time() - start, text[:20]))
    return max(taken)


@pytest.mark.parametrize("name", sorted(patterns()))
def test_a_regular_expression_takes_time_in_proportion_to_its_text(name: str) -> None:
    pattern = patterns()[name]
    for how in (pattern.search, pattern.fullmatch):
        assert slowest(how, worst())[0] < SECONDS


def test_there_are_patterns() -> None:
    assert len(patterns()) > 20


@pytest.mark.parametrize("apple", [False, True])
def test_the_longest_texts_are_told_apart_at_once(apple: bool) -> None:
    form = Form(leads=True, people=("sam", "ana"), tags=frozenset({"a b"}), edits=frozenset({"a"}))
    for marked in (worst(), [LRM + text for text in worst()]):
        assert slowest(lambda text: classify(text, apple, apple, form), marked)[0] < SECONDS


def test_many_edit_marks_behind_each_other_are_one() -> None:
    body = classify("so be it" + " <edited>" * 5000, False)
    assert body.edited


def test_the_longest_stamps_are_read_at_once() -> None:
    assert slowest(read_stamp, [text[:70] for text in worst()])[0] < SECONDS


@pytest.mark.parametrize("opening", ["", "13/05/2026, 09:02 - Ana: ", "[13/05/2026, 09:02:11] ", "13 May 2026 "])
def test_a_file_of_bad_lines_is_read_or_refused_in_time(opening: str, tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    bad = [f"{opening}{piece * (2000 // len(piece.encode()))}\n" for piece in PIECES]
    path.write_text("13/05/2026, 09:02 - Ana: hi\n" + "".join(bad) * 10, "utf-8")
    start = time.process_time()
    with suppress(EbbtideError):
        read_source(path)
    assert time.process_time() - start < 5 * SECONDS
