"""The look, the signs, the review and the boards of one source, without a face."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import ebbtide as eb
from ebbtide.analysis.signs import JournalEntry
from ebbtide.analysis.signs.proposals import Verdicts, judge
from ebbtide.errors import BadRequest
from ebbtide.presentation import report, sentences
from ebbtide.service import Reading, Session, keep, see
from ebbtide.service.see import Answer, LoadRequest, Rest, Review, Source
from tests.support.chats import lines as plain_lines
from tests.support.chats import text_file
from tests.support.sessions import locked, unlocked
from tests.support.signs_chat import export


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(tmp_path_factory.mktemp("chat"))


@pytest.fixture(scope="module")
def session(chat: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A vault that holds the chat."""
    with unlocked(tmp_path_factory.mktemp("see")) as session:
        keep.import_exports(session, keep.read_exports(session, [chat], Reading("dmy")), "Ana")
        yield session


@pytest.fixture
def source(session: Session) -> Source:
    return see.load(session, LoadRequest())


def reviewed(session: Session, source: Source, *ids: str, redo: bool = False) -> Review:
    review = see.review(session, source, ids, redo)
    assert isinstance(review, Review)
    return review


def test_a_look_is_what_the_library_gives_with_the_journal_and_the_verdicts(session: Session, source: Source) -> None:
    look = see.look(session, source)
    tide = eb.look(source.chat, context=source.context)
    assert report.to_dict(sentences.Tide.of(look.analysis)) == tide.to_dict()
    assert sentences.speak_signs(look.signs).to_dict() == eb.signs(source.chat, tide, source.context).to_dict()
    assert not look.too_little


def test_the_journal_and_the_verdicts_of_a_source_reach_the_signs(session: Session, source: Source) -> None:
    days = [date(2025, 4, 14 + number) for number in range(6)]
    written = replace(source, journal=tuple(JournalEntry(day, ("self_doubt",), text="a few words") for day in days))
    proposal = next(item for item in reviewed(session, source, redo=True).waiting if not item.counter)
    often = [replace(judge(proposal, "confirm"), id=f"{number:02}", on=day) for number, day in enumerate(days)]
    judged = replace(source, verdicts=Verdicts(tuple(often)))
    bare, *others = (
        sentences.speak_signs(see.look(session, each).signs).to_dict() for each in (source, written, judged)
    )
    assert all(signs != bare for signs in others)


def test_too_little_is_said_of_a_look_and_of_the_signs(tmp_path: Path) -> None:
    session = locked(tmp_path)
    short = see.load(session, LoadRequest([text_file(tmp_path, plain_lines(3))], "Ana"))
    assert see.look(session, short).too_little and see.signs(session, short).too_little


def test_answers_in_a_vault_last_and_a_new_one_takes_the_place_of_the_old(session: Session, source: Source) -> None:
    review = reviewed(session, source)
    first, waiting = review.waiting[0], len(review.waiting)
    assert see.signs(session, source).waiting == waiting
    judged = see.judge(session, review, [Answer(first.id, "confirm", "I remember")])
    assert (judged.count, judged.lasting, judged.waiting) == (1, True, waiting - 1)
    assert sum(sum(tally.showing) + sum(tally.opposite) for tally in judged.confirmed) == 1
    later = see.load(session, LoadRequest())
    verdict = reviewed(session, later).answer(first)
    assert verdict is not None and (verdict.answer, verdict.note) == ("confirm", "I remember")
    anew = reviewed(session, later, redo=True)
    assert len(anew.waiting) == waiting
    see.judge(session, anew, [Answer(first.id, "reject")])
    assert len(session.open_vault.tables.confirmations.all()) == 1
    assert see.signs(session, see.load(session, LoadRequest())).waiting == waiting - 1


def test_all_answers_are_right_or_none_is_kept(session: Session, source: Source) -> None:
    before, review = session.open_vault.tables.confirmations.all(), reviewed(session, source)
    good = Answer(review.proposals[0].id, "confirm")
    for bad in (Answer("00", "confirm"), Answer(review.proposals[1].id, "yes")):
        with pytest.raises(BadRequest):
            see.judge(session, review, [good, bad])
    assert session.open_vault.tables.confirmations.all() == before


def test_answers_to_files_are_counted_and_not_kept(chat: Path, tmp_path: Path) -> None:
    session = locked(tmp_path)
    source = see.load(session, LoadRequest([chat], "Ana", Reading("dmy")))
    review = reviewed(session, source, "hot_cold")
    assert {proposal.sign for proposal in review.proposals} == {"hot_cold"}
    judged = see.judge(session, review, [Answer(review.waiting[0].id, "confirm")])
    assert (judged.count, judged.lasting) == (1, False)


def test_what_waits_comes_newest_month_first_with_its_opposite_in_turn(session: Session, source: Source) -> None:
    waiting = reviewed(session, source, redo=True).waiting
    months = [(proposal.on.year, proposal.on.month) for proposal in waiting]
    assert months == sorted(months, reverse=True)
    joys = [proposal.counter for proposal in waiting if proposal.sign == "wins_fall_flat"]
    assert joys == [True, False]


def test_a_proposal_stands_among_the_messages_around_it(session: Session, source: Source) -> None:
    review = reviewed(session, source, "wins_fall_flat", redo=True)
    flat = next(proposal for proposal in review.proposals if not proposal.counter)
    lines = review.lines(flat)
    assert [line.text for line in lines if line.about or line.judged] == ["I got the job!!", "ok"]
    assert len(lines) == 8


def test_the_boards_hold_both_people_in_the_same_rows(session: Session, source: Source) -> None:
    boards = see.boards(session, source, 20)
    assert not isinstance(boards, Rest)
    assert [board.key for board in boards] == ["wins", "needs", "thanks", "balance"]
    assert all(len(row.cells) == 2 for board in boards for row in board.rows)


def test_while_an_ending_rests_nothing_is_compared(session: Session, source: Source) -> None:
    ended = source.chat.coverage.last  # type: ignore[union-attr]
    resting = replace(source, context=replace(source.context, ended=ended))
    rest = see.review(session, resting)
    assert isinstance(rest, Rest) and (rest.opens - ended).days == 30
    assert see.boards(session, resting) == rest
    assert see.signs(session, resting).waiting == 0


def test_the_list_says_what_each_sign_needs(tmp_path: Path) -> None:
    signs = {sign.id: sign for sign in see.list_signs(locked(tmp_path))}
    assert len(signs) == 38
    assert [need for need, needed in signs["fewer_starts"].needs.items() if needed] == ["messages"]
    assert signs["wins_fall_flat"].judged and not signs["fewer_starts"].judged


def test_the_demo_is_read_as_one_of_the_two_would_read_it(tmp_path: Path) -> None:
    source = see.demo(locked(tmp_path), 8)
    assert source.chat.people == ("Ana", "Sam")
    assert source.context.living == "apart" and source.context.away
    assert source.chat.coverage is not None and source.chat.coverage.first < date(2026, 3, 2)
