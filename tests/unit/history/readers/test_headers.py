"""The quick way to a header gives what the long way gives."""

from __future__ import annotations

import random

import polars as pl
import pytest

from ebbtide.history.readers.whatsapp.headers import _PLAIN_FRAMES, BETWEEN, find_headers, usual_frame
from ebbtide.history.readers.whatsapp.refusals import unknown_word

PIECES = [
    "12/3/22",
    ", ",
    " ",
    "10:05",
    " - ",
    "Ana: x",
    "[",
    "] ",
    "]",
    ": ",
    "; ",
    "a",
    "12",
    "é",
    "٢٥",
    "9:00 PM",
    "\u200e",
    "/",
    "2022-03-12",
    "10.05.11",
]


@pytest.mark.parametrize("frame", sorted(_PLAIN_FRAMES), ids=repr)
def test_cutting_at_the_usual_signs_finds_what_the_search_finds(frame: str) -> None:
    chance = random.Random(frame)
    opening, gap, close = frame.split(BETWEEN)
    lines = ["".join(chance.choices(PIECES, k=chance.randint(0, 7))) for _ in range(4000)]
    lines += [f"{opening}12/3/22{gap}10:05{close}{chance.choice(PIECES)}" for _ in range(400)]
    searched, cut = find_headers(pl.Series(lines)), find_headers(pl.Series(lines), frame)
    assert searched.equals(cut)
    assert len(cut) >= 400


def test_the_usual_frame_is_the_commonest_plain_one() -> None:
    lines = pl.Series(["12/3/22, 10:05 - Ana: x"] * 3 + ["[12/3/22, 10:05] Ana: x"] * 2)
    assert usual_frame(find_headers(lines)) == BETWEEN.join(["", ", ", " - "])
    assert usual_frame(find_headers(pl.Series(["12/3/22 à 10:05 - Ana: x"]))) is None
    assert usual_frame(find_headers(pl.Series(["nothing"]))) is None


def test_a_word_beside_the_clock_counts_only_when_it_comes_back() -> None:
    twice = unknown_word(pl.Series(["12/3/22 10:05 qwp - Ana: x"] * 2), "a file")
    assert twice is not None and '"qwp"' in str(twice)
    assert unknown_word(pl.Series(["12/3/22 10:05 qwp - Ana: x", "12/3/22 10:05 other - Sam: x"]), "a file") is None
