"""Every form of picture: what it is made of, that it is the same for both people, and that no name can break it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import numpy as np
import pytest

from ebbtide.presentation import charts
from ebbtide.presentation.charts import Figure, Line, standalone
from ebbtide.presentation.charts.drawing import NARROW, WIDE, Names
from ebbtide.presentation.charts.lettering import fit, width
from ebbtide.presentation.charts.scales import DateScale, ValueScale, month_starts, round_ticks
from ebbtide.presentation.charts.small_line import MOST_MARKS, SmallFigure
from ebbtide.presentation.charts.svg import Svg, clean, element, plain_json, text_of
from tests.support.charts_gallery import CHANGE, FORMS, HOSTILE, NAMES, TRIP, caption, days, hours, small, weekly

FAST = 0.008  # seconds of CPU a drawing of a year may take on a busy machine; half to two thousandths are usual


@pytest.fixture(scope="module", params=FORMS)
def figure(request: pytest.FixtureRequest) -> Figure:
    return FORMS[request.param](NAMES)


def drawings(figure: Figure) -> tuple[ElementTree.Element, ElementTree.Element]:
    return ElementTree.fromstring(figure.narrow), ElementTree.fromstring(figure.wide)


def classes(root: ElementTree.Element) -> list[set[str]]:
    return [set(item.attrib.get("class", "").split()) for item in root.iter()]


def of_person(root: ElementTree.Element, who: str) -> list[str]:
    """The kinds of marks of one person, without the person."""
    return sorted(" ".join(sorted(names - {who})) for names in classes(root) if who in names)


def test_both_drawings_are_images_with_a_name_and_a_description(figure: Figure) -> None:
    for root, size in zip(drawings(figure), (NARROW, WIDE), strict=True):
        assert root.attrib["role"] == "img"
        assert root.attrib["class"] == size.kind
        assert root.attrib["viewBox"].split()[2] == f"{size.width:g}"
        words = {item.attrib["id"]: item.text for item in root if item.tag in ("title", "desc")}
        assert list(words) == root.attrib["aria-labelledby"].split()
        assert list(words.values()) == [figure.caption.subject, figure.description]


def test_the_finding_is_the_title_and_stands_above_the_drawings(figure: Figure) -> None:
    page = ElementTree.fromstring(figure.html(NAMES, numbers=True))
    assert page.attrib["id"] == figure.key
    assert [item.tag for item in page][:4] == ["figcaption", "p", "svg", "svg"]
    assert page[0].text == figure.title


def test_ids_are_unique_and_what_is_referred_to_is_there(figure: Figure) -> None:
    text = figure.html(NAMES)
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    wanted = set(re.findall(r"url\(#([^)]+)\)", text)) | set(" ".join(re.findall(r'labelledby="([^"]+)', text)).split())
    assert wanted <= set(ids)


def test_a_strict_policy_lets_every_drawing_through(figure: Figure) -> None:
    for root in drawings(figure):
        for item in root.iter():
            assert item.tag in {"svg", "title", "desc", "defs", "pattern", "path", "rect", "circle", "line", "text"}
            assert not [name for name in item.attrib if name.startswith("on") or name in {"style", "href", "src"}]
    assert not re.search(r"https?:|NaN|inf\b|None", figure.narrow + figure.wide)


def test_no_colour_and_no_face_stands_in_a_drawing(figure: Figure) -> None:
    for root in drawings(figure):
        painted = {item.attrib.get(name, "url") for item in root.iter() for name in ("fill", "stroke")}
        assert all(value.startswith("url") for value in painted)
        assert not [item for item in root.iter() if "font-size" in item.attrib or "font-family" in item.attrib]


def test_the_two_people_are_drawn_with_the_same_parts(figure: Figure) -> None:
    for root in drawings(figure):
        mine, theirs = (set(of_person(root, who)) for who in ("me", "them"))
        sizes = {name for name in mine | theirs if name.startswith("mark n")}  # how much somebody wrote
        assert mine - sizes == theirs - sizes
        assert mine


def test_marks_say_what_they_are_to_a_pointer(figure: Figure) -> None:
    narrow, wide = drawings(figure)
    titles = [item.text for item in wide.iter("title")][1:]
    assert len(titles) >= 4
    assert all(titles)
    assert len(list(narrow.iter("title"))) <= len(list(wide.iter("title")))


def test_numbers_in_a_drawing_are_short(figure: Figure) -> None:
    for text in (figure.narrow, figure.wide):
        assert not re.search(r'[ML"]-?\d*\.\d{4,}', re.sub(r'data-x="[^"]*"', "", text))


def test_the_table_has_a_head_and_a_cell_a_column(figure: Figure) -> None:
    assert {len(row) for row in figure.table.rows} == {len(figure.table.head)}
    root = ElementTree.fromstring(figure.html())
    cells = [[item.text or "" for item in row] for row in root.iter("tr")]
    assert cells == [list(figure.table.head), *(list(row) for row in figure.table.rows)]


def test_the_numbers_are_json_that_cannot_end_its_element(figure: Figure) -> None:
    root = ElementTree.fromstring(figure.html(numbers=True))
    template = next(item for item in root.iter("template"))
    assert json.loads(template.text or "") == json.loads(json.dumps(figure.numbers))
    assert template.attrib == {"data-numbers": figure.key}


def test_the_same_values_give_the_same_bytes() -> None:
    assert [FORMS[key](NAMES).html(NAMES, numbers=True) for key in FORMS] == [
        FORMS[key](NAMES).html(NAMES, numbers=True) for key in FORMS
    ]


@pytest.mark.parametrize("key", FORMS)
@pytest.mark.parametrize(
    "names",
    [(HOSTILE, "Sam"), ("You", HOSTILE), ("You", "משה"), ("You", ""), ("You", "\U0001f469\u200d\U0001f680" * 40)],
)
def test_a_hostile_name_stays_text_and_short(key: str, names: Names) -> None:
    figure = FORMS[key](names)
    text = figure.html(names, numbers=True)
    root = ElementTree.fromstring(text)
    assert {item.tag for item in root.iter()}.isdisjoint({"script", "img", "a"})
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b]", text)
    for drawing in drawings(figure):
        room = float(drawing.attrib["viewBox"].split()[2])
        assert all(width(item.text or "", bold=True) <= room for item in drawing.iter("text"))


@pytest.mark.parametrize("key", [*FORMS, "small"])
def test_a_drawing_takes_about_a_millisecond(key: str) -> None:
    def draw() -> Figure | SmallFigure:
        return small().figures() if key == "small" else FORMS[key](NAMES)

    draw()
    assert _cpu(draw) / 2 < FAST  # two drawings: a narrow and a wide one, or one a person


def _cpu(work: Callable[[], object], times: int = 8) -> float:
    spent = []
    for _ in range(times):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


# ---- the weekly line ------------------------------------------------------------------------------------------


def test_the_date_of_a_change_is_written_on_the_picture_and_its_strip_lies_behind() -> None:
    for root in drawings(FORMS["weekly"](NAMES)):
        assert [item.text for item in root.iter("text") if item.attrib.get("class") == "date"] == [CHANGE.words]
        kinds = [name for names in classes(root) for name in names]
        assert kinds.index("span") < kinds.index("weeks") < kinds.index("level") < kinds.index("when")
    quiet = drawings(FORMS["usual"](NAMES))[0]
    assert not {"span", "when", "date"} & set.union(*classes(quiet))
    assert "usual-range" in set.union(*classes(quiet))


def test_every_week_is_one_mark_at_its_place() -> None:
    data = weekly()
    root = drawings(data.figure(caption("weekly")))[1]
    left, step = map(float, root.attrib["data-x"].split())
    for who, line in zip(("me", "them"), data.lines, strict=True):
        marks = next(item.attrib["d"] for item in root.iter("path") if item.attrib.get("class") == f"weeks {who}")
        places = [float(x) for x in re.findall(r"M([\d.]+) ", marks)]
        weeks = np.flatnonzero(np.isfinite(line.values))
        assert places == pytest.approx(left + step * weeks, abs=0.06)
    assert left + step * (len(data.weeks) - 0.5) == pytest.approx(620 - 92, abs=0.1)


def test_the_weekly_table_holds_the_numbers_that_are_drawn() -> None:
    data = weekly()
    figure = data.figure(caption("weekly"))
    assert figure.table.head == (
        "Week of",
        "You",
        "Sam",
        "You, most likely",
        "You, 90 % range",
        "Sam, most likely",
        "Sam, 90 % range",
        "Covered",
    )
    for k, row in enumerate(figure.table.rows):
        for column, line in zip((1, 2), data.lines, strict=True):
            assert row[column] == data.write(float(line.values[k]))
    values = figure.numbers["values"]
    assert isinstance(values, list)
    assert [len(row) for row in values] == [56, 56]
    assert values[0][9] is None
    assert figure.table.rows[9][1] == "–"
    hidden = [row[0] for row in figure.table.rows if row[-1] == TRIP.words]
    assert hidden == ["7 March 2022", "14 March 2022"]


def test_a_week_says_its_own_words_to_a_pointer_and_to_the_reading_out() -> None:
    data = weekly(weeks=3)
    lines = tuple(replace(line, spoken=("near the usual", "more", "less")) for line in data.lines)
    figure = replace(data, lines=lines).figure(caption("weekly"))
    assert "Week of 1 November 2021. You: near the usual. Sam: near the usual." in figure.wide
    assert figure.numbers["read"] == [["near the usual", "more", "less"]] * 2


def test_two_levels_on_each_other_are_both_seen() -> None:
    data = weekly(change=None)
    flat = Line(data.lines[0].values, np.zeros(56), np.array([]), np.array([]))
    root = drawings(replace(data, lines=(flat, flat)).figure(caption("weekly")))[0]
    heights = [
        float(re.findall(r" ([\d.]+)", item.attrib["d"])[0])
        for item in root.iter("path")
        if "level" in item.attrib.get("class", "")
    ]
    assert abs(heights[0] - heights[1]) == pytest.approx(3.4, abs=0.11)


@pytest.mark.parametrize("weeks", [1, 2, 9, 56, 520])
def test_any_length_of_history_can_be_drawn(weeks: int) -> None:
    figure = weekly(weeks=weeks, change=None).figure(caption("weekly"))
    for root in drawings(figure):
        assert all(float(x) <= 620 for x in re.findall(r"M([\d.]+) ", ElementTree.tostring(root, "unicode")))
    assert len(figure.narrow) < 17_000  # about thirteen bytes a mark


def test_weeks_without_any_number_are_drawn_as_nothing_and_break_nothing() -> None:
    nothing = np.full(56, np.nan)
    line = Line(nothing, nothing, nothing, nothing)
    data = replace(weekly(), lines=(line, line), ticks=())
    for root in drawings(data.figure(caption("weekly"))):
        assert "NaN" not in ElementTree.tostring(root, "unicode").replace("nan", "NaN")


# ---- the others -----------------------------------------------------------------------------------------------


def test_a_small_line_has_one_drawing_a_person_of_one_size_and_scale() -> None:
    data = small()
    figure = data.figures()
    mine, theirs = (ElementTree.fromstring(drawing) for drawing in figure.drawings)
    assert mine.attrib["viewBox"] == theirs.attrib["viewBox"]
    assert [root.attrib["aria-label"] for root in (mine, theirs)] == list(data.spoken)
    levels = [
        re.findall(r" ([\d.]+)H", next(p.attrib["d"] for p in root.iter("path") if "level" in p.attrib["class"]))
        for root in (mine, theirs)
    ]
    assert levels[0][0] == levels[1][0]  # both were at three a week, and one scale holds for both
    assert float(levels[1][1]) > float(levels[0][1])
    assert len(figure.table.rows) == 56


def test_a_small_line_of_ten_years_stays_small() -> None:
    figure = small(weeks=520).figures()
    marks = figure.drawings[0].count("h0")
    assert 20 < marks <= MOST_MARKS
    assert len(figure.table.rows) <= MOST_MARKS


def test_before_and_after_begin_at_zero_and_stand_with_their_words() -> None:
    root = drawings(FORMS["before"](NAMES))[1]
    assert [item.text for item in root.iter("text") if item.attrib.get("class") == "value"][:2] == [
        "15 → 13",
        "24 → 14",
    ]
    bases = {item.attrib["d"].split("H")[0] for item in root.iter("path") if item.attrib.get("class") == "grid"}
    assert len({base.split()[0] for base in bases}) == 1
    before = [item for item in root.iter() if item.attrib.get("class") == "open me"]
    left, right = (
        float(x)
        for x in re.findall(
            r"[MH]([\d.]+)", next(i.attrib["d"] for i in root.iter("path") if i.attrib.get("class") == "grid")
        )
    )
    share = (float(before[0].attrib["cx"]) - left - 5) / (right - left - 10)
    assert share == pytest.approx(15 / 24, abs=0.01)


def test_hours_add_up_to_the_counts_and_the_busiest_hour_is_the_largest_mark() -> None:
    panels = hours()
    figure = FORMS["hours"](NAMES)
    columns = [sum(int(row[k]) for row in figure.table.rows) for k in range(1, 5)]
    assert columns == [int(panel.counts.sum()) for panel in panels]
    for root in drawings(figure):
        largest = [item for item in root.iter("path") if "n7" in item.attrib.get("class", "")]
        assert len(largest) == 4
        marks = sum(
            item.attrib["d"].count("h0") for item in root.iter("path") if "mark" in item.attrib.get("class", "")
        )
        assert marks == sum(int((panel.counts > 0).sum()) for panel in panels)


def test_a_calendar_tells_a_day_without_a_word_from_a_day_that_nothing_is_known_of() -> None:
    data = days()
    for root in drawings(data.figure(caption("calendar"))):
        for who, counts in zip(("me", "them"), data.counts, strict=True):
            paths = {item.attrib["class"]: item.attrib["d"] for item in root.iter("path") if "class" in item.attrib}
            silent = sum(
                item.attrib["d"].count("h0")
                for item in root.iter("path")
                if item.attrib.get("class") == f"silent {who}"
            )
            assert silent == int((counts == 0).sum())
            assert paths
        assert [item for item in root.iter("rect") if item.attrib.get("class") == "gap"]


def test_a_calendar_table_sums_the_days_of_each_week() -> None:
    data = days()
    table = data.figure(caption("calendar")).table
    assert sum(int(row[1]) for row in table.rows if row[1] != "–") == int(np.nansum(data.counts[0]))
    assert sum(int(row[4]) for row in table.rows) == int((data.counts[1] == 0).sum())


@pytest.mark.parametrize("weeks", [1, 4, 60, 261])
def test_a_calendar_goes_on_in_strips_and_stays_inside(weeks: int) -> None:
    figure = replace(days(weeks=weeks), quiet=()).figure(caption("calendar"))
    for root, size in zip(drawings(figure), (NARROW, WIDE), strict=True):
        places = [float(x) for item in root.iter("path") for x in re.findall(r"M([\d.]+) ", item.attrib["d"])]
        assert max(places) <= size.width


def test_quarters_have_a_panel_a_person_with_the_same_heights() -> None:
    for root in drawings(FORMS["quarters"](NAMES)):
        ticks = [item.attrib["d"] for item in root.iter("path") if item.attrib.get("class") in ("grid", "usual")]
        tops = [float(d.split()[1].split("H")[0]) for d in ticks]
        assert np.diff(tops[:3]) == pytest.approx(np.diff(tops[3:]), abs=0.11)
        widths = [np.diff([float(x) for x in re.findall(r"[MH]([\d.]+)", d)])[0] for d in ticks]
        assert max(widths) - min(widths) < 0.2


def test_a_timeline_has_every_stretch_in_its_lane_and_in_the_table() -> None:
    figure = FORMS["timeline"](NAMES)
    for root in drawings(figure):
        bars = [item for item in root.iter("path") if "bar" in item.attrib.get("class", "")]
        assert len(bars) == 8
        assert all(item.find("title") is not None for item in bars)
    assert len(figure.table.rows) == 8 + 1 + 1  # the stretches, the days not in the file, the change
    assert figure.table.rows[-1][0] == "Change"


# ---- the parts ------------------------------------------------------------------------------------------------


def test_text_and_attributes_are_escaped_and_cleaned() -> None:
    assert text_of('a < b & "c"') == "a &lt; b &amp; &quot;c&quot;"
    assert clean(" two\nlines\u202e and\x00 more\ud800 ") == "two lines and more"
    assert (
        element("path", class_="me", d="M0 0", title="<x>")
        == '<path class="me" d="M0 0"><title>&lt;x&gt;</title></path>'
    )
    assert element("g", Svg("")) == "<g/>"
    assert plain_json({"name": "</template><script>"}) == '{"name":"\\u003c/template\\u003e\\u003cscript\\u003e"}'


@pytest.mark.parametrize("room", [10.0, 30.0, 60.0, 200.0])
@pytest.mark.parametrize(
    "text", ["Sam", "A rather long name", HOSTILE, "\U0001f469\u200d\U0001f680" * 9, "e\u0301" * 30, "日本語の名前です"]
)
def test_words_are_cut_to_their_room_between_letters(room: float, text: str) -> None:
    cut = fit(text, room)
    assert width(cut) <= max(room, width("…"))
    assert not cut.removesuffix("…").endswith("\u200d")
    if cut.endswith("…") and len(cut) > 1 and not text.endswith("…"):
        assert not clean(text)[len(cut) - 1 :].startswith(("\u200d", "\u0301"))


def test_dates_and_values_lie_where_they_should() -> None:
    dates = DateScale(date(2022, 1, 3), date(2022, 1, 17), 10.0, 150.0)
    assert (dates.at(date(2022, 1, 3)), dates.at(date(2022, 1, 10)), dates.at(date(2023, 1, 1))) == (10.0, 80.0, 150.0)
    assert dates.weeks([date(2022, 1, 3), date(2022, 1, 10)]).tolist() == [45.0, 115.0]
    plain, log = ValueScale(0.0, 10.0, 0.0, 100.0), ValueScale(1.0, 100.0, 0.0, 100.0, log=True)
    assert [plain.at(x) for x in (0, 5, 20)] == [100.0, 50.0, 0.0]
    assert [log.at(x) for x in (1, 10, 0)] == pytest.approx([100.0, 50.0, 100.0])


@pytest.mark.parametrize("weeks", [1, 3, 9, 80, 520])
@pytest.mark.parametrize("most", [1, 3, 8])
def test_month_ticks_fit_and_never_lack(weeks: int, most: int) -> None:
    first = date(2024, 1, 1)
    ticks = month_starts(first, first + timedelta(weeks=weeks), most)
    assert 1 <= len(ticks) <= most
    assert ticks == sorted(ticks) and ticks[0] >= first


@pytest.mark.parametrize("high", [0.03, 1.0, 7.0, 24.0, 100.0, 1234.0])
def test_round_ticks_are_few_and_reach_near_the_top(high: float) -> None:
    ticks = round_ticks(high)
    assert 3 <= len(ticks) <= 5
    assert ticks[0] == 0
    assert high / 2 < ticks[-1] <= high * 1.001


def test_a_drawing_that_stands_alone_carries_its_styles_and_binds_nothing_else() -> None:
    text = standalone(FORMS["weekly"](NAMES).wide, 500)
    root = ElementTree.fromstring(text)
    assert root.attrib["width"] == "500"
    style = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)[0]
    selectors = re.findall(r"(?:^|[}{])\s*([^{}@]+)\{", style)
    assert selectors
    assert all(part.strip().startswith(".ebbtide-drawing") for names in selectors for part in _parts(names))


def _parts(selectors: str) -> Iterator[str]:
    """The selectors of a list; a comma inside brackets divides nothing."""
    yield from re.split(r",(?![^()]*\))", selectors)


def test_the_door_names_what_there_is() -> None:
    assert sorted(charts.__all__) == sorted(name for name in charts.__all__ if hasattr(charts, name))
    assert len(charts.__all__) <= 20
