"""A specification to SVG by vl-convert, then cleaned for a page: roles as classes, one text alternative."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from html import escape

import vl_convert

from ebbtide.presentation.charts.figure import Spec
from ebbtide.presentation.charts.palette import literal, role_of

VEGA_LITE = "6.4"  # the newest that vl-convert 1.9 bundles
_CACHE = 256  # drawings kept in one process; a report has about thirty

_TAG = re.compile(r"<[^>]+>")
_DROPPED = re.compile(
    r' (?:role|class|aria-[a-z]+|pointer-events|xmlns:xlink|version|opacity="1"|stroke-miterlimit)(?:="[^"]*")?'
)
_EMPTY_PATH = re.compile(r'<path[^>]*class="(?:background|foreground)"[^>]*/>')
_EMPTY_GROUP = re.compile(r"<g[^>]*/>|<g[^>]*></g>")  # in this order: "<g/></g>" is one empty group and an end
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_PAINT = re.compile(r' (fill|stroke)="(#[0-9a-f]{6})"', re.IGNORECASE)
_ROOT = re.compile(r'<svg[^>]*viewBox="([^"]+)"[^>]*>.*?translate\(([\d.]+),([\d.]+)\)', re.DOTALL)
_SVG_TAG = re.compile(r"<svg[^>]*>")
_HATCH = (
    '<defs><pattern id="{id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="2" height="6" fill="{colour}" class="f-hatch"/></pattern></defs>'
)


def svg(spec: Spec, *, anchor: str, title: str, alt: str, kind: str) -> str:
    """An accessible SVG of `spec`, ready to stand in a page.

    `anchor` must be unique in the page; `kind` becomes the class of the drawing ("narrow" or "wide").
    The same specification gives the same bytes.
    """
    box, body = _drawing(json.dumps(spec, sort_keys=True, ensure_ascii=False))
    hatch = f"{anchor}-h"
    defs = _HATCH.format(id=hatch, colour=literal("hatch")) if "url(#HATCH)" in body else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" viewBox="{box}" role="img" '
        f'aria-labelledby="{anchor}-t {anchor}-d"><title id="{anchor}-t">{escape(title)}</title>'
        f'<desc id="{anchor}-d">{escape(alt)}</desc>{defs}{body.replace("url(#HATCH)", f"url(#{hatch})")}</svg>'
    )


def warm() -> None:
    """Start the drawing engine (half a second), so that a report need not wait: for a thread beside a long read."""
    vl_convert.vegalite_to_svg({"mark": "point", "data": {"values": []}}, vl_version=VEGA_LITE)


@lru_cache(maxsize=_CACHE)
def _drawing(spec: str) -> tuple[str, str]:
    """The view box and the cleaned inside of the drawing of `spec` (JSON)."""
    raw = str(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE))
    body = _SVG_TAG.sub("", raw, count=1).removesuffix("</svg>")
    body = _EMPTY_PATH.sub("", body)
    return _view_box(spec, raw), _without_empty_groups(_TAG.sub(_clean, body))


def _view_box(spec: str, raw: str) -> str:
    """The box that the specification asks for around its origin; the widths of labels, and with them
    the installed type faces, would otherwise move the drawing."""
    root = _ROOT.search(raw)
    if root is None:
        raise RuntimeError("vl-convert gave no SVG root")
    box = json.loads(spec).get("usermeta", {}).get("box")
    if box is None:
        return root.group(1)
    left, top, width, height = box
    return f"{float(root.group(2)) - left:g} {float(root.group(3)) - top:g} {width:g} {height:g}"


def _clean(found: re.Match[str]) -> str:
    tag = _DROPPED.sub("", found.group(0))
    tag = _LONG_NUMBER.sub(lambda n: f"{float(n.group(0)):.2f}".rstrip("0").rstrip("."), tag)
    classes: list[str] = []

    def paint(match: re.Match[str]) -> str:
        role = role_of(match.group(2))
        if role is None:
            return match.group(0)
        if role == "hatch" and match.group(1) == "fill":
            return ' fill="url(#HATCH)"'
        classes.append(f"{match.group(1)[0]}-{role}")
        return match.group(0)

    tag = _PAINT.sub(paint, tag)
    return re.sub(r"^<(\w+)", rf'<\1 class="{" ".join(classes)}"', tag) if classes else tag


def _without_empty_groups(body: str) -> str:
    while True:
        less = _EMPTY_GROUP.sub("", body)
        if less == body:
            return body
        body = less
