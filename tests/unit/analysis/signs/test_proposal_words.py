"""Proposals on real words: English and Spanish are read, in a language without lists the gates still work."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from ebbtide.analysis.language import remember
from ebbtide.analysis.signs.proposals.ranking import Proposal, propose_all, spoken
from ebbtide.history import from_rows, purge_text
from ebbtide.history.conversation import Conversation
from ebbtide.presentation.sentences import phrase
from tests.support.small_talks import swapped

FIRST = datetime(2025, 1, 6, 9)
#: Small talk; good news, an answer in a word, good news, an answer with joy; a told feeling, an answer; a line.
ENGLISH = (
    ("how was your day at work today", "not bad and what are we going to eat tonight", "i am still on my way home"),
    ("I got the job!!", "ok", "I passed my exam!!", "wow congratulations, so proud of you!"),
    ("I feel so sad today", "don't be so dramatic"),
    "hey",
)
SPANISH = (
    ("cómo te ha ido hoy en el trabajo", "no muy bien y qué vamos a cenar", "todavía estoy de camino a casa"),
    ("me han dado el trabajo!!", "vale", "he aprobado el examen!!", "enhorabuena, qué alegría!"),
    ("me siento muy triste hoy", "no exageres"),
    "hola",
)
POLISH = (
    ("jak ci minął dzień w pracy", "nie najlepiej a co dziś jemy na kolację", "jeszcze jadę do domu tramwajem"),
    ("dostałam tę pracę!!", "ok", "zdałem egzamin!!", "gratulacje, jestem taka dumna"),
    ("tak mi dzisiaj smutno", "nie przesadzaj"),
    "hej",
)
Words = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]


def chat_in(words: Words) -> Conversation:
    """Seventy days of small talk with three moments, and a silence of Sam's with a line after it."""
    small, news, feeling, line = words
    rows: list[tuple[datetime, int, str]] = []
    for day in range(70):
        at = FIRST + timedelta(days=day)
        if 50 <= day < 57:
            rows.append((at, 0, small[0]))
        elif day == 57:
            rows.append((at, 1, line))
        elif not 57 < day < 61:
            rows += [(at + timedelta(minutes=7 * k), (day + k) % 2, small[(day + k) % 3]) for k in range(4)]
    for day, who, told, answer in ((10, 0, *news[:2]), (20, 1, *news[2:]), (30, 0, *feeling)):
        at = FIRST + timedelta(days=day, hours=6)
        rows += [(at, who, told), (at + timedelta(minutes=4), 1 - who, answer)]
    return from_rows(rows, people=("Ana", "Sam"))


def seen(items: tuple[Proposal, ...]) -> set[tuple[str, int, bool]]:
    return {(item.sign, item.person, item.counter) for item in items}


BOTH_WAYS = {
    ("wins_fall_flat", 1, False),
    ("wins_fall_flat", 0, True),
    ("feelings_waved_away", 1, False),
    ("hot_cold", 1, False),
}


@pytest.mark.element("E084", "E079")
@pytest.mark.parametrize("words", [ENGLISH, SPANISH], ids=["en", "es"])
def test_words_are_read_and_swapping_the_two_swaps_the_proposals(words: Words) -> None:
    chat = chat_in(words)
    found = propose_all(spoken(chat))
    assert seen(found.items) >= BOTH_WAYS
    assert [item.reason for item in found.missing] == ["journal"]
    other = propose_all(spoken(swapped(chat)))
    assert tuple(replace(item, person=1 - item.person) for item in other.items) == found.items


def test_without_lists_the_silence_is_still_found_and_the_gap_is_said() -> None:
    found = propose_all(spoken(chat_in(POLISH)))
    assert seen(found.items) == {("hot_cold", 1, False)}
    gap = found.missing[0]
    assert (gap.reason, gap.months) == ("language", 3)
    assert "no word lists for all of the language" in phrase(gap.phrase, ("", ""))


def test_texts_that_were_read_and_taken_out_keep_their_proposals() -> None:
    chat = chat_in(ENGLISH)
    gone = purge_text(replace(chat, events=remember(chat.events)))
    assert gone.events["text"].null_count() == gone.events.height
    found = propose_all(spoken(gone))
    assert seen(found.items) >= BOTH_WAYS
    assert {item.id for item in found.items} == {item.id for item in propose_all(spoken(chat)).items}
    unread = propose_all(spoken(purge_text(chat)))
    assert "text" in [item.reason for item in unread.missing]
    assert {item.sign for item in unread.items} == {"hot_cold"}
