"""The serif of the headings, in parts by script; a page gets only the parts whose letters it has.

Ebbtide Serif is Source Serif 4 (Adobe, SIL Open Font License 1.1, `OFL.txt`), cut to Latin, Greek and Cyrillic
letters; the licence keeps the name Source for the original.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

FAMILY = "Ebbtide Serif"
#: Letters of each part, as first and last code point.
PARTS: dict[str, tuple[tuple[int, int], ...]] = {
    "latin": (
        (0x20, 0x7E),
        (0xA0, 0xFF),
        (0x131, 0x131),
        (0x152, 0x153),
        (0x2C6, 0x2C6),
        (0x2DA, 0x2DA),
        (0x2DC, 0x2DC),
        (0x2010, 0x2015),
        (0x2018, 0x201E),
        (0x2022, 0x2022),
        (0x2026, 0x2026),
        (0x2032, 0x2033),
        (0x2039, 0x203A),
        (0x20AC, 0x20AC),
        (0x2192, 0x2192),
        (0x2212, 0x2212),
    ),
    "latin-ext": (
        (0x100, 0x130),
        (0x132, 0x151),
        (0x154, 0x17F),
        (0x218, 0x21B),
        (0x1E80, 0x1E85),
        (0x1E9E, 0x1E9E),
        (0x1EF2, 0x1EF3),
    ),
    "cyrillic": ((0x401, 0x44F), (0x451, 0x45F), (0x490, 0x491)),
    "greek": ((0x384, 0x386), (0x388, 0x38A), (0x38C, 0x38C), (0x38E, 0x3A1), (0x3A3, 0x3CE)),
}
#: 600 for headings, 400 for words to say.
WEIGHTS = (400, 600)


@dataclass(frozen=True)
class Face:
    """One file of the family."""

    weight: int
    part: str

    @property
    def file(self) -> str:
        """Its file name."""
        return f"serif-{self.weight}-{self.part}.woff2"

    def rule(self, address: str) -> str:
        """The `@font-face` rule that takes it from `address`."""
        ranges = ",".join(f"U+{low:X}" if low == high else f"U+{low:X}-{high:X}" for low, high in PARTS[self.part])
        return (
            f'@font-face{{font-family:"{FAMILY}";font-weight:{self.weight};font-display:swap;'
            f'src:url({address}) format("woff2");unicode-range:{ranges}}}\n'
        )


def faces(text: str | None = None, weights: Sequence[int] = WEIGHTS) -> tuple[Face, ...]:
    """The files of `weights` that hold letters of `text` (all where it is None); Latin is always among them."""
    parts = [part for part in PARTS if part == "latin" or text is None or _holds(part, text)]
    return tuple(Face(weight, part) for weight in weights for part in parts)


def _holds(part: str, text: str) -> bool:
    letters = {ord(letter) for letter in text}
    return any(low <= letter <= high for letter in letters for low, high in PARTS[part])


def font_faces(text: str, weights: Sequence[int] = WEIGHTS) -> str:
    """The `@font-face` rules for a page that must need nothing: each file stands inside as data."""
    return "".join(
        face.rule(f"data:font/woff2;base64,{base64.b64encode(font_bytes(face.file)).decode()}")
        for face in faces(text, weights)
    )


@cache
def font_bytes(file: str) -> bytes:
    """The bytes of one file of the family, for a server or a page.

    Raises
    ------
    KeyError
        `file` is none of the family's.
    """
    if file not in {face.file for face in faces()}:
        raise KeyError(file)
    return (resources.files("ebbtide.presentation.design.fonts") / file).read_bytes()
