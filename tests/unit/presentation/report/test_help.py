"""The help section: in every report the same, closed, plain text, and never fresher than its sources."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from ebbtide.guidance.safety import directory
from ebbtide.presentation import report
from ebbtide.presentation.report.help import _today, help_text
from tests.support.sample_tide import sample
from tests.support.situations import ALL_SITUATIONS, of


def section(text):
    """The help section of the page."""
    return text[text.index('id="help"') : text.index('<section class="folds"')]


def test_it_is_the_same_whatever_the_report_found():
    inside = {section(report.html(of(found))).partition(">")[2] for found in ALL_SITUATIONS}
    assert len(inside) == 1


def test_it_is_closed_and_nothing_in_it_can_be_tapped_to_call():
    text = section(report.html(sample()))
    assert " open" not in text.partition(">")[0]
    assert text.count("<details") > 20
    assert "<a " not in text


def test_every_country_with_a_line_is_there_with_all_its_lines():
    text = section(report.html(sample()))
    words = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    pages = directory(date(2026, 11, 22))
    assert len(pages) > 20
    for page in pages:
        assert page.name in words
        for group in page.groups:
            for line in group.lines:
                assert line.number in words


@pytest.mark.parametrize("as_of", [date(2015, 1, 1), None])
def test_an_old_chat_does_not_make_a_line_look_fresh(as_of):
    tide = replace(sample(), as_of=as_of)
    assert _today(tide) >= date(2026, 11, 22)
    assert help_text(tide).countries == help_text(sample()).countries


def test_a_later_look_makes_lines_older():
    assert _today(replace(sample(), as_of=date(2031, 1, 1))) == date(2031, 1, 1)
    later = help_text(replace(sample(), as_of=date(2031, 1, 1))).countries
    assert all(line.old for page in later for group in page.groups for line in group.lines)


def test_the_quiet_line_opens_it_and_reads_well_to_anyone():
    for found in ALL_SITUATIONS:
        summary = section(report.html(of(found))).partition("<summary>")[2].partition("</summary>")[0]
        assert summary == help_text(sample()).quiet
        assert "Sam" not in summary
