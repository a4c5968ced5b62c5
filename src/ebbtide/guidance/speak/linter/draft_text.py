"""A draft as sentences of plain words: one spelling for many, with the place of every word in the text as written.

Words in quotation marks and lines after ">" are somebody else's and are left out. A sentence of more than
`LONGEST` words is read in parts, so that the time grows with the length of a text and no faster.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

#: A name that the user told ("Will"), and a word with a digit in it.
NAME, NUMBER = "*", "#"
LONGEST = 80
_APOSTROPHES = "'’‘ʼ´`"
_WORD = re.compile(rf"[^\W_]+(?:[{_APOSTROPHES}][^\W_]+)*", re.UNICODE)
_PIECE = re.compile(
    rf"(?P<word>{_WORD.pattern})|(?P<edge>(?<![.!?…。！？¿¡؟;])[.!?…。！？¿¡؟;]+(?=\s|$|[\"”»“)\]])|[¿¡]|\n+)|(?P<comma>[,:–—،、(]|\s-\s)"
)
_QUOTED = re.compile(r"“[^“”]{1,400}”|„[^„“”]{1,400}[“”]|«[^«»]{1,400}»|\"[^\"\n]{1,400}\"")
_CITED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_RUN = re.compile(r"(.)\1{2,}")


@dataclass(frozen=True)
class Word:
    """One plain word. start, end: code points of the text as written. comma: whether a pause stands before it."""

    plain: str
    start: int
    end: int
    comma: bool


@dataclass(frozen=True)
class Sentence:
    """The words of one sentence; ends: the marks that close it; start, end: from its first word to its last."""

    words: tuple[Word, ...]
    ends: str

    @property
    def start(self) -> int:
        """Where its first word begins."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where its last word ends."""
        return self.words[-1].end

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Its plain words, each once."""
        return frozenset(word.plain for word in self.words)

    @property
    def asks(self) -> bool:
        """Whether it ends with a question mark."""
        return "?" in self.ends or "？" in self.ends

    @property
    def plain(self) -> str:
        """Its plain words, with one blank between."""
        return " ".join(word.plain for word in self.words)


@dataclass(frozen=True)
class DraftText:
    """A draft as it is read. cited: spans of lines that are somebody else's, one a line."""

    text: str
    sentences: tuple[Sentence, ...]
    cited: tuple[tuple[int, int], ...]

    @property
    def word_count(self) -> int:
        """Words of the writer's own."""
        return sum(len(sentence.words) for sentence in self.sentences)


@dataclass(frozen=True)
class Spelling:
    """What makes words plain: short forms written out, words that rules know, and names."""

    short_forms: Mapping[str, str]
    known: frozenset[str]
    names: frozenset[str] = frozenset()

    def plain(self, written: str) -> list[str]:
        """The plain words for one written word: lower case, short forms written out, stretched letters pulled in."""
        if written in self.names:
            return [NAME]
        folded = unicodedata.normalize("NFKC", written).casefold()
        for mark in _APOSTROPHES[1:]:
            folded = folded.replace(mark, "'")
        if any(letter.isdigit() for letter in folded):
            return [NUMBER]
        whole = self.short_forms.get(folded) or self.short_forms.get(folded.replace("'", ""))
        if whole is None and _RUN.search(folded):
            folded = self._pulled_in(folded)
            whole = self.short_forms.get(folded)
        return whole.split() if whole else [folded.replace("'", "")]

    def _pulled_in(self, folded: str) -> str:
        """ "neverrr" is "never", "sooo" is "so", "allll" is "all"."""
        choices = [_RUN.sub(r"\1", folded), _RUN.sub(r"\1\1", folded)]
        return next((choice for choice in choices if choice in self.known or choice in self.short_forms), choices[0])


def read_draft(text: str, spelling: Spelling) -> DraftText:
    """`text` as sentences of plain words."""
    cited = [match.span() for match in _CITED_LINE.finditer(text)]
    hidden = sorted([*cited, *(match.span() for match in _QUOTED.finditer(text))])
    own = _without(text, hidden)
    sentences = tuple(part for sentence in _sentences(own, spelling) for part in _parts(sentence))
    whole_lines = set(cited)
    lines = [span for span in hidden if span not in whole_lines and "\n" in text[slice(*span)]]
    return DraftText(text, sentences, (*cited, *(line for span in lines for line in _lines(text, span))))


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with line ends in the place of `spans`, so that places stay and no sentence runs across one."""
    pieces, at = [], 0
    for start, end in spans:
        if start >= at:
            pieces += [text[at:start], "\n" * (end - start)]
            at = end
    return "".join([*pieces, text[at:]])


def _lines(text: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    start = span[0]
    for line in text[slice(*span)].split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _sentences(text: str, spelling: Spelling) -> Iterator[Sentence]:
    words: list[Word] = []
    comma = False
    for piece in _PIECE.finditer(text):
        if piece["word"]:
            for plain in spelling.plain(piece["word"]):
                words.append(Word(plain, piece.start(), piece.end(), comma))
                comma = False
        elif piece["comma"]:
            comma = bool(words)
        elif words:
            yield Sentence(tuple(words), piece["edge"])
            words, comma = [], False
    if words:
        yield Sentence(tuple(words), "")


def _parts(sentence: Sentence) -> Iterator[Sentence]:
    for at in range(0, len(sentence.words), LONGEST):
        yield Sentence(sentence.words[at : at + LONGEST], sentence.ends)
