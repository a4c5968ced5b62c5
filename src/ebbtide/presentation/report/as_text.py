"""The answer for a terminal: the same in the same order as the page, in at most 24 lines of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text

from ebbtide.presentation.answer import Answer, Row, RowCell, answer
from ebbtide.presentation.report.blocks import PLAIN_SIGNS, SIGNS, Blocks, blocks
from ebbtide.presentation.sentences import SpokenSigns, Tide
from ebbtide.wording import printable, say

#: Lines of the short page; the path of the report and the place of the exports follow it.
MOST_LINES = 21
#: A line longer than this is hard to read.
WIDEST = 80
#: So many sentences of what was assumed stand under the reading line at most, as far as the page has room for them, and
#: one always does; the others are in the full page.
ASSUMED = 3
_SIGNS = {"→": "->", "“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "…": "...", "\u00a0": " "}


@dataclass(frozen=True)
class _Line:
    """One printed line; an empty one can be left out where the page grows too long."""

    text: str = ""
    bold: bool = False
    dim: bool = False


def terminal(tide: Tide, signs: SpokenSigns | None = None, *, full: bool = False) -> RenderableType:
    """What `rich` prints for `tide`: text only, without markup, so that no name can style or hide anything.

    full: with all that is folded on the page. Signs that the console's encoding lacks become plain letters.
    """
    return _Page(answer(tide, signs), blocks(tide), full)


@dataclass(frozen=True)
class _Page:
    answer: Answer
    blocks: Blocks | None
    full: bool

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        # A pipe or a file takes whole sentences: what searches them must not trip over a line's end.
        width = min(options.max_width, WIDEST) if console.is_terminal else options.max_width
        encoding = console.encoding
        for line in self._lines(width, _can(SIGNS, encoding)):
            yield Text(_plain(printable(line.text), encoding), style="bold" if line.bold else "dim" if line.dim else "")

    def _lines(self, width: int, signs: bool) -> list[_Line]:
        drawing = SIGNS if signs else PLAIN_SIGNS
        if self.full:
            return [*_short(self.answer, self.blocks, width, drawing, ASSUMED), *_full(self.answer, width)]
        lines: list[_Line] = []
        for assumed in range(ASSUMED, 0, -1):
            lines = _within(list(_short(self.answer, self.blocks, width, drawing, assumed)))
            if len(lines) <= MOST_LINES:
                break
        return lines


def _within(lines: list[_Line]) -> list[_Line]:
    """The same with as few empty lines as the bound asks for."""
    while len(lines) > MOST_LINES and (gaps := [k for k, line in enumerate(lines) if not line.text]):
        del lines[gaps[len(gaps) // 2]]
    return lines


def _short(page: Answer, drawn: Blocks | None, width: int, signs: str, assumed: int) -> Iterator[_Line]:
    yield from _wrapped(page.reading, width, dim=True)
    for line in page.assumed[:assumed]:
        yield from _wrapped(line, width, dim=True)
    yield _Line()
    yield from _wrapped(page.headline, width, bold=True)
    yield from _wrapped(page.line, width)
    if page.other is not None:
        yield from _wrapped(page.other.line, width)
    if page.held[1]:
        yield from _wrapped(" ".join(page.held), width)
    yield _Line()
    if drawn is not None:
        yield from _drawn(page.people, drawn, signs, width)
        yield _Line()
    if page.facts:
        yield from _table(page.facts, page.people, width, head=drawn is not None or width < WIDEST)
        yield _Line()
    elif page.facts_note:
        yield from _wrapped(page.facts_note, width)
    if page.sure:
        yield from _wrapped(f"{say('answer.sure.label')} {page.sure}", width)
    yield from _wrapped(f"{page.step.title} {page.step.line}", width, bold=False)
    if page.step.again:
        yield from _wrapped(page.step.again[0], width)
    yield _Line()
    yield from _wrapped(page.quiet, width, dim=True)


def _drawn(people: tuple[str, str], drawn: Blocks, signs: str, width: int) -> Iterator[_Line]:
    """A line of blocks a person, and the months below."""
    room = max(min(max(len(name) for name in people), 12), 3)
    for person, name in enumerate(people):
        yield _Line(f"{_cut(name, room):<{room}} {drawn.line(person, signs)}"[:width])
    yield _Line(f"{'':<{room}} {drawn.below()}"[:width], dim=True)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _table(rows: Sequence[Row], people: tuple[str, str], width: int, *, head: bool = True) -> Iterator[_Line]:
    """Both people in three columns; what does not fit goes on below in its own column."""
    first = max(min(max(len(_name(row)) for row in rows), width * 2 // 5), 8)
    column = max((min(width, 100) - first - 4) // 2, 8)
    if head:
        yield _Line(f"{'':<{first}}  {_cut(people[0], column):<{column}}  {_cut(people[1], column)}".rstrip(), dim=True)
    for row in rows:
        parts = [textwrap.wrap(_name(row), first), *(textwrap.wrap(_cell(cell), column) for cell in row.cells)]
        for k in range(max(len(part) for part in parts)):
            name, me, them = (part[k] if k < len(part) else "" for part in parts)
            yield _Line(f"{name:<{first}}  {me:<{column}}  {them}".rstrip())


def _name(row: Row) -> str:
    return f"{row.name}, {row.unit}"


def _cell(cell: RowCell) -> str:
    """Levels with the word on the difference."""
    levels = say("answer.detail.arrow", before=cell.before, after=cell.after) if cell.after else cell.before
    return f"{levels} {cell.word}".strip()


def _full(page: Answer, width: int) -> Iterator[_Line]:
    """What is folded on the page: words to start with, what opens under the lines, all parts."""
    yield _Line()
    for line in page.assumed[ASSUMED:]:
        yield from _wrapped(line, width, dim=True)
    if page.other is not None:
        for line in page.other.more:
            yield from _wrapped(line, width)
    yield from _details(page.facts, width)
    words = page.step.words
    if words is not None:
        yield _Line()
        yield from _wrapped(f"{words.lead} “{words.quote}”", width)
        if words.other:
            yield from _wrapped(words.other, width)
    for line in page.step.again[1:]:
        yield from _wrapped(line, width)
    for fold in page.folds:
        yield _Line()
        yield from _wrapped(fold.title, width, bold=True)
        for heading, lines in fold.parts:
            if heading:
                yield from _wrapped(heading, width)
            for line in lines:
                yield from _wrapped(line, width, hang="- ")
        if fold.rows:
            yield from _table(fold.rows, page.people, width)
            yield from _details(fold.rows, width)
        if fold.more_rows:
            yield from _wrapped(fold.more_title, width)
            yield from _table(fold.more_rows, page.people, width)


def _details(rows: Sequence[Row], width: int) -> Iterator[_Line]:
    """The sentences with the range of a change, each behind the name of its row."""
    for row in rows:
        for line in row.detail:
            yield from _wrapped(f"{row.name}: {line}", width, hang="- ")


def _wrapped(text: str, width: int, *, bold: bool = False, dim: bool = False, hang: str = "") -> Iterator[_Line]:
    for line in textwrap.wrap(text, width, initial_indent=hang, subsequent_indent=" " * len(hang)):
        yield _Line(line, bold, dim)


def _can(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _plain(text: str, encoding: str) -> str:
    """`text` with what the encoding lacks as plain letters."""
    if _can(text, encoding):
        return text
    return "".join(letter if _can(letter, encoding) else _SIGNS.get(letter, "?") for letter in text)
