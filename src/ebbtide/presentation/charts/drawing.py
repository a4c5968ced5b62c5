"""One drawing of a picture: its size, its words, and the `<svg>` around its inside."""

from __future__ import annotations

from dataclasses import dataclass

from ebbtide.presentation.charts.svg import NOTHING, Svg, element, join, text_of

Names = tuple[str, str]
#: The classes of the two people in every drawing: the user first.
WHO = ("me", "them")


@dataclass(frozen=True)
class Size:
    """One of the two sizes in which a picture is drawn; `width` in the drawing's units."""

    kind: str
    width: float


NARROW = Size("narrow", 300.0)
WIDE = Size("wide", 620.0)


@dataclass(frozen=True)
class Caption:
    """The words of a picture, as finished sentences.

    key: its anchor, unique on a page. title: the finding. subject: what is drawn (the drawing's own title).
    description: what is seen, for somebody who cannot see it. note: how to read it, may be empty.
    """

    key: str
    title: str
    subject: str
    description: str
    note: str = ""


@dataclass(frozen=True)
class Drawing:
    """The inside of one drawing: its height, its elements, and where its weeks lie.

    weeks_at: place of the first week and step from week to week, for the script that reads weeks out.
    """

    height: float
    body: Svg
    weeks_at: tuple[float, float] | None = None


def whole(caption: Caption, size: Size, drawing: Drawing) -> Svg:
    """One drawing as a whole `<svg>`: an image with a name and a description, its ids unique by key and size."""
    anchor = f"{caption.key}-{size.kind}"
    words = join(
        element(name, text_of(text), id=f"{anchor}-{name[0]}")
        for name, text in (("title", caption.subject), ("desc", caption.description))
    )
    places = "{:.5g} {:.6g}".format(*drawing.weeks_at) if drawing.weeks_at else ""
    return element(
        "svg",
        words,
        stripes(anchor) if f"url(#{anchor}-s)" in drawing.body else NOTHING,
        drawing.body,
        class_=size.kind,
        viewBox=f"0 0 {size.width:g} {drawing.height:g}",
        role="img",
        aria_labelledby=f"{anchor}-t {anchor}-d",
        data_x=places,
    )


def stripes(anchor: str) -> Svg:
    """The pattern of days that nothing is known of, under a name of its own drawing."""
    line = element("path", class_="stripe", d="M-1 7 7-1M-1 1 1-1M5 7 7 5")
    pattern = element("pattern", line, id=f"{anchor}-s", width=6, height=6, patternUnits="userSpaceOnUse")
    return element("defs", pattern)
