"""Whether a sentence reads like blame: one logistic model over words, word shapes and letters, English only.

Weights stand in `data/head_en.txt`, trained by `benchmarks.text.blame_head` on sentences written for this project
and on kind comments of GoEmotions; scored with the standard library.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ebbtide.catalogue.lint import common_words
from ebbtide.guidance.speak.linter.draft_text import NAME, NUMBER, Sentence

LANGUAGE = "en"
#: Weights are whole multiples of this.
UNIT = 0.01
#: The blocks of terms; a block's sum is divided by the root of its number of terms.
BLOCKS = ("w", "s", "l", "f")
_EDGE = "|"
_LONGEST_WORDS, _LETTERS = 3, (2, 3, 4, 5)
_ENDINGS = ("ing", "ed", "ly", "er", "est", "s")
_SUBJECTS = {"you": "you", "your": "you", "i": "i", "my": "i", "we": "we", "our": "we", "he": "third", "she": "third"}
_SUBJECTS |= {
    "they": "third",
    "his": "third",
    "her": "third",
    "their": "third",
    "it": "it",
    "the": "third",
    "our": "we",
}
_NEGATIONS = frozenset(("not", "never", "no", "nobody", "nothing", "without", "none"))
_TENSES = {"will": "future", "would": "would", "could": "would", "was": "past", "were": "past", "did": "past"}
_TENSES |= {"had": "past", "have": "perfect", "has": "perfect", "is": "present", "are": "present", "do": "present"}


@dataclass(frozen=True)
class HeadWeights:
    """Weights by term ("block:term"), the intercept, and from which probability on a sentence is spoken of."""

    terms: dict[str, int]
    intercept: int
    threshold: float


def parse(text: str) -> HeadWeights:
    """The weights written in the notation of data/head_en.txt."""
    lines = (line for line in text.splitlines() if line and not line.startswith("# "))
    values = {term: value for term, _, value in (line.rpartition("\t") for line in lines)}
    return HeadWeights(
        terms={term: int(value) for term, value in values.items() if term[1] == ":"},
        intercept=int(values["intercept"]),
        threshold=float(values["threshold"]),
    )


@cache
def weights() -> HeadWeights:
    """The weights that come with Ebbtide, read once."""
    file = resources.files("ebbtide.guidance.speak.linter") / "data" / f"head_{LANGUAGE}.txt"
    return parse(file.read_text("utf-8"))


def threshold() -> float:
    """From which probability on a sentence is spoken of."""
    return weights().threshold


def probability(sentence: Sentence) -> float:
    """How much `sentence` reads like the bad sentences that the head was trained on, 0 to 1."""
    known, odds = weights(), float(weights().intercept)
    for terms in blocks(sentence).values():
        odds += sum(known.terms.get(term, 0) for term in terms) / math.sqrt(max(len(terms), 1))
    return 1 / (1 + math.exp(-odds * UNIT))


def blocks(sentence: Sentence) -> dict[str, set[str]]:
    """The terms of a sentence by block: runs of words, of word shapes, of letters, and flags."""
    words = [word.plain for word in sentence.words]
    shapes = [_shape(word) for word in words]
    found = {
        "w": set(_runs([_EDGE, *words, _EDGE])),
        "s": set(_runs([_EDGE, *shapes, _EDGE])),
        "l": {part for word in words for part in _letters(f" {word} ")},
        "f": set(_flags(words, sentence.asks)),
    }
    return {block: {f"{block}:{term}" for term in terms} for block, terms in found.items()}


@cache
def _shape(word: str) -> str:
    if word in common_words()[LANGUAGE] or word in (NAME, NUMBER):
        return word
    return next((f"-{ending}" for ending in _ENDINGS if word.endswith(ending) and len(word) > len(ending) + 2), "-")


def _runs(words: list[str]) -> Iterator[str]:
    for length in range(1, _LONGEST_WORDS + 1):
        for at in range(len(words) - length + 1):
            run = " ".join(words[at : at + length])
            if run != _EDGE:
                yield run


def _letters(word: str) -> Iterator[str]:
    for length in _LETTERS:
        for at in range(len(word) - length + 1):
            yield word[at : at + length]


def _flags(words: list[str], asks: bool) -> Iterator[str]:
    subject = next((_SUBJECTS[word] for word in words if word in _SUBJECTS), "none")
    tense = next((_TENSES[word] for word in words if word in _TENSES), "none")
    denied = bool(_NEGATIONS & set(words))
    yield from (f"subject {subject}", f"tense {tense}", f"denied {denied}", f"asks {asks}")
    yield f"subject {subject} asks {asks} denied {denied}"
    yield f"subject {subject} tense {tense}"
    yield f"length {min(len(words) // 4, 5)}"
    yield f"you {min(words.count('you') + words.count('your'), 3)}"
    yield f"i {min(words.count('i') + words.count('my') + words.count('me'), 3)}"
