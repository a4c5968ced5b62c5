"""No text can hang a command: every pattern and every step over a message grows with its length and no faster."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable

import polars as pl
import pytest

import ebbtide
from ebbtide.analysis.language import affect_heads, signals, style, word_pieces
from ebbtide.analysis.language.features import read_features
from ebbtide.analysis.language.flags import read
from ebbtide.analysis.language.spelling import MOST_LETTERS, beginnings, fold
from ebbtide.history.people import plain, same_name
from ebbtide.history.readers.whatsapp.contents import notices
from ebbtide.history.readers.whatsapp.times import day_words

#: Rooms whose patterns have growth tests of their own.
ELSEWHERE = ("readers",)
#: Copies of these make the text on which each pattern is slowest, as far as its author could think of one.
WORST = {
    "signals._RUN": ("a", "ab", "aab"),
    "signals._LETTER": ("1", "_"),
    "spelling._RUN": ("a", "aa1", "ab"),
    "affect_heads._PLACE": ("http", "https://", "www", "www.", "a'", "A"),
    "closed_lists._CHOICE": ("[", "[a", "[]"),
    "verdicts._WHAT": ("a", "a/", "a/a.1", "1"),
    "passphrases._DATE": ("1", "1/", "19", "1-1"),
    "system_keyring._SECRET": ("0",),
    "slots._CODE": ("A", "AAAA-"),
    "svg._SPECIAL": ("<", "&", "a", "\x00"),
    "svg._HIDDEN": ("\x00", "\x1b", "a", "\u202e"),
    "schema.CITATION": ("A1:1", "1", ",1-1"),
    "options.DAY_SHAPE": ("1", "1-", "-"),
    "draft_text._RUN": ("a", "ab", "aab"),
    "draft_text._WORD": ("a", "a'", "'"),
    "draft_text._QUOTED": ("“", "„a", "«a", '"a', "a"),
    "draft_text._PIECE": (".", "a'", " -", "\n", "¿"),
    "draft_text._CITED_LINE": (" ", " \n", ">", "\t>"),
    "phrase._ELEMENT": ("..", "<", "a", "<a"),
}
#: Patterns that are only ever held against a whole text.
WHOLE = ("options.DAY_SHAPE", "verdicts._WHAT", "system_keyring._SECRET", "slots._CODE", "schema.CITATION")
#: Slow enough to be measured, and short enough that a square would show within a second or two.
SHORT, TIMES = 2_000, 8
#: Linear work takes eight times as long; a busy computer gets a factor of three, and a square would take 64.
MOST_TIMES = 3 * TIMES
#: Below this a figure is noise.
NOISE_S = 0.02


def patterns() -> dict[str, re.Pattern[str]]:
    """Every compiled pattern of the package that may see words of a chat or of the user, by its module's last name."""
    found = {}
    for module in pkgutil.walk_packages(ebbtide.__path__, "ebbtide."):
        if not any(part in ELSEWHERE for part in module.name.split(".")):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, re.Pattern):
                    found[f"{module.name.rpartition('.')[2]}.{name}"] = value
    return found


def seconds(work: Callable[[], object]) -> float:
    """The least working time of three runs; what else the computer does counts for nothing."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def grows_linearly(work: Callable[[str], object], piece: str) -> bool:
    short = piece * (SHORT // len(piece))
    long = short * TIMES
    return seconds(lambda: work(long)) <= MOST_TIMES * seconds(lambda: work(short)) + NOISE_S


def test_every_pattern_that_sees_a_chat_has_its_worst_text() -> None:
    assert patterns().keys() == WORST.keys()


@pytest.mark.parametrize(("name", "piece"), [(name, piece) for name, pieces in WORST.items() for piece in pieces])
def test_a_pattern_takes_as_long_as_its_text(name: str, piece: str) -> None:
    pattern = patterns()[name]
    if name in WHOLE:
        assert grows_linearly(pattern.fullmatch, piece)
    else:
        assert grows_linearly(lambda text: list(pattern.finditer(text)), piece)


def test_a_run_of_full_stops_before_a_letter_is_looked_through_once() -> None:
    pattern = patterns()["draft_text._PIECE"]
    assert grows_linearly(lambda text: list(pattern.finditer(text + "x")), ".")


def test_the_test_tells_a_square() -> None:
    square = re.compile(r"([^\W\d_])\1\1+(?!\1)[^\W\d_]")
    assert not grows_linearly(lambda text: square.search(text[: len(text) // 10]), "a")


MARKS = "\u0315\u0300"


@pytest.mark.parametrize(
    "work",
    [plain, notices.fold, day_words.fold, style.bare, word_pieces.words],
    ids=("plain", "notice", "day word", "bare", "words"),
)
def test_marks_above_a_letter_are_put_in_order_in_linear_time(work: Callable[[str], object]) -> None:
    assert grows_linearly(work, MARKS)


LANGUAGE: dict[str, Callable[[pl.Series], object]] = {
    "fold": fold,
    "flags": read,
    "features": read_features,
    "laughter": signals.laughter,
    "elongated": signals.elongated,
    "heads": affect_heads.score,
    "explain": lambda texts: affect_heads.explain(texts[0], "love"),
    "style": lambda texts: style.counts(texts, "en"),
}
PIECES = (
    "a", "aab", "ha", "haha ", "l", "lo", "x", "5", "5 ", "www.", "https://", "?", " ?", ";", "Ω;", "|", " , ", "ok ",
    "ok so ", "miss you ", "i love ", "no ", "are you ", "'", "é", "e\u0301", "\u200d", "😂", "哈", "[", "(", "\n", " ",
    "you feel that way ", "want to ", "do you want to come over tomorrow ",
)  # fmt: skip


@pytest.mark.parametrize("name", LANGUAGE)
def test_language_reads_a_fixed_part_of_a_message(name: str) -> None:
    work = LANGUAGE[name]
    long = pl.Series([piece * (2**20 // len(piece.encode())) for piece in PIECES])
    short = long.str.head(MOST_LETTERS)
    work(short)
    assert seconds(lambda: work(long)) <= 3 * seconds(lambda: work(short)) + 0.2


def test_a_name_in_another_encoding_is_nobody_s() -> None:
    assert not same_name("An\udce1", "Ana")


def test_what_language_reads_of_a_long_message_is_its_beginning() -> None:
    text = "i love you " + "z " * MOST_LETTERS
    assert read(pl.Series([text]))["affection"].to_list() == [True]
    late = "z " * MOST_LETTERS + "i love you"
    assert read(pl.Series([late, "i love you"]))["affection"].to_list() == [False, True]
    assert len(fold(pl.Series([late]))[0]) <= MOST_LETTERS + len(" |  | ")
    assert beginnings(pl.Series(["short", late])).to_list() == ["short", late[:MOST_LETTERS]]


@pytest.mark.parametrize(
    ("text", "stretched"),
    [
        ("sooo", True),
        ("ooops", True),
        ("www", False),
        ("iii xxx", False),
        ("aaabbb", True),
        ("1aaa1", False),
        ("_ooo!", False),
        ("héééy", True),
        ("", False),
        ("aa", False),
        ("hm mmm. sooo?", True),
    ],
)
def test_a_stretched_word_has_another_letter_beside_its_run(text: str, stretched: bool) -> None:
    assert signals.elongated(pl.Series([text])).to_list() == [stretched]
