"""The life of a vault from its making to its end, without a face."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ebbtide import vault
from ebbtide.errors import BadRequest, Locked, NotOpened, NoVault
from ebbtide.service import Session, keep, log, protect
from ebbtide.vault import opening, places, worker
from tests.support.chats import lines, text_file
from tests.support.sessions import TODAY, locked, unlocked
from tests.support.vaults import COST, OTHER, PASSPHRASE


@pytest.fixture(autouse=True)
def within(monkeypatch: pytest.MonkeyPatch) -> None:
    """Vaults are opened in this process, with the least slow derivation; other tests use workers."""
    monkeypatch.setattr(opening, "held_apart", lambda: False)
    monkeypatch.setattr(vault, "calibrate", lambda: COST)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with unlocked(tmp_path) as session:
        yield session


def test_a_new_vault_opens_with_the_code_and_locks_itself_as_wanted(tmp_path: Path) -> None:
    session = locked(tmp_path)
    with pytest.raises(NoVault):
        protect.require_vault(session)
    code = protect.init(session, PASSPHRASE, 3)
    protect.require_vault(session)
    with protect.unlock(session, code) as opened:
        assert opened.open_vault.tables.settings.get(worker.IDLE_SETTING) == 3
        protect.lock_after(opened, 5)
        assert opened.open_vault.tables.settings.get(worker.IDLE_SETTING) == 5
        assert (opened.today, opened.read) == (session.today, session.read)
    assert protect.lock(session) is False


def test_without_a_secret_a_vault_stays_locked_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    session = locked(tmp_path)
    code = protect.init(session, PASSPHRASE, 10)
    for attempt in (protect.unlock(session), protect.unlock(session, OTHER)):
        with pytest.raises((Locked, NotOpened)), attempt:
            raise AssertionError("it opened")
    protect.prove(session, code)
    protect.prove(session, PASSPHRASE)
    with pytest.raises(NotOpened):
        protect.prove(session, OTHER)


def test_a_place_that_holds_something_is_refused_and_a_doubtful_one_is_told(
    tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letter").write_text("mine")
    for taken in (session.place, tmp_path, tmp_path / "letter", tmp_path / "letter" / "in"):
        with pytest.raises(BadRequest):
            protect.survey_place(taken)
    for kinds, doubtful in ((), False), (("removable",), False), (("removable", "network"), True):
        notices = tuple(places.Notice(kind) for kind in kinds)
        monkeypatch.setattr(vault, "warnings", lambda _, notices=notices: notices)
        place = protect.survey_place(tmp_path / "new")
        assert (len(place.warnings), place.doubtful) == (len(kinds), doubtful)


def test_a_passphrase_is_offered_checked_and_typed_twice(session: Session, tmp_path: Path) -> None:
    words = protect.offer_passphrase(session)
    assert len(words.split()) == 6
    protect.check_passphrase(session, words, f" {words} ".strip())
    with pytest.raises(BadRequest):
        protect.check_passphrase(session, words, OTHER)
    guessable = "Anastasia and Maximilian 2025"
    protect.check_passphrase(session, guessable)
    export = text_file(tmp_path, lines(2, ("Anastasia", "Maximilian")))
    keep.import_exports(session, keep.read_exports(session, [export]), "Anastasia")
    with pytest.raises(BadRequest):
        protect.check_passphrase(session, guessable)


def test_keys_are_changed_one_by_one_or_all(session: Session) -> None:
    assert protect.change_keys(session, OTHER).code is None
    protect.prove(session, OTHER)
    code = protect.change_keys(session).code
    assert code is not None
    protect.prove(session, code)
    all_new = protect.change_keys(session, PASSPHRASE, everything=True)
    assert all_new.keyring == ""
    for former in (OTHER, code):
        with pytest.raises(NotOpened):
            protect.prove(session, former)
    protect.prove(session, PASSPHRASE)
    protect.prove(session, all_new.code or "")


def test_a_check_reads_the_vault_and_tells_of_its_place(session: Session) -> None:
    protection = protect.check(session)
    assert protection.guards is None
    assert all(isinstance(warning, str) for warning in protection.warnings)


def test_a_backup_is_restored_elsewhere_and_asks_for_the_secret_last(session: Session, tmp_path: Path) -> None:
    log.write_entry(session, TODAY, "kept for later")
    code = protect.change_keys(session).code or ""
    file = protect.backup(session, tmp_path / "archive.ebbak")
    with pytest.raises(BadRequest):
        protect.backup(session, file)
    with pytest.raises(BadRequest):
        protect.restore(session, file)
    elsewhere = replace(session, place=tmp_path / "other", vault=None)
    with pytest.raises(NoVault):
        protect.restore(elsewhere, tmp_path / "none.ebbak")
    with pytest.raises(Locked):
        protect.restore(elsewhere, file)
    assert protect.restore(elsewhere, file, code) == elsewhere.place
    with protect.unlock(elsewhere, code) as opened:
        assert [entry.text for entry in log.journal(opened).entries] == ["kept for later"]


def test_texts_go_and_every_row_stays(session: Session, tmp_path: Path) -> None:
    keep.import_exports(session, keep.read_exports(session, [text_file(tmp_path, lines(2))]), "Ana")
    events = session.open_vault.conversation().events
    rows, query = events.height, events["text"].drop_nulls()[0].split()[0]
    assert keep.search(session, query, 1)
    protect.purge(session)
    assert keep.search(session, query, 1) == []
    assert session.open_vault.conversation().events.height == rows


def test_a_wiped_vault_is_gone(tmp_path: Path) -> None:
    session = locked(tmp_path)
    protect.init(session, PASSPHRASE, 10)
    wiped = protect.wipe(session)
    assert wiped.keys_gone and not wiped.left
    assert not session.place.exists()
    with pytest.raises(NoVault):
        protect.wipe(session)
