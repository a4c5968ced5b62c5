"""The feature lists: classes of phrases in seven languages, found in one pass over folded messages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.language.lists import LANGUAGES, unfold

Masks = NDArray[np.uint64]

#: The classes of phrases that a list may hold; a class is one bit of a message's mask, in this order.
CLASSES = (
    "gratitude", "appreciation", "apology", "blame", "propose", "ask_out", "activity", "today", "soon", "later",
    "someday", "agreed", "we", "will", "future", "support_asked", "support_given", "good_news", "joy", "feeling",
    "reassurance", "logistics", "sharp", "play_down", "accept", "decline", "instead", "vague",
)


@dataclass(frozen=True)
class Lexicon:
    """Literals for folded text, and for each the classes it speaks for and against, as bits (literals,)."""

    literals: tuple[str, ...]
    says: Masks
    nots: Masks

    @property
    def names(self) -> pl.Enum:
        """The literals as a type whose codes are their places."""
        return pl.Enum(self.literals)

    def of(self, name: str, against: bool = False) -> list[str]:
        """The literals of one class, longest first."""
        bit = np.uint64(1 << CLASSES.index(name))
        masks = self.nots if against else self.says
        return sorted((self.literals[place] for place in np.flatnonzero(masks & bit)), key=lambda one: (-len(one), one))


def _literals(block: str) -> Iterable[str]:
    """One entry a line, or several with semicolons between."""
    entries = (entry.strip() for line in block.splitlines() for entry in line.split(";"))
    return (f" {literal} " for entry in entries if entry for literal in unfold(entry))


def _table(language: str) -> dict[str, dict[str, str]]:
    file = resources.files("ebbtide.language") / "data" / f"says_{language}.toml"
    table: dict[str, dict[str, str]] = tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
    return table


@cache
def lexicon(languages: tuple[str, ...] = LANGUAGES) -> Lexicon:
    """The feature lists of `languages` together; part of the package, read once, on first use."""
    said: dict[str, int] = {}
    against: dict[str, int] = {}
    for table in map(_table, languages):
        for name, blocks in table.items():
            bit = 1 << CLASSES.index(name)
            for literal in _literals(blocks.get("says", "")):
                said[literal] = said.get(literal, 0) | bit
            for literal in _literals(blocks.get("not", "")):
                against[literal] = against.get(literal, 0) | bit
    literals = tuple(sorted({**said, **against}))
    return Lexicon(
        literals,
        np.array([said.get(one, 0) for one in literals], np.uint64),
        np.array([against.get(one, 0) for one in literals], np.uint64),
    )


def masks(folded: pl.Series, words: Lexicon) -> Masks:
    """The classes that each message of `folded` (n,) speaks for, as bits (n,)."""
    if not words.literals or not len(folded):
        return np.zeros(len(folded), np.uint64)
    found = folded.str.extract_many(list(words.literals), overlapping=True)
    counts = found.list.len().to_numpy()
    codes = found.explode().drop_nulls().cast(words.names).to_physical().to_numpy()
    says, nots = _gathered(words.says[codes], counts), _gathered(words.nots[codes], counts)
    return _less(folded, words, says, nots)


def _gathered(bits: Masks, counts: NDArray[np.uint32]) -> Masks:
    """The bits of each message's hits together; `counts` (n,) says how many hits it has."""
    whole = np.zeros(len(counts), np.uint64)
    some = np.flatnonzero(counts)
    if len(some):
        starts = np.concatenate([[0], np.cumsum(counts[some])[:-1]]).astype(np.int64)
        whole[some] = np.bitwise_or.reduceat(bits, starts)
    return whole


def _less(folded: pl.Series, words: Lexicon, says: Masks, nots: Masks) -> Masks:
    """Without the classes whose every phrase stands inside one that means something else ("no thanks")."""
    doubtful = says & nots
    for place, name in enumerate(CLASSES):
        bit = np.uint64(1 << place)
        rows = np.flatnonzero(doubtful & bit)
        if len(rows):
            other = words.of(name, against=True)
            rest = folded.gather(rows).str.replace_many(other, [" "] * len(other), leftmost=True)
            gone = ~rest.str.contains_any(words.of(name)).to_numpy()
            says[rows[gone]] &= ~bit
    return says
