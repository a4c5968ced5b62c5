"""The help section: in every report the same, closed, plain text, and never fresher than its sources."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from ebbtide.guidance.safety import directory
from ebbtide.presentation import report
from ebbtide.presentation.report.help import _today, help_text
from tests.support.report_reading import read
from tests.support.sample_tide import ALL_STATES, sample


def section(text):
    """The part of the page from the help section on."""
    return text[text.index('<section id="help"') :]


def test_it_is_the_same_whatever_the_report_found():
    assert len({section(report.html(sample(state))) for state in ALL_STATES}) == 1


def test_it_is_closed_and_nothing_in_it_can_be_tapped_to_call():
    reading = read(section(report.html(sample())).replace("</main>", "").replace("</body>\n</html>", ""))
    assert reading.all("details")
    assert not [element for element in reading.elements if "open" in element.attributes or element.name == "a"]


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


def test_the_quiet_line_leads_there_and_reads_well_to_anyone():
    reading = read(report.html(sample()))
    link = next(e for e in reading.all("a") if e.attributes["href"] == "#help")
    assert link.text == help_text(sample()).quiet
    assert "Sam" not in link.text
