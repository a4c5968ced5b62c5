"""The report as one HTML file: nothing missing, nothing twice, nothing from outside, the same for both people."""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from dataclasses import replace
from itertools import pairwise

import pytest

from ebbtide.analysis.changes.answer import OF_CHANGE, Situation
from ebbtide.presentation import report
from ebbtide.presentation.answer import answer
from ebbtide.presentation.report.as_html import html
from tests.support.report_reading import read
from tests.support.sample_tide import HOSTILE
from tests.support.situations import ALL_SITUATIONS, of

LARGEST = 200_000  # bytes: a page with all that is folded, its pictures, the help lines and the notes
NO_PICTURE = (Situation.RESTING, Situation.TOO_LITTLE)


@pytest.fixture(scope="module", params=ALL_SITUATIONS, ids=str)
def made(request):
    tide = of(request.param)
    return tide, report.html(tide)


def test_a_page_is_well_formed_and_says_its_language(made):
    _, text = made
    reading = read(text)
    assert text.lstrip().startswith("<!doctype html>")
    assert reading.all("html")[0].attributes["lang"] == "en"
    ids = [element.attributes["id"] for element in reading.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))


def test_the_title_is_neutral_and_names_nobody(made):
    _, text = made
    assert [element.text for element in read(text).all("title") if "svg" not in element.path] == ["Report"]


def test_headings_stand_in_order_with_one_at_the_top(made):
    tide, text = made
    levels = [int(element.name[1]) for element in read(text).elements if re.fullmatch("h[1-6]", element.name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert read(text).all("h1")[0].text == tide.headline


def test_nothing_comes_from_outside_and_nothing_runs(made):
    _, text = made
    reading = read(text)
    bare = re.sub(r"url\(data:font/woff2;base64,[A-Za-z0-9+/=]+\)", "", text)
    assert not re.search(r"https?://|//[a-z]+\.[a-z]|@import|url\((?!#)", bare)
    assert not {"script", "link", "iframe", "img", "object", "embed", "form", "input", "base"} & {
        element.name for element in reading.elements
    }
    for element in reading.elements:
        assert not [name for name in element.attributes if name.startswith("on") or name in {"src", "srcset", "style"}]
        assert element.attributes.get("href", "#").startswith("#")


def test_the_policy_allows_this_one_style_sheet_and_nothing_else(made):
    _, text = made
    (policy,) = [m.attributes["content"] for m in read(text).all("meta") if m.attributes.get("http-equiv")]
    assert "unsafe" not in policy
    digest = re.fullmatch(r"default-src 'none'; style-src 'sha256-([^']+)'; font-src data:", policy)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert b64decode(digest[1]) == hashlib.sha256(style[1].encode()).digest()


def test_every_link_leads_somewhere(made):
    _, text = made
    reading = read(text)
    ids = {element.attributes.get("id") for element in reading.elements}
    links = [element.attributes["href"][1:] for element in reading.all("a")]
    assert links
    assert set(links) <= ids


def test_every_note_is_there_once_and_linked(made):
    tide, text = made
    reading = read(text)
    ids = [element.attributes.get("id", "") for element in reading.all("li")]
    notes = [name for name in ids if name.startswith("note-")]
    assert notes == [f"note-{claim}" for claim in answer(tide).claims]
    links = {e.attributes["href"][1:] for e in reading.all("a") if e.attributes["href"].startswith("#note-")}
    assert links == set(notes)
    assert notes or tide.state == "resting"


def test_everything_but_the_answer_is_folded(made):
    _, text = made
    opened = [element for element in read(text).all("details") if "open" in element.attributes]
    rests = "leaves the two of you alone" in text
    assert [element.attributes["id"] for element in opened] == (["help"] if rests else [])


def test_other_explanations_and_what_has_not_changed_stand_before_any_figure(made):
    _, text = made
    body = text[text.index("<h1") :]
    first = body.index('class="first-say"') if 'class="first-say"' in body else -1
    for figure in ('<figure class="pic"', 'class="facts"'):
        if figure in body:
            assert 0 <= first < body.index(figure)


def test_every_part_of_the_answer_stands_on_the_page(made):
    tide, text = made
    page = answer(tide)
    words = " ".join(element.text for element in read(text).all("body"))
    words = " ".join(words.split())
    parts = [page.headline, page.line, page.sure, page.step.title, page.step.line, page.quiet, page.held[1]]
    parts.append(page.picture)
    parts += [page.other.line] if page.other else []
    parts += [line for fold in page.folds for _, lines in fold.parts for line in lines]
    parts += [row.name for row in page.facts]
    for part in parts:
        assert " ".join(part.split()) in words


def test_the_picture_is_drawn_twice_and_has_the_finding_as_its_title(made):
    tide, text = made
    reading = read(text)
    page = answer(tide)
    if page.situation in NO_PICTURE:
        assert not reading.all("figure")
        return
    assert [element.text for element in reading.all("figcaption")] == [page.picture]
    figure = text[text.index("<figure") : text.index("</figure>")]
    assert figure.count("<svg") == 2


def test_the_date_of_a_change_stands_on_its_picture():
    for found in sorted(OF_CHANGE):
        assert ">about 10 March</text>" in report.html(of(found))
    assert "about 10 March" not in report.html(of(Situation.ENDED))


def test_both_people_have_the_same_cells_and_small_lines(made):
    _, text = made
    reading = read(text)
    for table in re.findall(r'<table class="figs">.*?</table>', text, re.DOTALL):
        rows = re.findall(r"<tr[^>]*>.*?</tr>", table, re.DOTALL)[1:]
        rows = [row for row in rows if "colspan" not in row]
        assert all(row.count("<td>") == 2 for row in rows)
        assert all(row.count("<svg") in (0, 2) for row in rows)
    assert len([e for e in reading.all("svg") if e.attributes.get("class") == "spark"]) % 2 == 0


def test_the_same_tide_gives_the_same_bytes(made):
    tide, text = made
    assert report.html(tide) == text


def test_a_report_stays_under_its_size(made):
    _, text = made
    assert len(text.encode()) < LARGEST


def test_while_an_ending_rests_no_measure_and_no_picture_is_shown():
    reading = read(report.html(of(Situation.RESTING)))
    assert not reading.all("figure")
    assert not reading.all("table")


@pytest.mark.parametrize("found", [Situation.LESS_FROM_THEM, Situation.SHORT, Situation.RESTING, Situation.THEY_SILENT])
def test_a_hostile_name_stays_text(found):
    text = report.html(of(found, HOSTILE))
    reading = read(text)
    assert not reading.all("script")
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert "<script" not in text
    assert not re.search(r'"[^"<>=]*alert\("', text)  # no quotation mark of the name ends an attribute


def test_a_name_of_nothing_still_reads():
    for name in ("", " ", "\u202e"):
        assert "The other person" in report.html(of(Situation.LESS_FROM_THEM, name))


def test_where_fear_was_flagged_the_help_lines_are_open_and_nothing_else_is_offered():
    text = html(of(Situation.LESS_FROM_THEM), afraid=True)
    (opened,) = [element for element in read(text).all("details") if "open" in element.attributes]
    assert opened.attributes["id"] == "help"
    assert "Talk to someone first." in text
    assert "Ask once" not in text


def test_no_word_of_a_score_a_chance_or_a_judgement(made):
    _, text = made
    words = " ".join(element.text for element in read(text).all("body")).lower()
    for word in ("score", "chance that", "probably leav", "red flag", "toxic", "verdict", "\u2764"):
        assert word not in words


def test_a_notebook_gets_a_fragment_that_stands_alone():
    text = report.notebook(of(Situation.LESS_FROM_THEM, HOSTILE))
    reading = read(text)
    assert not {"html", "body", "script"} & {element.name for element in reading.elements}
    assert [element.path[-1] for element in reading.all("style")] == ["svg"]  # that of the drawing, for it alone
    assert len(reading.all("svg")) == 1
    assert "Since early March" in text
    assert "svg" not in report.notebook(of(Situation.RESTING))


def test_a_look_without_weeks_still_has_a_page():
    tide = replace(of(Situation.TOO_LITTLE), weekly=None)
    assert "There are too few messages here to compare." in report.html(tide)
