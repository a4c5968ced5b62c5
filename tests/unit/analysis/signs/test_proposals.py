"""Proposals: what each of the eight rules puts before the user, what it does not, the budget, the balance, the swap."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from ebbtide.analysis.signs.proposals.gates import Talk, talk
from ebbtide.analysis.signs.proposals.meaning_rules import RULES
from ebbtide.analysis.signs.proposals.ranking import (
    BUDGET,
    SIGNS,
    Proposal,
    around,
    proposal_id,
    propose,
    propose_all,
    spoken,
)
from ebbtide.analysis.signs.sign import JournalEntry
from ebbtide.catalogue import table
from ebbtide.history import purge_text
from ebbtide.history.conversation import Span
from ebbtide.history.readers.contract import FLAG_FEATURES_READ
from ebbtide.presentation.sentences import phrase
from tests.support.small_talks import Said, chat_of, marked, rhythm, talk_of

#: For each sign: rows that show it (by Sam), rows that show its opposite, rows with an innocent look-alike.
SHOWN: dict[str, list[Said]] = {
    "feelings_waved_away": [(0, 0, "feeling", "that hurt me"), (1, 1, "play_down", "you are overdoing it")],
    "wins_fall_flat": [(0, 0, "good_news", "i got the job!"), (1, 1, "play_down", "well, it is only part time")],
    "jabs": [(0, 0, "", "here is the picture"), (1, 1, "sharp", "clumsy as ever"), (2, 0, "", "oh")],
    "no_future": [(0, 0, "invitation", "shall we go away in may?"), (1, 1, "vague", "we will see")],
    "selective_presence": [
        (0, 1, "support_asked", "can you help me"),
        (1, 0, "support_given", "of course, i am here"),
        (48, 0, "support_asked", "i need you today"),
        (50, 1, "", "busy with the car at the moment"),
    ],
}
OPPOSITE: dict[str, list[Said]] = {
    "feelings_waved_away": [(0, 0, "feeling", "that hurt me"), (1, 1, "support_given", "i am so sorry, tell me")],
    "wins_fall_flat": [(0, 0, "good_news", "i got the job!"), (1, 1, "answered_warm", "wow, that is wonderful")],
    "jabs": [(0, 0, "", "here is the picture"), (1, 1, "appreciation", "you did that so well"), (2, 0, "", "oh")],
    "no_future": [(0, 0, "invitation", "shall we go away in may?"), (1, 1, "accept", "yes, the first week")],
    "selective_presence": [(0, 0, "support_asked", "i need you today"), (2, 1, "support_given", "calling you now")],
}
INNOCENT: dict[str, list[Said]] = {
    # said together with comfort
    "feelings_waved_away": [(0, 0, "feeling", "that hurt"), (1, 1, "play_down support_given", "no drama, come here")],
    # "one moment" and then joy
    "wins_fall_flat": [
        (0, 0, "good_news", "i got the job!"),
        (0.1, 1, "", "wait"),
        (0.2, 0, "", "ok"),
        (0.5, 1, "answered_warm", "so proud"),
    ],
    # both laugh
    "jabs": [(0, 0, "", "picture"), (1, 1, "sharp", "clumsy as ever"), (1.1, 0, "laughter", "hahaha")],
    # another day is offered
    "no_future": [(0, 0, "invitation", "in may?"), (1, 1, "vague alternative", "we will see, what about june")],
    # their own needs were never brought
    "selective_presence": [(0, 0, "support_asked", "i need you today"), (2, 1, "", "busy with the car")],
}


def fors(found: list[Proposal]) -> list[tuple[int, bool]]:
    return [(item.person, item.counter) for item in found]


@pytest.mark.parametrize("sign", SHOWN)
def test_what_shows_a_sign_is_proposed(sign: str) -> None:
    found = [item for item in propose(talk_of(SHOWN[sign], date(2025, 3, 12)), sign) if not item.counter]
    assert fors(found) == [(1, False)]
    assert found[0].why and found[0].sign == sign


@pytest.mark.parametrize("sign", OPPOSITE)
def test_the_opposite_is_proposed_as_such(sign: str) -> None:
    assert fors(propose(talk_of(OPPOSITE[sign], date(2025, 3, 12)), sign)) == [(1, True)]


@pytest.mark.parametrize("sign", INNOCENT)
def test_an_innocent_look_alike_is_not_proposed(sign: str) -> None:
    found = propose(talk_of(INNOCENT[sign], date(2025, 3, 12)), sign)
    assert [item for item in found if not item.counter] == []


@pytest.mark.parametrize("sign", SHOWN)
def test_the_words_alone_without_the_gate_are_not_proposed(sign: str) -> None:
    if sign == "jabs":
        rows: list[Said] = [(0, 0, "sharp", "you always do that"), (1, 1, "sharp", "look who is talking")]
        assert [item.person for item in propose(talk_of(rows), sign)] == [0]
        return
    hours, person, marks, text = SHOWN[sign][-1]
    late = [(row if row is not SHOWN[sign][-1] else (hours + 60, person, marks, text)) for row in SHOWN[sign]]
    found = propose(talk_of(late, date(2025, 3, 20)), sign)
    assert [item for item in found if not item.counter and "no answer" not in phrase(item.why, ("", ""))] == []


def test_a_need_without_any_answer_is_put_at_the_one_who_was_asked() -> None:
    rows = [*SHOWN["selective_presence"][:3], (90.0, 1, "", "hello")]
    found = [item for item in propose(talk_of(rows), "selective_presence") if not item.counter]
    assert fors(found) == [(1, False)]
    assert "no answer" in phrase(found[0].why, ("", ""))


def test_a_call_in_the_answer_is_not_read_as_a_flat_one() -> None:
    rows: list[Said] = [(0, 0, "good_news", "i got the job!"), (1, 1, "", "ok")]
    said = talk_of(rows)
    assert fors(propose(said, "wins_fall_flat")) == [(1, False)]
    assert propose(replace(said, spoken=said.spoken | True), "wins_fall_flat") == []


@pytest.fixture(scope="module")
def returning() -> list[Said]:
    """Forty even days; then Sam is silent for six days while Ana writes, comes back with a line, and is gone again."""
    gap = [(40 * 24 + 24.0 * day, 0, "", "are you there, how are you?") for day in range(6)]
    back: list[Said] = [(46 * 24, 1, "", "hey you"), (46 * 24 + 1, 0, "", "hey! all well?"), (52 * 24, 0, "", "?")]
    return [*rhythm(40), *gap, *back]


def test_a_crumb_after_a_silence_is_proposed_in_every_language(returning: list[Said]) -> None:
    found = propose(talk_of(returning, language="xx"), "hot_cold")
    assert fors(found) == [(1, False)]
    assert found[0].on == date(2025, 4, 18)
    assert "6 days" in phrase(found[0].why, ("", ""))


def test_a_real_return_speaks_against_it(returning: list[Said]) -> None:
    at = 46 * 24
    plan = [(*row[:2], "plan", "sorry, exams; friday at yours?") if row[0] == at else row for row in returning]
    assert fors(propose(talk_of(plan), "hot_cold")) == [(1, True)]
    much = [*returning, *((at + 1 + 0.05 * k, 1, "", "so much to tell you about all of these days") for k in range(30))]
    assert fors(propose(talk_of(much), "hot_cold")) == [(1, True)]


def test_a_silence_on_days_away_is_nobodys(returning: list[Said]) -> None:
    trip = {date(2025, 4, 14)}
    assert propose(replace(talk_of(returning), hidden=frozenset(trip)), "hot_cold") == []
    assert len(propose(replace(talk_of(returning), hidden=frozenset({date(2025, 4, 19)})), "hot_cold")) == 1
    asked = talk_of([*SHOWN["selective_presence"][:3], (90.0, 1, "", "hello")])
    away = replace(asked, hidden=frozenset({date(2025, 3, 6)}))
    assert [item for item in propose(away, "selective_presence") if not item.counter] == []


def test_marked_days_and_gaps_of_the_file_are_hidden() -> None:
    chat = chat_of([(0, 0, "", "hi"), (200, 1, "", "hello")])
    assert spoken(chat, away=[Span(date(2025, 3, 5), date(2025, 3, 6))]).hidden == {date(2025, 3, 5), date(2025, 3, 6)}
    assert spoken(chat).hidden == frozenset()


def test_both_silent_is_no_silence_of_one() -> None:
    assert propose(talk_of([*rhythm(40), (46 * 24, 1, "", "hey you"), (52 * 24, 0, "", "?")]), "hot_cold") == []


def test_a_return_that_may_still_go_on_is_not_judged(returning: list[Said]) -> None:
    assert propose(talk_of([row for row in returning if row[0] <= 46 * 24 + 1]), "hot_cold") == []


def friction(sides: str) -> list[Said]:
    """After sharp words of both, an apology each two days of who `sides` says."""
    found: list[Said] = []
    for place, side in enumerate(sides):
        at = 48.0 * place
        found += [(at, 0, "sharp", "why do you never"), (at + 1, 1, "sharp", "and you")]
        found += [(at + 3, int(side), "apology", "i am sorry"), (at + 5, 1 - int(side), "", "ok")]
    return found


def test_one_sided_apologies_are_a_ratio_and_both_peoples_are_shown() -> None:
    assert propose(talk_of(friction("1010")), "one_sided_work") == []
    assert propose(talk_of(friction("10101")), "one_sided_work") == []
    found = propose(talk_of(friction("00001")), "one_sided_work")
    assert Counter(fors(found)) == {(0, False): 4, (1, True): 1}
    assert "4 of 5" in phrase(found[0].why, ("", ""))


def test_an_apology_without_friction_is_only_polite() -> None:
    rows: list[Said] = [(30.0 * place, 0, "apology", "sorry, running late") for place in range(6)]
    assert propose(talk_of(rows), "one_sided_work") == []


def test_warm_words_after_a_tagged_day_in_company_stand_beside_it() -> None:
    rows: list[Said] = [
        (12, 1, "affection", "you are the best"),
        (40, 1, "apology", "sorry for last night"),
        (100, 1, "affection", "love you"),
    ]
    journal = [JournalEntry(date(2025, 3, 3), ("public",), text="laughed at before their friends")]
    assert fors(propose(talk_of(rows), "public_private_split", journal)) == [(1, False), (1, True)]
    assert propose(talk_of(rows), "public_private_split") == []
    assert "journal" in [item.reason for item in propose_all(talk_of(rows)).missing]
    assert "journal" not in [item.reason for item in propose_all(talk_of(rows), journal).missing]


def busy_month() -> list[Said]:
    """Four weeks in which each of the two answers told feelings in both ways, five times and more."""
    cells = ((0, "play_down"), (1, "play_down"), (0, "support_given"), (1, "affection"))
    found: list[Said] = []
    for place in range(22):
        (person, answer), at = cells[place % 4], 30.0 * place
        found += [(at, person, "feeling", "i feel low"), (at + 1, 1 - person, answer, "well " * (place + 1))]
    return found


def test_in_english_the_heads_put_clearer_ones_first_and_leave_nothing_out() -> None:
    clear = "you are such an idiot and I am so annoyed with you that I cannot say"
    rows: list[Said] = [(26.0 * place, place % 2, "sharp", "clumsy as ever with that bag") for place in range(12)]
    rows.append((600, 1, "sharp", clear))
    english, german = (propose(talk_of(rows, language=language), "jabs") for language in ("en", "de"))
    assert len(english) == len(german) == BUDGET
    assert date(2025, 3, 28) in [item.on for item in english]
    # The lists alone put the longest last.
    assert date(2025, 3, 28) not in [item.on for item in german]


def test_at_most_ten_a_sign_and_month_in_balance() -> None:
    found = propose(talk_of(busy_month()), "feelings_waved_away")
    months = Counter((item.on.year, item.on.month) for item in found)
    assert max(months.values()) == BUDGET
    first = [item for item in found if item.on.month == 3]
    assert sorted(Counter(fors(first)).values()) == [2, 2, 3, 3]


@pytest.mark.parametrize("sign", SIGNS)
def test_swapping_the_two_swaps_the_proposals_and_nothing_else(sign: str, returning: list[Said]) -> None:
    everything = [*returning]
    for place, rows in enumerate((busy_month(), friction("00010"), *SHOWN.values(), *OPPOSITE.values())):
        everything += [(hours + 24 * (70 + 40 * place), *rest) for hours, *rest in rows]  # type: ignore[misc]
    journal = [JournalEntry(date(2025, 5, 14), ("public",))]
    one = propose(talk_of(everything), sign, journal)
    other = propose(talk_of(everything, swap=True), sign, journal)
    assert one
    assert [replace(item, person=1 - item.person) for item in other] == one


def test_ids_stay_when_more_messages_come_and_change_with_the_rule() -> None:
    rows = SHOWN["feelings_waved_away"]
    before = propose(talk_of(rows), "feelings_waved_away")
    after = propose(talk_of([*rows, (100, 0, "", "hi"), (101, 1, "", "hi")]), "feelings_waved_away")
    assert [item.id for item in after] == [item.id for item in before]
    rule = RULES[0]
    ids = {
        proposal_id(b"u", rule, False),
        proposal_id(b"u", replace(rule, version=2), False),
        proposal_id(b"u", rule, True),
        proposal_id(b"v", rule, False),
    }
    assert len(ids) == 4


def test_around_shows_three_on_each_side_with_what_is_answered() -> None:
    rows = [(float(hour), hour % 2, "", f"line {hour}") for hour in range(20)]
    rows[9], rows[8] = (9.0, 1, "play_down", "line 9"), (8.0, 0, "feeling", "line 8")
    chat = chat_of(rows)
    found = around(chat.events, propose(talk_of(rows), "feelings_waved_away")[0])
    assert [line.text for line in found] == [f"line {hour}" for hour in range(5, 13)]
    assert [line.text for line in found if line.judged] == ["line 9"]
    assert [line.text for line in found if line.about] == ["line 8"]
    assert found[0].skipped == 0


def test_around_says_what_it_leaves_out() -> None:
    rows = [(0.5 * hour, 0, "", f"line {hour}") for hour in range(30)]
    rows = [(0, 0, "feeling", "told"), *((at + 1.5, who, marks, text) for at, who, marks, text in rows)]
    rows.append((20, 1, "play_down", "answer"))
    found = around(chat_of(rows).events, propose(talk_of(rows), "feelings_waved_away")[0])
    assert [line.skipped for line in found if line.skipped] == [24]


def test_every_rule_is_a_sign_of_the_catalogue_and_names_its_own_marks() -> None:
    assert set(SIGNS) <= set(table("signs", "sign"))
    assert len(set(SIGNS)) == len(RULES) == 8
    said = talk_of([(0, 0, "", "x")])
    assert all(mark in said.marks for rule in RULES for mark in (*rule.needs, *rule.asks))


def test_without_lists_the_gates_still_work_and_what_is_missing_is_said(returning: list[Said]) -> None:
    found = propose_all(talk_of(returning, language="xx"))
    assert [item.sign for item in found.items] == ["hot_cold"]
    gap = next(item for item in found.missing if item.reason == "language")
    assert "hot_cold" not in gap.signs and len(gap.signs) == 7
    assert gap.languages == ("xx",) and gap.months == 2
    assert "2 of the months" in phrase(gap.phrase, ("", "")) and "Coming back" not in phrase(gap.phrase, ("", ""))


def test_texts_taken_out_unread_are_said_to_be_missing_and_read_ones_are_not() -> None:
    rows = SHOWN["feelings_waved_away"]
    gone = purge_text(chat_of(rows)).events
    found = propose_all(talk(gone, marked(rows, None)))
    assert [(item.reason, item.months) for item in found.missing] == [("text", 1), ("journal", 0)]
    assert "1 of the months" in phrase(found.missing[0].phrase, ("", ""))
    read = gone.with_columns(pl.lit(FLAG_FEATURES_READ, dtype=pl.UInt32).alias("flags"))
    kept = propose_all(talk(read, marked(rows, None)))
    assert [item.reason for item in kept.missing] == ["journal"]
    assert fors(list(kept.items)) == [(1, False)]
    assert [line.text for line in around(read, kept.items[0])] == [None, None]


def test_nothing_is_proposed_of_nothing() -> None:
    said = talk_of([(0, 0, "", "hi")])
    empty = Talk(**{**vars(said), "person": said.person[:0]})
    assert propose(empty, "jabs") == []
