"""Pictures, sentences and numbers of docs/how-sure.md: they show what the table holds, and nothing that it does not."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks.page import main
from benchmarks.page.pictures import (
    FIRST,
    LABEL_SIZE,
    LIGHT,
    MAKERS,
    PENS,
    SECOND,
    Picture,
    Point,
    hundred,
    peers,
    pictures,
    places,
    stated,
    weekly,
)
from benchmarks.shared.results import RESULTS, read, write
from benchmarks.truth.episodes import BY_WEEKS

DOCS = Path(__file__).parents[3] / "docs"
SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 60_000
PHONE = 360


def figure(value: float, of: int = 1000) -> dict[str, Any]:
    return {
        "value": value,
        "low": max(value - 0.04, 0.0),
        "high": min(value + 0.03, 1.0),
        "hits": round(value * of),
        "of": of,
    }


def band(low: float, high: float, told: float, named: float, stable: float) -> dict[str, Any]:
    return {
        "band": [low, high],
        "abrupt told": figure(told),
        "abrupt named": figure(named),
        "stable called": figure(stable),
    }


def arm(shift: float = 0.0) -> dict[str, Any]:
    ends = {"low": 0.01, "high": 0.99, "of": 500}
    bins = [{"stated": at, "true": at + 0.02 + shift} | ends for at in (0.01, 0.1, 0.4, 0.8, 0.95)]
    return {
        "abrupt told": figure(0.82),
        "abrupt named": figure(0.66),
        "gradual told": figure(0.71),
        "stable called": figure(0.009),
        "wrong side overall": figure(0.0041),
        "interval coverage": figure(0.91 - shift),
        "conditions": {
            "settling": {"wrong side": figure(0.023, 300)},
            "stable": {"wrong side": figure(0.004)},
            "mutual": {"wrong side": figure(0.0), "one of two": figure(0.043)},
        },
        "stated against true": {"bins": bins},
        "bands": [band(0, 15, 0.704, 0.496, 0.003), band(15, 60, 0.86, 0.7, 0.012), band(60, 1000, 0.9, 0.88, 0.0)],
    }


def areas(shift: float) -> dict[str, Any]:
    rows = {"Ebbtide": 0.98, "plain counts": 0.83, "told the date, on messages": 0.99}
    found = {
        f"{who}, {question}": figure(area - shift)
        for who, area in rows.items()
        for question in ("auc abrupt", "auc gradual", "auc side", "auc them against me")
    }
    return found | {"above plain counts, auc abrupt": figure(0.15)}


@pytest.fixture
def table() -> dict[str, Any]:
    seen = {f"seen by week {week}": figure(week / 20) for week in BY_WEEKS}
    return {
        "arms": {"full": arm(), "second": arm(0.03), "stress": arm()},
        "peers": areas(0.0),
        "second-peers": areas(0.1),
        "weekly": seen | {"false alarms a couple-year": figure(0.125)},
    }


def points(picture: Picture) -> list[tuple[str, Point]]:
    """All points of a picture with their shapes."""
    return [(series.shape, point) for panel in picture.panels for series in panel.series for point in series.points]


def test_every_picture_is_small_of_a_phones_width_and_always_the_same(table: dict[str, Any]) -> None:
    drawn = pictures(table)
    assert [picture.key for picture in drawn] == list(MAKERS)
    for picture in drawn:
        text = picture.drawing
        assert text == picture.drawing and len(text.encode()) < LARGEST
        root = ElementTree.fromstring(text)
        assert float(root.attrib["width"]) <= PHONE and float(root.attrib["height"]) > 100
        assert [root.find(f"{SVG}{part}").text for part in ("title", "desc")] == [picture.title, picture.alt]
        assert LABEL_SIZE >= 12 and f"font:{LABEL_SIZE}px" in text


def test_nothing_from_elsewhere_is_in_a_picture(table: dict[str, Any]) -> None:
    for picture in pictures(table):
        inside = picture.drawing.split(">", 1)[1]
        assert not re.search(r"http|@font-face|data:|<image|<script|href|NaN|undefined", inside)


def test_a_picture_says_in_its_own_words_what_its_title_says(table: dict[str, Any]) -> None:
    for picture in pictures(table):
        words = " ".join(ElementTree.fromstring(picture.drawing).itertext())
        inside = words.replace(picture.title, "", 1).replace(picture.alt, "", 1)
        assert all(word in inside for word in picture.title.split())


def test_the_pictures_hold_the_figures_of_the_table(table: dict[str, Any]) -> None:
    found = {picture.key: points(picture) for picture in pictures(table)}
    weeks = [(point.at, point.value, point.low) for _, point in found["weekly"]]
    assert weeks == [(week, week / 20, pytest.approx(week / 20 - 0.04)) for week in BY_WEEKS]
    second = [(point.at, point.value) for shape, point in found["stated"] if shape == "square"]
    assert second == [(at, pytest.approx(at + 0.05)) for at in (0.01, 0.1, 0.4, 0.8, 0.95)]
    own = [point.value for shape, point in found["peers"] if shape == "circle" and point.at < 1]
    assert own == [0.98] * 3


def test_points_stand_at_the_height_of_their_values(table: dict[str, Any]) -> None:
    picture = weekly(table)
    assert picture is not None
    root = ElementTree.fromstring(picture.drawing)
    heights = [float(item.attrib["cy"]) for item in root.iter(f"{SVG}circle")]
    steps = [
        (after - before) / (week - earlier)
        for (before, earlier), (after, week) in pairwise(zip(heights, BY_WEEKS, strict=True))
    ]
    assert steps == pytest.approx([-picture.panels[0].height / 20] * len(steps), abs=0.06)


def test_parts_of_a_hundred_add_up(table: dict[str, Any]) -> None:
    picture = hundred(table)
    assert picture is not None
    assert [share for share, _ in picture.panels[0].bars[0].parts] == [50, 20, 30]
    assert all(sum(share for share, _ in bar.parts) == 100 for panel in picture.panels for bar in panel.bars)
    assert "0 to 15 messages a day: of 100 sudden changes 50 named with the right side, 20 named" in picture.alt
    assert "1.2 told of one" in picture.alt


def test_the_false_alarms_stand_in_the_title(table: dict[str, Any]) -> None:
    assert "0.12 false alarms a year" in str(getattr(weekly(table), "title", ""))
    table["weekly"]["false alarms a couple-year"] = figure(0.31)
    assert "0.31 false alarms a year" in str(getattr(weekly(table), "title", ""))


def test_methods_that_know_the_date_are_not_drawn(table: dict[str, Any]) -> None:
    picture = peers(table)
    assert picture is not None
    assert "told the date" not in picture.drawing
    assert "Ebbtide 0.98 and 0.88; plain counts 0.83 and 0.73" in picture.alt


def test_what_was_not_measured_is_not_drawn(table: dict[str, Any]) -> None:
    assert pictures({"arms": {}}) == ()
    assert set(places({"arms": {}}).values()) == {""}
    del table["arms"]["second"]["stated against true"]
    picture = stated(table)
    assert picture is not None and "second simulator" not in picture.drawing
    table["arms"]["full"]["bands"][0]["stable called"] = {"value": None, "of": 0}
    assert hundred(table) is None


def test_shapes_tell_apart_what_colours_do() -> None:
    assert len({shape for _, shape in PENS.values()}) == len({colour for colour, _ in PENS.values()}) == len(PENS)
    for colour in (FIRST, SECOND):
        light, dark = sorted((luminance(colour), luminance(LIGHT["page"])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_pictures_beside_the_page_are_those_of_the_kept_run() -> None:
    kept = {picture.file: picture.drawing for picture in pictures(read(RESULTS / main.MAIN) or {"arms": {}})}
    assert {path.name: path.read_text("utf-8") for path in DOCS.glob("how-sure-*.svg")} == kept


def test_the_command_writes_the_page_and_its_pictures(
    table: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main, "PAGE", tmp_path / "how-sure.md")
    monkeypatch.setattr(main, "filled", lambda: "the page\n")
    monkeypatch.setattr(main, "RESULTS", tmp_path / "results")
    write(tmp_path / "results" / main.MAIN, table)
    main.main([])
    assert main.PAGE.read_text("utf-8") == "the page\n"
    assert sorted(path.name for path in tmp_path.glob("*.svg")) == sorted(f"how-sure-{key}.svg" for key in MAKERS)
