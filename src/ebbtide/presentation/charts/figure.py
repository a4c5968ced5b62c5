"""What one picture is made of: a narrow and a wide drawing, its words, its table, and its numbers.

A form draws the same picture twice, for a phone and for a desk; the page shows the one that has room.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ebbtide.presentation.charts.drawing import NARROW, WHO, WIDE, Caption, Drawing, Names, Size, whole
from ebbtide.presentation.charts.svg import NOTHING, Svg, element, join, plain_json, text_of
from ebbtide.wording import say


@dataclass(frozen=True)
class Table:
    """The numbers of a picture as text: `head` names the columns, each row has one cell a column."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A picture, ready for a page: `narrow` and `wide` are whole SVG elements.

    numbers: plain values for JSON, the same that `table` says in words. withheld: True where it is
    shown in grey, and `caption.note` says why.
    """

    caption: Caption
    narrow: Svg
    wide: Svg
    table: Table
    numbers: Mapping[str, object] = field(default_factory=dict)
    withheld: bool = False

    @property
    def key(self) -> str:
        """The anchor of the picture."""
        return self.caption.key

    @property
    def title(self) -> str:
        """The finding that the picture shows."""
        return self.caption.title

    @property
    def description(self) -> str:
        """What is seen, in words."""
        return self.caption.description

    def html(self, names: Names | None = None, *, numbers: bool = False) -> Svg:
        """The whole `<figure>` as it stands in a page; its classes are those of `design/pictures.css`.

        names: of the two people for the key, None for no key. numbers: with the JSON for the script of the app.
        """
        return element(
            "figure",
            element("figcaption", text_of(self.title)),
            _key(names) if names else NOTHING,
            self.narrow,
            self.wide,
            element("p", text_of(self.caption.note), class_="hint") if self.caption.note else NOTHING,
            _disclosure(self),
            _template(self) if numbers else NOTHING,
            id=self.key,
            class_="pic withheld" if self.withheld else "pic",
        )


def build(
    caption: Caption,
    draw: Callable[[Size], Drawing],
    table: Table,
    numbers: Mapping[str, object],
    *,
    withheld: bool = False,
) -> Figure:
    """A figure of what `draw` draws for each of the two sizes."""
    narrow, wide = (whole(caption, size, draw(size)) for size in (NARROW, WIDE))
    return Figure(caption, narrow, wide, table, numbers, withheld)


def _key(names: Names) -> Svg:
    """Both names with their marks, the user first."""
    people = [
        element("span", element("bdi", text_of(name), class_="private"), class_=f"who {who}")
        for who, name in zip(WHO, names, strict=True)
    ]
    return element("p", *people, class_="key")


def _disclosure(figure: Figure) -> Svg:
    """The table of the same numbers, closed; it scrolls in its own box, which the keyboard reaches."""
    region = element(
        "div",
        _table(figure.table),
        class_="scroll",
        tabindex=0,
        role="region",
        aria_label=say("charts.frame.region", title=figure.caption.subject),
    )
    return element("details", element("summary", text_of(say("charts.frame.numbers"))), region, class_="data")


def _table(data: Table) -> Svg:
    """A table with headings of columns and rows."""
    head = element("tr", *(element("th", text_of(text), scope="col") for text in data.head))
    rows = [
        element("tr", element("th", text_of(row[0]), scope="row"), *(element("td", text_of(cell)) for cell in row[1:]))
        for row in data.rows
    ]
    return element("table", element("thead", head), element("tbody", join(rows)))


def _template(figure: Figure) -> Svg:
    """The numbers as JSON in a `<template>`: no script can run from it, and nothing of it is shown."""
    return element("template", plain_json(figure.numbers), data_numbers=figure.key)
