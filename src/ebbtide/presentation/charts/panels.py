"""Panels of one size: where each stands in a drawing, with a heading above it."""

from __future__ import annotations

from dataclasses import dataclass

from ebbtide.presentation.charts.drawing import WIDE, Size
from ebbtide.presentation.charts.lettering import SIZE, fit
from ebbtide.presentation.charts.svg import Svg, label

HEAD = 22.0
_ACROSS = 26.0
_DOWN = 10.0


@dataclass(frozen=True)
class Panel:
    """One panel: the room for its data, without its heading and the words on its sides."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height


@dataclass(frozen=True)
class Grid:
    """Panels and the height of the drawing that holds them."""

    panels: tuple[Panel, ...]
    height: float


def grid(size: Size, count: int, height: float, left: float, below: float = 0.0) -> Grid:
    """`count` panels of the same size: two a line where the drawing is wide, one where it is narrow.

    left, below: room beside and under each panel for words.
    """
    columns = 2 if size == WIDE and count > 1 else 1
    across = (size.width - _ACROSS * (columns - 1)) / columns
    step = HEAD + height + below + _DOWN
    panels = tuple(
        Panel((k % columns) * (across + _ACROSS) + left, (k // columns) * step + HEAD, across - left - 2, height)
        for k in range(count)
    )
    return Grid(panels, -(-count // columns) * step - _DOWN)


def heading(panel: Panel, words: str, who: str) -> Svg:
    """The heading of a panel, in the person's colour."""
    return label(fit(words, panel.width, bold=True), panel.left, panel.top - SIZE * 0.7, f"end {who}")
