"""The safety gate: nothing denied is obtainable, no answer is told, and no way leads around it."""

from __future__ import annotations

import ast
import itertools
from datetime import date, timedelta
from pathlib import Path

import pytest

import ebbtide
from ebbtide import catalogue
from ebbtide.catalogue.entries import ACTS, SAFETY_STATES
from ebbtide.errors import BadRequest, NotOffered
from ebbtide.guidance import Situation
from ebbtide.guidance.safety import (
    DENIED,
    Answer,
    Safety,
    SafetyState,
    crisis_words,
    offered,
    safety_questions,
    situation_states,
)
from ebbtide.guidance.speak import OpenGuide, list_guides, open_guide

TODAY = date(2026, 3, 2)
QUESTIONS = [item.id for item in safety_questions()]
ALL_NO = dict.fromkeys(QUESTIONS, "no")
CALM = Situation()
RED = ("afraid", "hurt", "sexual", "control", "threat", "follow", "leave", "throat", "hold_over", "unwell_threat")

#: The table of rule 13, written out a second time from its text.
TABLE = {
    "red": "asks confronts reaches_out agrees withdraws announces_leaving own_part tests",
    "unset": "confronts withdraws announces_leaving tests",
    "stale": "confronts announces_leaving",
    "crisis": "asks confronts reaches_out agrees withdraws announces_leaving own_part tests own_life private",
    "crisis_other": "confronts withdraws announces_leaving tests",
    "mirror": "reaches_out confronts tests",
    "amber": "tests confronts",
    "device": "",
    "no_contact": "reaches_out asks confronts",
    "ended": "reaches_out asks confronts",
}


def test_the_table_is_the_one_of_the_rule() -> None:
    assert {state.value: set(acts) for state, acts in DENIED.items()} == {
        state: set(acts.split()) for state, acts in TABLE.items()
    }
    assert set(SafetyState) >= {SafetyState(state) for state in SAFETY_STATES}


def test_every_guide_and_play_declares_what_it_does() -> None:
    entries = [*catalogue.table("speak", "guide").values(), *catalogue.table("plays", "play").values()]
    assert all(entry.acts and set(entry.acts) <= set(ACTS) for entry in entries)
    assert not offered((), ())


def test_no_guide_or_play_is_offered_in_any_set_of_states_that_denies_one_of_its_acts() -> None:
    entries = [*catalogue.table("speak", "guide").values(), *catalogue.table("plays", "play").values()]
    for size in range(len(SafetyState) + 1):
        for states in itertools.combinations(SafetyState, size):
            denied = {act for state in states for act in TABLE[state].split()}
            for entry in entries:
                assert offered(entry.acts, states) == (not denied & set(entry.acts)), (entry.id, states)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("age", [0, 55, 57, 400])
def test_a_yes_stays_and_a_no_ages_and_one_left_out_is_never_a_yes(question: str, age: int) -> None:
    on = TODAY - timedelta(days=age)
    state = next(item.yes for item in safety_questions() if item.id == question)
    yes = Safety.from_answers(ALL_NO | {question: "yes"}, on).states(TODAY)
    assert SafetyState(state) in yes
    no = Safety.from_answers(ALL_NO, on).states(TODAY)
    assert no == ({SafetyState.STALE} if age > 56 else set())
    left_out = Safety.from_answers({name: "no" for name in QUESTIONS if name != question}, on).states(TODAY)
    assert left_out == {SafetyState.UNSET}
    skipped = Safety.from_answers(ALL_NO | {question: "skip"}, on).states(TODAY)
    assert skipped == {SafetyState.UNSET}


def test_the_red_questions_are_those_of_the_rule() -> None:
    assert {item.id for item in safety_questions() if item.yes == "red"} == set(RED)
    assert len(QUESTIONS) == 17  # twelve, four more, and the one about oneself asked in two parts


def test_before_any_answer_the_gentle_guides_are_open_and_the_others_are_not() -> None:
    listed = {item.id: item.open for item in list_guides(Safety(), CALM, TODAY)}
    assert listed["five_parts"] and listed["observation"] and listed["need_quiet"]
    assert not (listed["boundary"] or listed["clue_list"] or listed["tell_ending"] or listed["space_note"])


@pytest.mark.parametrize("question", RED)
def test_a_red_yes_leaves_nothing_that_is_said_to_the_other(question: str) -> None:
    safety = Safety.from_answers(ALL_NO | {question: "yes"}, TODAY)
    assert [item.id for item in list_guides(safety, CALM, TODAY) if item.open] == ["decline"]


def test_in_a_crisis_only_support_is_open_until_the_user_goes_on_without_taking_the_answer_back() -> None:
    answers = ALL_NO | {"self_harm": "yes"}
    crisis = Safety.from_answers(answers, TODAY)
    assert not any(item.open for item in list_guides(crisis, CALM, TODAY))
    plays = catalogue.table("plays", "play").values()
    assert {play.id for play in plays if offered(play.acts, crisis.states(TODAY))} == {
        "support_net",
        "self_soothe",
        "accept",
    }
    gone_on = Safety.from_answers(answers, TODAY, going_on=True)
    assert gone_on.answers["self_harm"] is Answer.YES
    assert any(item.open for item in list_guides(gone_on, CALM, TODAY))


def test_after_checking_up_a_pause_is_offered_and_only_frightening_sets_the_mirror() -> None:
    checked = Safety.from_answers(ALL_NO | {"me_check": "yes"}, TODAY)
    assert checked.states(TODAY) == {SafetyState.AMBER} and checked.cards == ("self_soothe",)
    assert Safety.from_answers(ALL_NO | {"me_do": "yes"}, TODAY).states(TODAY) == {SafetyState.MIRROR}


def test_what_was_told_about_the_device_is_not_asked_twice() -> None:
    assert "device" not in {item.id for item in safety_questions(device_known=True)}
    told = Safety.from_answers({name: "no" for name in QUESTIONS if name != "device"}, TODAY, device_told=True)
    assert told.states(TODAY) == {SafetyState.DEVICE}
    assert all(item.open for item in list_guides(told, CALM, TODAY) if not item.missing)


def test_questions_are_due_again_when_left_out_or_old() -> None:
    assert [item.id for item in Safety().due(TODAY)] == QUESTIONS
    fresh = Safety.from_answers(ALL_NO | {"afraid": "skip", "hurt": "yes"}, TODAY)
    assert [item.id for item in fresh.due(TODAY)] == ["afraid"]
    later = TODAY + timedelta(days=57)
    assert "hurt" not in {item.id for item in fresh.due(later)} and len(fresh.due(later)) == len(QUESTIONS) - 1


@pytest.mark.parametrize(
    "situation",
    [Situation(no_contact=True), Situation(unanswered=3), Situation(ended=TODAY - timedelta(days=40))],
    ids=["asked", "three unanswered", "ended"],
)
def test_where_contact_is_closed_nothing_reaches_out(situation: Situation) -> None:
    safe = Safety.from_answers(ALL_NO, TODAY)
    open_ones = {item.id for item in list_guides(safe, situation, TODAY) if item.open}
    for guide in catalogue.table("speak", "guide").values():
        if {"reaches_out", "asks", "confronts"} & set(guide.acts):
            assert guide.id not in open_ones
    assert situation_states(Situation(unanswered=2)) == frozenset()


def test_a_refusal_is_the_same_for_every_cause_and_names_no_answer() -> None:
    refusals = set()
    causes = [Safety(), *(Safety.from_answers(ALL_NO | {name: "yes"}, TODAY) for name in (*RED, "self_harm"))]
    for safety in causes:
        with pytest.raises(NotOffered) as refusal:
            open_guide("boundary", safety, CALM, TODAY)
        refusals.add((str(refusal.value), refusal.value.exit_code, tuple(refusal.value.values)))
    assert len(refusals) == 1
    assert next(iter(refusals))[1] == 9
    closed = {(item.open, item.missing) for item in list_guides(Safety(), CALM, TODAY) if item.id == "boundary"}
    assert closed == {(False, ())}


def test_a_guide_cannot_be_made_around_the_gate() -> None:
    entry = catalogue.table("speak", "guide")["boundary"]
    with pytest.raises(NotOffered):
        OpenGuide(entry, (), object())
    source = Path(ebbtide.__file__).parent
    readers = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and [getattr(item, "value", "") for item in node.args[:2]] == ["speak", "guide"]
    }
    assert readers == {"guidance/speak/guides.py"}


def test_unknown_questions_and_answers_are_named() -> None:
    with pytest.raises(BadRequest, match="afraaid"):
        Safety.from_answers({"afraaid": "no"}, TODAY)
    with pytest.raises(BadRequest, match="maybe"):
        Safety.from_answers({"afraid": "maybe"}, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "I don’t want to live anymore",
        "sometimes I want to die.",
        "Ich will sterben",
        "no quiero vivir así",
        "Je veux mourir",
        "zelfmoord",
    ],
)
def test_words_of_a_crisis_are_seen_in_several_languages(text: str) -> None:
    assert crisis_words(text)


@pytest.mark.parametrize(
    "text", ["I died of laughing", "the plant wants to live", "", "we want to diet", "sterben Pflanzen?"]
)
def test_other_words_are_not_taken_for_a_crisis(text: str) -> None:
    assert not crisis_words(text)
