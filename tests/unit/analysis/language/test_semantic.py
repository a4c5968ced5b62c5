"""The optional model: read only when its hash is the one told, never fetched, only ever adding, its absence said."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ebbtide.analysis.language import semantic
from ebbtide.analysis.language.semantic import Hashes, Model, add, available, hashes, likeness, load, notice
from ebbtide.analysis.language.word_pieces import MOST_PIECES, Pieces, numbers, parse, words
from ebbtide.errors import BadRequest
from ebbtide.wording import say
from tests.support import onnx_model

#: Pieces and the direction that the made-up model gives each: rain, food, nothing.
DIRECTIONS = {
    "[PAD]": (9, 9, 9),
    "[UNK]": (0, 0, 1),
    "[CLS]": (0, 0, 0),
    "[SEP]": (0, 0, 0),
    "rain": (1, 0, 0),
    "##ing": (0, 0, 0),
    "umbrella": (0.9, 0.1, 0),
    "bread": (0, 1, 0),
    "cheese": (0, 0.9, 0.1),
    "un": (0, 0, 0.5),
    "!": (0, 0, 0),
    "wet": (0.8, 0, 0.2),
}
VOCABULARY = {piece: place for place, piece in enumerate(DIRECTIONS)}
KIND = {"type": "WordPiece", "vocab": VOCABULARY}
TOKENIZER = json.dumps({"normalizer": {"lowercase": True}, "model": KIND}).encode()
MODEL = onnx_model.model(list(DIRECTIONS.values()))

pytest.importorskip("onnxruntime", reason="the extra `semantic` is not installed")


@pytest.fixture(scope="module")
def model() -> Model:
    return load(MODEL, TOKENIZER, hashes(MODEL, TOKENIZER))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't GO", ["don", "'", "t", "go"]),
        ("Zoë, façade", ["zoe", ",", "facade"]),
        ("a\u200bb\x00\ufffdc", ["abc"]),
        ("$5~", ["$", "5", "~"]),
        ("你好 ok", ["你", "好", "ok"]),
        ("x\u00a0y\nz", ["x", "y", "z"]),
        ("", []),
        ("«!»", ["«", "!", "»"]),
    ],
)
def test_words_are_parted_as_such_models_expect(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_model_that_knows_capitals_keeps_them_and_accents() -> None:
    assert words("Zoë Go", lower=False) == ["Zoë", "Go"]


def named(text: str, known: Pieces) -> list[str]:
    back = {place: piece for piece, place in known.vocabulary.items()}
    return [back[place] for place in numbers(text, known)]


def test_the_longest_piece_comes_first_and_what_does_not_fit_is_unknown() -> None:
    known = parse(TOKENIZER)
    assert named("Raining!", known) == ["[CLS]", "rain", "##ing", "!", "[SEP]"]
    assert named("rainy bread", known) == ["[CLS]", "[UNK]", "bread", "[SEP]"]
    assert named("", known) == ["[CLS]", "[SEP]"]
    assert len(numbers("rain " * 500, known)) == MOST_PIECES


@pytest.mark.parametrize(
    "content",
    [
        b"{}",
        b"[]",
        b"not json",
        b"\xff\xfe",
        b'{"model": {"type": "BPE", "vocab": {}}}',
        b'{"model": {"type": "WordPiece", "vocab": []}}',
        b'{"model": {"type": "WordPiece", "vocab": {"a": 0}}}',
    ],
)
def test_another_kind_of_tokenizer_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):  # json, the text and the vocabulary fail with messages of their own
        parse(content)
    with pytest.raises(BadRequest) as told:
        load(MODEL, content, hashes(MODEL, content))
    assert told.value.key == "semantic.refused.tokenizer"


@pytest.mark.parametrize("file", ["model", "tokenizer"])
def test_a_file_that_is_not_the_one_told_is_refused_unread(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = hashes(MODEL, TOKENIZER)
    given = {"model": MODEL, "tokenizer": TOKENIZER} | {file: getattr(sys.modules[__name__], file.upper()) + b" "}
    monkeypatch.setattr(semantic, "_session", lambda _: pytest.fail("the model was read"))
    monkeypatch.setattr(semantic, "parse", lambda _: pytest.fail("the tokenizer was read"))
    with pytest.raises(BadRequest) as refused:
        load(given["model"], given["tokenizer"], told)
    assert refused.value.key == "semantic.refused.changed"


def test_a_hash_may_be_told_in_capitals_and_comes_back_from_settings(model: Model) -> None:
    told = hashes(MODEL, TOKENIZER)
    kept = json.loads(json.dumps(told.settings()))
    assert Hashes(**kept) == told
    again = load(MODEL, TOKENIZER, Hashes(told.model.upper(), f" {told.tokenizer} \n"))
    assert np.array_equal(again.embed(pl.Series(["rain"])), model.embed(pl.Series(["rain"])))


@pytest.mark.parametrize("content", [b"", b"no model", onnx_model.model([(1.0, 0.0)], ("pixels",))])
def test_what_is_no_such_model_is_refused(content: bytes) -> None:
    with pytest.raises(BadRequest) as refused:
        load(content, TOKENIZER, hashes(content, TOKENIZER))
    assert refused.value.key == "semantic.refused.model"


def test_directions_are_means_over_pieces_of_unit_length(model: Model) -> None:
    found = model.embed(pl.Series(["rain", "rain bread", None, "Bread, cheese! rain"]))
    assert found[0] == pytest.approx([1, 0, 0])
    assert found[1] == pytest.approx([0.5**0.5, 0.5**0.5, 0])
    assert found[2] == pytest.approx([0, 0, 0])
    # bread + cheese + rain + the comma, which the vocabulary lacks.
    mean = np.array([1, 1.9, 1.1])
    assert found[3] == pytest.approx(mean / np.linalg.norm(mean))


def test_what_else_is_in_a_batch_does_not_matter(model: Model) -> None:
    texts = pl.Series(["rain", "umbrella bread cheese wet rain raining", "bread"] * 20 + [None, ""])
    alone = np.concatenate([model.embed(texts.slice(place, 1).fill_null("")) for place in range(3)])
    together = model.embed(texts)
    assert together[:3] == pytest.approx(alone)
    assert together[57:60] == pytest.approx(alone)
    assert model.embed(pl.Series([None], dtype=pl.String)).tolist() == [[0.0]]


def test_a_model_may_want_one_input_or_three() -> None:
    for names in (("input_ids",), ("input_ids", "token_type_ids", "attention_mask")):
        made = onnx_model.model(list(DIRECTIONS.values()), names)
        found = load(made, TOKENIZER, hashes(made, TOKENIZER)).embed(pl.Series(["rain"]))
        assert found[0] == pytest.approx([1, 0, 0])


TEXTS = pl.Series(["bread", "umbrella", "cheese", "wet", None, "un"])


def test_likeness_is_to_the_nearest_example(model: Model) -> None:
    near = likeness(model, TEXTS, ["rain", "bread"])
    assert near[[0, 4]] == pytest.approx([1, 0])
    assert near[1] > near[3] > near[5]


def test_candidates_are_only_ever_added(model: Model) -> None:
    before = pl.Series([True, False, False, False, False, False])
    after = add(before, TEXTS, model, ["rain"])
    assert after.to_list() == [True, True, False, True, False, False]
    assert before.to_list() == [True] + [False] * 5


def test_at_most_so_many_are_added_the_nearest_first(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(semantic, "MOST_ADDED", 1)
    assert add(pl.Series([False] * 6), TEXTS, model, ["rain"]).to_list() == [False, True, False, False, False, False]


def test_without_a_model_or_examples_nothing_changes(model: Model) -> None:
    before = pl.Series([True, False, False, False, False, False])
    assert add(before, TEXTS, None, ["rain"]).equals(before)
    assert add(before, TEXTS, model, []).equals(before)


def test_its_absence_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert notice(hashes(MODEL, TOKENIZER)) is None
    assert "none was set up" in say(notice(None) or "")
    monkeypatch.setattr(semantic, "_ENGINE", "an_engine_that_is_not_there")
    assert not available()
    assert "not installed" in say(notice(None) or "")
    with pytest.raises(BadRequest) as refused:
        load(MODEL, TOKENIZER, hashes(MODEL, TOKENIZER))
    assert refused.value.key == "semantic.refused.extra"


def test_the_engine_is_loaded_only_with_a_model_and_nothing_of_it_can_download() -> None:
    import subprocess

    code = "import sys, ebbtide.analysis.language.semantic; sys.exit('onnxruntime' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[4]).returncode == 0
    code = (
        "import sys, tests.unit.analysis.language.test_semantic as t;"
        "t.load(t.MODEL, t.TOKENIZER, t.hashes(t.MODEL, t.TOKENIZER));"
        "sys.exit(any(name in sys.modules for name in ('huggingface_hub', 'requests', 'httpx')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[4]).returncode == 0
