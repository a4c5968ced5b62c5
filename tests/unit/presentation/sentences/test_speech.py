"""Raw values take the form that their place in a sentence asks for."""

from __future__ import annotations

from datetime import date

import pytest

from ebbtide.analysis.finding import (
    Amount,
    Around,
    Clock,
    Days,
    Finding,
    Hours,
    How,
    OfTen,
    Parts,
    Phrase,
    Times,
    Weeks,
    key,
)
from ebbtide.analysis.measures.specs import SPECS, WEEKLY
from ebbtide.history.conversation import Edge, EdgeReason, Span
from ebbtide.people import Person
from ebbtide.presentation.sentences import phrase, speak
from ebbtide.presentation.sentences.speech import how
from ebbtide.wording import keys, places

PEOPLE = ("Ana", "Sam")
DAY = date(2025, 3, 31)


def said(value: object) -> str:
    return phrase(Phrase("findings.coverage.as_of", {"date": value}), PEOPLE).removeprefix("This page is as of ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (DAY, "31 March 2025"),
        (Span(DAY, DAY), "31 March 2025"),
        (Span(date(2025, 3, 3), DAY), "3 March to 31 March 2025"),
        (Around(None, None), "at a date that cannot be told"),
        (Amount("reply_time", "findings.units.reply_time", 150.0), "2.5 hours"),
        (Amount("answered", "findings.units.answered", 12.4, alone=True), "12"),
        (Amount("calm", "signs.units.grades", 55.0), "5.5 of 10"),
        ((Weeks(1), Days(1), Days(8)), "1 complete week, 1 day and 8 days"),
        (Parts((Hours(2.4), Clock(7))), "2 hours; 07:00"),
        (Times(5.4, mean=True), "about 5 times"),
        (OfTen(0.87), "about 9 of 10 days"),
        (3.14, "3.1"),
        (3, "3"),
    ],
)
def test_a_value_is_written_one_way(value: object, text: str) -> None:
    assert said(value) == f"{text}. Only complete weeks count."


def test_the_place_decides_the_form_of_a_person() -> None:
    sentence = Finding("findings.against.usual", "against", {"whose": Person.ME})
    assert "in your messages" in speak(sentence, PEOPLE).text
    assert speak(Finding("signs.against.mutual", "signs", {"Whose": Person.THEM}), PEOPLE).text.startswith(
        "Sam's messages"
    )
    assert speak(Finding("signs.against.other_rose", "signs", {"Who": Person.ME}), PEOPLE).text.startswith("You did")
    assert speak(Finding("signs.against.other_rose", "signs", {"Who": Person.THEM}), ("", " ")).text.startswith(
        "The other"
    )


def test_a_sentence_keeps_what_its_finding_holds_and_is_not_spoken_twice() -> None:
    finding = Finding("findings.sure.early", "sure", person=Person.ME, evidence=("index",), claim_of_change=True)
    sentence = speak(finding, PEOPLE)
    assert (sentence.key, sentence.person, sentence.evidence, sentence.claim_of_change) == (
        finding.key,
        finding.person,
        finding.evidence,
        True,
    )
    assert speak(sentence, ("", "")) is sentence


@pytest.mark.parametrize("measure", sorted(SPECS))
def test_every_measure_has_words_for_its_unit_and_for_the_start_of_a_sentence(measure: str) -> None:
    assert SPECS[measure].unit in keys()
    for person in Person:
        text = how(measure, person, PEOPLE, opening=True)
        assert text[0].isupper() and ("Sam" in text) == (person is Person.THEM)
    if measure in WEEKLY:
        assert how(measure, Person.THEM, PEOPLE, opening=False).lower() == text.lower()


@pytest.mark.parametrize("reason", EdgeReason)
def test_every_edge_of_a_file_has_its_sentence(reason: EdgeReason) -> None:
    if reason is not EdgeReason.BEFORE_FIRST:
        assert places(key("findings.edges", reason)) == {"Span"}
        assert phrase(Phrase(key("findings.edges", reason), {"Span": Edge(reason, DAY)}), PEOPLE).startswith(
            "From 31 March"
        )


def test_a_measure_inside_a_line_is_named_by_what_it_counts() -> None:
    values = {"how": How("length", Person.THEM), "now": Amount("length", "findings.units.length", 7.0)}
    text = speak(Finding("views.quarters.steady", "changed", values), PEOPLE).text
    assert "how long Sam's messages were" in text and "7 letters at a time" in text
