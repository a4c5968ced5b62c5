"""The report in a headless Chromium: phone and desktop, light and dark, without scripts, and on paper."""

from __future__ import annotations

import re

import pytest

from ebbtide.presentation import report
from tests.support.sample_tide import ALL_STATES, HOSTILE, sample

pytestmark = pytest.mark.browser

WIDTHS = (390, 1100)
SCHEMES = ("light", "dark")
READABLE = 16  # CSS pixels of running text
SMALLEST = 11  # CSS pixels of a label in a drawing, as drawn on the screen
TOUCH = 24  # CSS pixels of a target (WCAG 2.2, 2.5.8)

#: Labels that leave their drawing, and pairs of labels that lie on each other; text boxes are a little
#: higher than their letters, so three pixels may touch.
LABEL_FAULTS = """() => {
  const faults = [];
  for (const drawing of document.querySelectorAll('svg')) {
    const frame = drawing.getBoundingClientRect();
    if (!frame.width) continue;
    const boxes = [...drawing.querySelectorAll('text')].map(item => [item.textContent, item.getBoundingClientRect()]);
    boxes.forEach(([text, box], k) => {
      const wide = box.left < frame.left - 1 || box.right > frame.right + 1;
      if (wide || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) faults.push('cut: ' + text);
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
def files(tmp_path_factory):
    """The report of every state as a file, and one with a hostile name."""
    folder = tmp_path_factory.mktemp("reports")
    made = {state: report.write(sample(state), folder / f"{state.replace(' ', '-')}.html") for state in ALL_STATES}
    made["hostile"] = report.write(sample("changed", HOSTILE), folder / "hostile.html")
    return made


def opened(chromium, path, width=1100, scheme="light", script=True):
    """A page of its own, with lists of what it asked for and what it complained of."""
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
    )
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: said.append(line.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.resolve().as_uri())
    return page, asked, said


def unfolded(chromium, path, width):
    """A page with the charts that open on a tap opened."""
    page, _, _ = opened(chromium, path, width)
    page.evaluate("document.querySelectorAll('details.more').forEach(item => item.open = true)")
    return page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", [*ALL_STATES, "hostile"])
def test_nothing_is_asked_for_nothing_complains_nothing_overflows(chromium, files, name, width):
    page, asked, said = opened(chromium, files[name], width)
    assert asked == [files[name].resolve().as_uri()]
    assert said == []
    page.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_light_and_dark_differ_and_neither_is_blank(chromium, files, width):
    shots = {}
    for scheme in SCHEMES:
        page, _, _ = opened(chromium, files["changed"], width, scheme)
        shots[scheme] = page.screenshot()
        grounds = page.evaluate("[getComputedStyle(document.documentElement).backgroundColor]")
        shots[scheme, "ground"] = grounds[0]
        page.context.close()
    assert shots["light"] != shots["dark"]
    assert shots["light", "ground"] != shots["dark", "ground"]
    assert all(len(shots[scheme]) > 15_000 for scheme in SCHEMES)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_drawings_take_the_colours_of_the_page(chromium, files, scheme):
    page, _, _ = opened(chromium, files["changed"], scheme=scheme)
    ink, mine = page.evaluate(
        "[getComputedStyle(document.documentElement).getPropertyValue('--me'),"
        " getComputedStyle(document.querySelector('svg.wide .level.me')).stroke]"
    )
    wanted = "rgb({}, {}, {})".format(*(int(ink.strip()[k : k + 2], 16) for k in (1, 3, 5)))
    assert mine == wanted
    page.context.close()


@pytest.mark.parametrize(("width", "shown", "hidden"), [(390, "narrow", "wide"), (1100, "wide", "narrow")])
def test_one_drawing_of_each_chart_is_shown(chromium, files, width, shown, hidden):
    page = unfolded(chromium, files["changed"], width)
    assert page.locator(f"svg.{shown}").first.is_visible()
    assert not page.locator(f"svg.{hidden}").first.is_visible()
    assert page.locator(f"svg.{shown}:visible").count() == page.locator("figure").count()
    assert page.locator(f"svg.{hidden}:visible").count() == 0
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_text_is_large_enough_to_read(chromium, files, width):
    page = unfolded(chromium, files["changed"], width)
    sizes = page.evaluate(
        "[...document.querySelectorAll('p, li, figcaption, summary, .levels')]"
        ".filter(item => item.offsetParent && !item.closest('.grade'))"
        ".map(item => parseFloat(getComputedStyle(item).fontSize))"
    )
    assert min(size for size in sizes) >= READABLE - 2
    running = page.evaluate(
        "[...document.querySelectorAll('.lines li')].map(item => parseFloat(getComputedStyle(item).fontSize))"
    )
    assert min(running) >= READABLE
    labels = page.evaluate(
        "[...document.querySelectorAll('svg text')].filter(item => item.getBoundingClientRect().width)"
        ".map(item => parseFloat(getComputedStyle(item).fontSize) * item.ownerSVGElement.getScreenCTM().a)"
    )
    assert min(labels) >= SMALLEST
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_label_of_a_drawing_is_cut_and_no_two_overlap(chromium, files, width):
    page = unfolded(chromium, files["changed"], width)
    faults = page.evaluate(LABEL_FAULTS)
    assert faults == []
    page.context.close()


def test_without_scripts_it_reads_the_same(chromium, files):
    seen = []
    for script in (True, False):
        page, _, _ = opened(chromium, files["changed"], script=script)
        seen.append(page.locator("body").inner_text())
        page.context.close()
    assert seen[0] == seen[1]
    assert "Something changed" in seen[0]


def test_the_tables_open_without_scripts(chromium, files):
    page, _, _ = opened(chromium, files["changed"], script=False)
    page.locator("#tide summary").click()
    assert page.locator("#tide table").is_visible()
    page.context.close()


def test_the_other_charts_open_without_scripts_and_are_a_target_to_hit(chromium, files):
    page, _, _ = opened(chromium, files["changed"], 390, script=False)
    summary = page.locator(".more > summary")
    assert summary.bounding_box()["height"] >= TOUCH
    assert not page.locator("#hours").is_visible()
    summary.click()
    assert page.locator("#hours").is_visible()
    page.context.close()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(chromium, files):
    page, _, _ = opened(chromium, files["changed"])
    page.keyboard.press("Tab")
    first = page.evaluate("[document.activeElement.className, document.activeElement.getBoundingClientRect().left]")
    assert first[0] == "skip"
    assert first[1] >= 0
    page.keyboard.press("Tab")
    assert float(page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")) >= 2
    page.context.close()


def test_the_quiet_line_leads_to_help(chromium, files):
    page, _, _ = opened(chromium, files["usual"])
    page.locator(".quiet a").click()
    assert page.url.endswith("#help")
    summary = page.locator("#help summary").first
    assert summary.is_visible()
    assert summary.bounding_box()["height"] >= TOUCH
    page.context.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("state", ["changed", "short", "resting"])
def test_it_prints_on_few_pages_with_no_chart_cut(chromium, files, state, paper):
    page = unfolded(chromium, files[state], 1100)
    page.emulate_media(media="print")
    heights = page.evaluate("[...document.querySelectorAll('figure')].map(item => item.getBoundingClientRect().height)")
    assert all(height < 900 for height in heights)  # a page of A4 or Letter holds about 1000 CSS pixels
    assert not page.locator("#help").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('section')).color") == "rgb(0, 0, 0)"
    pdf = page.pdf(format=paper, prefer_css_page_size=False)
    pages = len(re.findall(rb"/Type\s*/Page[^s]", pdf))
    assert 1 <= pages <= {"changed": 9, "short": 8, "resting": 3}[state]
    page.context.close()


def test_a_dark_screen_prints_on_white(chromium, files):
    page, _, _ = opened(chromium, files["changed"], scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.querySelector('svg.wide .level.me')).stroke") == "rgb(23, 74, 124)"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground in {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}
    page.context.close()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1100, "dark")])
def test_axe_finds_no_barrier(chromium, files, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        bypass_csp=True,  # axe itself is a script
    )
    page = context.new_page()
    page.goto(files["changed"].resolve().as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")
    found = axe.Axe().run(page).response["violations"]
    assert [(item["id"], item["nodes"][0]["html"]) for item in found] == []
    context.close()
