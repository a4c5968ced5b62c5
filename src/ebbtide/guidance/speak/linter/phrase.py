"""The notation of a rule's phrases, and where they stand in a sentence.

`[a/b c/]` are choices (empty: nothing), `<name>` is a class of words, `..3` up to three words of any kind, `|` the
edge of the sentence, `,` a pause before the next word (both also as a choice), `?` and `~?` say that the sentence asks
or does not. The same brackets as in the lists of the language room; its automaton steps whole columns of messages with
Polars and NumPy, which take longer to import than a draft takes to read, so a draft is read with the standard library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ebbtide.guidance.speak.linter.draft_text import Sentence

EDGE, PAUSE, ASKS, TELLS = "|", ",", "?", "~?"
#: A slot with fewer words than this can stand for the whole phrase in the index.
_ELEMENT = re.compile(r"\[[^\]]*\]|\.\.\d+|<\w+>|~\?|[|,?]|[^\s\[\]<>|,?]+")
Classes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Slot:
    """One place of a phrase: single words, longer choices (longest first), marks, and whether it may be left out."""

    words: frozenset[str]
    longer: tuple[tuple[str, ...], ...]
    marks: frozenset[str]
    optional: bool

    @cached_property
    def by_first(self) -> dict[str, list[tuple[str, ...]]]:
        """The longer choices by their first word."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for choice in self.longer:
            found.setdefault(choice[0], []).append(choice)
        return found

    @property
    def needed(self) -> bool:
        """Whether some word must stand here."""
        return not (self.optional or self.marks)

    @cached_property
    def firsts(self) -> frozenset[str]:
        """Every word that it may begin with."""
        return self.words | {words[0] for words in self.longer}


@dataclass(frozen=True)
class Gap:
    """Up to `most` words of any kind, as few as will do."""

    most: int


Element = Slot | Gap | str


@dataclass(frozen=True)
class Phrase:
    """A phrase ready to be looked for; asks: whether the sentence must ask (None: either)."""

    elements: tuple[Element, ...]
    asks: bool | None = None

    @cached_property
    def keys(self) -> frozenset[str]:
        """The words of its narrowest needed slot: a sentence without any of them cannot hold the phrase."""
        needed = [item.firsts for item in self.elements if isinstance(item, Slot) and item.needed]
        return min(needed, key=_commonness)

    @cached_property
    def openings(self) -> frozenset[str] | None:
        """The words with which it must begin; None where that is not known from its first element."""
        first = self.elements[0]
        return first.firsts if isinstance(first, Slot) and first.needed else None

    def spans(self, sentence: Sentence) -> Iterator[tuple[int, int]]:
        """First and last-plus-one word of each place where it stands, left to right and apart."""
        if (self.asks is not None and self.asks != sentence.asks) or self.keys.isdisjoint(sentence.vocabulary):
            return
        at = 0
        while at < len(sentence.words):
            possible = self.openings is None or sentence.words[at].plain in self.openings
            end = self._end(sentence, at, 0) if possible else None
            if end is None or end == at:
                at += 1
            else:
                yield at, end
                at = end

    def _end(self, sentence: Sentence, at: int, step: int) -> int | None:
        """Where the phrase ends whose elements from `step` on begin at word `at`; None where they do not."""
        if step == len(self.elements):
            return at
        element, words = self.elements[step], sentence.words
        if isinstance(element, str):
            return self._end(sentence, at, step + 1) if _marked(element, sentence, at) else None
        if isinstance(element, Gap):
            stops = range(at, min(at + element.most, len(words)) + 1)
            return next((end for stop in stops if (end := self._end(sentence, stop, step + 1)) is not None), None)
        for after in _after(element, sentence, at):
            if (end := self._end(sentence, after, step + 1)) is not None:
                return end
        return None


def _after(slot: Slot, sentence: Sentence, at: int) -> Iterator[int]:
    """The words at which a sentence may go on after a slot that begins at word `at`."""
    words = sentence.words
    word = words[at].plain if at < len(words) else ""
    for choice in slot.by_first.get(word, ()):
        end = at + len(choice)
        if end <= len(words) and tuple(item.plain for item in words[at:end]) == choice:
            yield end
    if word in slot.words:
        yield at + 1
    if slot.optional or any(_marked(mark, sentence, at) for mark in slot.marks):
        yield at


def _marked(mark: str, sentence: Sentence, at: int) -> bool:
    """Whether the edge of the sentence, or a pause, stands before word `at`."""
    words = sentence.words
    return at in (0, len(words)) if mark == EDGE else at < len(words) and words[at].comma


#: Words of nearly every draft: a phrase is better found by another word.
_COMMON = frozenset(
    (
        "you",
        "i",
        "is",
        "are",
        "am",
        "do",
        "not",
        "a",
        "the",
        "to",
        "me",
        "my",
        "your",
        "it",
        "and",
        "so",
        "of",
        "in",
        "be",
    )
)


def _commonness(words: frozenset[str]) -> tuple[int, int]:
    return len(words & _COMMON), len(words)


def parse(entry: str, classes: Classes) -> Phrase:
    """The phrase that `entry` writes; raises ValueError where it is empty or names a class that there is not."""
    elements: list[Element] = []
    asks: bool | None = None
    for part in _ELEMENT.findall(entry):
        if part in (ASKS, TELLS):
            asks = part == ASKS
        elif part in (EDGE, PAUSE):
            elements.append(part)
        elif part.startswith(".."):
            elements.append(Gap(int(part[2:])))
        else:
            elements.append(_slot(part.strip("[]").split("/") if part[0] == "[" else [part], classes))
    if not any(isinstance(item, Slot) and item.needed for item in elements):
        raise ValueError(entry)
    return Phrase(tuple(elements), asks)


def _slot(choices: list[str], classes: Classes) -> Slot:
    texts = [text for choice in choices for text in _expanded(choice.strip(), classes)]
    marks = frozenset(texts) & {EDGE, PAUSE}
    words = frozenset(text for text in texts if text and " " not in text) - marks
    longer = {tuple(text.split()) for text in texts if " " in text}
    return Slot(words, tuple(sorted(longer, key=lambda choice: (-len(choice), choice))), marks, "" in texts)


def _expanded(choice: str, classes: Classes) -> list[str]:
    if not choice.startswith("<"):
        return [choice]
    name = choice.strip("<>")
    if name not in classes:
        raise ValueError(choice)
    return [text for part in classes[name] for text in _expanded(part, classes)]
