"""The held-out messages are what they were when they were frozen, and the documented figures are theirs."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest

from tests.support.list_scores import HELDOUT, messages, row, score

DOCS = Path(__file__).parents[4] / "docs" / "language.md"
FROZEN = {
    "de": "68decea5cc05b44e343fb679d3d41f415c7e9b0246c8643aaa14fb85d0e140e0",
    "en": "216a0f94709aaa0abb130460ef91702b810f8152aa81b37787d1a7b57a016e66",
    "es": "9ad1db0e7a214c7c6aafc24bd2e8880b8c165283ca8033d512df5cbb098aa6f8",
    "fr": "aefe709b092dd264574f5b7d26c60e3ac0c82e2bbfa97f403dc417a1801c06db",
    "it": "e79c9edd8aace17b8c805d0192e49eaa5ced17e6a66b10d3312a2650311420eb",
    "nl": "b76a0936a649755888bb1388a817b5847d38eb12ebb96eeaaa76056e6f371b75",
    "pt": "17f86f0f7cafc76ff6e676c3bcde480cffa3e3970877dc9583322940c2ab725b",
}


@pytest.mark.parametrize("language", sorted(FROZEN))
def test_the_held_out_list_is_unchanged(language: str) -> None:
    content = (HELDOUT / f"{language}.toml").read_bytes()
    assert hashlib.sha256(content).hexdigest() == FROZEN[language]


@pytest.mark.parametrize("language", sorted(FROZEN))
def test_the_held_out_list_is_large_enough_and_mixed(language: str) -> None:
    rows = messages(language)
    affection = sum("a" in label for label, _ in rows) / len(rows)
    question = sum("q" in label for label, _ in rows) / len(rows)
    assert len(rows) >= 100
    assert 0.3 <= affection <= 0.4
    assert 0.25 <= question <= 0.36
    assert {label for label, _ in rows} == {"", "a", "q", "aq"}


@pytest.mark.parametrize("language", sorted(FROZEN))
def test_the_documented_figures_are_those_of_today(language: str) -> None:
    assert row(language) in DOCS.read_text("utf-8")


@pytest.mark.parametrize("language", sorted(FROZEN))
@pytest.mark.parametrize("column", ["affection", "question"])
def test_neither_precision_nor_recall_falls_below_what_the_measures_need(language: str, column: str) -> None:
    precision, recall = score(messages(language), column)
    assert precision >= 0.85
    assert recall >= 0.80


def _textbook(corpus: Path) -> list[tuple[str, str]]:
    """Turns of one sentence of textbook dialogues, marks and capitals taken off; "q" by their own labels."""
    texts = (corpus / "text" / "dd_validation.txt").read_text("utf-8").splitlines()
    acts = (corpus / "text" / "dd_act_validation.txt").read_text("utf-8").splitlines()
    rows = []
    for line, labels in zip(texts, acts, strict=True):
        turns = [turn.strip() for turn in line.split("__eou__") if turn.strip()]
        rows += [("q" if act == "2" else "", turn) for turn, act in zip(turns, labels.split(), strict=False)]
    return [(label, re.sub(r"[?.!,]", "", text).lower()) for label, text in rows if len(re.findall("[.?!]", text)) <= 1]


def test_questions_without_a_mark_are_found_in_strangers_sentences() -> None:
    corpus = os.environ.get("EBBTIDE_CORPUS")
    if not corpus:
        pytest.skip("EBBTIDE_CORPUS is not set: the public dialogues are not here")
    precision, recall = score(_textbook(Path(corpus)), "question")
    assert precision >= 0.75
    assert recall >= 0.65
