"""What a file shows of its own form, without any language: line ends, marks before brackets, returning sentences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from ebbtide.history.readers.whatsapp.contents.body import Form
from ebbtide.history.readers.whatsapp.contents.notices import fold, phrases
from ebbtide.history.readers.whatsapp.times.day_words import MARKS, SPACES

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int32]

#: Share of headers behind CR LF from which on this ends every message, and LF alone stands inside one
#: (41,347 of 41,354 in 72 files of iPhones).
SHARE_OF_CRLF = 0.9
#: In a short file a paste is a larger part of it.
SHARE_OF_CRLF_IN_FEW = 0.5
#: More headers than this behind LF alone, in one run, are another file.
LONGEST_PASTE, LONGEST_PASTE_IN_FEW = 300, 20
#: Share of the rows with a mark before the bracket that have one in their text too, where it tells media.
SHARE_MARKED = 0.8
#: A sentence in angle brackets that comes so often is the program's, of so many words.
LEAST_TAGS, LEAST_TAG_WORDS = 3, 2

_LEAD = rf"^[{SPACES}\ufeff]*[\u200e\u200f][{MARKS}]*\["
_TAG = r"<([^<>:=/\n]{3,60})>\s*$"
_TAG_ALONE = rf"(?:^|:)[{MARKS}{SPACES}]*<[^<>:=/\n]{{3,60}}>\s*$"


@dataclass(frozen=True)
class LineEnds:
    """What the ends of the lines tell of the candidates: whether they tell at all, and who stands inside a message."""

    tell: bool
    inside: Bools


def line_ends(line: Numbers, crlf: Bools) -> LineEnds:
    """Which candidates (their lines) stand inside a message by the line ends of their file.

    On an iPhone CR LF ends a message and LF alone a line in it: a header behind LF alone is pasted text.
    """
    inside = np.zeros(len(line), bool)
    if not len(line) or not crlf.any() or crlf[:-1].all():
        return LineEnds(False, inside)
    behind = np.where(line > 0, crlf[line - 1], True)
    share = behind.mean()
    if share < SHARE_OF_CRLF_IN_FEW:
        return LineEnds(False, inside)
    longest = LONGEST_PASTE if share >= SHARE_OF_CRLF else LONGEST_PASTE_IN_FEW
    edges = np.flatnonzero(np.diff(np.concatenate(([False], ~behind, [False])).astype(np.int8)))
    runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    if any(end - start > longest for start, end in runs):
        return LineEnds(False, inside)
    for start, end in runs:
        inside[start:end] = True
    return LineEnds(True, inside)


def leads(headers: pl.Series) -> Bools:
    """Header lines that have a mark before their bracket."""
    marked: Bools = headers.str.contains(_LEAD).to_numpy()
    return marked


def form_of(headers: pl.Series, lead: Bools, lines: pl.Series, people: tuple[str, ...]) -> Form:
    """The form of a file from its header lines, the marks before them, all its lines and its people's names."""
    alone, behind = _tags(lines)
    return Form(
        _leads_tell(headers, lead), tuple(fold(name) for name in people), alone, behind, _repeated(headers, lead)
    )


def _repeated(headers: pl.Series, lead: Bools) -> frozenset[str]:
    if not lead.any():
        return frozenset()
    marked = headers.filter(pl.Series(~lead)).str.extract(r": ?[\u200e\u200f]([^\u200e\u200f]*)$").drop_nulls()
    return frozenset(fold(text) for text in marked.filter(marked.is_duplicated()).unique())


def _leads_tell(headers: pl.Series, lead: Bools) -> bool:
    if not lead.any() or lead.all():
        return False
    marked = headers.filter(pl.Series(lead)).str.contains(r"\].*[\u200e\u200f]")
    return float(marked.mean() or 0) >= SHARE_MARKED  # type: ignore[arg-type]


def _tags(lines: pl.Series) -> tuple[frozenset[str], frozenset[str]]:
    """Unlisted sentences in angle brackets that return: those that stand alone, and those behind words."""
    tagged = lines.filter(lines.str.ends_with(">"))
    if len(tagged) < LEAST_TAGS:
        return frozenset(), frozenset()
    frame = pl.DataFrame({"tag": tagged.str.extract(_TAG), "alone": tagged.str.contains(_TAG_ALONE)}).drop_nulls()
    counts = {(fold(tag), alone): rows for tag, alone, rows in frame.group_by("tag", "alone").len().iter_rows()}
    sentences = phrases().exact
    listed = any(alone and tag in sentences for tag, alone in counts)
    often = {
        key
        for key, rows in counts.items()
        if rows >= LEAST_TAGS and (len(key[0].split()) >= LEAST_TAG_WORDS or not key[0].isascii())
    }
    alone = frozenset() if listed else frozenset(tag for tag, alone in often if alone)
    return alone, frozenset(tag for tag, alone in often if not alone and tag not in sentences)
