"""The SVG core: elements, text and numbers as strings that are safe to stand in a page.

What is markup has the type `Svg`; everything else is text and is escaped on its way in. No element gets a
style attribute or a handler, so that a strict policy lets every drawing through.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import NewType

#: A piece of finished markup; only this module makes it out of text.
Svg = NewType("Svg", str)

NOTHING = Svg("")
#: Names of attributes that Python keeps for itself.
_NAMES = {"class_": "class"}
#: Control characters, direction marks and lone surrogates: they break XML, or turn the rest of a line around.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_SPECIAL = re.compile("[&<>\"']")
_FIGURES = 4  # significant figures of a coordinate: a tenth of a pixel below a thousand


def clean(text: str) -> str:
    """`text` on one line, without characters that cannot be seen and change what stands around them."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(_HIDDEN.sub("", text).split())


def text_of(text: str) -> Svg:
    """`text` as it may stand between two tags or inside quotation marks."""
    text = clean(text)
    return Svg(escape(text) if _SPECIAL.search(text) else text)


def join(parts: Iterable[Svg]) -> Svg:
    """Pieces of markup one after the other."""
    return Svg("".join(parts))


def number(value: float) -> str:
    """A coordinate: at most four figures, no zeros at its end."""
    return f"{value:.{_FIGURES}g}" if abs(value) < 1000 else f"{value:.0f}"


def element(name: str, *content: Svg, title: str = "", **attributes: str | float) -> Svg:
    """One element with its attributes in the order given; `title` is what a pointer resting on it shows.

    `class_` stands for class, `_` in other names for `-`. Empty attributes are left out.

    >>> element("circle", class_="me", r=2.50, title="a < b")
    '<circle class="me" r="2.5"><title>a &lt; b</title></circle>'
    """
    pairs = ""
    for key, value in attributes.items():
        if value != "":
            text = text_of(value) if isinstance(value, str) else number(value)
            pairs += f' {_NAMES.get(key) or key.replace("_", "-")}="{text}"'
    inside = "".join(content)
    if title:
        inside = f"<title>{text_of(title)}</title>{inside}"
    return Svg(f"<{name}{pairs}>{inside}</{name}>" if inside else f"<{name}{pairs}/>")


def label(text: str, x: float, y: float, class_: str = "", anchor: str = "") -> Svg:
    """Words in a drawing, as text; `anchor` is "middle" or "end", else they begin at `x`."""
    return element("text", text_of(text), class_=class_, x=x, y=y, text_anchor=anchor)


def box(x: float, y: float, width: float, height: float, class_: str, title: str = "") -> Svg:
    """A rectangle; one without a width or height is nothing."""
    if width <= 0 or height <= 0:
        return NOTHING
    return element("rect", class_=class_, x=x, y=y, width=width, height=height, title=title)


def path(data: str, class_: str, title: str = "") -> Svg:
    """A path; without data it is nothing."""
    return element("path", class_=class_, d=data, title=title) if data else NOTHING


def unseen(x: float, y: float, width: float, height: float, title: str) -> Svg:
    """A field that is not drawn and says `title` to a pointer that rests on it."""
    return Svg(
        f'<rect class="hit" x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}">'
        f"<title>{text_of(title)}</title></rect>"
    )


def plain_json(values: Mapping[str, object]) -> Svg:
    """`values` as JSON that may stand inside an element: no letter of it can end or begin a tag."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Svg(_HIDDEN.sub("", text))


def numbers(values: Iterable[float]) -> list[float | None]:
    """Numbers as JSON can hold them: four figures, None where one is missing."""
    return [float(f"{value:.{_FIGURES}g}") if math.isfinite(value) else None for value in values]
