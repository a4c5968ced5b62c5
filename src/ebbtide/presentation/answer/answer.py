"""What an answer is made of: finished sentences and rows, in the order in which a reader meets them."""

from __future__ import annotations

from dataclasses import dataclass, field

from ebbtide.analysis.changes.answer import Situation


@dataclass(frozen=True)
class Explanation:
    """Other explanations: a line that is always seen, and what opens under it."""

    line: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowCell:
    """One person's part of a row: `before` and `after` as written, a word on the difference.

    Where `after` is empty there is one level; where `before` is empty too, only the word.
    """

    before: str
    after: str
    word: str
    moved: bool


@dataclass(frozen=True)
class Row:
    """One measure of both people, the user first; `detail` is what opens under it, one sentence each."""

    measure: str
    name: str
    unit: str
    cells: tuple[RowCell, RowCell]
    detail: tuple[str, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether a change may be said of either."""
        return any(cell.moved for cell in self.cells)


@dataclass(frozen=True)
class Words:
    """Words to start with: what opens them, to whom they are said, the words themselves, and other ones."""

    title: str
    lead: str
    quote: str
    other: str = ""


@dataclass(frozen=True)
class Step:
    """The one thing to do: a title, a line, what stands small under it, and words to start with."""

    title: str
    line: str
    again: tuple[str, ...] = ()
    words: Words | None = None


@dataclass(frozen=True)
class Fold:
    """A folded part: its title, then parts with a heading each (empty for none) and their lines.

    key: "figures", "busy", "signs", "habits", "picture", "unseen", "sure" or "sources".
    """

    key: str
    title: str
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rows: tuple[Row, ...] = ()
    more_title: str = ""
    more_rows: tuple[Row, ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """One screen. people: "You" and the other's name. held: a label and a sentence; empty where nothing is to say.

    picture: the finding that it shows; empty where nothing is drawn. claims: ids of the notes behind all of it.
    """

    situation: Situation
    people: tuple[str, str]
    kicker: str
    headline: str
    line: str
    other: Explanation | None
    held: tuple[str, str]
    picture: str
    facts: tuple[Row, ...]
    facts_note: str
    sure: str
    step: Step
    quiet: str
    reading: str
    assumed: tuple[str, ...] = ()
    folds: tuple[Fold, ...] = ()
    claims: tuple[str, ...] = field(default=())

    def fold(self, key: str) -> Fold | None:
        """The folded part of that key."""
        return next((part for part in self.folds if part.key == key), None)
