"""Normal forms of Unicode in linear time: the standard library puts a run of marks in order in its square."""

from __future__ import annotations

import unicodedata
from typing import Literal

import polars as pl


def normalized(text: str, form: Literal["NFC", "NFKC"]) -> str:
    """`text` in a normal form; half a character, which no export holds, becomes a question mark.

    >>> normalized("e\\u0301", "NFC")
    'é'
    """
    # Looks through the text once: what is out of order ends the look, and what phones write is in this form already.
    if text.isascii() or unicodedata.is_normalized(form, text):
        return text
    whole = pl.Series([text.encode("utf-8", "replace").decode()])
    return str(whole.str.normalize(form)[0])
