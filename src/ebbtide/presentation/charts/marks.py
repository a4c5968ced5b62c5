"""What is drawn of a person: marks of weeks, the line of a level, the band around it, the names at their ends.

The user has round marks and an unbroken line, the other person square marks and a broken line; the classes
`me` and `them` give both, and the colour.
"""

from __future__ import annotations

import numpy as np

from ebbtide.presentation.charts.drawing import WHO, Names
from ebbtide.presentation.charts.lettering import SIZE, fit
from ebbtide.presentation.charts.scales import Floats
from ebbtide.presentation.charts.svg import Svg, join, label, number

#: Two lines nearer than this are drawn side by side, so that both are seen.
TOUCHING = 3.4
_NAMES_APART = SIZE + 2


def dots(across: Floats, down: Floats) -> str:
    """Path data of one mark a value: lines of no length, whose ends a style makes round or square."""
    present = np.isfinite(down)
    places = np.stack((across[present], down[present]), axis=1)
    return ("M%.4g %.4gh0" * len(places)) % tuple(places.ravel().tolist())


def line(across: Floats, down: Floats) -> str:
    """Path data of a line that breaks where a value is missing; level stretches need two points only."""
    data: list[str] = []
    open_stretch = False
    places = np.round(down, 1).tolist()
    last = len(places) - 1
    for k, (x, y) in enumerate(zip(across.tolist(), places, strict=True)):
        if y != y:
            open_stretch = False
        elif not open_stretch:
            data.append(f"M{number(x)} {number(y)}")
            open_stretch = True
        elif k == last or not (places[k - 1] == y == places[k + 1]):
            data.append(f"H{number(x)}" if places[k - 1] == y else f"L{number(x)} {number(y)}")
    return "".join(data)


def band(across: Floats, low: Floats, high: Floats) -> str:
    """Path data of the area between two lines, over the longest stretches in which both are there."""
    present = np.isfinite(low) & np.isfinite(high)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], present, [False])).astype(int)))
    data = []
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        part = slice(start, stop)
        if stop - start > 1:
            back = line(across[part][::-1], low[part][::-1])
            data.append(f"{line(across[part], high[part])}L{back[1:]}Z")
    return "".join(data)


def side_by_side(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Two lines, moved apart by at most half of `TOUCHING` each where they lie on each other."""
    apart = second - first
    push = np.where(np.isfinite(apart), np.clip(TOUCHING - np.abs(apart), 0.0, None), 0.0) / 2
    side = np.where(apart < 0, -1.0, 1.0)
    return first - side * push, second + side * push


def end_names(names: Names, ends: tuple[float, float], x: float, room: float, top: float, bottom: float) -> Svg:
    """Each name beside the end of its line, pushed apart where the lines end together."""
    places = [min(max(end, top), bottom) if end == end else (top + bottom) / 2 for end in ends]
    gap = _NAMES_APART - abs(places[0] - places[1])
    if gap > 0:
        upper = 0 if places[0] <= places[1] else 1
        places[upper] -= gap / 2
        places[1 - upper] += gap / 2
    return join(
        label(fit(name, room, bold=True), x, place + SIZE * 0.35, f"end {who}")
        for who, name, place in zip(WHO, names, places, strict=True)
    )


def last_place(places: Floats) -> float:
    """The last value that is there; nan where there is none."""
    finite = places[np.isfinite(places)]
    return float(finite[-1]) if finite.size else float("nan")
