"""A page for the terminal: the headline, then the sections in order, both people in one table."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ebbtide.presentation.report.page import Line, Section, page
from ebbtide.presentation.report.rows import Cell
from ebbtide.presentation.sentences import SpokenSigns, Tide
from ebbtide.wording import printable, say

#: Styles by kind of cell; weight and dimness, so that nothing hangs on colour.
_STYLES = {"change": "bold", "withheld": "dim italic", "open": "", "usual": ""}


def terminal(tide: Tide, signs: SpokenSigns | None = None) -> RenderableType:
    """What `rich` prints for `tide`: text only, without markup, so that no name can style or hide anything."""
    made = page(tide, signs)
    parts: list[RenderableType] = [_text(made.headline.text, style="bold")]
    for section in made.sections:
        parts += _section(section, made.people)
        if section.key == "next":
            parts += [_text(), _text(say("report.terminal.help", quiet=say("safety.quiet.line")), style="dim")]
    if made.files:
        parts += [_text(), _text(say("report.files.title"), style="bold underline"), *map(_dim, made.files)]
    return Group(*parts)


def _dim(line: str) -> RenderableType:
    return _text(line, style="dim")


def _section(section: Section, people: tuple[str, str]) -> list[RenderableType]:
    body: list[RenderableType] = []
    for label, items in zip(section.labels, (section.mine, section.theirs), strict=True):
        if items:
            body += [_text(label, style="italic"), *(_bullet(line) for line in items)]
    body += [_bullet(line) for line in section.lines]
    if section.rows:
        body.append(_table(section, people))
    if not body:
        return []
    return [_text(), _text(section.title, style="bold underline"), *body]


def _bullet(line: Line) -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=1)
    grid.add_column()
    grid.add_row(_text("-"), _text(line.text))
    return grid


def _table(section: Section, people: tuple[str, str]) -> RenderableType:
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False)
    for head in (say("report.table.measure"), *people):
        table.add_column(_text(head), overflow="fold")
    for row in section.rows:
        name = _text(row.name).append(_text(f"\n{row.unit}", style="dim"))
        table.add_row(name, *(_cell(cell) for cell in row.cells))
    return Padding(table, (1, 0, 0, 0))


def _cell(cell: Cell) -> Text:
    text = _text(cell.levels, style=_STYLES[cell.kind])
    return text if cell.kind == "usual" or not cell.words else text.append(_text(f"\n{cell.words}"))


def _text(content: str = "", style: str = "") -> Text:
    return Text(printable(content), style=style)
