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

from ebbtide.analysis.language.closed_lists import LANGUAGES
from ebbtide.analysis.language.phrase_automaton import Automaton, Hits, Words

Bools = NDArray[np.bool_]

#: The classes of phrases that a list may hold; each is one bit, in this order. See data/README.md.
CLASSES = (
    "gratitude",
    "appreciation",
    "apology",
    "blame",
    "propose",
    "could",
    "ask_out",
    "invite",
    "agreed",
    "activity",
    "today",
    "soon",
    "clock",
    "later",
    "someday",
    "we",
    "will",
    "future",
    "support_asked",
    "support_given",
    "good_news",
    "joy",
    "feeling",
    "reassurance",
    "logistics",
    "sharp",
    "play_down",
    "accept",
    "decline",
    "instead",
    "vague",
)


@dataclass(frozen=True)
class SentenceClasses:
    """Which classes each sentence holds, and which message each sentence belongs to.

    sentences: a Boolean array (sentences,) a class. message: (sentences,). messages: their number.
    """

    sentences: dict[str, Bools]
    message: NDArray[np.int32]
    messages: int

    def __getitem__(self, name: str) -> Bools:
        return self.sentences[name]

    def anywhere(self, sentences: Bools) -> Bools:
        """Whether a message (messages,) has one of `sentences` (sentences,)."""
        whole = np.zeros(self.messages, bool)
        whole[self.message[sentences]] = True
        return whole


def _entries(block: str) -> Iterable[str]:
    """One entry a line, or several with semicolons between."""
    return (entry for line in block.splitlines() for entry in line.split(";") if entry.strip())


def table(language: str) -> dict[str, dict[str, str]]:
    """The feature lists of one language as written."""
    file = resources.files("ebbtide.analysis.language") / "data" / f"says_{language}.toml"
    blocks: dict[str, dict[str, str]] = tomllib.loads(file.read_text("utf-8"))
    return blocks


@cache
def lexicon(languages: tuple[str, ...] = LANGUAGES) -> Automaton:
    """The feature lists of `languages` as one automaton; part of the package, read once, on first use."""
    automaton = Automaton()
    for name, blocks in (item for language in languages for item in table(language).items()):
        bit = 1 << CLASSES.index(name)
        for entry in _entries(blocks.get("says", "")):
            automaton.add(entry, bit, 0)
        for entry in _entries(blocks.get("not", "")):
            automaton.add(entry, 0, bit)
    automaton.close()
    return automaton


def sentence_classes(folded: pl.Series, automaton: Automaton) -> SentenceClasses:
    """The classes that the sentences of `folded` (n,) messages speak for."""
    words = automaton.words(folded)
    hits = automaton.find(words.codes)
    sentences = {name: _sentences(hits, words, np.uint64(1 << place)) for place, name in enumerate(CLASSES)}
    return SentenceClasses(sentences, words.message_of_sentence, len(folded))


def _sentences(hits: Hits, words: Words, bit: np.uint64) -> Bools:
    """Sentences with a phrase of a class that does not stand in a phrase which means something else ("no thanks")."""
    place = np.flatnonzero(hits.says & bit)
    against = np.flatnonzero(hits.nots & bit)
    if len(against) and len(place):
        place = place[~_overlap(hits, place, against)]
    last = hits.last[place]
    # The edge that ends a sentence is counted to the next one.
    ends = (words.codes[last] == 0) & (last > hits.first[place])
    has = np.zeros(len(words.message_of_sentence), bool)
    has[words.sentence[last - ends]] = True
    return has


def _overlap(hits: Hits, place: NDArray[np.int64], against: NDArray[np.int64]) -> Bools:
    """Whether each phrase of `place` shares a word with one of `against`."""
    order = against[np.argsort(hits.first[against], kind="stable")]
    reach = np.maximum.accumulate(hits.last[order])
    before = np.searchsorted(hits.first[order], hits.last[place], side="right") - 1
    overlap: Bools = (before >= 0) & (reach[np.maximum(before, 0)] >= hits.first[place])
    return overlap
