"""What a look says: every state in words, the same for both people, and nothing that it must not say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from ebbtide.analysis.changes.analysis import Change, SelfCheck, State
from ebbtide.analysis.changes.findings import measure_rows as rows
from ebbtide.analysis.finding import Finding, Phrase
from ebbtide.analysis.measures.measure import Measure, Weekly
from ebbtide.history.conversation import EVENT_SCHEMA, Context, Conversation, Coverage, Edge, Span
from ebbtide.people import Person, Side
from ebbtide.presentation.answer import answer
from ebbtide.presentation.sentences import Sentence, Tide, phrase
from ebbtide.wording import keys, say
from tests.support.looks import findings

FIRST = date(2024, 1, 1)
CHANGE = date(2025, 3, 10)
AS_OF = date(2025, 6, 8)
FORBIDDEN = re.compile(
    r"percent|%|\bchances?\b|\bscores?\b|\bleav(e|es|ing)\b|\bstay(s|ed|ing)?\b|\blov(e|es|ed|ing)\b"
    r"|\bleft you\b|\bbreak ?up\b|\bdivorce",
    re.IGNORECASE,
)
GROUPS = ("headline", "other", "against", "changed", "own", "next", "unseen", "sure", "coverage", "me")


def conversation(people: tuple[str, str] = ("Ana", "Sam"), edges: tuple[Edge, ...] = ()) -> Conversation:
    shown = Coverage(FIRST, AS_OF, AS_OF, "archive", edges)
    return Conversation(pl.DataFrame(schema=EVENT_SCHEMA), people, (), shown)


def weekly(
    weeks: int = 75, starts: tuple[float, float] = (6.0, 6.0), later: tuple[float, float] | None = None
) -> Weekly:
    monday = tuple(FIRST + timedelta(weeks=item) for item in range(weeks))
    expected = np.tile(np.array(starts)[:, None], (1, weeks))
    if later is not None:
        expected[:, [item >= CHANGE for item in monday]] = np.array(later)[:, None]
    natural = np.vstack([np.full(weeks, 8.0), np.linspace(10.0, 4.0, weeks)])
    measure = Measure(
        "start_hazard",
        "initiative",
        "findings.units.start_hazard",
        True,
        False,
        np.log(natural),
        np.full((2, weeks), 0.1),
        natural,
        expected,
    )
    return Weekly(
        monday,
        np.ones(weeks),
        np.zeros(weeks, dtype=bool),
        np.full((2, weeks), 50.0),
        np.full((2, weeks), 35.0),
        expected,
        np.zeros((2, weeks)),
        np.ones((2, weeks, 24)),
        np.full((2, 7 * weeks), 7.0),
        {"start_hazard": measure},
    )


def change(
    measure: str,
    person: int,
    effect: float = 1.0,
    spread: float = 0.1,
    said: bool = False,
    scale: str = "ratio",
    before: float = 8.0,
) -> Change:
    after = before * effect if scale == "ratio" else before + effect
    return Change(
        measure,
        Person(person),
        "initiative",
        f"findings.units.{measure}",
        scale,
        before,
        after,
        effect,
        effect - spread,
        effect + spread,
        clear=said,
        controlled=said,
    )


FELL = (
    change("start_hazard", 0),
    change("start_hazard", 1, 0.5, said=True),
    change("reply_time", 0, before=20.0),
    change("reply_time", 1, 3.0, 0.5, said=True, before=20.0),
    change("answered", 0, -2.0, 4.0, scale="points", before=80.0),
    change("answered", 1, -20.0, 5.0, True, "points", 80.0),
    change("warmth", 0, 1.0, 0.9),
    change("warmth", 1, 1.0, 0.9),
)


def tide(state: str = "changed", side: str = "them", **given: object) -> Tide:
    values: dict[str, object] = {
        "conversation": conversation(),
        "context": Context(),
        "as_of": AS_OF,
        "state": State(state),
        "side": Side(side),
        "weekly": weekly(later=(6.0, 2.0)),
        "date": CHANGE,
        "export_day_unknown": False,
        "date_interval": (date(2025, 3, 3), date(2025, 3, 24)),
        "sizes": FELL if state == "changed" else (),
    }
    return Tide(**(values | given))  # type: ignore[arg-type]


def texts(look: Tide, group: str | None = None) -> list[str]:
    return [item.text for item in findings(look) if group in (None, item.group)]


def words_of(item: Sentence) -> str:
    """The fact that a step names."""
    fact = item.values["fact"]
    assert isinstance(fact, Phrase)
    return phrase(fact, ("Ana", "Sam"))


def headline(look: Tide) -> str:
    (only,) = texts(look, "headline")
    return only


EVERY_STATE = {
    "too little": tide("too little", "too little", weekly=weekly(3), date=None, date_interval=None),
    "short": tide("short", "none", weekly=weekly(9), date=None, date_interval=None),
    "usual": tide("usual", "none", date=None, date_interval=None),
    "too early": tide("too early", "too early"),
    "changed": tide(),
    "both stopped": tide("both stopped", "none"),
    "resting": tide("resting", "none", context=Context(ended=date(2025, 6, 1)), sizes=FELL),
}


def test_every_state_is_tried_here() -> None:
    assert set(EVERY_STATE) == set(State)


@pytest.mark.parametrize("state", State)
def test_every_state_has_one_headline_first_and_says_what_is_unseen_and_how_sure(state: str) -> None:
    found = findings(EVERY_STATE[state])
    groups = [item.group for item in found]
    assert groups.count("headline") == 1
    assert {"unseen", "sure", "coverage", "next", "me"} <= set(groups)
    order = [GROUPS.index(group) for group in groups]
    assert order == sorted(order)
    assert len({item.text for item in found}) == len(found)


@pytest.mark.parametrize("state", State)
def test_no_sentence_judges_or_forecasts(state: str) -> None:
    for text in texts(EVERY_STATE[state]):
        assert not FORBIDDEN.search(text.replace("leaves the two of you alone", "")), text
        assert text[-1] in ".?" or "--" in text
        assert "  " not in text and "{" not in text


def test_no_sentence_of_the_file_judges_or_forecasts() -> None:
    for key in keys():
        if key.startswith("findings."):
            assert not FORBIDDEN.search(re.sub(r"\{.*?\}", "x", _raw(key))), key


def _raw(key: str) -> str:
    from ebbtide.wording import sentences

    return sentences._sentences("en")[key]


@pytest.mark.parametrize("state", ["usual", "too little", "short", "resting"])
def test_without_a_finding_no_sentence_says_that_something_changed(state: str) -> None:
    look = replace(EVERY_STATE[state], sizes=FELL)
    assert not any(item.claim_of_change for item in findings(look))


@pytest.mark.parametrize("state", ["changed", "too early", "both stopped"])
def test_a_headline_of_change_counts_as_a_sentence_of_change(state: str) -> None:
    assert findings(EVERY_STATE[state])[0].claim_of_change


# --- the headline, word by word


def test_headline_names_side_and_date() -> None:
    assert headline(tide()) == "Since early March, less has come from Sam."
    assert headline(tide(side=Side.ME)) == "Since early March, less has come from you."
    assert headline(tide(side=Side.BOTH)) == "Since early March, less has come from both of you."
    assert headline(tide(side=Side.BOTH, first=Person.THEM)).endswith("first from Sam.")
    assert headline(tide(side=Side.BOTH, first=Person.ME)).endswith("first from you.")
    assert headline(tide(side=Side.UNCLEAR)) == "Since early March, there is less between you here."


def test_living_together_names_no_side_and_greys_amounts() -> None:
    look = tide(side=Side.THEM, first=1, context=Context(living="together"))
    assert headline(look) == "Since early March, you two write each other less."
    changed = [item for item in findings(look) if item.group == "changed"]
    starts = [item for item in changed if item.evidence == ("start_hazard",)]
    assert [item.key for item in starts] == ["findings.rows.grey"] * 2
    assert not any(item.claim_of_change for item in starts)
    assert any(item.claim_of_change for item in changed)  # a change that is not of amount keeps its sentence


def test_usual_is_an_answer() -> None:
    assert headline(EVERY_STATE["usual"]) == "Nothing unusual between you two in these months."


def test_too_early_says_until_when_to_wait_and_no_sizes() -> None:
    look = replace(EVERY_STATE["too early"], sizes=FELL, date=date(2025, 5, 26))
    assert headline(look) == "The latest weeks look different. It is too early to say."
    assert texts(look, "changed") == []
    assert any("Look again on 23 June 2025" in text for text in texts(look, "next"))
    assert not any("Ask once" in text for text in texts(look))


def test_both_stopped_blames_nobody_and_asks() -> None:
    look = EVERY_STATE["both stopped"]
    assert headline(look) == "You have both hardly written here since early March."
    assert any("--also APP" in text for text in texts(look, "next"))
    assert not any("Sam" in text for text in texts(look, "changed") + texts(look, "headline"))


def test_too_little_says_what_is_missing() -> None:
    for weeks, line in (
        (weekly(3), "This file holds 3 full weeks, and a first page needs 4."),
        (weekly(1), "This file holds one full week, and a first page needs 4."),
        (None, "This file holds no full week, and a first page needs 4."),
        (weekly(40, (6.0, 1.0)), "In a usual week Sam writes first fewer than three times."),
        (weekly(40, (1.0, 6.0)), "In a usual week you write first fewer than three times."),
        (weekly(40, (1.0, 1.0)), "In a usual week each of you writes first fewer than three times."),
    ):
        few = tide("too little", "too little", weekly=weeks)
        assert headline(few) == "There are too few messages here to compare."
        assert answer(Tide.of(few.analysis)).line == line
    few = tide("too little", "too little", weekly=weekly(40, (6.0, 1.0)))
    assert [item.person for item in findings(few) if item.key == "findings.sure.starts"] == [0, 1]


def test_short_history_puts_first_weeks_beside_the_later_ones_for_both() -> None:
    changed = [item for item in findings(EVERY_STATE["short"]) if item.group == "changed"]
    assert [item.person for item in changed] == [0, 1]
    assert "8 first messages a week in the earlier weeks, 8 in the later ones" in changed[0].text
    assert not any("side" in text and "your side" in text for text in texts(EVERY_STATE["short"]))


def test_resting_speaks_of_nobody_but_me() -> None:
    look = EVERY_STATE["resting"]
    found = findings(look)
    assert found[0].text == "For 30 days, this page leaves the two of you alone."
    assert not any(item.person == 1 for item in found)
    assert [item.text for item in found if "Sam" in item.text] == ["Nothing is worked out about Sam in these 30 days."]
    assert any(item.group == "own" for item in found)


# --- both people, evidence against, sizes


@pytest.mark.parametrize("side", ["me", "them", "both", "unclear"])
def test_both_people_have_the_same_number_of_lines(side: str) -> None:
    for group in ("against", "changed"):
        people = [item.person for item in findings(tide(side=side)) if item.group == group]
        assert people.count(0) == people.count(1) > 0


def test_a_measure_that_one_person_lacks_still_has_both_lines() -> None:
    look = tide(sizes=FELL[1:])
    lines = [item for item in findings(look) if item.evidence == ("start_hazard",) and item.group == "changed"]
    assert [item.key for item in lines] == ["findings.rows.nothing", "findings.less.start_hazard"]


def test_evidence_against_comes_before_evidence_for_and_is_never_empty() -> None:
    for look in EVERY_STATE.values():
        groups = [item.group for item in findings(look)]
        if "changed" in groups:
            assert 0 < groups.index("against") < groups.index("changed")
    assert "About the same in your messages: writing first, answering and time to answer." in texts(tide(), "against")


def test_sizes_are_in_natural_units_with_their_interval_and_at_least_for_starts() -> None:
    lines = texts(tide(), "changed")
    assert (
        "Sam wrote first less often: about 4 first messages a week, before about 8. "
        "That is at least 4 lower (3.2 to 4.8)."
    ) in lines
    assert (
        "Sam took longer to answer: about 60 minutes, before about 20 minutes. That is about 40 minutes longer "
        "(30 minutes to 50 minutes)."
    ) in lines
    assert (
        "Sam answered fewer messages that invited an answer: about 60 of 100 turns, before about 80. "
        "That is about 20 lower (15 to 25)."
    ) in lines


def test_only_controlled_changes_are_said() -> None:
    loud = tuple(replace(item, controlled=False) for item in FELL)
    look = tide(sizes=loud)
    assert not any(item.claim_of_change for item in findings(look) if item.group == "changed")
    assert len(texts(look, "changed")) == len(texts(tide(), "changed"))


def test_a_measure_that_is_only_shown_gets_lines_when_it_may_be_said() -> None:
    quiet = (change("questions", 0), change("questions", 1))
    assert texts(tide(sizes=FELL + quiet), "changed") == texts(tide(), "changed")
    told = (change("questions", 0), change("questions", 1, 0.5, said=True))
    assert len(texts(tide(sizes=FELL + told), "changed")) == len(texts(tide(), "changed")) + 2


def test_moving_the_other_way_is_evidence_against() -> None:
    look = tide(sizes=(*FELL, change("length", 0), change("length", 1, 1.5, said=True, before=40.0)))
    assert "More than before in Sam's messages: length of messages." in texts(look, "against")


def test_answering_sooner_counts_as_more_contact() -> None:
    sooner = change("reply_time", 1, 0.4, said=True, before=60.0)
    assert not rows.towards_less(sooner)
    assert "Sam answered sooner: in about 24 minutes, before in about 60 minutes" in " ".join(
        texts(tide(sizes=(sooner,)), "changed")
    )


def test_swapping_the_two_people_swaps_the_sentences_and_nothing_else() -> None:
    flipped = tuple(replace(item, person=item.person.other) for item in FELL)
    for side, other_side, first in (("them", "me", None), ("both", "both", Person.THEM), ("unclear", "unclear", None)):
        one = tide(side=side, first=first)
        two = tide(side=other_side, first=None if first is None else first.other, sizes=flipped)
        assert _turned(one) == {_neutral(item) for item in findings(two) if item.group in _TURNING}


_TURNING = ("headline", "against", "changed")
_TURN = {"you": "Sam", "You": "Sam", "your": "Sam's", "Your": "Sam's"}


def _neutral(item: Finding) -> tuple[str, int | None, str]:
    # A headline is whole in each variant: its key names the side.
    return ("" if item.group == "headline" else item.key), item.person, item.text


def _turned(look: Tide) -> set[tuple[str, int | None, str]]:
    found = set()
    for item in findings(look):
        if item.group not in _TURNING or item.key == "findings.against.always":
            if item.group in _TURNING:
                found.add(_neutral(item))
            continue
        person = None if item.person is None else 1 - item.person
        of_both = item.key.endswith((".unclear", ".less_from_both"))
        found.add((_neutral(item)[0], person, item.text if of_both else _turn(item.text)))
    return found


def _turn(text: str) -> str:
    if "Sam" in text:
        text = text.replace("Sam's", "your").replace("Sam", "you")
        return text[:1].upper() + text[1:]
    return re.sub(r"\b(you|You|your|Your)\b", lambda word: _TURN[word.group()], text)


# --- other explanations, the file, what was told


def test_unknown_context_is_named_and_told_context_is_used() -> None:
    unknown = texts(tide(), "other")
    (line,) = [text for text in unknown if text.startswith("Not told: ")]
    for item in ("whether you live together", "days away or together", "hard times", "other ways of keeping in touch"):
        assert item in line
    span = Span(date(2025, 3, 1), date(2025, 3, 20), 1)
    told = tide(context=Context("apart", (span,), (span,), None, ("calls", "Signal")))
    assert "You named a hard time for Sam, 1 March to 20 March 2025." in " ".join(texts(told, "other"))
    assert "You also keep in touch by calls and Signal." in " ".join(texts(told, "other"))
    assert any(text.startswith("Told: living apart, days away") for text in texts(told, "coverage"))
    assert not any(text.startswith("Not told") for text in texts(told, "other") + texts(tide(), "coverage"))
    quiet = texts(EVERY_STATE["usual"], "coverage")
    assert any(text.startswith("Not told, so unknown: whether you live together") for text in quiet)


def test_a_hard_time_far_from_the_change_is_not_made_its_reason() -> None:
    far = tide(context=Context(stressors=(Span(date(2024, 3, 1), date(2024, 3, 20)),)))
    assert "It does not fall on the change found here." in " ".join(texts(far, "other"))


def test_an_edge_of_the_file_near_the_change_is_the_first_explanation() -> None:
    near = Edge("disappearing", date(2025, 3, 12))
    look = tide(conversation=conversation(edges=(near, Edge("cap", FIRST, date(2024, 2, 1)))))
    assert "The file itself is different near that date." in texts(look, "other")[0]
    assert sum("The file itself" in text for text in texts(look, "other")) == 1
    assert "From 12 March 2025 to the end: disappearing messages were on" in " ".join(texts(look, "coverage"))


def test_many_edges_are_counted_and_not_all_listed() -> None:
    many = tuple(
        Edge("gap", FIRST + timedelta(days=20 * item), FIRST + timedelta(days=20 * item + 3)) for item in range(12)
    )
    assert "The file has 4 more places like these." in texts(tide(conversation=conversation(edges=many)), "coverage")


def test_a_shift_of_the_day_is_another_explanation() -> None:
    hours = np.zeros((2, 2, 7, 24), dtype=np.int64)
    hours[:, 0, :, 18:22] = 10
    hours[0, 1, :, 18:22] = 10
    hours[1, 1, :, 21:24] = 10
    hours[1, 1, :, 0] = 10
    lines = texts(tide(hours=hours), "other")
    assert "Sam's messages came about 3 hours later in the day" in " ".join(lines)
    assert not any(text.startswith("Your messages") for text in lines)
    hours[1, 0] = hours[1, 1]
    assert "You both wrote about 3 hours later" in " ".join(texts(tide(hours=hours), "other"))
    assert not any("hours earlier" in text or "Sam's messages" in text for text in texts(tide(hours=hours), "other"))
    assert "about 3 hours earlier" in " ".join(texts(tide(hours=hours[::-1]), "other"))


def test_text_withheld_is_said_with_its_reason_and_not_judged() -> None:
    warm = replace(change("warmth", 1, 0.3, said=True), withheld="findings.withheld.voice")
    look = tide(sizes=(*FELL[:6], change("warmth", 0), warm))
    assert "Sam's written words are not weighed here: voice notes" in " ".join(texts(look, "other"))
    (line,) = [item for item in findings(look) if item.evidence == ("warmth",) and item.person == 1]
    assert line.key == "findings.rows.withheld" and not line.claim_of_change


def test_my_row_first_is_said_among_the_other_explanations() -> None:
    assert "Less came from you first." in " ".join(texts(tide(side=Side.BOTH, first=Person.ME), "other"))
    assert "Less came from you first." not in " ".join(texts(tide(side=Side.BOTH, first=Person.THEM), "other"))


def test_the_day_of_the_export_is_asked_where_it_is_not_known() -> None:
    assert any("--exported DATE" in text for text in texts(tide(export_day_unknown=True), "coverage"))
    assert "The export was made on 8 June 2025. Quiet days up to then count." in texts(tide(), "coverage")


# --- how sure


def test_the_pairs_own_check_in_words() -> None:
    assert say("findings.sure.check_short") in texts(tide(), "sure")
    never = tide(check=SelfCheck(20, True))
    assert "Run before today on 20 dates, outside any change found here, this rule would never have spoken." in texts(
        never, "sure"
    )
    spoke = tide(check=SelfCheck(20, True, (date(2024, 9, 2), date(2024, 12, 9))))
    assert (
        "Run before today on 20 dates, outside any change found here, this rule would have spoken twice: "
        "2 September 2024 and 9 December 2024. You know which were real."
    ) in texts(spoke, "sure")


def test_the_rate_on_stable_pairs_is_printed_only_once_measured() -> None:
    assert not any("simulated" in item.text for item in findings(tide(), None))
    assert any("nothing changed, 12 spoke of a change" in item.text for item in findings(tide(), 0.012))


# --- ask once


SIDES = ("me", "them", "both", "unclear")


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("moved", ["start_hazard", "reply_time", "length", "answered", "fast_turns", "warmth"])
def test_the_sentence_to_start_from_has_no_quotes_and_no_shares(side: str, moved: str) -> None:
    look = tide(side=side, sizes=(change(moved, 1, 0.5 if moved != "reply_time" else 3.0, said=True, before=50.0),))
    (ask,) = [item for item in findings(look) if item.key in ("findings.next.ask", "findings.next.say")]
    fact = words_of(ask)
    assert fact.startswith(("Since mid-March ", "Since early March "))
    assert not re.search(r"[\"“”«»‘’]|%|percent|of 100|Sam", ask.text)
    assert "always" not in fact and "never" not in fact


def test_the_fact_counts_starts_as_they_were() -> None:
    (ask,) = [item for item in findings(tide()) if item.key == "findings.next.ask"]
    assert words_of(ask) == (
        "Since early March you have written first about twice a week. Before, it was about 6 times."
    )


def test_the_fact_falls_back_where_the_counts_did_not_fall() -> None:
    (ask,) = [item for item in findings(tide(weekly=weekly())) if item.key == "findings.next.ask"]
    assert "your answers have come after about 60 minutes. Before, it was about 20 minutes" in words_of(ask)
