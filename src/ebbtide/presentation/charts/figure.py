"""What one chart is made of: two drawings, a title, its text alternative and its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Spec = Mapping[str, object]


@dataclass(frozen=True)
class Table:
    """The numbers behind a chart: `head` names the columns, each row has one cell a column, as text."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """One chart: `key` is its anchor; `narrow` and `wide` are Vega-Lite specifications.

    `title` says what the chart shows, `alt` says in words what is seen, `note` how to read it
    (or why it is greyed: then `withheld` is True).
    """

    key: str
    title: str
    alt: str
    narrow: Spec
    wide: Spec
    table: Table
    note: str = ""
    withheld: bool = False
