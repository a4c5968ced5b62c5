"""The gallery of pictures in a headless Chromium: no barrier, no cut label, phone and desk, light, dark and paper."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.charts_gallery import FORMS, HOSTILE, NAMES, gallery

pytestmark = pytest.mark.browser

WIDTHS = (390, 1200)
SCHEMES = ("light", "dark")
SMALLEST = 11  # CSS pixels of a label, as drawn on the screen
TARGET = 44  # CSS pixels of what is tapped

#: Labels that leave their figure, and pairs of labels of one drawing that lie on each other. Boxes of text are a
#: little higher than their letters, so three pixels may touch.
LABEL_FAULTS = """() => {
  const faults = [];
  for (const drawing of document.querySelectorAll('svg')) {
    const frame = drawing.getBoundingClientRect();
    if (!frame.width) continue;
    const boxes = [...drawing.querySelectorAll('text')].map(item => [item.textContent, item.getBoundingClientRect()]);
    boxes.forEach(([text, box], k) => {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 ||
          box.bottom > frame.bottom + 1) faults.push('cut: ' + text);
      for (const [other, against] of boxes.slice(k + 1)) {
        const across = box.left < against.right - 1 && against.left < box.right - 1;
        if (across && box.top < against.bottom - 3 && against.top < box.bottom - 3)
          faults.push('overlap: ' + text + ' / ' + other);
      }
    });
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("gallery")
    texts = {"usual": gallery(), "hostile": gallery(("You", HOSTILE)), "hebrew": gallery(("את", "משה"))}
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return {name: folder / f"{name}.html" for name in texts}


@contextmanager
def browsing(chromium: Any, path: Path, width: int = 1200, scheme: str = "light", **options: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **options)
    page = context.new_page()
    page.goto(path.resolve().as_uri())
    yield page
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_no_barrier(chromium: Any, pages: dict[str, Path], width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")
    with browsing(chromium, pages["usual"], width, scheme) as page:
        page.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")
        violations = axe.Axe().run(page).response["violations"]
        assert [(item["id"], item["nodes"][0]["html"][:200]) for item in violations] == []


@pytest.mark.parametrize("width", [320, 390, 700, 1200])
@pytest.mark.parametrize("name", ["usual", "hostile", "hebrew"])
def test_no_label_is_cut_none_overlap_and_nothing_needs_a_sideways_scroll(
    chromium: Any, pages: dict[str, Path], name: str, width: int
) -> None:
    with browsing(chromium, pages[name], width) as page:
        assert page.evaluate(LABEL_FAULTS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 390, 700, 1200])
def test_labels_are_large_enough_to_read(chromium: Any, pages: dict[str, Path], width: int) -> None:
    with browsing(chromium, pages["usual"], width) as page:
        sizes = page.evaluate(
            "[...document.querySelectorAll('svg text')].filter(item => item.getBoundingClientRect().width)"
            ".map(item => parseFloat(getComputedStyle(item).fontSize) * item.ownerSVGElement.getScreenCTM().a)"
        )
        assert min(sizes) >= SMALLEST


@pytest.mark.parametrize(("width", "visible", "hidden"), [(390, "narrow", "wide"), (1200, "wide", "narrow")])
def test_one_drawing_of_each_figure_is_shown(
    chromium: Any, pages: dict[str, Path], width: int, visible: str, hidden: str
) -> None:
    with browsing(chromium, pages["usual"], width) as page:
        assert page.locator(f"svg.{visible}:visible").count() == len(FORMS)
        assert page.locator(f"svg.{hidden}:visible").count() == 0


@pytest.mark.parametrize("scheme", SCHEMES)
def test_marks_take_the_colours_of_the_page_and_differ_in_shape(
    chromium: Any, pages: dict[str, Path], scheme: str
) -> None:
    with browsing(chromium, pages["usual"], scheme=scheme) as page:
        mine, theirs = (
            page.evaluate(
                "who => { const style = getComputedStyle(document.querySelector('#weekly .wide .weeks.' + who));"
                " return [style.stroke, style.strokeLinecap, style.fill]; }",
                who,
            )
            for who in ("me", "them")
        )
        assert mine[0] != theirs[0]
        assert (mine[1], theirs[1]) == ("round", "square")
        dashes = page.evaluate(
            "['.me', '.them'].map(who => document.querySelector('#weekly .wide .level' + who))"
            ".map(item => getComputedStyle(item).strokeDasharray)"
        )
        assert dashes[0] == "none" and dashes[1] != "none"


def test_where_the_system_sets_the_colours_both_people_are_drawn_in_them(chromium: Any, pages: dict[str, Path]) -> None:
    with browsing(chromium, pages["usual"], forced_colors="active") as page:
        strokes = page.evaluate(
            "['me', 'them'].map(who => getComputedStyle(document.querySelector('#weekly .wide .level.' + who)).stroke)"
        )
        assert strokes[0] == strokes[1]


def test_on_paper_the_wide_drawings_stand_dark_on_white(chromium: Any, pages: dict[str, Path]) -> None:
    with browsing(chromium, pages["usual"], scheme="dark") as page:
        page.emulate_media(media="print", color_scheme="dark")
        assert page.locator("svg.wide:visible").count() == len(FORMS)
        stroke = page.evaluate("getComputedStyle(document.querySelector('#weekly .wide .level.me')).stroke")
        assert stroke == "rgb(23, 74, 124)"


def test_what_opens_is_large_enough_to_tap_and_shows_the_numbers(chromium: Any, pages: dict[str, Path]) -> None:
    with browsing(chromium, pages["usual"], 390) as page:
        summary = page.locator("#weekly summary")
        assert summary.bounding_box()["height"] >= TARGET
        summary.focus()
        page.keyboard.press("Enter")
        assert page.locator("#weekly table").is_visible()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "scroll"
        assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"


def test_headings_are_set_in_the_face_that_travels_along(chromium: Any, pages: dict[str, Path]) -> None:
    with browsing(chromium, pages["usual"]) as page:
        page.evaluate("document.fonts.ready.then(() => true)")
        assert page.evaluate("[...document.fonts].filter(face => face.status === 'loaded').map(face => face.family)")
        assert "Ebbtide Serif" in page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")


def test_no_script_runs_from_a_name(chromium: Any, pages: dict[str, Path]) -> None:
    with browsing(chromium, pages["hostile"]) as page:
        assert page.locator("script").count() == 0
        assert HOSTILE.split(">")[0] in page.locator("figure bdi").nth(1).inner_text()
        assert NAMES[0] in page.locator("figure bdi").first.inner_text()
