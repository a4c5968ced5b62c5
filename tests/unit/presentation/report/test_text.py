"""The report in a terminal: the same sections, both people in one table, no markup from a name."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from ebbtide.presentation import report
from ebbtide.presentation.charts.words import plain
from tests.support.sample_tide import ALL_STATES, HOSTILE, sample


def printed(tide, width=100, colour=False):
    """What a terminal of `width` columns shows."""
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=colour, legacy_windows=False).print(report.terminal(tide))
    return out.getvalue()


def words(text):
    return " ".join(text.split())


@pytest.mark.parametrize("state", ALL_STATES)
def test_every_finding_is_said_in_every_state(state):
    tide = sample(state)
    text = words(printed(tide, width=400))
    for finding in tide.findings:
        assert text.count(words(finding.text)) == 1


def test_the_headline_comes_first_and_what_to_do_comes_late():
    text = printed(sample())
    parts = ("Something changed", "Other explanations", "What changed", "What you can do")
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_both_people_stand_in_one_table():
    lines = printed(sample()).splitlines()
    head = next(line for line in lines if line.startswith("Measure"))
    assert head.index("You") < head.index("Sam")
    row = next(line for line in lines if line.startswith("Starting contact"))
    assert row.count("→") == 2


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(width):
    assert max(len(line) for line in printed(sample(), width).splitlines()) <= width


@pytest.mark.parametrize("name", [HOSTILE, "[bold red]Sam[/]", "[link=file:///x]a[/link]"])
def test_a_name_can_neither_style_nor_hide_anything(name):
    text = printed(sample(other=name), width=300, colour=True)
    assert words(plain(name).split("\U0001f9d1")[0]) in words(text)
    assert "\x1b[31m" not in text
    assert "\u202e" not in text
    assert "\x1b]8" not in text


def test_the_quiet_line_is_there_in_every_state():
    for state in ALL_STATES:
        assert "If you are afraid" in printed(sample(state))
