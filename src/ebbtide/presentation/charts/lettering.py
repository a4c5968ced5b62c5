"""How much room words need in a drawing, estimated, and how a text is cut to the room there is.

The type face of a screen is not known here; the estimate is that of a wide one, so that nothing is cut off.
"""

from __future__ import annotations

import unicodedata

from ebbtide.presentation.charts.svg import clean

SIZE = 13.0  # units of a drawing; about CSS pixels on a phone and on a desk
BOLD = 1.1  # a heavy letter against a light one
_ROOM = {
    "narrow": 0.4,
    "slim": 0.48,
    "usual": 0.63,
    "capital": 0.76,
    "wide": 1.0,
    "none": 0.0,
}  # in units of the letters' size
_NARROW = frozenset("iljI.,:;'|! ·’‘")
_SLIM = frozenset('frt()[]{}/\\-"')
_WIDE = frozenset("mwMW@%—…<>&+=#~→")
_ELLIPSIS = "…"
_JOINERS = frozenset("\u200d\ufe0f\ufe0e")


def width(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Estimated width of `text` in the drawing's units."""
    return size * (BOLD if bold else 1.0) * sum(_ROOM[_kind(letter)] for letter in text)


def fit(text: str, room: float, size: float = SIZE, *, bold: bool = False) -> str:
    """`text`, cleaned and cut so that it needs at most `room`; an ellipsis stands for what was cut.

    It is never cut inside a letter that is put together from several signs.
    """
    text = clean(text)
    if width(text, size, bold=bold) <= room:
        return text
    left = room / (size * (BOLD if bold else 1.0)) - _ROOM["wide"]
    end = 0
    for place, letter in enumerate(text):
        left -= _ROOM[_kind(letter)]
        if left < 0:
            break
        end = place + 1
    while 0 < end < len(text) and (_joins(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return text[:end].rstrip() + _ELLIPSIS


def _joins(letter: str) -> bool:
    return letter in _JOINERS or unicodedata.combining(letter) > 0 or "\U0001f3fb" <= letter <= "\U0001f3ff"


def _kind(letter: str) -> str:
    if letter in _NARROW:
        return "narrow"
    if letter in _SLIM:
        return "slim"
    if letter in _WIDE or unicodedata.east_asian_width(letter) in "WF":
        return "wide"
    if _joins(letter):
        return "none"
    return "capital" if letter.isupper() else "usual"
