"""Affection and questions are found by whole words in seven languages, and only in people's own words."""

from __future__ import annotations

import time

import polars as pl
import pytest

from ebbtide.analysis.language import annotate, read
from ebbtide.analysis.language.closed_lists import LANGUAGES, lists, unfold
from ebbtide.analysis.language.spelling import fold
from ebbtide.history.readers.contract import FLAG_AFFECTION, FLAG_CUT, FLAG_QUESTION, FLAG_READ_BY_LANGUAGE


def _one(text: str) -> tuple[bool, bool]:
    warm, asking = read(pl.Series([text])).row(0)
    return warm, asking


def _events(rows: list[tuple[str, str | None, str, int]]) -> pl.DataFrame:
    schema = {"kind": pl.String, "text": pl.String, "text_state": pl.String, "flags": pl.UInt32}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_folding_drops_case_accents_apostrophes_and_marks_the_edges() -> None:
    assert fold(pl.Series(["Je t’aime, Élodie!"]))[0] == " | je taime , elodie | | "
    assert fold(pl.Series(["nai\u0308ve ❤️ STRASSE straße"]))[0] == " | naive | strasse strasse | "


def test_a_stretched_word_is_kept_once_and_twice() -> None:
    assert fold(pl.Series(["goooood"]))[0] == " | god | | | good | "


def test_the_short_notation_unfolds() -> None:
    assert unfold("a [b/c/] d") == ["a b d", "a c d", "a d"]


@pytest.mark.parametrize(
    "text",
    [
        "I loooove you",
        "misssss you",
        "LOVE YOU!!",
        "love you😭",
        "te AMOOO",
        "Je t’aime",
        "ich vermisse Dich",
        "mi manchi",
        "ik hou van jou",
        "saudades tuas",
        "see you x",
        "bis morgen 💋",
        "❤",
        "❤️",
        "👩‍❤️‍👨",
        "ok <3",
        "night :*",
        "honey, I'm home",
        "thanks baby",
        "gute nacht schatz",
    ],
)
def test_affection_is_seen(text: str) -> None:
    assert _one(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "I don't love you",
        "the baby is asleep",
        "glove your hands",
        "Honey is sweet",
        "no te quiero",
        "malcolm x",
        "💔",
        "note:*bold*",
        "1 < 3",
        "que carino ese perro",
        "boxx",
        "",
        "   ",
        "👍",
    ],
)
def test_affection_is_not_seen(text: str) -> None:
    assert not _one(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "really?",
        "真的？",
        "حقا؟",
        "¿vienes",
        "Πού είσαι;",
        "Ի՞նչ",
        "❓",
        "ok so, where are you",
        "Wo bist du",
        "hoe laat kom je",
        "a che ora torni",
        "tu fais quoi",
        "vens ou não",
        "see https://a.b/?c=1 ok?",
    ],
)
def test_a_question_is_seen(text: str) -> None:
    assert _one(text)[1]


@pytest.mark.parametrize(
    "text",
    [
        "what a day",
        "I know what he wants",
        "one; two",
        "https://a.b/c?d=1",
        "www.a.b/?q",
        "wat een dag",
        "was für ein tag",
        "",
        "that is how it was",
    ],
)
def test_a_question_is_not_seen(text: str) -> None:
    assert not _one(text)[1]


def test_only_present_words_of_people_are_read() -> None:
    events = annotate(
        _events(
            [
                ("message", "love you?", "present", FLAG_CUT),
                ("system", "love you?", "none", 0),
                ("message", "<image ❤>", "media_only", 0),
                ("message", None, "deleted", 0),
                ("reaction", "❤", "none", 0),
            ]
        )
    )
    assert events["flags"].to_list() == [FLAG_CUT | FLAG_READ_BY_LANGUAGE | FLAG_AFFECTION | FLAG_QUESTION, 0, 0, 0, 0]


def test_what_was_read_before_is_left_as_it_was() -> None:
    events = _events([("message", "love you", "present", FLAG_READ_BY_LANGUAGE)])
    assert annotate(events)["flags"].to_list() == [FLAG_READ_BY_LANGUAGE]


def test_reading_twice_changes_nothing() -> None:
    once = annotate(_events([("message", "miss you, when are you back", "present", 0)]))
    assert annotate(once).equals(once)


def test_an_empty_table_stays_empty() -> None:
    assert annotate(_events([])).height == 0


def test_more_rows_than_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ebbtide.analysis.language.flags.BATCH", 3)
    events = annotate(_events([("message", "love you" if row % 2 else "ok", "present", 0) for row in range(11)]))
    assert [bool(flags & FLAG_AFFECTION) for flags in events["flags"]] == [bool(row % 2) for row in range(11)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_is_written_folded(language: str) -> None:
    found = lists((language,))
    literals = (*found.affection, *found.affection_not, *found.opens, *found.ends, *found.opens_not, *found.fillers)
    words = [" ".join(part for part in literal.split() if part not in "|,") for literal in literals]
    unfolded = [word for word, folded in zip(words, fold(pl.Series(words)), strict=True) if folded != f" | {word} | "]
    assert unfolded == []


def test_two_hundred_thousand_messages_take_seconds() -> None:
    texts = ["ok see you at the station at nine, bring the blue bag", "what time is it there", "haha 😂", "miss you!!"]
    events = _events([("message", f"{texts[row % 4]} {row}", "present", 0) for row in range(200_000)])
    began = time.process_time()
    annotate(events)
    assert time.process_time() - began < 8  # about 1 s on the machine it was written on; loose for shared ones
