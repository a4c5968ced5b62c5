"""The report as one HTML file: nothing missing, nothing twice, nothing from outside, the same for both people."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from ebbtide.people import Side
from ebbtide.presentation import report
from ebbtide.presentation.charts.words import plain
from ebbtide.presentation.report.lines import AT_ONCE, measures_spoken, spoken
from ebbtide.presentation.report.page import page
from ebbtide.presentation.sentences import Sentence
from tests.support.looks import findings
from tests.support.report_reading import read
from tests.support.sample_tide import ALL_STATES, HOSTILE, said, sample


def real(state, other="Sam"):
    """A sample with the sentences that the product says of it."""
    tide = sample(state, other)
    return replace(tide, findings=findings(replace(tide, findings=())))


LARGEST = 300_000  # bytes; two years of weeks, all pictures and their tables
MAKERS = {"given": sample, "real": real}


@pytest.fixture(scope="module", params=[(maker, state) for maker in MAKERS for state in ALL_STATES], ids=str)
def made(request):
    maker, state = request.param
    tide = MAKERS[maker](state)
    return tide, report.html(tide)


def test_a_page_is_well_formed_and_says_its_language(made):
    _, text = made
    reading = read(text)
    assert text.startswith("<!doctype html>")
    assert reading.all("html")[0].attributes["lang"] == "en"
    assert reading.all("meta")[0].attributes == {"charset": "utf-8"}
    ids = [element.attributes["id"] for element in reading.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))


def test_the_title_is_neutral_and_names_nobody(made):
    _, text = made
    assert [element.text for element in read(text).all("title") if "svg" not in element.path] == ["Report"]


def test_headings_stand_in_order_with_one_at_the_top(made):
    _, text = made
    levels = [int(element.name[1]) for element in read(text).elements if re.fullmatch("h[1-6]", element.name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_nothing_comes_from_outside_and_nothing_runs(made):
    _, text = made
    reading = read(text)
    bare = text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    bare = re.sub(r"url\(data:font/woff2;base64,[A-Za-z0-9+/=]+\)", "", bare)
    assert not re.search(r"https?://|//[a-z]+\.[a-z]|@import|url\((?!#)", bare)
    assert not {"script", "link", "iframe", "img", "object", "embed", "form", "input", "base"} & {
        element.name for element in reading.elements
    }
    for element in reading.elements:
        assert not [name for name in element.attributes if name.startswith("on") or name in {"src", "srcset", "style"}]
        assert element.attributes.get("href", "#").startswith("#")


def test_the_policy_forbids_every_request(made):
    _, text = made
    policies = [m.attributes["content"] for m in read(text).all("meta") if m.attributes.get("http-equiv")]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; font-src data:"]


def test_every_link_leads_somewhere(made):
    _, text = made
    reading = read(text)
    ids = {element.attributes.get("id") for element in reading.elements}
    links = [element.attributes["href"][1:] for element in reading.all("a")]
    assert links
    assert set(links) <= ids


def test_every_finding_stands_on_the_page_exactly_once(made):
    tide, _ = made
    built = page(tide)
    lines = [built.headline, *(line for s in built.sections for line in (*s.lines, *s.mine, *s.theirs))]
    assert sorted(line.text for line in lines) == sorted(plain(item.text) for item in spoken(tide))
    in_rows = {row.measure for section in built.sections for row in section.rows}
    left = [item for item in tide.findings if item not in spoken(tide)]
    assert {name for item in left for name in item.evidence} <= in_rows


def several(count):
    """A page on which `count` measures of the other person may be said to have changed."""
    tide = real("changed")
    names = [change.measure for change in tide.sizes if change.person == 1][:count]
    moved = tuple(
        replace(
            change,
            withheld=None,
            controlled=change.person == 1 and change.measure in names,
            effect=0.5 if change.scale == "ratio" else -20.0,
            low=0.4 if change.scale == "ratio" else -30.0,
            high=0.6 if change.scale == "ratio" else -10.0,
        )
        for change in tide.sizes
    )
    tide = replace(tide, sizes=moved, findings=())
    return replace(tide, findings=findings(tide))


@pytest.mark.parametrize("count", [0, 1, 3, 7])
def test_no_more_than_five_measures_have_lines_and_both_people_have_the_same(count):
    tide = several(count)
    section = next(item for item in page(tide).sections if item.key == "changed")
    assert len(section.mine) == len(section.theirs) == min(count, AT_ONCE)
    assert len(measures_spoken(tide)) == min(count, AT_ONCE)
    assert {change.measure for change in tide.sizes} <= {row.measure for row in section.rows}


def test_a_chart_stands_open_where_its_measure_has_lines_and_the_others_open_on_a_tap():
    tide = several(2)
    charts = next(item for item in page(tide).sections if item.key == "charts")
    assert {item.key for item in charts.figures} == {f"measure-{name}" for name in measures_spoken(tide)}
    assert "hours" in {item.key for item in charts.folded}
    folded = read(report.html(tide)).all("details")
    assert [item.text.strip().split("\n")[0] for item in folded if item.attributes.get("class") == "more"] == [
        f"Show {len(charts.folded)} charts"
    ]


def test_busy_or_fading_has_its_own_columns():
    section = next(item for item in page(real("changed")).sections if item.key == "busy")
    assert section.labels == ("You", "Sam")
    assert len(section.mine) == 1 and len(section.theirs) == 5
    both = replace(sample(), side=Side.BOTH, findings=())
    section = next(item for item in page(replace(both, findings=findings(both))).sections if item.key == "busy")
    assert len(section.mine) == len(section.theirs) == 5


def test_every_line_of_the_page_is_printed(made):
    tide, text = made
    reading = read(text)
    printed = [" ".join(item.text.split()) for item in reading.elements if item.name in {"li", "h1"}]
    for finding in spoken(tide):
        words = " ".join(plain(finding.text).split())
        assert any(item.startswith(words) for item in printed), words


def test_every_claim_has_its_note_and_every_note_is_named(made):
    tide, text = made
    reading = read(text)
    claims = {claim for finding in spoken(tide) for claim in finding.claims}
    notes = {element.attributes["id"] for element in reading.all("li") if "id" in element.attributes}
    links = {e.attributes["href"][1:] for e in reading.all("a") if e.attributes["href"].startswith("#note-")}
    assert notes == links == {f"note-{claim}" for claim in claims}


def test_notes_are_numbered_as_they_are_met(made):
    _, text = made
    first = text[: text.index('id="notes"')] if 'id="notes"' in text else text
    numbers = [int(n) for n in re.findall(r'<sup class="note"><a [^>]*>(\d+)</a>', first)]
    seen = list(dict.fromkeys(numbers))
    assert seen == sorted(seen)


def test_both_people_have_the_same_number_of_lines_and_cells(made):
    tide, text = made
    for section in page(tide).sections:
        if section.key == "changed" and tide.state != "resting":
            assert len(section.mine) == len(section.theirs)
    reading = read(text)
    tables = [element for element in reading.all("table") if element.attributes.get("class") == "rows"]
    assert len(tables) == (0 if tide.state == "resting" else 1)


def test_the_page_is_never_empty(made):
    tide, text = made
    headings = [element.text for element in read(text).all("h2")]
    assert len(headings) >= 6
    sections = page(tide).sections
    assert len(sections) >= 4
    assert all(any((s.lines, s.mine, s.theirs, s.rows, s.figures, s.folded)) for s in sections)


def test_the_way_to_help_is_on_every_page_and_at_its_end(made):
    _, text = made
    reading = read(text)
    assert [e for e in reading.all("a") if e.attributes["href"] == "#help"]
    assert reading.all("h2")[-1].attributes["id"] == "help-title"
    assert "open" not in reading.all("details")[-1].attributes


def test_every_chart_has_its_table_and_two_drawings(made):
    _, text = made
    reading = read(text)
    figures = len(reading.all("figure"))
    drawings = [e.attributes["class"] for e in reading.all("svg")]
    assert drawings == ["narrow", "wide"] * figures
    assert len([e for e in reading.all("details") if e.attributes.get("class") == "data"]) == figures


def test_the_same_tide_gives_the_same_bytes(made):
    tide, text = made
    assert report.html(tide) == text


def test_a_report_stays_under_its_size(made):
    _, text = made
    assert len(text.encode()) < LARGEST


def test_the_sections_stand_in_the_order_of_the_design():
    keys = [section.key for section in page(sample()).sections]
    assert keys == ["other", "against", "changed", "charts", "routine", "next", "unseen", "sure", "coverage"]


def test_other_explanations_come_before_what_changed_in_every_state():
    for state in ALL_STATES:
        keys = [section.key for section in page(real(state)).sections]
        if "other" in keys and "changed" in keys:
            assert keys.index("other") < keys.index("changed")
            assert "against" not in keys or keys.index("against") < keys.index("changed")


@pytest.mark.parametrize("state", ["changed", "short", "resting"])
@pytest.mark.parametrize("maker", MAKERS)
def test_a_hostile_name_stays_text(maker, state):
    text = report.html(MAKERS[maker](state, HOSTILE))
    reading = read(text)
    assert not reading.all("script")
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert "alert(" not in re.sub(r"&[a-z#0-9]+;", "", " ".join(re.findall(r"<[^>]*>", text)))


def test_a_name_of_nothing_still_reads():
    for name in ("", " ", "\u202e"):
        assert "The other person" in report.html(sample(other=name))


def test_while_an_ending_rests_no_measure_and_no_chart_is_shown():
    text = report.html(replace(sample(), state="resting"))
    reading = read(text)
    assert not reading.all("figure")
    assert not reading.all("table")


def test_a_group_of_findings_that_nobody_knows_is_shown_all_the_same():
    tide = sample()
    odd = replace(tide, findings=(*tide.findings, said("of a later day", "A sentence of a later day.")))
    assert "A sentence of a later day." in report.html(odd)


def test_a_withheld_measure_is_greyed_for_both():
    reading = read(report.html(sample()))
    greyed = [e for e in reading.all("td") if e.attributes.get("class") == "withheld"]
    assert len(greyed) == 2
    grey = [e.attributes["id"] for e in reading.all("figure") if "withheld" in e.attributes["class"]]
    assert grey == ["measure-length"]


def test_living_together_greys_the_volume():
    tide = sample()
    together = replace(tide, context=replace(tide.context, living="together"))
    row = next(row for section in page(together).sections for row in section.rows if row.measure == "messages")
    assert [cell.kind for cell in row.cells] == ["withheld", "withheld"]


def test_only_a_change_that_may_be_said_is_worded_as_one():
    tide = sample()
    rows = {row.measure: row for section in page(tide).sections for row in section.rows}
    assert rows["start_hazard"].cells[1].words == "50\u00a0% lower (38\u00a0to\u00a060\u00a0%)"
    assert rows["start_hazard"].cells[0].words == "about as before (\u221220\u00a0to\u00a0+25\u00a0%)"
    wide = tuple(replace(change, low=0.5) if change.person == 0 else change for change in tide.sizes)
    unsteady = {row.measure: row for s in page(replace(tide, sizes=wide)).sections for row in s.rows}
    assert unsteady["start_hazard"].cells[0].words.startswith("cannot tell")
    assert rows["answered"].cells[1].words.startswith("not firm enough")
    assert rows["reply_time"].cells[1].words == "2.6 times as long (2.1 to 3.2)"
    early = {row.measure: row for s in page(replace(tide, state="too early")).sections for row in s.rows}
    assert all(cell.kind != "change" for row in early.values() for cell in row.cells)


def test_usual_shows_levels_and_no_difference():
    rows = [row for section in page(sample("usual")).sections for row in section.rows]
    assert rows
    assert all(cell.kind == "usual" for row in rows for cell in row.cells)


def test_a_steady_page_with_sizes_says_that_no_change_was_found():
    tide = replace(sample("usual"), sizes=sample().sizes)
    rows = {row.measure: row for section in page(tide).sections for row in section.rows}
    assert rows["start_hazard"].cells[0].words == "no change found (\u221220\u00a0to\u00a0+25\u00a0%)"
    assert all(cell.kind != "change" for row in rows.values() for cell in row.cells)


@pytest.mark.parametrize("state", ["short", "too little"])
def test_a_short_history_is_described_and_not_judged(state):
    tide = replace(sample(state), sizes=sample().sizes, index=sample().index)
    sections = page(tide).sections
    cells = [cell for section in sections for row in section.rows for cell in row.cells if cell.kind != "withheld"]
    assert cells
    assert all(cell.words == "" and "→" in cell.levels for cell in cells)
    assert not [figure for section in sections for figure in section.figures if figure.key == "tide"]


def test_no_word_of_a_score_a_chance_or_a_verdict_about_love(made):
    _, text = made
    words = " ".join(element.text for element in read(text).all("body")).lower()
    for word in ("score", "chance that", "probably leav", "red flag", "toxic", "\u2764"):
        assert word not in words


def test_a_finding_is_a_line_even_where_its_group_is_only_a_headline():
    extra = Sentence("common.people.me", "headline", text="you")
    tide = sample()
    assert len(page(replace(tide, findings=(*tide.findings, extra))).sections[-1].lines) == 1


def test_a_notebook_gets_a_fragment_that_stands_alone():
    text = report.notebook(sample(other=HOSTILE))
    reading = read(text)
    assert not {"html", "body", "script"} & {element.name for element in reading.elements}
    assert [element.path[-1] for element in reading.all("style")] == ["svg"]  # that of the drawing, for it alone
    assert sample(other="x").headline.split(",")[0] in text
    assert len(reading.all("svg")) == 1
