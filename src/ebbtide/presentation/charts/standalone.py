"""A drawing that stands alone, outside a page with our styles: it carries its own, light and dark."""

from __future__ import annotations

import re

from ebbtide.presentation.charts.svg import Svg
from ebbtide.presentation.design import chart_styles

_NAMESPACE = "http://www.w3.org/2000/svg"
_SCOPE = "ebbtide-drawing"


def standalone(drawing: Svg, size: float | None = None) -> Svg:
    """`drawing` with its styles inside: for a notebook cell, or a file of its own.

    size: width in CSS pixels, else that of the drawing. The styles hold for this drawing alone.
    """
    match = re.match(r'<svg class="(\w+)" viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)
    if match is None:
        raise ValueError("not a drawing of this room")
    kind, width, height = match[1], float(match[2]), float(match[3])
    scale = (size or width) / width
    head = (
        f'<svg xmlns="{_NAMESPACE}" class="{_SCOPE} pic {kind}" width="{width * scale:g}" height="{height * scale:g}" '
        f'viewBox="0 0 {match[2]} {match[3]}"'
    )
    opening, _, body = drawing[match.end() :].partition(">")
    return Svg(f"{head}{opening}><style>{chart_styles(f'.{_SCOPE}')}</style>{body}")
