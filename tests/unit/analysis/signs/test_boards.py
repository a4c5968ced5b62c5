"""Boards: the same rows for both people, exact counts, intervals, and nothing that the user has not confirmed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from ebbtide.analysis.signs import boards
from ebbtide.analysis.signs.boards import Board, Cell, Window, balance, good_news, interval, needs, thanks
from ebbtide.analysis.signs.proposals.ranking import candidates
from ebbtide.analysis.signs.proposals.verdicts import CONFIRM, REJECT, Verdicts, judge
from ebbtide.analysis.signs.sign import JournalEntry
from ebbtide.history import from_rows
from ebbtide.presentation.sentences.spoken_boards import board_dict, board_notes
from tests.support.small_talks import MONDAY, Said, swapped, talk_of

FIRST, LAST = date(2025, 3, 3), date(2025, 12, 31)


def window(
    rows: list[Said], verdicts: Verdicts | None = None, journal: tuple[JournalEntry, ...] = (), swap: bool = False
) -> Window:
    talk = talk_of(rows, LAST, swap)
    return Window(talk, np.ones(len(talk), dtype=bool), FIRST, LAST, verdicts or Verdicts(), journal)


def cells(board: Board, key: str) -> tuple[Cell, Cell]:
    return next(row.cells for row in board.rows if row.key == key)


def counts(board: Board) -> dict[str, tuple[tuple[float, float | None], ...]]:
    return {row.key: tuple((cell.count, cell.total) for cell in row.cells) for row in board.rows}


def each(pairs: list[tuple[int, str, str]]) -> list[Said]:
    """Every second day one offers with marks, and the other answers with marks an hour later."""
    found: list[Said] = []
    for place, (person, offer, answer) in enumerate(pairs):
        found += [(48.0 * place, person, offer, "told"), (48.0 * place + 1, 1 - person, answer, "a long enough answer")]
    return found


def confirmed(rows: list[Said], sign: str, answer: str = CONFIRM) -> Verdicts:
    verdicts = Verdicts()
    for item in candidates(talk_of(rows, LAST), sign):
        verdicts = verdicts.put(judge(item, answer))
    return verdicts


WINS = each(
    [
        *[(0, "good_news", "answered_warm question")] * 3,
        *[(0, "good_news", "affection")] * 2,
        *[(0, "good_news", "play_down")] * 2,
        *[(1, "good_news", "answered_warm question")] * 6,
        (1, "good_news", "sharp"),
    ]
)


@pytest.mark.element("E084", "E026", "E016")
def test_answers_to_good_news_in_four_classes_for_both() -> None:
    board = good_news(window(WINS, confirmed(WINS, "wins_fall_flat")))
    assert counts(board) == {
        "heard": ((7, None), (7, None)),
        "warm_active": ((6, 7), (3, 7)),
        "warm_quiet": ((0, 7), (2, 7)),
        "flat": ((0, 7), (0, 7)),
        "undercut": ((1, 7), (2, 7)),
    }
    mine, theirs = cells(board, "warm_active")
    assert theirs.share == pytest.approx(3 / 7)
    assert theirs.low is not None and theirs.high is not None and theirs.low < 3 / 7 < theirs.high
    assert mine.low is not None and mine.low > 0.5


def test_what_was_not_confirmed_is_in_no_row_and_a_months_ten_are_said_to_wait() -> None:
    board = good_news(window(WINS))
    assert counts(board)["undercut"] == ((0, 0), (0, 0))
    assert any("10 answers wait" in note for note in board_notes(board))
    rejected = good_news(window(WINS, confirmed(WINS, "wins_fall_flat", REJECT)))
    assert counts(rejected)["undercut"] == ((0, 0), (0, 0))
    assert not any("wait" in note for note in board_notes(rejected))


def test_below_five_on_either_side_no_share_is_given_to_anybody() -> None:
    board = good_news(window(WINS[:18], confirmed(WINS[:18], "wins_fall_flat")))
    assert [cell.enough for cell in cells(board, "warm_active")] == [False, False]
    assert [cell.share for cell in cells(board, "warm_active")] == [None, None]
    assert any("too little to say" in note for note in board_notes(board))


NEEDS = each(
    [
        *[(0, "support_asked", "support_given")] * 5,
        *[(1, "support_asked", "support_given")] * 5,
        *[(0, "invitation", "accept")] * 3,
        *[(0, "invitation", "alternative")] * 2,
        *[(1, "invitation", "")] * 5,
    ]
)


@pytest.mark.element("E081")
def test_needs_and_invitations_and_what_became_of_them() -> None:
    silent = [*NEEDS, (48.0 * 20, 0, "support_asked", "are you there"), (48.0 * 21, 1, "", "hello")]
    board = needs(window(silent, confirmed(silent, "selective_presence")))
    assert counts(board) == {
        "asked": ((5, 5), (5, 6)),
        "met": ((5, 5), (5, 6)),
        "comforted": ((0, 0), (0, 0)),
        "smaller": ((0, 0), (0, 0)),
        "invited": ((5, 5), (5, 5)),
        "yes": ((0, 5), (3, 5)),
        "another_day": ((0, 5), (2, 5)),
    }


@pytest.mark.element("E079")
def test_confirmed_answers_stand_beside_all_told_feelings() -> None:
    rows = each(
        [
            *[(0, "feeling", "play_down")] * 2,
            *[(0, "feeling", "support_given")] * 3,
            (0, "feeling", ""),
            *[(1, "feeling", "support_given")] * 4,
            (1, "feeling", "play_down"),
        ]
    )
    board = needs(window(rows, confirmed(rows, "feelings_waved_away")))
    assert counts(board)["smaller"] == ((1, 5), (2, 6))
    assert counts(board)["comforted"] == ((4, 5), (3, 6))
    assert counts(needs(window(rows)))["smaller"] == ((0, 5), (0, 6))


@pytest.mark.element("E038", "E082", "E004")
def test_favours_and_the_thanks_that_followed() -> None:
    rows = [*NEEDS[:20], (41.0, 0, "gratitude", "thank you"), (6 * 48 + 20.0, 1, "gratitude", "thanks for that")]
    journal = (JournalEntry(date(2025, 3, 15), ("favour",)), JournalEntry(date(2025, 3, 21), ("favour",)))
    board = thanks(window(rows, confirmed(rows, "selective_presence"), journal))
    said = cells(board, "said")
    assert [(cell.count, cell.total) for cell in said] == [(1, 11), (1, 11)]
    # Sam helped five times, Ana five times and twice by the journal; one thanked each.
    assert counts(board)["favours"] == ((1, 5), (2, 7))
    mine, theirs = board.unthanked
    assert (len(mine), len(theirs)) == (5, 4)
    assert date(2025, 3, 21) in mine and date(2025, 3, 15) not in mine


@pytest.mark.element("E070")
def test_the_balance_board_counts_both_and_needs_enough() -> None:
    rows: list[Said] = [
        (30.0 * k, int(k % 4 == 0), "plan gratitude" if k < 8 else "support_given", "x") for k in range(20)
    ]
    board = balance(window(rows), (30.0, 10.0))
    assert counts(board)["starts"] == ((30.0, 40.0), (10.0, 40.0))
    assert counts(board)["plans"] == ((6, 8), (2, 8))
    assert counts(board)["comfort"] == ((9, 12), (3, 12))
    moved = each([(0, "alternative", "accept")] * 4 + [(1, "alternative", "accept")])
    assert counts(balance(window(moved), (0, 0)))["adjusting"] == ((1, 5), (4, 5))
    assert [cell.enough for cell in cells(board, "apologies")] == [False, False]
    assert [cell.enough for cell in balance(window(rows), (10.0, 9.0)).rows[0].cells] == [False, False]


@pytest.mark.parametrize("make", [good_news, needs, thanks])
def test_swapping_the_two_swaps_the_columns(make) -> None:
    rows = [*WINS, *((hours + 1000, *rest) for hours, *rest in NEEDS)]
    verdicts = confirmed(rows, "wins_fall_flat")
    for verdict in confirmed(rows, "selective_presence").items:
        verdicts = verdicts.put(verdict)
    one, other = make(window(rows, verdicts)), make(window(rows, verdicts, swap=True))
    # Verdicts are looked up by the message; whose they are comes from the conversation.
    assert [replace(row, cells=(row.cells[1], row.cells[0])) for row in other.rows] == list(one.rows)
    assert other.notes == one.notes


def test_the_interval_is_wilsons() -> None:
    low, high = interval(0, 10)
    assert low == 0.0
    assert high == pytest.approx(0.213, abs=0.001)
    low, high = interval(50, 100)
    assert (low, high) == (pytest.approx(0.419, abs=0.001), pytest.approx(0.581, abs=0.001))


def test_the_boards_of_a_conversation_cover_the_weeks_asked_for() -> None:
    rows = []
    for day in range(200):
        at = MONDAY + timedelta(days=day)
        rows += [(at, day % 2, "good morning, how are you today?"), (at + timedelta(minutes=20), 1 - day % 2, "fine!")]
    chat = from_rows(rows, people=("Ana", "Sam"))
    found = boards(chat, weeks=4)
    assert [board.key for board in found] == ["wins", "needs", "thanks", "balance"]
    assert {(board.start, board.end) for board in found} == {(date(2025, 8, 22), date(2025, 9, 18))}
    starts = cells(found[3], "starts")
    assert starts[0].count + starts[1].count == pytest.approx(21, abs=2)  # three complete weeks of one a day
    other = boards(swapped(chat), weeks=4)
    assert [cell.count for cell in cells(other[3], "starts")] == [cell.count for cell in reversed(starts)]
    assert boards(chat, as_of=date(2025, 5, 1), weeks=4)[0].end == date(2025, 5, 1)
    json.dumps([board_dict(board) for board in found], allow_nan=False)
