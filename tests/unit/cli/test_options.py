"""Days and stretches of days on the command line."""

from __future__ import annotations

from datetime import date

import click
import pytest

from ebbtide.cli.options import Day, Stretch
from ebbtide.service import Days


def convert(kind: click.ParamType, value: str) -> object:
    return kind.convert(value, None, None)


def test_a_day_is_an_iso_date() -> None:
    assert convert(Day(), "2026-07-04") == date(2026, 7, 4)


@pytest.mark.parametrize("value", ["", "yesterday", "04.07.2026", "2026-7-4", "20260704x"])
def test_what_is_no_day_is_refused_with_an_example(value: str) -> None:
    with pytest.raises(click.BadParameter, match="2026-07-04"):
        convert(Day(), value)


@pytest.mark.parametrize("value", ["2026-02-30", "2026-13-01", " 2025-02-29 "])
def test_a_day_that_no_calendar_has_is_named(value: str) -> None:
    with pytest.raises(click.BadParameter, match=f"no day {value.strip()} in the calendar"):
        convert(Day(), value)


def test_a_stretch_names_the_one_of_its_days_that_no_calendar_has() -> None:
    with pytest.raises(click.BadParameter, match="no day 2026-02-30 in the calendar"):
        convert(Stretch(), "2026-02-01..2026-02-30")
    with pytest.raises(click.BadParameter, match="no day 2026-02-30 in the calendar"):
        convert(Stretch(names=True), "2026-02-30:them")


def test_a_stretch_runs_from_one_day_to_another_or_is_one_day() -> None:
    assert convert(Stretch(), "2026-07-04..2026-07-18") == Days(date(2026, 7, 4), date(2026, 7, 18))
    assert convert(Stretch(), "2026-07-04") == Days(date(2026, 7, 4), date(2026, 7, 4))


@pytest.mark.parametrize("value", ["..", "2026-07-04..", "..2026-07-04", "2026-07-04-2026-07-05", "2026-07-04..18"])
def test_half_a_stretch_is_refused(value: str) -> None:
    with pytest.raises(click.BadParameter, match="not a stretch"):
        convert(Stretch(), value)


def test_a_stretch_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(click.BadParameter, match="ends before it begins"):
        convert(Stretch(), "2026-07-18..2026-07-04")


def test_only_a_stressor_takes_a_name() -> None:
    assert convert(Stretch(names=True), "2026-07-04:them").who == "them"  # type: ignore[attr-defined]
    assert convert(Stretch(names=True), "2026-07-04:Sam: work").who == "Sam: work"  # type: ignore[attr-defined]
    with pytest.raises(click.BadParameter):
        convert(Stretch(), "2026-07-04:them")
