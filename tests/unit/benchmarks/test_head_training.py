"""Training the affect heads: the same comments give the same file, without names, groups or what one comment said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ebbtide.analysis.language.affect_heads import LABELS, heads, parse

pytest.importorskip("scipy", reason="what the benchmarks need is not installed (make bench)")

from benchmarks.text import head_training

THANKS = "thank you so much for picking me up"
LOVE, PRAISE, SORRY = "i love you, take care", "that was brilliant, well done", "sorry, that was my bad"
WARM = [THANKS, LOVE, PRAISE, "this is so annoying, i hate it", SORRY]
PLAIN = ["the train leaves at nine", "i bought bread and milk", "see you at the station", "can you send me the address"]


@pytest.fixture(scope="module")
def comments() -> tuple[pl.Series, np.ndarray]:
    """Made-up comments, 40 of each label's example and 400 plain, with a name and a word for a group in some."""
    texts = [f"{text} {word}" for text in WARM for word in ("today", "again") for _ in range(20)]
    texts += [f"{text} with Marlene and the women {number}" for text in PLAIN for number in range(100)]
    truth = np.zeros((len(texts), len(LABELS)), dtype=bool)
    for place in range(len(LABELS)):
        truth[place * 40 : (place + 1) * 40, place] = True
    unique = [f"{text} x{chr(97 + number % 26)}{chr(97 + number // 26)}" for number, text in enumerate(texts)]
    return pl.Series("text", unique), truth


@pytest.fixture(scope="module")
def made(comments: tuple[pl.Series, np.ndarray]) -> str:
    return head_training.train(*comments)


def test_training_twice_gives_the_same_file(comments: tuple[pl.Series, np.ndarray], made: str) -> None:
    assert head_training.train(*comments) == made


def test_training_learns_and_leaves_out_names_groups_and_rare_words(made: str) -> None:
    learned = parse(made)
    weights = dict(zip(learned.terms, learned.weights[:, 0], strict=True))
    assert weights["thank you"] > 0
    assert weights["thank you"] > weights.get("you", 0.0)
    assert not any(term in weights and weights[term] > 0 for term in ("sorry", "annoying", "love", "brilliant"))
    words = {part for term in learned.terms for part in term.split(" ")}
    assert "thank" in words
    assert words.isdisjoint({"marlene", "women", "xaa", "xzb"})


def test_a_term_of_repeated_comments_counts_once() -> None:
    texts = pl.Series("text", ["buy gold now"] * 50 + [f"good day {'abcdefghij'[n]}" for n in range(10)])
    terms, _ = head_training.prepared(texts)
    known = head_training.vocabulary(terms, texts)
    assert "good day" in known
    assert "gold" not in known


def test_comments_are_read_with_our_labels(tmp_path: Path) -> None:
    file = tmp_path / "some.tsv"
    file.write_text("thanks [NAME]!\t15,0\tx1\nugh\t3\tx2\nok\t27\tx3\n", "utf-8")
    texts, truth = head_training.read(file)
    assert texts.to_list() == ["thanks  !", "ugh", "ok"]
    assert truth.tolist() == [[True, False, True, False, False], [False, False, False, True, False], [False] * 5]


def test_the_weights_that_come_with_ebbtide_hold_no_word_for_a_group() -> None:
    words = {part for term in heads().terms for part in term.split(" ") if not part.startswith("^")}
    assert [word for word in words if head_training.GROUPS.match(word) or head_training.FORUM.match(word)] == []


def test_a_bare_no_weighs_nothing_for_annoyance() -> None:
    place = LABELS.index("negative")
    weights = dict(zip(heads().terms, heads().weights[:, place], strict=True))
    assert {weights.get(term, 0.0) for term in ("no", "nope", "| no", "no |", "| nope", "nope |", "no !")} == {0.0}
    gratitude = dict(zip(heads().terms, heads().weights[:, LABELS.index("gratitude")], strict=True))
    assert gratitude["no thanks"] < 0  # elsewhere it tells what it tells
