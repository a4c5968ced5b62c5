"""The pictures of a look: what each shows of a Tide, for whom, and what it says without being seen."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ebbtide.analysis.changes.answer import Situation
from ebbtide.presentation.answer import answer
from ebbtide.presentation.charts import Figure
from ebbtide.presentation.charts.words import amount, duration, number, plain, short
from ebbtide.presentation.report.pictures import (
    hours_figure,
    main_figure,
    measure_figure,
    measure_line,
    tide_figure,
    weeks_table,
)
from tests.support.sample_tide import CHANGE, HOSTILE, MEASURES, sample, weekly
from tests.support.situations import ALL_SITUATIONS, of


def the_figure(figure: Figure | None) -> Figure:
    assert figure is not None
    return figure


def values(figure: Figure | None, name: str) -> Any:
    return the_figure(figure).numbers[name]


def test_a_changed_look_has_both_peoples_weeks_one_picture_a_measure_and_the_hours() -> None:
    keys = [figure.key for figure in drawn(sample())]
    assert keys == ["tide", *(f"measure-{row[0]}" for row in MEASURES), "hours"]


def drawn(tide: Any) -> list[Figure]:
    """Every picture of a look."""
    measures = tide.weekly.measures.values() if tide.weekly is not None else ()
    every = [tide_figure(tide), *(measure_figure(tide, measure) for measure in measures), hours_figure(tide)]
    return [figure for figure in every if figure is not None]


@pytest.mark.parametrize("figure", drawn(sample()), ids=lambda figure: figure.key)
def test_every_picture_has_words_and_numbers_beside_its_two_drawings(figure: Figure) -> None:
    assert figure.title
    assert len(figure.description) > 40
    assert figure.caption.note or figure.key == "tide"
    assert figure.table.rows
    assert figure.numbers
    assert figure.narrow != figure.wide


@pytest.mark.parametrize("found", ALL_SITUATIONS)
def test_the_title_of_the_picture_is_the_finding(found: Situation) -> None:
    tide = of(found)
    title = answer(tide).picture
    figure = main_figure(tide, title)
    assert (figure is None) == (found in (Situation.RESTING, Situation.TOO_LITTLE))
    if figure is not None:
        assert figure.title == title
        assert title.endswith(".")


def test_a_silence_is_shown_by_days_with_a_message() -> None:
    figure = the_figure(main_figure(of(Situation.THEY_SILENT), "t"))
    assert figure.key == "days"
    mine, theirs = values(figure, "values")
    assert (mine[0], mine[-1]) == (7, 7)
    assert (theirs[0], theirs[-1]) == (7, 0)


def test_a_slow_change_is_shown_by_quarters_and_an_ending_up_to_its_day() -> None:
    assert the_figure(main_figure(of(Situation.SLOW), "t")).key == "quarters"
    weeks = values(main_figure(of(Situation.ENDED), "t"), "weeks")
    assert weeks[-1] < "2025-03-10"
    assert values(main_figure(of(Situation.ENDED), "t"), "change") is None


def test_the_last_weeks_stand_as_words_newest_first() -> None:
    table = weeks_table(of(Situation.LESS_FROM_THEM))
    assert table is not None
    assert len(table.rows) == 12
    assert table.rows[0][0] > table.rows[1][0] or table.rows[0][0].endswith("2025")
    assert {row[2] for row in table.rows} <= {"clearly less", "a little less"}
    days = weeks_table(of(Situation.THEY_SILENT))
    assert days is not None and days.rows[0][1:] == ("7 days", "0 days")
    assert weeks_table(of(Situation.RESTING)) is None


def test_the_date_of_the_change_stands_on_the_picture_with_its_span_behind() -> None:
    figure = the_figure(tide_figure(sample()))
    assert ">about 10 March</text>" in figure.narrow
    assert values(figure, "change") == ["2025-03-10", "2025-03-03", "2025-03-24"]
    quiet = the_figure(tide_figure(replace(sample(), date=None, date_interval=None)))
    assert values(quiet, "change") is None
    assert 'class="span"' not in quiet.narrow


def test_weeks_that_were_marked_or_are_not_in_the_file_are_striped_and_named() -> None:
    figure = the_figure(tide_figure(sample()))
    assert values(figure, "hidden") == [["2024-05-20", "2024-05-26"], ["2024-08-19", "2024-09-01"]]
    assert [row[-1] for row in figure.table.rows[19:22]] == ["yes", "Not all in the file", "yes"]
    assert figure.table.rows[33][-1] == "Named by you"


def test_before_and_after_are_flat_lines_at_the_levels_of_the_change() -> None:
    tide = sample()
    mine, theirs = values(measure_figure(tide, tide.weekly.measures["start_hazard"]), "level")
    assert sorted(set(mine)) == [8.0]
    assert (theirs[0], theirs[-1], len(set(theirs))) == (7.5, 3.75, 2)
    line = measure_line(tide, tide.weekly.measures["start_hazard"])
    assert line is not None
    assert (line.numbers["before"], line.numbers["after"]) == ([8.0, 7.5], [8.0, 3.75])


def test_a_withheld_measure_is_greyed_and_says_why() -> None:
    tide = sample()
    figure = the_figure(measure_figure(tide, tide.weekly.measures["length"]))
    assert figure.withheld
    assert "not weighed" in figure.caption.note
    assert 'class="pic withheld"' in figure.html()


def test_each_line_stands_against_its_own_usual_level() -> None:
    tide = sample()
    names = ("value", "level", "low", "high")
    shifted = replace(tide.index[0], **{name: getattr(tide.index[0], name) + 5 for name in names})
    assert (
        the_figure(tide_figure(replace(tide, index=(shifted, tide.index[1])))).table
        == the_figure(tide_figure(tide)).table
    )


def test_the_picture_begins_with_the_first_week_that_the_look_rests_on() -> None:
    tide = sample()
    names = ("value", "level", "low", "high")
    hide = np.where(np.arange(80) < 30, np.nan, 0.0)
    late = [replace(track, **{name: getattr(track, name) + hide for name in names}) for track in tide.index]
    figure = the_figure(tide_figure(replace(tide, index=tuple(late))))
    assert len(figure.table.rows) == 50
    assert figure.table.rows[0][0] == "29 July 2024"
    assert values(figure, "hidden") == [["2024-08-19", "2024-09-01"]]


def test_waits_stand_by_ratio_and_say_their_unit() -> None:
    tide = sample()
    figure = the_figure(measure_figure(tide, tide.weekly.measures["reply_time"]))
    assert re.findall(r">(\d+ (?:min|h))</text>", figure.wide) == ["15 min", "60 min"]
    assert figure.table.rows[0][1].endswith(" min")


def test_hours_without_a_change_show_one_panel_a_person() -> None:
    tide = sample("usual")
    assert len(values(hours_figure(tide), "panels")) == 2
    assert [panel["of"] for panel in values(hours_figure(sample()), "panels")] == [
        "You, before",
        "You, after",
        "Sam, before",
        "Sam, after",
    ]
    assert hours_figure(replace(tide, hours=np.zeros((2, 2, 7, 24), np.int64))) is None


def test_hours_sum_to_the_messages_in_the_table() -> None:
    tide = sample()
    table = the_figure(hours_figure(tide)).table
    columns = [sum(int(row[k]) for row in table.rows) for k in range(1, 5)]
    assert columns == [int(tide.hours[when, who].sum()) for who in (0, 1) for when in (0, 1)]


def test_nothing_to_draw_is_no_picture_and_no_error() -> None:
    tide = replace(sample(), weekly=None, index=None, hours=None)
    assert drawn(tide) == []
    empty = replace(weekly(3, None).measures["warmth"], natural=np.full((2, 3), np.nan))
    assert measure_figure(sample("short"), empty) is None
    assert measure_line(sample("short"), empty) is None


def test_a_measure_that_is_nearly_always_zero_is_left_out_unless_it_is_in_the_index() -> None:
    tide = sample()
    zero = np.zeros_like(tide.weekly.measures["messages"].natural)
    zero[:, ::10] = 1.0
    assert measure_figure(tide, replace(tide.weekly.measures["messages"], natural=zero)) is None
    assert measure_figure(tide, replace(tide.weekly.measures["warmth"], natural=zero)) is not None


def test_a_level_of_all_missing_weeks_draws_and_says_so() -> None:
    tide = sample()
    nothing = np.full_like(tide.index[0].level, np.nan)
    lost = replace(tide.index[0], value=nothing, level=nothing, low=nothing, high=nothing)
    assert "nothing to show" in the_figure(tide_figure(replace(tide, index=(lost, tide.index[1])))).description


def test_the_description_tells_the_change_and_both_people() -> None:
    description = the_figure(tide_figure(sample())).description
    assert f"{CHANGE.day} March {CHANGE.year}" in description
    assert "You:" in description
    assert "Sam:" in description


def test_numbers_and_waits_as_people_say_them() -> None:
    assert [number(x) for x in (0.0, 3.75, 17.0, 216.4, -0.001, float("nan"))] == ["0", "3.8", "17", "216", "0", "–"]
    assert [duration(x) for x in (0.5, 47.2, 190.0, 4320.0)] == ["0.5 min", "47 min", "3.2 h", "3 days"]
    assert amount(18, "findings.units.reply_time") == "18 min"
    assert amount(18, "findings.units.start_hazard") == "18"


def test_names_lose_what_could_turn_a_line_around() -> None:
    cleaned = plain(HOSTILE)
    assert "\u202e" not in cleaned
    assert "\x1b" not in cleaned
    assert "Zoë" in cleaned
    assert short("a very long name", 8) == "a very…"
