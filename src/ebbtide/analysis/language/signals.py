"""Signals that belong to no language: laughter of many scripts, stretched letters."""

from __future__ import annotations

import re
import string

import numpy as np
import polars as pl

from ebbtide.analysis.language.spelling import beginnings

#: What a laugh in letters must hold; the pattern below then decides.
_LAUGH_GATE = (
    "haha",
    "ahah",
    "hehe",
    "eheh",
    "héhé",
    "hihi",
    "jaja",
    "jajj",
    "jeje",
    "jiji",
    "kkk",
    "kaka",
    "rsrs",
    "huehue",
    "www",
    "555",
    "lol",
    "loo",
    "lmao",
    "lmfao",
    "rofl",
    "xd",
    "mdr",
    "ptdr",
    "哈哈",
    "呵呵",
    "嘻嘻",
    "笑",
    "ㅋㅋ",
    "ㅎㅎ",
    "хаха",
    "ахах",
    "хехе",
    "ههه",
    "חחח",
    "😂",
    "🤣",
    "😹",
    "😆",
)
_LAUGH = (
    r"(?i)\b(?:[bmw]?[uw]?a*(?:ha+){2,}h?|(?:a+h+){2,}a*|h?(?:[eé]h){2,}[eé]*|(?:h[eé]+){2,}h?|(?:hi){2,}h?|"
    r"a?(?:ja+){2,}j*a*|(?:je+){2,}j?|(?:ji+){2,}j?|k{3,}|(?:ka){3,}|(?:rs){2,}|(?:hue){2,}|w{3,}|"
    r"lo+l+(?:o+l+)*z?|lmf?ao+|rofl|x+d+|m+d+r+|p+t+d+r+|(?:ха+){2,}х?|(?:ах+){2,}а?|(?:хе){2,})\b|"
    r"(?:^|[^\d\s()+#-]\s*)5{3,}(?:\s*$|\s+[^\d\s]|[!,.]+(?:\s|$))|"
    r"哈哈|呵呵|嘻嘻|[(（]笑[)）]|笑$|ㅋㅋ|ㅎㅎ|ههه|חחח|[😂🤣😹😆]"
)
#: Not laughter, though it looks so: web addresses. The number five laughs in Thai, but not inside other numbers.
_NO_LAUGH = r"(?i)(?:https?://|www\.)\S*"

_TRIPLES = [letter * 3 for letter in (*string.ascii_lowercase, "á", "é", "í", "ó", "ú", "ä", "ö", "ü", "ã", "õ", "à")]
#: A letter three times or more. A search for the letter beside it would begin anew inside each run, which takes the
#: square of a run's length, so the neighbours are looked at afterwards.
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_LETTER = re.compile(r"[^\W\d_]")


def laughter(texts: pl.Series) -> pl.Series:
    """Whether each text (n, no nulls) laughs, in letters of many languages or with a laughing face; booleans (n,)."""
    lower = beginnings(texts).str.to_lowercase()
    places = lower.str.contains_any(list(_LAUGH_GATE)).arg_true()
    bare = lower.gather(places).str.replace_all(_NO_LAUGH, " ")
    return _scattered(len(texts), places, bare.str.contains(_LAUGH))


def elongated(texts: pl.Series) -> pl.Series:
    """Whether each text (n, no nulls) holds a word with a letter stretched to three or more; booleans (n,)."""
    lower = beginnings(texts).str.to_lowercase()
    places = lower.str.contains_any(_TRIPLES).arg_true()
    stretched = [_stretched(text) for text in lower.gather(places)]
    return _scattered(len(texts), places, pl.Series(stretched, dtype=pl.Boolean))


def _stretched(text: str) -> bool:
    """Whether a run of one letter stands beside another letter ("sooo"); in "www", "iii", "xxx" and "mmm" none does."""
    ends = (
        text[max(run.start() - 1, 0) : run.start()] + text[run.end() : run.end() + 1] for run in _RUN.finditer(text)
    )
    return any(_LETTER.search(beside) for beside in ends)


def _scattered(height: int, places: pl.Series, values: pl.Series) -> pl.Series:
    whole = np.zeros(height, bool)
    whole[places.to_numpy()] = values.to_numpy()
    return pl.Series(whole)
