"""Help lines: only what was seen, warned about where old, as plain text, for both sides of fear."""

from __future__ import annotations

import re
from datetime import date

import pytest

from ebbtide.catalogue import table
from ebbtide.guidance.safety import HelpPage, countries, directory, help_lines
from ebbtide.guidance.safety.help_lines import dated
from ebbtide.wording import say

TODAY = date(2026, 11, 22)


def _numbers(page: HelpPage) -> set[str]:
    return {line.number for group in page.groups for line in group.lines}


def test_only_lines_seen_in_a_source_are_shown() -> None:
    rows = table("helplines", "line").values()
    seen = {(row.country, row.number) for row in rows if row.status == "seen"}
    shown = {(code, number) for code, _ in countries() for number in _numbers(help_lines(code, TODAY))}
    assert shown == {(country, number) for country, number in seen if country != "EU"}


def test_a_line_from_memory_is_never_shown() -> None:
    assert any(row.status == "memory" and row.country == "DE" for row in table("helplines", "line").values())
    assert not any("TelefonSeelsorge" in text for text in help_lines("DE", TODAY).paragraphs)


def test_what_is_for_maintainers_is_not_shown() -> None:
    notes = [row.note for row in (*table("helplines", "line").values(), *table("helplines", "emergency").values())]
    printed = "\n".join(text for page in directory(TODAY) for text in page.paragraphs)
    assert [note for note in notes if "memory" in note and note in printed] == []


def test_the_common_number_of_the_eu_is_never_offered_by_itself() -> None:
    assert help_lines("EU", TODAY).groups == ()
    assert "EU" not in dict(countries())


@pytest.mark.parametrize(
    ("source_date", "day"),
    [
        ("", None),
        ("2023", date(2023, 1, 1)),
        ("2025-11", date(2025, 11, 1)),
        ("2020-2025", date(2025, 1, 1)),
        ("2026-11-20", date(2026, 11, 20)),
    ],
)
def test_a_source_date_counts_from_the_first_day_it_can_mean(source_date: str, day: date | None) -> None:
    assert dated(source_date) == day


def test_old_and_undated_lines_carry_a_warning_and_recent_ones_their_date() -> None:
    lines = {line.number: line for group in help_lines("IN", TODAY).groups for line in group.lines}
    assert not lines["181"].old
    assert lines["181"].dated == say("safety.line.dated", date="2026-06")
    assert lines["14490"].old
    assert lines["14490"].dated == say("safety.line.undated")


def test_a_line_grows_old_after_half_a_year() -> None:
    def old(today: date) -> bool:
        return next(line.old for line in help_lines("IN", today).groups[0].lines if line.number == "181")

    assert not old(date(2026, 11, 28))
    assert old(date(2026, 11, 29))


def test_every_page_with_lines_warns_of_bills() -> None:
    assert directory(TODAY)
    assert all(say("safety.page.bills") in page.notes for page in directory(TODAY))


def test_own_behaviour_has_its_own_lines_or_a_word_where_to_go() -> None:
    for page in directory(TODAY):
        own = [group for group in page.groups if group.key == "own_behaviour"]
        assert own or say("safety.page.own") in page.notes
    assert "0808 802 4040" in {line.number for group in help_lines("GB", TODAY).groups[1:2] for line in group.lines}


def test_numbers_are_plain_text() -> None:
    for page in directory(TODAY):
        for text in page.paragraphs:
            assert not re.search(r"tel:|https?:|<a |www\.", text)


def test_emergency_numbers_are_always_there() -> None:
    assert help_lines("us", TODAY).emergency == say("safety.emergency.one", number="911")
    assert "112" in help_lines("DE", TODAY).paragraphs[0]
    assert help_lines(None, TODAY).emergency == say("safety.emergency.unknown")
    assert help_lines("LT", TODAY).emergency == say("safety.emergency.unknown")


def test_other_names_of_a_country_lead_to_it() -> None:
    assert help_lines("uk", TODAY) == help_lines("GB", TODAY)


def test_without_a_country_the_page_lists_them() -> None:
    page = help_lines(None, TODAY)
    assert page.groups == ()
    assert ("NL", "Netherlands") in page.countries
    assert "Netherlands (NL)" in page.paragraphs[-1]


def test_a_country_without_a_line_says_so() -> None:
    assert say("safety.page.none") in help_lines("XX", TODAY).notes


def test_the_quiet_line_speaks_to_both_sides_of_fear() -> None:
    quiet = help_lines(None, TODAY).quiet
    assert "afraid of this person" in quiet
    assert "what you might do" in quiet
