"""Cut a message into the word pieces that a BERT-like model knows, from the `tokenizer.json` beside the model.

Own code, because the usual package brings a download client along. Method: WordPiece, longest piece first (Schuster and
Nakajima 2012; as in Devlin and others 2019).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

#: Pieces of one message that the model reads; chat messages are far shorter, and what is longer is cut.
MOST_PIECES = 128
#: A longer word is unknown as a whole. Source: Devlin and others 2019, their tokenizer.
MOST_LETTERS = 100
#: Scripts written without blanks: each sign is a word.
_IDEOGRAPHS = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


@dataclass(frozen=True)
class Pieces:
    """The vocabulary and the marks of one tokenizer."""

    vocabulary: dict[str, int]
    lower: bool = True
    unknown: str = "[UNK]"
    begin: str = "[CLS]"
    end: str = "[SEP]"
    joint: str = "##"

    def __post_init__(self) -> None:
        missing = [mark for mark in (self.unknown, self.begin, self.end) if mark not in self.vocabulary]
        if missing:
            raise ValueError(missing)


def parse(content: bytes) -> Pieces:
    """The tokenizer in the bytes of a `tokenizer.json`; raises ValueError where it is none, or of another kind."""
    table = json.loads(content)
    try:
        model, normalizer = table["model"], table.get("normalizer") or {}
        kind, vocabulary = model.get("type", "WordPiece"), model["vocab"]
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("vocab") from error
    if kind != "WordPiece" or not isinstance(vocabulary, dict):
        raise ValueError(kind)
    joint, unknown = model.get("continuing_subword_prefix", "##"), model.get("unk_token", "[UNK]")
    return Pieces(vocabulary, bool(normalizer.get("lowercase", True)), unknown, joint=joint)


def _punctuation(sign: str) -> bool:
    # Like BERT, also the ASCII signs that Unicode counts as symbols ($, +, ~ and so on).
    return unicodedata.category(sign).startswith("P") or (sign.isascii() and sign.isprintable() and not sign.isalnum())


def _cleaned(text: str, lower: bool) -> str:
    plain = "".join(
        " " if sign in "\t\n\r" else sign
        for sign in text
        if sign in "\t\n\r" or (sign != "\ufffd" and not unicodedata.category(sign).startswith("C"))
    )
    plain = "".join(
        f" {sign} " if any(first <= ord(sign) <= last for first, last in _IDEOGRAPHS) else sign for sign in plain
    )
    if not lower:
        return plain
    # A sign at a time: the library puts a run of marks in order in the square of its length.
    parts = (part for sign in plain for part in unicodedata.normalize("NFD", sign))
    return "".join(sign for sign in parts if unicodedata.category(sign) != "Mn").lower()


def words(text: str, lower: bool = True) -> list[str]:
    """Words and single marks of `text`, without accents where the model has none.

    >>> words("Don't go, Zoë!")
    ['don', "'", 't', 'go', ',', 'zoe', '!']
    """
    spaced = "".join(f" {sign} " if _punctuation(sign) and sign != " " else sign for sign in _cleaned(text, lower))
    return spaced.split()


def _cut(word: str, tokenizer: Pieces) -> Iterator[str]:
    """The longest known piece from the left, again and again; one unknown piece where that fails."""
    parts, start = [], 0
    while start < len(word) <= MOST_LETTERS:
        prefix = tokenizer.joint if start else ""
        ends = range(len(word), start, -1)
        end = next((end for end in ends if prefix + word[start:end] in tokenizer.vocabulary), None)
        if end is None:
            break
        parts.append(prefix + word[start:end])
        start = end
    yield from parts if start == len(word) else [tokenizer.unknown]


def numbers(text: str, tokenizer: Pieces) -> list[int]:
    """The numbers of the pieces of `text`, between the marks of begin and end, at most `MOST_PIECES`."""
    pieces = [piece for word in words(text, tokenizer.lower) for piece in _cut(word, tokenizer)][: MOST_PIECES - 2]
    return [tokenizer.vocabulary[piece] for piece in (tokenizer.begin, *pieces, tokenizer.end)]
