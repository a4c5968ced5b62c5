"""The charts of a look: what each draws, for whom, and what it says without being seen."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from ebbtide.presentation.charts import figures, hours_figure, measure_figure, tide_figure
from ebbtide.presentation.charts.axes import NARROW, WIDE, _months
from ebbtide.presentation.charts.palette import PEOPLE, literal
from ebbtide.presentation.charts.words import amount, duration, number, plain, short
from tests.support.sample_tide import CHANGE, HOSTILE, MEASURES, sample, weekly


def _every(spec, name):
    """All values of the property `name` anywhere in a specification."""
    if isinstance(spec, dict):
        found = [spec[name]] if name in spec else []
        return found + [value for item in spec.values() for value in _every(item, name)]
    return [value for item in spec for value in _every(item, name)] if isinstance(spec, list) else []


def test_a_changed_tide_has_the_tide_chart_one_chart_a_measure_and_the_hours():
    keys = [figure.key for figure in figures(sample())]
    assert keys == ["tide", *(f"measure-{row[0]}" for row in MEASURES), "hours"]


@pytest.mark.parametrize("figure", figures(sample()), ids=lambda figure: figure.key)
def test_every_figure_has_words_and_numbers_beside_its_two_drawings(figure):
    assert figure.title
    assert len(figure.alt) > 40
    assert figure.note
    assert figure.table.rows
    assert {len(row) for row in figure.table.rows} == {len(figure.table.head)}
    assert figure.narrow != figure.wide


def test_the_colour_of_a_person_is_fixed_by_person_and_never_by_name():
    for other in ("Aaron", "Zoe"):
        spec = tide_figure(sample(other=other)).wide
        domains = [scale["domain"] for scale in _every(spec, "scale") if isinstance(scale, dict) and "range" in scale]
        assert domains
        assert all(domain == list(PEOPLE) for domain in domains)
        ranges = [scale["range"] for scale in _every(spec, "scale") if isinstance(scale, dict) and "range" in scale]
        colours = [row for row in ranges if row[0] == literal("me")]
        assert colours
        assert all(colour == [literal("me"), literal("them")] for colour in colours)


def test_the_two_are_told_apart_without_colour():
    text = json.dumps(tide_figure(sample()).narrow)
    assert '"strokeDash"' in text
    assert '"circle", "square"' in text
    assert '"text": "You"' in text
    assert '"text": "Sam"' in text


@pytest.mark.parametrize("width", ["narrow", "wide"])
def test_both_people_have_panels_of_the_same_size_and_scale(width):
    tide = sample()
    for measure in tide.weekly.measures.values():
        spec = getattr(measure_figure(tide, measure), width)
        mine, theirs = spec.get("hconcat") or spec["vconcat"]
        assert (mine["width"], mine["height"]) == (theirs["width"], theirs["height"])
        domains = [[s["domain"] for s in _every(panel, "scale") if s.get("type") != "utc"] for panel in (mine, theirs)]
        assert domains[0] == domains[1]
        assert len(mine["layer"]) == len(theirs["layer"])


def test_the_change_is_a_rule_with_its_interval_shaded_and_gaps_are_striped():
    tide = sample()
    spec = tide_figure(tide).wide
    colours = [mark.get("color") for mark in _every(spec, "mark")]
    assert literal("shade") in colours
    assert literal("hatch") in colours
    quiet = tide_figure(replace(tide, date=None, date_interval=None)).wide
    assert literal("shade") not in [mark.get("color") for mark in _every(quiet, "mark")]


def test_before_and_after_are_flat_lines_at_the_levels_of_the_change():
    tide = sample()
    spec = measure_figure(tide, tide.weekly.measures["start_hazard"]).wide
    rows = [row for values in _every(spec, "values") for row in values if isinstance(row, dict)]
    levels = [row["level"] for row in rows if "level" in row]
    assert levels == [8.0, 8.0, 7.5, 3.75]


def test_a_withheld_measure_is_greyed_and_says_why():
    tide = sample()
    figure = measure_figure(tide, tide.weekly.measures["length"])
    assert figure.withheld
    assert "not judged" in figure.note


def test_each_track_stands_against_its_own_usual_level():
    tide = sample()
    shifted = replace(
        tide.index[0],
        value=tide.index[0].value + 5,
        level=tide.index[0].level + 5,
        low=tide.index[0].low + 5,
        high=tide.index[0].high + 5,
    )
    moved = replace(tide, index=(shifted, tide.index[1]))
    assert tide_figure(moved).table == tide_figure(tide).table


def test_the_tide_begins_with_the_first_week_that_the_look_rests_on():
    tide = sample()
    names = ("value", "level", "low", "high")
    hide = np.where(np.arange(80) < 30, np.nan, 0.0)
    late = [replace(track, **{name: getattr(track, name) + hide for name in names}) for track in tide.index]
    figure = tide_figure(replace(tide, index=tuple(late)))
    assert len(figure.table.rows) == 50
    assert figure.table.rows[0][0] == "29 Jul 2024"


def test_hours_without_a_change_show_one_panel_a_person():
    tide = sample("usual")
    assert len(hours_figure(tide).wide["concat"]) == 2
    assert len(hours_figure(sample()).wide["concat"]) == 4
    assert hours_figure(replace(tide, hours=np.zeros((2, 2, 7, 24), np.int64))) is None


def test_hours_sum_to_the_messages_in_the_table():
    tide = sample()
    table = hours_figure(tide).table
    columns = [sum(int(row[k]) for row in table.rows) for k in range(1, 5)]
    assert columns == [int(tide.hours[when, who].sum()) for who in (0, 1) for when in (0, 1)]


def test_nothing_to_draw_is_no_figure_and_no_error():
    tide = replace(sample(), weekly=None, index=None, hours=None)
    assert figures(tide) == ()
    empty = replace(weekly(3, None).measures["warmth"], natural=np.full((2, 3), np.nan))
    assert measure_figure(sample("short"), empty) is None


def test_a_measure_that_is_nearly_always_zero_is_left_out_unless_it_is_in_the_index():
    tide = sample()
    zero = np.zeros_like(tide.weekly.measures["messages"].natural)
    zero[:, ::10] = 1.0
    assert measure_figure(tide, replace(tide.weekly.measures["messages"], natural=zero)) is None
    assert measure_figure(tide, replace(tide.weekly.measures["warmth"], natural=zero)) is not None


def test_a_level_of_all_missing_weeks_draws_and_says_so():
    tide = sample()
    nothing = np.full_like(tide.index[0].level, np.nan)
    lost = replace(tide.index[0], value=nothing, level=nothing, low=nothing, high=nothing)
    assert "nothing to show" in tide_figure(replace(tide, index=(lost, tide.index[1]))).alt


@pytest.mark.parametrize("weeks", [1, 3, 9, 80, 520])
@pytest.mark.parametrize("most", [1, 3, 8])
def test_month_ticks_fit_and_never_lack(weeks, most):
    days = weekly(weeks, None).monday
    ticks = _months(days, most)
    assert 1 <= len(ticks) <= max(most, 1)
    assert all(days[0] <= tick for tick in ticks)
    assert ticks == sorted(ticks)


def test_drawings_keep_their_widths():
    figure = tide_figure(sample())
    for spec, width in ((figure.narrow, NARROW), (figure.wide, WIDE)):
        assert spec["width"] + spec["padding"]["left"] + spec["padding"]["right"] == width


def test_numbers_and_waits_as_people_say_them():
    assert [number(x) for x in (0.0, 3.75, 17.0, 216.4, -0.001, float("nan"))] == ["0", "3.8", "17", "216", "0", "–"]
    assert [duration(x) for x in (0.5, 47.2, 190.0, 4320.0)] == ["0.5 min", "47 min", "3.2 h", "3 days"]
    assert amount(18, "findings.units.reply_time") == "18 min"
    assert amount(18, "findings.units.start_hazard") == "18"


def test_names_lose_what_could_turn_a_line_around():
    cleaned = plain(HOSTILE)
    assert "\u202e" not in cleaned
    assert "\x1b" not in cleaned
    assert "Zoë" in cleaned
    assert short("a very long name", 8) == "a very…"


def test_the_text_alternative_tells_the_change_and_both_people():
    alt = tide_figure(sample()).alt
    assert f"{CHANGE.day} Mar {CHANGE.year}" in alt
    assert "You:" in alt
    assert "Sam:" in alt
