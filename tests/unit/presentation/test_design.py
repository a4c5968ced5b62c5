"""The design: every pair of colours can be read, no value is missing, the type face travels with its licence."""

from __future__ import annotations

import gzip
import re
from importlib import resources

import pytest

from ebbtide.presentation.design import SHEETS, faces, font_bytes, font_faces, sheet, stylesheet, tokens, variables

GROUNDS = ("light", "dark", "paper")
#: Words on what they stand on: at least 4.5 to 1 (WCAG 2.2, 1.4.3).
WORDS = [
    *(
        (role, ground)
        for role in ("ink", "soft", "me", "them", "act")
        for ground in ("page", "card", "sunk", "act-wash")
    ),
    ("on-act", "act"),
    ("on-act", "act-over"),
    ("me", "me-wash"),
    ("them", "them-wash"),
    ("ink", "me-wash"),
    ("ink", "them-wash"),
    ("ink", "shade"),
]
#: Edges of fields, the line of the usual level, the ring of the focus: at least 3 to 1 (1.4.11).
SHAPES = [
    *((role, ground) for role in ("edge", "act", "me", "them") for ground in ("page", "card", "sunk")),
    ("me", "shade"),
    ("them", "shade"),
]
MOST_STYLE = 24_000
MOST_FACE = 20_000


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize(("role", "under"), WORDS)
def test_words_can_be_read(ground: str, role: str, under: str) -> None:
    assert contrast(tokens()[ground][role], tokens()[ground][under]) >= 4.5


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize(("role", "under"), SHAPES)
def test_shapes_can_be_seen(ground: str, role: str, under: str) -> None:
    assert contrast(tokens()[ground][role], tokens()[ground][under]) >= 3.0


def test_every_ground_has_every_role() -> None:
    assert len({frozenset(tokens()[ground]) for ground in (*GROUNDS, "forced")}) == 1


def test_every_value_that_is_used_is_there_and_every_value_there_is_used() -> None:
    text = stylesheet(app=True)
    used = set(re.findall(r"var\(--([a-z0-9-]+)", text))
    defined = set(re.findall(r"--([a-z0-9-]+):", variables()))
    assert used <= defined
    assert defined - used <= {"me-wash", "them-wash"}  # grounds for the app's pages


def test_no_sheet_names_a_colour_of_its_own_or_asks_for_anything() -> None:
    for name in SHEETS:
        text = sheet(name)
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", text), name
        assert not re.search(r"url\(|@import|http", text), name


def test_the_sheets_are_small_and_without_comments() -> None:
    text = stylesheet(app=True)
    assert len(text) < MOST_STYLE
    assert len(gzip.compress(text.encode())) < 6_000  # what the shell of the app may spend on it
    assert len(stylesheet()) < 16_000  # what a report carries
    assert "/*" not in text
    assert text.count("{") == text.count("}")


def test_a_system_that_sets_the_colours_has_its_way() -> None:
    assert set(tokens()["forced"].values()) <= {"Canvas", "CanvasText", "GrayText", "Highlight"}


@pytest.mark.parametrize("face", faces(), ids=lambda face: face.file)
def test_each_face_is_a_small_file_of_the_right_kind(face) -> None:
    content = font_bytes(face.file)
    assert content[:4] == b"wOF2"
    assert len(content) <= MOST_FACE


def test_the_licence_of_the_face_lies_beside_it() -> None:
    text = (resources.files("ebbtide.presentation.design.fonts") / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "Adobe" in text and "Reserved Font Name" in text


def test_a_page_gets_only_the_letters_it_has() -> None:
    assert [face.part for face in faces("Since late August", (600,))] == ["latin"]
    assert [face.part for face in faces("Łukasz", (600,))] == ["latin", "latin-ext"]
    assert [face.part for face in faces("Аня и Νίκος", (600,))] == ["latin", "cyrillic", "greek"]
    assert len(faces()) == 8
    assert 20_000 < len(font_faces("Sam", (600,))) < 35_000


def test_no_other_file_can_be_asked_for() -> None:
    with pytest.raises(KeyError):
        font_bytes("../sheets.py")
