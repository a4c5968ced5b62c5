"""Drawings as they stand in a page: accessible, repaintable, small, always the same bytes."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from ebbtide.presentation.charts import figures, stylesheet, svg
from ebbtide.presentation.charts.palette import ROLES, role_of
from ebbtide.presentation.charts.render import _drawing
from tests.support.sample_tide import HOSTILE, sample

SVG = "{http://www.w3.org/2000/svg}"


def _drawn(other="Sam"):
    return [
        (figure, kind, _svg(figure, kind)) for figure in figures(sample(other=other)) for kind in ("narrow", "wide")
    ]


def _svg(figure, kind):
    spec, anchor = getattr(figure, kind), f"{figure.key}-{kind}"
    return svg(spec, anchor=anchor, title=figure.title, alt=figure.alt, kind=kind)


@pytest.fixture(scope="module")
def drawn():
    return _drawn()


def test_every_drawing_is_an_image_with_a_name_and_a_description(drawn):
    for figure, _, text in drawn:
        root = ElementTree.fromstring(text)
        assert root.attrib["role"] == "img"
        assert [root.find(f"{SVG}{part}").text for part in ("title", "desc")] == [figure.title, figure.alt]
        ids = {item.attrib["id"] for item in root.iter() if "id" in item.attrib}
        assert set(root.attrib["aria-labelledby"].split()) <= ids


def test_no_role_label_or_address_is_left_inside(drawn):
    for _, _, text in drawn:
        inside = text.split(">", 1)[1]
        assert "role=" not in inside
        assert "aria-" not in inside
        assert "http" not in inside
        assert "NaN" not in text


def test_every_colour_names_a_role_and_has_its_class(drawn):
    for _, _, text in drawn:
        for tag in re.findall(r"<[^>]+>", text):
            for part, colour in re.findall(r' (fill|stroke)="(#[0-9a-fA-F]{3,8})"', tag):
                assert role_of(colour), f"{colour} is no role"
                assert f"{part[0]}-{role_of(colour)}" in tag


def test_striped_weeks_refer_to_a_pattern_of_their_own_drawing(drawn):
    striped = [(figure, kind, text) for figure, kind, text in drawn if "url(#" in text]
    assert striped
    for figure, kind, text in striped:
        assert set(re.findall(r"url\(#([^)]+)\)", text)) == {f"{figure.key}-{kind}-h"}
        assert f'id="{figure.key}-{kind}-h"' in text


def test_drawings_are_as_wide_as_the_page_has_room(drawn):
    widths = {(kind, text.split('viewBox="')[1].split('"')[0].split()[2]) for _, kind, text in drawn}
    assert widths == {("narrow", "340"), ("wide", "736")}


def test_numbers_in_a_drawing_are_short(drawn):
    for _, _, text in drawn:
        assert not re.search(r'="[^"]*\d\.\d{3,}', text.split("</desc>")[1])


def test_the_same_figure_gives_the_same_bytes(drawn):
    before = [text for _, _, text in drawn]
    _drawing.cache_clear()
    assert [text for _, _, text in _drawn()] == before


def test_a_hostile_name_stays_text():
    for _, _, text in _drawn(HOSTILE):
        root = ElementTree.fromstring(text)
        assert not list(root.iter(f"{SVG}script"))
        assert "\u202e" not in text
        assert "\x1b" not in text


def _luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """The contrast ratio of WCAG 2.2."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("page", ["light", "dark", "paper"])
@pytest.mark.parametrize("ground", ["page", "card"])
@pytest.mark.parametrize("role", ["me", "them", "ink", "soft"])
def test_text_and_lines_can_be_read_on_every_page(page, ground, role):
    assert contrast(getattr(ROLES[role], page), getattr(ROLES[ground], page)) >= 4.5


def test_every_role_has_its_own_literal_and_paper_has_no_variables():
    assert len({role.light for role in ROLES.values()}) == len(ROLES)
    paper = stylesheet().split("@media print")[1]
    assert "var(" not in paper
    assert all(f".f-{name}{{fill:#" in paper for name in ROLES)
