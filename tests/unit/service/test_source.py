"""What a look and the signs take from the vault beside the messages: marks, verdicts and the journal, by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ebbtide.analysis.signs import JournalEntry
from ebbtide.errors import BadRequest, ChoiceNeeded, DateOrderUnknown, Locked, ReadError
from ebbtide.service import Circumstances, Days, Reading, Session
from ebbtide.service.see import LoadRequest, Rest, load
from ebbtide.vault.storage.records import CheckIn, Confirmation, Entry, Mark
from tests.support.chats import lines, text_file
from tests.support.sessions import locked, unlocked
from tests.support.vaults import export

EARLY, LATE = date(2025, 3, 2), date(2025, 3, 9)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A vault with messages, a mark, a verdict, an entry and, of an earlier day, sliders."""
    with unlocked(tmp_path) as session:
        store = session.open_vault
        store.add([export(tmp_path, 0, 60)], "Ana")
        store.tables.marks.add(Mark("living", value="apart"))
        store.tables.confirmations.add(Confirmation(EARLY, "jabs/jab.1/ab12/1/for", "confirm", "00"))
        store.tables.journal.add(Entry(LATE, "a quiet day", ("self_doubt",)))
        store.tables.checkins.add(CheckIn(EARLY, {"mood": 3}))
        yield session


def test_all_that_a_vault_holds_comes_at_once_and_the_journal_by_day(session: Session) -> None:
    source = load(session, LoadRequest())
    assert source.chat.people == ("Ana", "Sam") and source.chat.events.height == 60
    assert source.context.living == "apart"
    assert source.verdicts.confirmed("jabs") == [(EARLY, 1)]
    assert source.lasting
    assert source.journal == (
        JournalEntry(EARLY, sliders={"mood": 3}),
        JournalEntry(LATE, ("self_doubt",), text="a quiet day"),
    )


def test_what_is_told_joins_the_marks_and_counts_more_where_only_one_can_hold(session: Session) -> None:
    session.open_vault.tables.marks.add(Mark("away", EARLY))
    told = Circumstances(living="together", away=[Days(LATE, LATE)], ended=LATE)
    source = load(session, LoadRequest(circumstances=told, as_of=LATE))
    assert source.context.living == "together"
    assert [span.start for span in source.context.away] == [EARLY, LATE]
    assert source.rest == Rest(date(2025, 4, 8))
    assert replace(source, as_of=date(2025, 4, 8)).rest is None
    assert replace(source, as_of=EARLY).rest is None


def test_a_locked_vault_is_an_error_that_a_face_can_ask_about(tmp_path: Path) -> None:
    with pytest.raises(Locked):
        load(locked(tmp_path), LoadRequest())


def test_open_questions_are_errors_with_choices(tmp_path: Path) -> None:
    session, file = locked(tmp_path), text_file(tmp_path, lines(2))
    with pytest.raises(ChoiceNeeded) as need:
        load(session, LoadRequest([file]))
    assert {name for name, _ in need.value.people} == {"Ana", "Sam"}
    source = load(session, LoadRequest([file], "ana"))
    assert source.chat.people == ("Ana", "Sam") and not source.lasting
    unclear = tmp_path / "unclear.txt"
    unclear.write_text("01/02/2025, 10:00 - Ana: hello\n01/02/2025, 10:01 - Sam: hi\n")
    with pytest.raises(DateOrderUnknown):
        load(session, LoadRequest([unclear], "Ana"))
    assert load(session, LoadRequest([unclear], "Ana", Reading("mdy"))).chat.coverage.first == date(2025, 1, 2)  # type: ignore[union-attr]


def test_messages_of_the_future_are_refused_unless_a_day_is_named(tmp_path: Path) -> None:
    session, file = locked(tmp_path), text_file(tmp_path, lines(2))
    last = load(session, LoadRequest([file], "Ana")).chat.coverage.last  # type: ignore[union-attr]
    early = replace(session, today=date(2025, 1, 1))
    with pytest.raises(ReadError, match=str(last.year)):
        load(early, LoadRequest([file], "Ana"))
    assert load(early, LoadRequest([file], "Ana", as_of=early.today)).as_of == early.today
    with pytest.raises(BadRequest, match="still to come"):
        load(early, LoadRequest([file], "Ana", as_of=last))


def test_who_one_is_belongs_to_files_alone() -> None:
    with pytest.raises(BadRequest):
        LoadRequest(me="Ana")
    with pytest.raises(BadRequest):
        LoadRequest(reading=Reading("dmy"))


def test_one_name_for_all_messages_is_noticed(tmp_path: Path) -> None:
    alone = tmp_path / "alone.txt"
    alone.write_text("".join(f"{day}/02/2025, 10:00 - Sam: hello\n" for day in range(13, 20)))
    assert load(locked(tmp_path), LoadRequest([alone], "Sam")).single_voice == "Sam"
