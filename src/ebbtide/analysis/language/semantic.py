"""Likeness of meaning by a model file that the user supplies: checked by its hash, never fetched, and only ever adding.

Needs the extra `semantic`. Without it, or without a model, everything else works as before, and `notice` says so.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.analysis.language.spelling import beginnings
from ebbtide.analysis.language.word_pieces import Pieces, numbers, parse
from ebbtide.errors import BadRequest

Floats = NDArray[np.float64]
#: The name under which the vault's settings keep `Hashes.settings`.
SETTING = "semantic"
#: Messages that go through the model at a time; larger batches are slower. Source: docs/method/signs.md#meaning.
BATCH = 16
#: Least likeness (cosine) of a candidate to the nearest example, and most candidates of one call. A start, not a
#: measured optimum: no real model has been measured here.
LEAST_LIKENESS, MOST_ADDED = 0.6, 10
_ENGINE = "onnxruntime"


@dataclass(frozen=True)
class Hashes:
    """SHA-256, in hexadecimal, of the model file and of its tokenizer.json, as the user entered them at set-up."""

    model: str
    tokenizer: str

    def settings(self) -> dict[str, str]:
        """As the vault keeps them."""
        return asdict(self)


def hashes(model: bytes, tokenizer: bytes) -> Hashes:
    """The hashes of two files, which `load` compares with those of set-up."""
    return Hashes(hashlib.sha256(model).hexdigest(), hashlib.sha256(tokenizer).hexdigest())


def available() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec(_ENGINE) is not None


def notice(expected: Hashes | None) -> str | None:
    """The key of what to say where a model could have added something and there is none; None where one is set up."""
    if not available():
        return "semantic.none.extra"
    return "semantic.none.model" if expected is None else None


@dataclass(frozen=True)
class Model:
    """A loaded model; `embed` is all that it does."""

    session: Any
    pieces: Pieces

    def embed(self, texts: pl.Series) -> Floats:
        """Directions of meaning (n, d) of unit length; zeros where there is no text. Each text is read once."""
        texts = beginnings(texts)
        distinct = texts.drop_nulls().unique(maintain_order=True)
        ordered = distinct.gather(distinct.str.len_bytes().arg_sort())
        cut = [numbers(text, self.pieces) for text in ordered]
        batches = [_directions(self.session, cut[start : start + BATCH]) for start in range(0, len(cut), BATCH)]
        if not batches:
            return np.zeros((len(texts), 1))
        place = {text: row for row, text in enumerate(ordered, start=1)}
        table = np.concatenate([np.zeros((1, batches[0].shape[1])), *batches])
        return table[[place.get(text, 0) for text in texts]]


def _directions(session: Any, cut: Sequence[Sequence[int]]) -> Floats:
    """One batch: mean over its pieces where the model gives one row a piece, scaled to unit length."""
    width = max(map(len, cut))
    ids, mask = (np.zeros((len(cut), width), dtype=np.int64) for _ in range(2))
    for row, some in enumerate(cut):
        ids[row, : len(some)], mask[row, : len(some)] = some, 1
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    names = [node.name for node in session.get_inputs()]
    output = np.asarray(session.run(None, {name: inputs[name] for name in names})[0], dtype=np.float64)
    if output.ndim == 3:
        output = (output * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    length = np.linalg.norm(output, axis=1, keepdims=True)
    return np.asarray(output / np.where(length > 0, length, 1))


def _session(model: bytes) -> Any:
    """A model on one core; on Windows the engine's own reports to its maker are switched off first."""
    engine = importlib.import_module(_ENGINE)
    engine.disable_telemetry_events()
    options = engine.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        session = engine.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the engine's errors have no common kind of their own
        raise BadRequest("semantic.refused.model") from error
    if not {node.name for node in session.get_inputs()} <= {"input_ids", "attention_mask", "token_type_ids"}:
        raise BadRequest("semantic.refused.model")
    return session


def load(model: bytes, tokenizer: bytes, expected: Hashes) -> Model:
    """The model in the bytes of an ONNX file, with the bytes of its tokenizer.json.

    Raises BadRequest where the extra is not installed, where a file has not its `expected` hash of set-up (nothing of
    it is then read), or where it is no such model.
    """
    if not available():
        raise BadRequest("semantic.refused.extra")
    if hashes(model, tokenizer) != Hashes(expected.model.strip().lower(), expected.tokenizer.strip().lower()):
        raise BadRequest("semantic.refused.changed")
    try:
        pieces = parse(tokenizer)
    except ValueError as error:
        raise BadRequest("semantic.refused.tokenizer") from error
    return Model(_session(model), pieces)


def likeness(model: Model, texts: pl.Series, examples: Sequence[str]) -> Floats:
    """Cosine (n,) of each text with the example that is nearest in meaning; 0 where there is no text."""
    return np.asarray((model.embed(texts) @ model.embed(pl.Series(examples, dtype=pl.String)).T).max(axis=1))


def add(candidates: pl.Series, texts: pl.Series, model: Model | None, examples: Sequence[str]) -> pl.Series:
    """`candidates` (n,), Booleans, with at most `MOST_ADDED` more: the texts nearest to the examples.

    Nothing that was a candidate is ever taken away; without a model they are returned as they came.
    """
    if model is None or not len(texts) or not examples:
        return candidates
    near = likeness(model, texts, examples)
    near = np.where(candidates.to_numpy() | texts.is_null().to_numpy(), -1.0, near)
    order = np.argsort(-near, kind="stable")[:MOST_ADDED]
    return candidates.clone().scatter(pl.Series(order[near[order] >= LEAST_LIKENESS], dtype=pl.UInt32), True)
