"""Fold a message so that one spelling stands for many: case, accents, stretched letters, punctuation.

A folded message is ` | words | words , words | `: blanks around everything, `|` at the edge of a
sentence (start, end, full stop, mark, new line, emoji), `,` for a comma. A literal ` miss you `
then matches whole words only, and ` | are you ` only the start of a sentence, without any regex.
"""

from __future__ import annotations

import re
import string
import unicodedata

import polars as pl

#: Signs inside a word that are dropped: apostrophes, soft hyphens, joiners, variation selectors.
_DROPPED = "'’‘ʼ´`\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f"
_EDGES = ".!?\n\r;:…。！？¿¡؟\u2028\u2029"
_COMMAS = ",،、"
_BLANKS = '-_*~/\\"“”„«»()[]{}–—#@&+=<>|\t\u00a0\u202f\u2009'
_LETTERS = [chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))]
_SPECIAL = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
_STRETCHED = [letter * 3 for letter in string.ascii_lowercase]
_RUN = re.compile(r"([a-z])\1{2,}")
#: Of a longer message this many letters are read: a page of typing, and far more than all but a few messages have. It
#: bounds the work that one message can ask for.
MOST_LETTERS = 4096


def beginnings(texts: pl.Series) -> pl.Series:
    """The part of each text (n,) that language is read from: its first `MOST_LETTERS` characters."""
    longest = texts.str.len_bytes().max()
    return texts.str.head(MOST_LETTERS) if isinstance(longest, int) and longest > MOST_LETTERS else texts


def _bare(letter: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))


_MAP = {letter: _bare(letter) for letter in _LETTERS if letter == letter.lower() and _bare(letter) != letter}
_MAP |= _SPECIAL | {chr(code): "" for code in range(0x300, 0x370)}
_MAP |= dict.fromkeys(_DROPPED, "") | dict.fromkeys(_EDGES, " | ") | dict.fromkeys(_COMMAS, " , ")
_MAP |= dict.fromkeys(_BLANKS, " ")


def _squeeze(text: str) -> str:
    """Stretched letters once and twice: one of the two is the word ("looove" love, "misssss" miss)."""
    parts = _RUN.split(text)
    once = "".join(parts)
    parts[1::2] = [letter * 2 for letter in parts[1::2]]
    return once + "|" + "".join(parts)


def fold(texts: pl.Series) -> pl.Series:
    """The beginnings of `texts` (n,) of strings, folded (n,)."""
    plain = beginnings(texts).str.to_lowercase().str.replace_many(list(_MAP), list(_MAP.values()))
    plain = pl.select(" | " + plain + " | ").to_series()
    # Whatever is neither letter, digit nor edge by now is an emoji or a rare sign: the edge of a sentence.
    plain = plain.str.replace_all(r"[^\p{L}\p{N}|, ]+", " | ").str.replace_all(r" {2,}", " ")
    stretched = plain.str.contains_any(_STRETCHED)
    if not stretched.any():
        return plain
    places = stretched.arg_true()
    return plain.scatter(places, [_squeeze(text) for text in plain.gather(places)])
