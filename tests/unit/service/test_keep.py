"""Imports, marks, people, sources and search on a vault that is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ebbtide.errors import BadRequest, ChoiceNeeded, DateOrderUnknown, Locked, ReadError
from ebbtide.service import Circumstances, Days, Reading, Session, keep
from tests.support.chats import lines, text_file
from tests.support.sessions import locked, unlocked

SUMMER = Days(date(2025, 3, 1), date(2025, 3, 5))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Session]:
    with unlocked(tmp_path) as session:
        yield session


@pytest.fixture
def session(empty: Session, tmp_path: Path) -> Session:
    """A vault that holds one export."""
    keep.import_exports(empty, keep.read_exports(empty, [text_file(tmp_path, lines(2))]), "Ana")
    return empty


def test_an_import_asks_who_one_is_and_changes_nothing_until_it_knows(empty: Session, tmp_path: Path) -> None:
    exports = keep.read_exports(empty, [text_file(tmp_path, lines(2))])
    with pytest.raises(ChoiceNeeded):
        keep.import_exports(empty, exports)
    with pytest.raises(BadRequest):
        keep.people(empty)
    first = keep.import_exports(empty, exports, "ana")
    assert (first.rows, first.new, first.already, first.repeated) == (first.new, first.rows, 0, ())
    assert first.first is not None and first.last is not None and first.first < first.last
    again = keep.import_exports(empty, exports)
    assert (again.rows, again.new, again.already) == (first.rows, 0, first.rows)
    assert again.repeated == (exports.results[0].report.name,)


def test_reading_exports_needs_no_key(tmp_path: Path) -> None:
    session, unclear = locked(tmp_path), tmp_path / "unclear.txt"
    unclear.write_text("01/02/2025, 10:00 - Ana: hello\n01/02/2025, 10:01 - Sam: hi\n")
    with pytest.raises(DateOrderUnknown):
        keep.read_exports(session, [unclear])
    exports = keep.read_exports(session, [unclear], Reading("dmy"))
    with pytest.raises(ReadError):
        keep.read_exports(replace(session, today=date(2025, 1, 30)), [unclear], Reading("dmy"))
    with pytest.raises(Locked):
        keep.import_exports(session, exports, "Ana")


def test_marks_are_added_with_their_note_and_removed_by_number(session: Session) -> None:
    told = Circumstances(living="apart", away=[SUMMER], stressors=[replace(SUMMER, who="sam")], channels=["calls"])
    marks = keep.mark(session, keep.MarkRequest(told, "as we said")).marks
    assert [(mark.kind, mark.who, mark.value) for mark in marks] == [
        ("away", None, None),
        ("stressor", 1, None),
        ("living", None, "apart"),
        ("channel", None, "calls"),
    ]
    assert {mark.note for mark in marks} == {"as we said"}
    left = keep.mark(session, keep.MarkRequest(remove=[marks[0].id or 0])).marks
    assert left == marks[1:]


def test_a_mark_that_cannot_be_kept_changes_nothing(session: Session) -> None:
    before = keep.mark(session, keep.MarkRequest(Circumstances(ended=SUMMER.start)))
    for request in (
        keep.MarkRequest(Circumstances(stressors=[replace(SUMMER, who="Kim")])),
        keep.MarkRequest(Circumstances(living="together"), remove=[before.marks[0].id or 0, 99]),
    ):
        with pytest.raises(BadRequest):
            keep.mark(session, request)
    assert keep.mark(session, keep.MarkRequest()) == before


def test_before_the_first_import_marks_speak_of_you_and_them(empty: Session) -> None:
    assert keep.mark(empty, keep.MarkRequest()).people == ("you", "they")


def test_people_have_the_names_that_the_user_chose(session: Session) -> None:
    keep.rename_person(session, "them", " Sammy ")
    assert [(person.name, person.shown_as) for person in keep.people(session)] == [("Ana", None), ("Sam", "Sammy")]
    assert keep.mark(session, keep.MarkRequest()).people == ("Ana", "Sammy")
    keep.rename_person(session, "Sam", "Sam")
    assert keep.people(session)[1].shown_as is None
    for who, name in (("Kim", "K"), ("both", "We"), ("me", " ")):
        with pytest.raises(BadRequest):
            keep.rename_person(session, who, name)
    assert keep.choose_me(session, "sam") and not keep.choose_me(session, "Sam")
    assert [person.name for person in keep.people(session)] == ["Sam", "Ana"]


def test_sources_and_messages_are_found_again(session: Session) -> None:
    (source,) = keep.sources(session)
    assert source.events == session.open_vault.conversation().events.height
    rows = keep.search(session, "cook", 2)
    assert len(rows) <= 2 and all("cook" in row["text"].casefold() for row in rows)
    assert keep.search(session, "no such words", 2) == []
