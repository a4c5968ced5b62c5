"""The report in a headless Chromium: phone and desktop, light and dark, without scripts, and on paper."""

from __future__ import annotations

import re

import pytest

from ebbtide.analysis.changes.answer import SILENT, Situation
from ebbtide.presentation import report
from tests.support.sample_tide import HOSTILE
from tests.support.situations import ALL_SITUATIONS, of

pytestmark = pytest.mark.browser

WIDTHS = (390, 1200)
SCHEMES = ("light", "dark")
SCREEN = 844  # CSS pixels of a phone screen in height
MOST_WORDS = 350  # on the open page
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


#: Height, words, top of the picture, and the text beside rows and drawings, of a page as it opens.
MEASURES = """() => {
  const height = document.documentElement.scrollHeight;
  const words = document.body.innerText.split(/\\s+/).filter(Boolean).length;
  const drawing = document.querySelector('figure svg.narrow');
  const picture = drawing ? drawing.getBoundingClientRect().top : null;
  document.querySelectorAll('svg, .sr, .made, .kicker, .v').forEach(item => item.remove());
  return {height, words, picture, text: document.querySelector('main').innerText};
}"""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The report of every situation as a file, and one with a hostile name."""
    folder = tmp_path_factory.mktemp("reports")
    made = {found: report.write(of(found), folder / f"{found.name.lower()}.html") for found in ALL_SITUATIONS}
    made["hostile"] = report.write(of(Situation.LESS_FROM_THEM, HOSTILE), folder / "hostile.html")
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
    """A page with all that opens on a tap opened."""
    page, _, _ = opened(chromium, path, width)
    page.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")
    return page


def screens(found):
    """How many screens of a phone a page may have with all folded."""
    if found is Situation.USUAL:
        return 2
    return None if found is Situation.RESTING else 3


@pytest.fixture(scope="module")
def phone(chromium, files):
    """What a phone shows of each page, opened once: with all folded, then with all opened."""
    return {name: shown(chromium, path, 390) for name, path in files.items()}


def shown(chromium, path, width):
    """Measures of one page; the numbers of rows and drawings are left out of its text."""
    page, asked, said = opened(chromium, path, width)
    measures = page.evaluate(MEASURES)
    page.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")
    measures |= {"wide": page.evaluate("document.documentElement.scrollWidth"), "asked": asked, "said": said}
    page.context.close()
    return measures


@pytest.mark.parametrize("found", ALL_SITUATIONS)
def test_the_page_is_short_and_its_picture_stands_within_the_first_screen(phone, found):
    measures = phone[found]
    if screens(found) is not None:
        assert measures["height"] <= screens(found) * SCREEN
    assert measures["words"] <= MOST_WORDS
    assert measures["picture"] is None or measures["picture"] < SCREEN


@pytest.mark.parametrize("found", ALL_SITUATIONS)
def test_each_fact_stands_once_on_the_open_page(phone, found):
    """Every number of two digits or more is met once before anything is opened, and so is every sentence."""
    text = phone[found]["text"]
    numbers = re.findall(r"(?<![\d.,])\d{2,}(?:[.,]\d+)?(?!\d)", text)
    assert len(numbers) == len(set(numbers)) or found is Situation.TOO_EARLY, numbers
    sentences = [line.strip() for line in text.splitlines() if len(line.split()) > 3]
    assert len(sentences) == len(set(sentences))


@pytest.mark.parametrize("name", [*ALL_SITUATIONS, "hostile"])
def test_nothing_is_asked_for_nothing_complains_nothing_overflows(phone, files, name):
    quiet(phone[name], files[name], 390)


@pytest.mark.parametrize("name", [Situation.LESS_FROM_THEM, Situation.THEY_SILENT, Situation.RESTING, "hostile"])
def test_the_same_holds_on_a_desk(chromium, files, name):
    quiet(shown(chromium, files[name], 1200), files[name], 1200)


def quiet(measures, path, width):
    assert measures["wide"] <= width
    assert [url for url in measures["asked"] if not url.startswith("data:font/woff2")] == [path.resolve().as_uri()]
    assert measures["said"] == []


def test_nothing_overflows_on_the_narrowest_phone(chromium, files):
    for found in (Situation.LESS_FROM_THEM, Situation.THEY_SILENT, "hostile"):
        page = unfolded(chromium, files[found], 320)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_light_and_dark_differ_and_neither_is_blank(chromium, files, width):
    shots = {}
    for scheme in SCHEMES:
        page, _, _ = opened(chromium, files[Situation.LESS_FROM_THEM], width, scheme)
        shots[scheme] = page.screenshot()
        grounds = page.evaluate("[getComputedStyle(document.documentElement).backgroundColor]")
        shots[scheme, "ground"] = grounds[0]
        page.context.close()
    assert shots["light"] != shots["dark"]
    assert shots["light", "ground"] != shots["dark", "ground"]
    assert all(len(shots[scheme]) > 15_000 for scheme in SCHEMES)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_drawings_take_the_colours_of_the_page(chromium, files, scheme):
    page, _, _ = opened(chromium, files[Situation.LESS_FROM_THEM], scheme=scheme)
    ink, mine = page.evaluate(
        "[getComputedStyle(document.documentElement).getPropertyValue('--me'),"
        " getComputedStyle(document.querySelector('svg.wide .level.me')).stroke]"
    )
    wanted = "rgb({}, {}, {})".format(*(int(ink.strip()[k : k + 2], 16) for k in (1, 3, 5)))
    assert mine == wanted
    page.context.close()


@pytest.mark.parametrize(("width", "shown", "hidden"), [(390, "narrow", "wide"), (1200, "wide", "narrow")])
def test_one_drawing_of_the_picture_is_shown(chromium, files, width, shown, hidden):
    page, _, _ = opened(chromium, files[Situation.LESS_FROM_THEM], width)
    assert page.locator(f"figure svg.{shown}").is_visible()
    assert not page.locator(f"figure svg.{hidden}").is_visible()
    page.context.close()


def test_both_people_have_the_same_size(chromium, files):
    page = unfolded(chromium, files[Situation.LESS_FROM_THEM], 390)
    widths = page.evaluate(
        "[...document.querySelectorAll('.spark')].map(item => Math.round(item.getBoundingClientRect().width))"
    )
    assert len(set(widths[::2]) | set(widths[1::2])) <= 2  # in a fact, and in the table
    assert widths[::2] == widths[1::2]
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_text_is_large_enough_to_read(chromium, files, width):
    page = unfolded(chromium, files[Situation.LESS_FROM_THEM], width)
    sizes = page.evaluate(
        "[...document.querySelectorAll('p, li, figcaption, summary, .v')]"
        ".filter(item => item.offsetParent && !item.closest('.grade, .sr'))"
        ".map(item => parseFloat(getComputedStyle(item).fontSize))"
    )
    assert min(sizes) >= READABLE - 3
    running = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.line')).fontSize)")
    assert running >= READABLE
    labels = page.evaluate(
        "[...document.querySelectorAll('svg text')].filter(item => item.getBoundingClientRect().width)"
        ".map(item => parseFloat(getComputedStyle(item).fontSize) * item.ownerSVGElement.getScreenCTM().a)"
    )
    assert min(labels) >= SMALLEST - 0.5
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("found", [Situation.LESS_FROM_THEM, Situation.THEY_SILENT, Situation.SLOW, Situation.SHORT])
def test_no_label_of_a_drawing_is_cut_and_no_two_overlap(chromium, files, found, width):
    page = unfolded(chromium, files[found], width)
    faults = page.evaluate(LABEL_FAULTS)
    assert faults == []
    page.context.close()


def test_without_scripts_it_reads_the_same(chromium, files):
    seen = []
    for script in (True, False):
        page, _, _ = opened(chromium, files[Situation.LESS_FROM_THEM], script=script)
        seen.append(page.locator("body").inner_text())
        page.context.close()
    assert seen[0] == seen[1]
    assert "less has come from Sam" in seen[0]


def test_what_is_folded_opens_without_scripts_and_is_a_target_to_hit(chromium, files):
    page, _, _ = opened(chromium, files[Situation.LESS_FROM_THEM], 390, script=False)
    for selector in ("#fold-figures > summary", ".words > summary", "#help > summary", ".first-say summary"):
        assert page.locator(selector).bounding_box()["height"] >= TOUCH
    assert not page.locator("#fold-figures table").first.is_visible()
    page.locator("#fold-figures > summary").click()
    assert page.locator("#fold-figures table").first.is_visible()
    page.locator(".words > summary").click()
    assert page.locator("blockquote").is_visible()
    page.context.close()


def test_a_note_opens_where_its_number_is_followed(chromium, files):
    page = unfolded(chromium, files[Situation.LESS_FROM_THEM], 1200)
    page.locator("a[href^='#note-']").first.click()
    assert "#note-" in page.url
    assert page.locator(f"[id='{page.url.partition('#')[2]}']").is_visible()
    page.context.close()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(chromium, files):
    page, _, _ = opened(chromium, files[Situation.LESS_FROM_THEM])
    page.keyboard.press("Tab")
    first = page.evaluate("[document.activeElement.className, document.activeElement.getBoundingClientRect().left]")
    assert first[0] == "skip"
    assert first[1] >= 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert float(page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")) >= 2
    page.context.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("found", sorted({Situation.LESS_FROM_THEM, Situation.USUAL, *SILENT}))
def test_a_print_for_two_is_one_sheet_without_notes_and_advice(chromium, files, found, paper):
    page = unfolded(chromium, files[found], 1200)
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.locator("figure svg.wide").is_visible()
    for selector in ("#help", ".folds", ".do", ".notes"):
        assert not page.locator(selector).first.is_visible()
    pdf = page.pdf(format=paper, prefer_css_page_size=False)
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == 1
    page.context.close()


def test_a_dark_screen_prints_on_white(chromium, files):
    page, _, _ = opened(chromium, files[Situation.LESS_FROM_THEM], scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.querySelector('svg.wide .level.me')).stroke") == "rgb(23, 74, 124)"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground in {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}
    page.context.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("found", "width", "scheme"),
    [
        (Situation.LESS_FROM_THEM, 390, "light"),
        (Situation.LESS_FROM_THEM, 390, "dark"),
        (Situation.LESS_FROM_THEM, 1200, "light"),
        (Situation.LESS_FROM_THEM, 1200, "dark"),
        (Situation.USUAL, 390, "dark"),
        (Situation.THEY_SILENT, 390, "light"),
        (Situation.RESTING, 390, "light"),
    ],
)
def test_axe_finds_no_barrier(chromium, files, found, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        bypass_csp=True,  # axe itself is a script
    )
    page = context.new_page()
    page.goto(files[found].resolve().as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")
    violations = axe.Axe().run(page).response["violations"]
    assert [(item["id"], item["nodes"][0]["html"]) for item in violations] == []
    context.close()
