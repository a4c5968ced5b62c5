"""The words of a look: names, dates, amounts, facts to start from, and any tide at all."""

from __future__ import annotations

import math
import tomllib
from dataclasses import replace
from datetime import date
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbtide.analysis.changes.analysis import Change, SelfCheck, State
from ebbtide.analysis.changes.findings import measure_rows as rows
from ebbtide.analysis.measures.specs import INDEX, SPECS, WEEKLY
from ebbtide.history.conversation import Context, Edge, Span
from ebbtide.people import PEOPLE, Side
from ebbtide.presentation.sentences import Tide, phrase
from ebbtide.wording import formats, keys
from tests.support.looks import findings
from tests.unit.presentation.sentences.test_states import (
    EVERY_STATE,
    FIRST,
    FORBIDDEN,
    change,
    conversation,
    headline,
    texts,
    tide,
    weekly,
)

# --- names, dates, numbers


def test_names_are_used_as_written_and_never_break_a_sentence() -> None:
    for name in ("sam", "Zoë {x} %s", "", "  A\nB "):
        look = tide(conversation=conversation(("Ana", name)))
        assert headline(look).endswith(f"less has come from {' '.join(name.split()) or 'the other person'}.")


def test_an_interval_over_new_year_shows_both_years() -> None:
    text = formats.around(date(2025, 1, 6), (date(2024, 12, 30), date(2025, 1, 20)))
    assert text == "around 6 January 2025 (between 30 December 2024 and 20 January 2025)"
    assert formats.around(date(2025, 1, 6), None) == "around 6 January 2025"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.001, "0"),
        (0.054, "0.05"),
        (0.254, "0.3"),
        (0.999, "1"),
        (1.96, "2"),
        (3.14, "3.1"),
        (9.96, "10"),
        (1234.4, "1,234"),
    ],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert formats.number(value) == text


def test_amounts_know_one_and_turn_long_minutes_into_hours() -> None:
    assert formats.amount("calls", "findings.units.calls", 1.0) == "1 call a week"
    assert formats.amount("reply_time", "elsewhere", 119.0) == "119 minutes"
    assert formats.amount("reply_time", "elsewhere", 150.0) == "2.5 hours"
    assert formats.amount("reply_time", "elsewhere", 0.4) == "20 seconds"
    assert formats.amount("silence", "elsewhere", 47.0) == "47 hours"
    assert formats.amount("silence", "elsewhere", 60.0) == "2.5 days"


def test_every_measure_has_its_words() -> None:
    for name in sorted(WEEKLY):
        for table in ("units", "how", "less", "more"):
            assert f"findings.{table}.{name}" in keys()
    assert all(f"findings.nouns.{name}" in keys() for name in INDEX)


# --- any tide at all


dates = st.dates(date(2024, 1, 1), date(2025, 12, 31))
numbers = st.one_of(st.floats(0.01, 500.0), st.just(math.nan), st.just(math.inf))
likely = st.builds(
    change,
    measure=st.sampled_from(sorted(WEEKLY)),
    person=st.sampled_from(PEOPLE),
    effect=st.floats(0.05, 4.0),
    spread=st.floats(0.0, 0.6),
    said=st.booleans(),
    before=st.floats(0.01, 3000.0),
)
likely_share = st.builds(
    change,
    measure=st.sampled_from(sorted(WEEKLY)),
    person=st.sampled_from(PEOPLE),
    effect=st.floats(-60.0, 60.0),
    spread=st.floats(0.0, 20.0),
    said=st.booleans(),
    scale=st.just("points"),
    before=st.floats(0.0, 100.0),
)
changes = (
    likely
    | likely_share
    | st.builds(
        Change,
        measure=st.sampled_from(sorted(WEEKLY)),
        person=st.sampled_from(PEOPLE),
        area=st.just("depth"),
        unit=st.sampled_from(("findings.units.messages", "")),
        scale=st.sampled_from(("ratio", "points")),
        before=numbers,
        after=numbers,
        effect=numbers,
        low=numbers,
        high=numbers,
        clear=st.booleans(),
        controlled=st.booleans(),
        withheld=st.sampled_from((None, None, "findings.withheld.voice", "findings.withheld.hours")),
    )
)
spans = st.builds(Span, start=dates, end=dates, who=st.sampled_from((None, 0, 1)))
contexts = st.builds(
    Context,
    living=st.sampled_from((None, "together", "apart")),
    away=st.lists(spans, max_size=2).map(tuple),
    stressors=st.lists(spans, max_size=2).map(tuple),
    ended=st.none() | dates,
    channels=st.sampled_from(((), ("calls",))),
    exported=st.none() | dates,
)
edges = st.builds(
    Edge,
    reason=st.sampled_from(("before first", "cap", "gap", "join", "one-sided", "disappearing", "app change", "odd")),
    start=dates,
    end=st.none() | dates,
)
checks = st.builds(
    SelfCheck, dates=st.integers(0, 40), enough=st.booleans(), spoke=st.lists(dates, max_size=4).map(tuple)
)
tides = st.builds(
    Tide,
    conversation=st.lists(edges, max_size=3).map(lambda some: conversation(edges=tuple(some)))
    | st.just(replace(conversation(), coverage=None)),
    context=contexts,
    as_of=st.none() | dates,
    state=st.sampled_from(State) | st.just(State.CHANGED),
    side=st.sampled_from(Side),
    weekly=st.none()
    | st.builds(
        weekly, st.integers(0, 75), st.tuples(st.floats(0.0, 9.0), st.floats(0.0, 9.0)), st.none() | st.just((1.0, 1.0))
    ),
    date=st.none() | dates,
    date_interval=st.none() | st.tuples(dates, dates),
    pattern=st.sampled_from(("single", "several", "lasting")),
    first=st.sampled_from((None, *PEOPLE)),
    sizes=st.lists(changes, max_size=8).map(tuple),
    check=checks,
    export_day_unknown=st.booleans(),
)


@given(tides, st.none() | st.floats(0.0, 0.1))
@settings(max_examples=200, deadline=None)
def test_any_tide_has_one_headline_and_says_its_limits(look: Tide, rate: float | None) -> None:
    found = findings(look, rate)
    groups = [item.group for item in found]
    assert groups.count("headline") == 1 and groups[0] == "headline"
    assert {"unseen", "sure", "next", "coverage"} <= set(groups)
    rated = [item.person for item in found if item.group in ("against", "changed")]
    assert rated.count(0) == rated.count(1)
    assert findings(look, rate) == found
    for item in found:
        assert item.text and not FORBIDDEN.search(item.text.replace("leaves the two of you alone", ""))
        assert "nan" not in item.text.split() and "inf" not in item.text.split()
    if look.state in ("usual", "too little", "short", "resting"):
        assert not any(item.claim_of_change for item in found)


# --- further facts


def fact(look: Tide) -> str:
    (ask,) = [item for item in findings(look) if item.key in ("findings.next.ask", "findings.next.say")]
    return phrase(ask.values["fact"], look.conversation.people)


def test_the_fact_of_both_is_one_that_holds_for_both() -> None:
    mine, theirs = change("length", 0, 0.6, said=True), change("length", 1, 0.6, said=True)
    slower = change("reply_time", 1, 3.0, said=True, before=20.0)
    assert fact(tide(side=Side.BOTH, sizes=(mine, theirs, slower))) == (
        "Since early March our messages have been shorter than before, yours and mine."
    )
    assert fact(tide(side=Side.BOTH, sizes=(mine, slower))) == (
        "Since early March our messages have been different from before."
    )


def test_the_fact_of_my_own_side_begins_with_me() -> None:
    look = tide(side=Side.ME, sizes=(change("reply_time", 0, 3.0, said=True, before=20.0),))
    assert fact(look) == "Since early March I have taken longer to answer than before."
    assert any(item.key == "findings.next.say" for item in findings(look))


def test_the_fact_never_says_a_change_towards_more_contact() -> None:
    look = tide(sizes=(change("length", 1, 2.0, said=True),))
    assert fact(look) == "Since early March our messages have been different from before."


def test_both_starting_less_is_said_only_where_the_counts_of_both_fell() -> None:
    starts = (change("start_hazard", 0, 0.5, said=True), change("start_hazard", 1, 0.5, said=True))
    fell = tide(side=Side.BOTH, sizes=starts, weekly=weekly(later=(2.0, 2.0)))
    assert fact(fell) == "Since early March we have both written first less often than before."
    assert "different from before" in fact(replace(fell, weekly=weekly(later=(6.0, 2.0))))


# --- what "about as before" may cover


def test_a_third_of_a_small_share_is_not_about_as_before() -> None:
    small = change("warmth", 1, -4.8, 1.0, scale="points", before=14.0)
    assert not rows.as_before(small)
    assert rows.as_before(change("answered", 1, -4.8, 1.0, scale="points", before=80.0))
    assert not rows.as_before(change("answered", 1, -9.8, 1.0, scale="points", before=80.0))
    assert rows.as_before(change("length", 1, 1.0, 0.2)) and not rows.as_before(change("length", 1, 1.0, 0.3))


def test_too_little_still_shows_both_rows_and_is_never_an_empty_page() -> None:
    changed = [item for item in findings(EVERY_STATE["too little"]) if item.group == "changed"]
    assert [item.person for item in changed] == [0, 1]
    assert "in the earlier weeks" in changed[0].text


def test_text_withheld_is_explained_without_a_finding_too() -> None:
    warm = tuple(replace(change("warmth", person), withheld="findings.withheld.voice") for person in (0, 1))
    lines = findings(replace(EVERY_STATE["usual"], sizes=warm))
    assert [item.person for item in lines if item.key == "findings.other.withheld"] == [0, 1]
    assert "How often Sam wrote something warm: not weighed here." in [item.text for item in lines]


def test_a_day_to_wait_for_is_named_only_where_the_day_of_the_export_is_known() -> None:
    assert "Look again on 6 July 2025" in " ".join(texts(tide(), "next"))
    assert "In four weeks" in " ".join(texts(tide(export_day_unknown=True), "next"))


def test_the_day_before_the_first_message_is_no_edge_worth_a_line() -> None:
    look = tide(conversation=conversation(edges=(Edge("before first", FIRST, FIRST),)))
    assert texts(look, "coverage") == texts(tide(), "coverage")


def test_a_minute_more_is_no_fact_to_bring_to_anybody() -> None:
    look = tide(sizes=(change("reply_time", 1, 1.5, said=True, before=3.0), change("length", 1, 0.5, said=True)))
    assert fact(look) == "Since early March your messages have been shorter than before."


def test_a_date_that_is_poorly_known_is_named_by_its_month() -> None:
    wide = tide(date_interval=(date(2025, 2, 3), date(2025, 4, 13)))
    assert fact(wide).startswith("Since about March you have written first")


def test_every_note_that_a_sentence_links_to_is_in_the_catalogue() -> None:
    data = resources.files("ebbtide.catalogue") / "data" / "claims.toml"
    ids = {item["id"] for item in tomllib.loads(data.read_text("utf-8"))["claim"]}
    used = {note for look in EVERY_STATE.values() for item in findings(look, 0.01) for note in item.claims}
    assert {"change_date", "false_alarm_rate", "no_forecast", "anxious_overread", "tone_misread"} <= used
    assert (used | {note for spec in SPECS.values() for note in spec.notes} | {"busy_rule"}) <= ids


def test_measures_outside_the_index_do_not_bury_the_others() -> None:
    told = tuple(change(name, person, 0.5, said=True) for name in rows.SHOWN for person in (0, 1))
    lines = [item for item in findings(tide(sizes=told)) if item.group == "changed"]
    assert [item.evidence for item in lines] == [("start_share",), ("start_share",), ("messages",), ("messages",)]
