"""Guides: needs, parts, joined texts, cards and facts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from ebbtide import catalogue
from ebbtide.analysis.changes.analysis import Change
from ebbtide.analysis.signs import JournalEntry
from ebbtide.errors import BadRequest
from ebbtide.guidance import Situation
from ebbtide.guidance.safety import Safety, safety_questions
from ebbtide.guidance.speak import Draft, LintOptions, OpenGuide, build_draft, find_facts, list_guides, open_guide
from ebbtide.guidance.speak.draft import CARD_WIDTH
from ebbtide.people import Person, Side
from ebbtide.presentation.speak import speak_facts

TODAY = date(2026, 3, 2)
SAFE = Safety.from_answers({item.id: "no" for item in safety_questions()}, TODAY)
MET = ("stage:partner", "space_ended", "readiness", "both_want", "asked_for_room")
GUIDES = list(catalogue.table("speak", "guide"))


def guide(name: str, met: tuple[str, ...] = MET) -> OpenGuide:
    return open_guide(name, SAFE, Situation(), TODAY, met)


def draft(name: str, **answers: str) -> Draft:
    return build_draft(guide(name), answers)


def good(opened: OpenGuide) -> dict[str, str]:
    return {name: slot.good for name, slot in opened.slots.items()}


def subsets(opened: OpenGuide) -> Iterator[tuple[str, ...]]:
    needed = opened.entry.requires
    optional = [name for name in opened.slots if name not in needed]
    for size in range(len(optional) + 1):
        for chosen in itertools.combinations(optional, size):
            yield tuple(name for name in opened.slots if name in (*needed, *chosen))


def test_all_guides_are_there_with_parts_examples_and_a_template() -> None:
    assert len(GUIDES) == 23 and {"decline", "went_quiet", "five_parts"} <= set(GUIDES)
    for name in GUIDES:
        entry = guide(name).entry
        assert list(entry.slots) == list(entry.order)
        public = [part for part in entry.order if not entry.slots[part].private]
        assert sorted(re.findall(r"\{(\w+)\}", entry.template)) == sorted(public)
        assert {part for part in entry.order if not entry.slots[part].optional} == set(entry.requires)
        for slot in entry.slots.values():
            assert slot.ask and slot.good and slot.bad


@pytest.mark.parametrize("name", GUIDES)
def test_a_text_is_whole_sentences_in_every_choice_of_parts(name: str) -> None:
    opened = guide(name)
    answers = {part: text.rstrip(".") for part, text in good(opened).items()}
    for parts in subsets(opened):
        text = build_draft(opened, {part: answers[part] for part in parts}, options=LintOptions(head=False)).text
        assert text and "{" not in text and "  " not in text
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            assert re.match(r"[A-Z\d]", sentence) and sentence[-1] in ".!?", text
        for part in parts:
            private = opened.slots[part].private
            assert (answers[part].rstrip("?!") in text) != private, (part, text)


@pytest.mark.parametrize("name", GUIDES)
def test_every_guide_filled_well_gives_an_unflagged_text_and_a_narrow_card(name: str) -> None:
    found = build_draft(guide(name), good(guide(name)))
    assert not found.lint.flagged, found.lint.findings
    assert found.card and all(len(line) <= CARD_WIDTH for line in found.card)
    assert " ".join(found.card).split() == found.text.split()
    assert found.words == len(found.text.split())


@pytest.mark.element("E132")
def test_five_parts_are_joined_in_their_order() -> None:
    found = draft(
        "five-parts", want="could we keep Thursday?", feelings="I feel lonely", empathize="Your weeks were hard"
    )
    assert found.text == "Your weeks were hard. I feel lonely. Could we keep Thursday?"
    assert found.spoken_first


@pytest.mark.element("E133")
def test_picked_facts_stand_in_the_part_for_facts_and_two_are_the_most() -> None:
    facts = ("Since July you have written first less often", "We have not had a call since 2 June.")
    found = build_draft(guide("five_parts"), {"want": "Could we call on Sunday?"}, facts)
    assert found.text.startswith("Since July you have written first less often. We have not had a call since 2 June. ")
    assert found.facts == facts
    with pytest.raises(BadRequest, match="facts"):
        build_draft(guide("five_parts"), {"want": "Could we call?"}, (*facts, "Third."))
    with pytest.raises(BadRequest):
        build_draft(guide("grief_beside"), {"i_think_of": "I think of you."}, facts[:1])


@pytest.mark.element("E138")
def test_the_calm_list_takes_five_facts_and_one_question_and_keeps_plan_b_private() -> None:
    facts = tuple(f"On the {day}th you came home after one." for day in range(4, 9))
    answers = {"one_direct_question": "What is happening?", "private_plan_b": "I sleep at Eva's until the 20th."}
    found = build_draft(guide("clue_list"), answers, facts)
    assert "Eva" not in found.text and found.text.count("came home") == 5
    assert not any(item.rule.startswith(("two_topics", "past_heap")) for item in found.lint.findings)
    with pytest.raises(BadRequest, match="up_to_five_dated_facts"):
        build_draft(guide("clue_list"), answers)
    with pytest.raises(BadRequest, match="one thing with its day"):
        build_draft(guide("clue_list"), answers | {"up_to_five_dated_facts": "You are strange."})


@pytest.mark.element("E019", "E021")
@pytest.mark.parametrize(
    "text",
    [
        "You are not allowed to go out any more.",
        "Show me your phone.",
        "You stop shouting.",
        "No more nights out without me.",
    ],
)
def test_a_limit_that_only_commands_the_other_is_refused_with_another_form(text: str) -> None:
    with pytest.raises(BadRequest, match=r"what_i_will_do.*When \.\.\., I will"):
        draft("boundary", what_i_will_do=text)
    assert draft("boundary", what_i_will_do="When there is shouting, I will leave the room.").text


@pytest.mark.parametrize(
    ("answers", "named"),
    [
        ({"wish": "x"}, "wish"),
        ({}, "want"),
        ({"want": "  ", "feelings": ""}, "want"),
        ({"feelings": "I feel lonely."}, "want"),
        ({"want": "word " * 70}, "want"),
    ],
)
def test_a_fault_in_the_answers_names_the_part(answers: dict[str, str], named: str) -> None:
    with pytest.raises(BadRequest, match=named):
        build_draft(guide("five_parts"), answers)


@pytest.mark.element("E023")
def test_a_stopped_text_stays_and_has_no_card() -> None:
    found = draft("open_talk", feeling="I am sad", need="Call me, or it's over")
    assert found.lint.stopped and found.card == () and "over" in found.text


@pytest.mark.element("E137")
def test_the_calm_question_waits_for_a_time_of_room_and_says_what_is_missing() -> None:
    waiting = guide("calm_question", ())
    assert waiting.missing == ("stage:partner|spouse", "space_ended") and waiting.entry.instead == "ask_listen"
    with pytest.raises(BadRequest):
        build_draft(waiting, {"question": "Is something weighing on you?"})
    assert guide("calm_question", ("stage:spouse", "space_ended")).missing == ()
    assert guide("calm_question", ("stage:dating", "space_ended")).missing == ("stage:partner|spouse",)
    listed = {item.id: item for item in list_guides(SAFE, Situation(), TODAY)}
    assert not listed["calm_question"].open and listed["calm_question"].missing


@pytest.mark.element("E060")
def test_reconnect_has_a_purpose_one_ask_and_an_easy_no_and_waits_for_readiness() -> None:
    assert guide("reconnect", ()).missing == ("readiness",)
    assert {"purpose", "easy_no"} <= set(guide("reconnect").entry.requires)
    with pytest.raises(BadRequest, match="easy_no"):
        draft("reconnect", purpose="I am well.")


@pytest.mark.element("E119", "E147")
def test_giving_room_says_until_when_and_that_one_is_there() -> None:
    assert guide("space_note", ("overwhelmed",)).missing == () and guide("space_note", ()).missing
    opened = guide("space_note")
    assert opened.entry.requires == ("i_step_back_until",) and {"floor", "care"} <= set(opened.slots)
    assert draft("space_note", i_step_back_until="I am quiet until Sunday", care="I am here").text.endswith(
        "I am here."
    )


@pytest.mark.element("E012")
def test_a_kind_no_is_thanks_no_and_another_day() -> None:
    found = draft(
        "decline", thanks="Thank you for asking", no="Tonight does not work", another_day="Would Thursday suit?"
    )
    assert found.text == "Thank you for asking. Tonight does not work. Would Thursday suit?"


@pytest.mark.element("E113", "E114", "E115", "E116", "E130")
@pytest.mark.parametrize("name", ["observation", "ask_listen", "open_talk", "suggest_help"])
def test_asking_is_open_before_any_safety_answer(name: str) -> None:
    listed = {item.id: item.open for item in list_guides(Safety(), Situation(), TODAY)}
    assert listed[name]
    assert guide("ask_listen").entry.stop_rule


@pytest.mark.element("E130")
def test_help_for_two_is_not_suggested_where_there_is_coercion() -> None:
    red = Safety.from_answers({item.id: "no" for item in safety_questions()} | {"control": "yes"}, TODAY)
    assert not {item.id: item.open for item in list_guides(red, Situation(), TODAY)}["suggest_help"]


@pytest.mark.element("E140")
def test_a_night_is_offered_late_or_with_little_calm() -> None:
    opened, answers = guide("share_win"), {"the_thing": "My piece was taken."}
    assert build_draft(opened, answers, options=LintOptions(situation=Situation(calm=3))).better_tomorrow
    assert not build_draft(opened, answers, options=LintOptions(situation=Situation(calm=4))).better_tomorrow


def test_break_terms_need_length_contact_and_a_day_to_meet() -> None:
    assert guide("break_terms").entry.requires == ("length", "contact", "review_date")
    assert guide("break_terms", ()).missing == ("both_want",)


@dataclass
class Page:
    """What `find_facts` reads of a look."""

    state: str = "changed"
    side: Side = Side.THEM
    date: Any = date(2025, 7, 3)
    sizes: tuple[Any, ...] = ()
    context: Any = field(default_factory=lambda: SimpleNamespace(living="apart"))


def change(measure: str, person: Person = Person.THEM, **other: Any) -> Change:
    values = {"before": 6.0, "after": 2.0, "effect": 0.4, "low": 0.2, "high": 0.7, "scale": "ratio", "area": "x"}
    flags = {"clear": True, "controlled": True, "unit": f"findings.units.{measure}"}
    return Change(**(values | flags | {"measure": measure, "person": person} | other))


def facts(page: Page | None, journal: list[JournalEntry] | None = None) -> dict[str, str]:
    found = find_facts(page, journal or [], TODAY)  # type: ignore[arg-type]
    return {fact.id: fact.text for fact in speak_facts(found, TODAY)}


@pytest.mark.element("E133")
def test_facts_of_messages_are_what_the_look_says_with_since_and_without_a_number() -> None:
    page = Page(
        sizes=(change("start_hazard"), change("reply_time", low=1.5, high=3.0), change("start_hazard", Person.ME))
    )
    found = facts(page)
    assert found == {
        "start_hazard.them": "You have written first less often since early July 2025.",
        "reply_time.them": "Your answers have taken longer since early July 2025.",
    }
    beside = speak_facts(find_facts(page, [], TODAY), TODAY)[0].beside  # type: ignore[arg-type]
    assert "2" in beside and "6" in beside
    assert facts(Page(side=Side.BOTH, sizes=page.sizes)).keys() >= {"start_hazard.me", "start_hazard.them"}


@pytest.mark.parametrize(
    "page",
    [
        Page(state="resting", sizes=(change("start_hazard"),)),
        Page(side=Side.UNCLEAR, sizes=(change("start_hazard"),)),
        Page(state="too early", sizes=(change("start_hazard"),)),
        Page(context=SimpleNamespace(living="together"), sizes=(change("start_hazard"),)),
        Page(sizes=(change("start_hazard", controlled=False),)),
        Page(sizes=(change("warmth", withheld="findings.withheld.voice"),)),
        Page(sizes=(change("start_hazard", low=1.2, high=2.0),)),
    ],
    ids=["resting", "unclear", "early", "together", "not controlled", "withheld", "more"],
)
def test_what_the_look_does_not_say_of_a_person_is_no_fact(page: Page) -> None:
    assert facts(page) == {}


def weekly(tag: str = "", weeks: int = 4) -> list[JournalEntry]:
    return [JournalEntry(TODAY - timedelta(days=7 * week), (tag,) if tag else ()) for week in range(weeks)]


@pytest.mark.element("E133")
def test_facts_of_the_journal_count_shared_life_where_it_reaches_far_enough() -> None:
    journal = [*weekly(), JournalEntry(TODAY - timedelta(days=20), ("evening",))]
    found = facts(None, journal)
    assert found["journal.evening.last"] == "We have not had an evening together since 10 February."
    assert found["journal.evening.count"] == "Since 9 February we have had one evening together."
    short = find_facts(None, weekly(weeks=3), TODAY)
    assert short.facts == () and short.short_journal
    assert facts(Page(state="resting"), journal) == {}


def test_no_fact_holds_a_share_a_quote_or_the_name_of_the_program() -> None:
    from ebbtide.wording import keys, say

    for key in (key for key in keys() if key.startswith("speak.facts.")):
        places = {name: "2" for name in ("since", "count") if f"{{{name}}}" in _raw(key)}
        assert not re.search(r"%|Ebbtide|\"|never|always", say(key, **places))


def _raw(key: str) -> str:
    from ebbtide.wording.sentences import _sentences

    return _sentences("en")[key]
