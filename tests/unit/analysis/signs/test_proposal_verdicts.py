"""Verdicts: only what the user confirmed counts, and what is kept holds no word of a message."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ebbtide.analysis.signs.proposals.ranking import Proposal, propose
from ebbtide.analysis.signs.proposals.verdicts import ANSWERS, CONFIRM, LONGEST_NOTE, REJECT, UNSURE, Verdicts, judge
from ebbtide.analysis.signs.sign import Confirmed
from ebbtide.errors import BadRequest
from ebbtide.vault.storage.records import Confirmation
from tests.support.small_talks import Said, talk_of

ROWS: list[Said] = [
    (0, 0, "feeling", "that hurt me"),
    (1, 1, "play_down", "you are overdoing it"),
    (48, 1, "feeling", "that hurt me too"),
    (49, 0, "support_given", "tell me"),
]


@pytest.fixture(scope="module")
def found() -> list[Proposal]:
    return propose(talk_of(ROWS), "feelings_waved_away")


def test_only_confirmed_ones_count_and_the_opposite_counts_apart(found: list[Proposal]) -> None:
    hit, against = found
    judged: Confirmed = Verdicts().put(judge(hit, CONFIRM))
    assert judged.confirmed("feelings_waved_away") == [(date(2025, 3, 3), 1)]
    assert judged.confirmed("jabs") == []
    for answer in (REJECT, UNSURE):
        assert Verdicts().put(judge(hit, answer)).confirmed("feelings_waved_away") == []
    both = Verdicts().put(judge(against, CONFIRM))
    assert both.confirmed("feelings_waved_away") == []
    assert both.confirmed_against("feelings_waved_away") == [(date(2025, 3, 5), 0)]


def test_a_new_answer_takes_the_place_of_the_old(found: list[Proposal]) -> None:
    verdicts = Verdicts().put(judge(found[0], CONFIRM)).put(judge(found[1], CONFIRM)).put(judge(found[0], REJECT))
    assert [item.answer for item in verdicts.items] == [REJECT, CONFIRM]


def test_what_was_answered_waits_no_longer_not_even_for_a_new_version(found: list[Proposal]) -> None:
    verdicts = Verdicts().put(judge(found[0], UNSURE, "ask Kim"))
    assert verdicts.waiting(found) == [found[1]]
    newer = replace(found[0], id="0123456789abcdef", version=2)
    assert verdicts.waiting([newer]) == []
    told = verdicts.of(newer)
    assert told is not None and told.version == 1 and told.note == "ask Kim"


@pytest.mark.parametrize("answer", ANSWERS)
def test_rows_come_back_as_they_went_through_the_vaults_own_record(found: list[Proposal], answer: str) -> None:
    verdicts = Verdicts().put(judge(found[0], answer, "two\nlines")).put(judge(found[1], answer))
    kept = [Confirmation(**row) for row in verdicts.to_rows()]
    assert Verdicts.from_rows([vars(row) for row in kept]) == verdicts


def test_no_word_of_a_message_is_kept(found: list[Proposal]) -> None:
    rows = str(Verdicts().put(judge(found[0], CONFIRM)).put(judge(found[1], CONFIRM)).to_rows())
    assert not any(word in rows for _, _, _, text in ROWS for word in text.split() if len(word) > 3)
    assert "played_down.1" in rows


def test_rows_about_something_else_are_passed_over() -> None:
    other = {"day": date(2025, 3, 3), "what": "a private word", "answer": "yes", "uid": None}
    assert Verdicts.from_rows([other]) == Verdicts()


def test_an_unknown_answer_is_refused_and_a_note_has_an_end(found: list[Proposal]) -> None:
    with pytest.raises(BadRequest, match="confirm, reject, not sure"):
        judge(found[0], "yes")
    assert len(judge(found[0], CONFIRM, "x" * 5000).note) == LONGEST_NOTE
