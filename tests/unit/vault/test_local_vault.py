"""The store: what was imported comes back equal, the same twice adds nothing, and texts can go while measures stay."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import apsw
import numpy as np
import pytest

from ebbtide.analysis.language import remember
from ebbtide.analysis.measures.weekly import weekly
from ebbtide.errors import BadRequest, ChoiceNeeded, NotAPair, VaultDamaged, VaultTooNew
from ebbtide.history import purge_text
from ebbtide.history.conversation import Context, Conversation, Span
from ebbtide.vault import Vault
from ebbtide.vault.storage import engine, merged_history, schema
from ebbtide.vault.storage.owner_files import DATA
from ebbtide.vault.storage.records import (
    AcceptedRecord,
    CheckIn,
    Confirmation,
    DraftRecord,
    Entry,
    Mark,
    PlayRecord,
    SafetyRecord,
    SittingRecord,
)
from tests.support.vaults import CANARY, directly, export, opened, same, vault


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    return vault(tmp_path_factory.mktemp("made"))


@pytest.fixture
def kept(empty: tuple[Path, str], tmp_path: Path) -> Iterator[Vault]:
    """A vault of its own for each test, copied from one."""
    place, code = empty
    own = tmp_path / "vault"
    own.mkdir(0o700)
    for path in place.iterdir():
        (own / path.name).write_bytes(path.read_bytes())
    with opened(own, code) as made:
        yield made


def test_what_was_imported_comes_back_equal(kept: Vault, tmp_path: Path) -> None:
    first = export(tmp_path, 0, 300)
    done = kept.add([first], "Ana")
    assert (done.rows, done.new, done.stored, done.known) == (300, 300, 300, ())
    assert same(kept.conversation(), directly(first))


def test_it_comes_back_equal_after_closing(empty: tuple[Path, str], tmp_path: Path) -> None:
    place, code = vault(tmp_path)
    first = export(tmp_path, 0, 50)
    with opened(place, code) as made:
        made.add([first], "Ana")
    with opened(place, code) as made:
        assert same(made.conversation(), directly(first))


def test_the_same_export_twice_adds_no_row(kept: Vault, tmp_path: Path) -> None:
    kept.add([export(tmp_path, 0, 200)], "Ana")
    again = kept.add([export(tmp_path, 0, 200, "renamed.txt")])
    assert (again.rows, again.new, again.stored, again.known) == (200, 0, 0, ("renamed.txt",))
    assert kept._made.execute("SELECT count(*) FROM placed").fetchone() == (200,)


def test_the_same_rows_exported_later_tell_of_silence(kept: Vault, tmp_path: Path) -> None:
    first = export(tmp_path, 0, 50)
    kept.add([first], "Ana")
    later = replace(first, report=replace(first.report, exported_at=date(2026, 6, 1), exported_at_source="told"))
    assert kept.add([later]).new == 0
    coverage = kept.conversation().coverage
    assert coverage is not None
    assert coverage.exported_at == date(2026, 6, 1)


def test_overlapping_exports_merge_and_each_content_is_kept_once(kept: Vault, tmp_path: Path) -> None:
    first, second = export(tmp_path, 0, 200, "a.txt"), export(tmp_path, 150, 260, "b.txt")
    kept.add([first], "Ana")
    done = kept.add([second])
    assert (done.rows, done.new, done.stored) == (260, 60, 60)
    assert same(kept.conversation(), directly(first, second))


def test_segments_and_search_can_be_made_anew_from_the_rows(kept: Vault, tmp_path: Path) -> None:
    first, second = export(tmp_path, 0, 120, "a.txt"), export(tmp_path, 90, 180, "b.txt")
    kept.add([first, second], "Ana")
    with kept.transaction():
        kept._made.execute("DELETE FROM segment")
        kept._made.execute("INSERT INTO word (word) VALUES ('delete-all')")
    assert kept.search("tea").height == 0
    kept.rebuild()
    assert same(kept.conversation(), directly(first, second))
    assert kept.search("tea").height > 0


def test_many_segments_are_read_as_one(kept: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merged_history, "SEGMENT_ROWS", 64)
    first = export(tmp_path, 0, 300)
    kept.add([first], "Ana")
    assert kept._made.execute("SELECT count(*), sum(rows) FROM segment").fetchone() == (5, 300)
    assert same(kept.conversation(), directly(first))


def test_an_import_that_fails_changes_nothing(kept: Vault, tmp_path: Path) -> None:
    first = export(tmp_path, 0, 40)
    with pytest.raises(ChoiceNeeded):
        kept.add([first])
    with pytest.raises(BadRequest):
        kept.conversation()
    kept.add([first], "Ana")
    with pytest.raises(BadRequest, match="you are Ana"):
        kept.add([export(tmp_path, 30, 60, "b.txt")], "Sam")
    stranger = export(tmp_path, 0, 0, "c.txt", "05/01/2026, 09:00 - Kim: hi\n05/01/2026, 09:10 - Lee: hello\n")
    with pytest.raises(BadRequest):
        kept.add([stranger])
    group = export(tmp_path, 0, 9, "d.txt", "05/02/2026, 09:00 - Kim: hi\n")
    with pytest.raises(NotAPair):
        kept.add([group])
    assert same(kept.conversation(), directly(first))
    assert len(kept.tables.people.all()) == 2


def test_search_wants_every_word_and_no_accents(kept: Vault, tmp_path: Path) -> None:
    kept.add([export(tmp_path, 0, 120, "a.txt"), export(tmp_path, 60, 160, "b.txt")], "Ana")
    assert kept.search("CAFE message").height == kept.search("café").height > 0
    assert kept.search("cafe train").height == 0
    assert kept.search('"; DROP TABLE event; -- *').height == 0
    assert kept.search("marzip").height == 160 - 15  # each once, though some stand in both; the media have no text
    times = kept.search("tea")["at_local"].to_list()
    assert times == sorted(times, reverse=True)
    assert kept.search("tea", limit=3).height == 3
    assert kept.search("?!").height == 0


def measured(chat: Conversation) -> dict[str, list[float]]:
    """Every weekly measure of both people; a missing one is -1."""
    made = weekly(chat, date(2026, 2, 1))
    assert made is not None
    return {name: np.nan_to_num(values.value, nan=-1.0).ravel().tolist() for name, values in made.measures.items()}


def test_texts_go_and_measures_stay(kept: Vault, tmp_path: Path) -> None:
    kept.add([export(tmp_path, 0, 400)], "Ana")
    before = kept.conversation()
    kept.purge_texts()
    after = kept.conversation()
    assert after.events["text"].null_count() == after.events.height
    assert same(after, purge_text(replace(before, events=remember(before.events))))
    assert measured(after) == measured(replace(before, events=remember(before.events)))
    assert kept.search("message").height == 0
    assert kept._made.execute("SELECT count(*) FROM event WHERE text NOT NULL").fetchone() == (0,)


def test_without_texts_the_same_and_overlapping_exports_still_find_their_rows(kept: Vault, tmp_path: Path) -> None:
    first, second = export(tmp_path, 0, 200, "a.txt"), export(tmp_path, 150, 260, "b.txt")
    kept.add([first], "Ana")
    kept.purge_texts()
    kept.purge_texts()
    assert kept.add([first]).new == 0
    done = kept.add([second])
    assert (done.rows, done.new, done.stored) == (260, 60, 60)
    whole = directly(first, second)
    assert same(kept.conversation(), purge_text(replace(whole, events=remember(whole.events))))
    assert kept._made.execute("SELECT count(*) FROM event WHERE text NOT NULL").fetchone() == (0,)
    kept.rebuild()
    assert kept.conversation().events.height == 260


def test_without_texts_an_export_that_cannot_be_matched_is_refused(kept: Vault, tmp_path: Path) -> None:
    kept.add([export(tmp_path, 0, 100, "a.txt")], "Ana")
    kept.purge_texts()
    other = (tmp_path / "a.txt").read_text("utf-8").replace("message", "nachricht")
    with pytest.raises(BadRequest, match="cannot be matched"):
        kept.add([export(tmp_path, 0, 0, "b.txt", other)])
    assert kept.conversation().events.height == 100


DAY = date(2026, 3, 1)


def test_every_kind_of_record_comes_back_as_it_was(kept: Vault) -> None:
    own = kept.tables
    pairs = [
        (own.marks, Mark("away", DAY, date(2026, 3, 9), 1, note="the sea")),
        (own.confirmations, Confirmation(DAY, "thanks.proposed", "yes", "00ff")),
        (own.journal, Entry(DAY, f"slept badly {CANARY} 🌊", ("sleep", "work"))),
        (own.checkins, CheckIn(DAY, {"seen": 3, "own_life": 7})),
        (own.plays, PlayRecord("P01", DAY, "begun", {"metric": "answered", "weeks": 4}, date(2026, 4, 1))),
        (own.drafts, DraftRecord(DAY, "G01", "I noticed that …")),
        (own.drafts, DraftRecord(DAY, "decline", "Not today.", {"no": "Not today"}, "asleep", DAY, DAY)),
        (own.safety, SafetyRecord(DAY, "afraid", "no")),
        (own.accepted, AcceptedRecord(DAY, "absolute.you-never", "00ff", "a joke")),
        (own.sittings, SittingRecord(DAY, 1, {"gut": "stay", "needs": ["time", "calls"]})),
    ]
    for table, record in pairs:
        number = table.add(record).id
        assert number is not None
        assert table.get(number) == replace(record, id=number)
        assert table.all() == [replace(record, id=number)]
        table.remove(number)
        with pytest.raises(BadRequest):
            table.get(number)
        with pytest.raises(BadRequest):
            table.remove(number)


def test_a_record_can_be_changed_and_its_number_is_not_used_again(kept: Vault) -> None:
    entry = kept.tables.journal.add(Entry(DAY, "first"))
    kept.tables.journal.change(replace(entry, text="second"))
    assert [one.text for one in kept.tables.journal.all()] == ["second"]
    kept.tables.journal.remove(entry.id or 0)
    assert kept.tables.journal.add(Entry(DAY, "third")).id == (entry.id or 0) + 1


def test_marks_make_the_context_of_a_look(kept: Vault) -> None:
    marks = kept.tables.marks
    for mark in (
        Mark("living", value="together"),
        Mark("living", value="apart"),
        Mark("away", DAY),
        Mark("channel", value="calls"),
        Mark("stressor", DAY, date(2026, 3, 5), 1),
        Mark("ended", DAY),
    ):
        marks.add(mark)
    assert marks.context() == Context(
        living="apart",
        away=(Span(DAY, DAY),),
        stressors=(Span(DAY, date(2026, 3, 5), 1),),
        ended=DAY,
        channels=("calls",),
    )
    for wrong in (Mark("mood", DAY), Mark("away", DAY, date(2026, 2, 1)), Mark("ended")):
        with pytest.raises(BadRequest):
            marks.add(wrong)
    assert len(marks.all()) == 6


def test_settings_and_people_are_kept(kept: Vault, tmp_path: Path) -> None:
    kept.tables.settings.put("look", {"weeks": 4, "names": ["a"]})
    kept.tables.settings.put("look", {"weeks": 5})
    assert kept.tables.settings.get("look") == {"weeks": 5}
    assert kept.tables.settings.get("nothing", 3) == 3
    kept.add([export(tmp_path, 0, 30)], "Ana")
    me, them = kept.tables.people.all()
    assert (me.side, me.name, them.side, them.name) == (0, "Ana", 1, "Sam")
    kept.tables.people.change(replace(them, pronoun="he"))
    kept.add([export(tmp_path, 20, 60, "b.txt")])
    assert kept.tables.people.all()[1].pronoun == "he"


def test_several_changes_are_one_or_none(kept: Vault) -> None:
    with pytest.raises(KeyboardInterrupt), kept.transaction():
        kept.tables.journal.add(Entry(DAY, "one"))
        kept.tables.journal.add(Entry(DAY, "two"))
        raise KeyboardInterrupt
    assert kept.tables.journal.all() == []


@pytest.mark.skipif(os.name != "posix", reason="rights of this kind are POSIX's")
def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        place, code = vault(tmp_path)
        with opened(place, code) as made:
            made.tables.journal.add(Entry(DAY, "x"))
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()}
    finally:
        os.umask(old)
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600}, modes
    assert "vault.ebb-wal" in modes


def test_it_is_opened_as_the_measured_settings_say(kept: Vault) -> None:
    wanted = {
        "journal_mode": "wal",
        "locking_mode": "exclusive",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "temp_store": 2,
    }
    assert {name: kept._made.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted
    assert kept._made.execute("PRAGMA cipher_version").fetchone()[0].startswith("4.")


def test_another_engine_reads_the_file(tmp_path: Path) -> None:
    place, code = vault(tmp_path)
    with opened(place, code) as made:
        made.add([export(tmp_path, 0, 30)], "Ana")
        key = made._key
    other = apsw.Connection(str(place / DATA), flags=apsw.SQLITE_OPEN_READWRITE)
    for setting in ("cipher='sqlcipher'", "legacy=4", f"key='raw:{key.hex()}'"):
        other.execute(f"PRAGMA {setting}")
    assert other.execute("SELECT count(*) FROM event").fetchall() == [(30,)]
    other.close()


NEXT = ("ALTER TABLE journal ADD COLUMN mood TEXT", "CREATE INDEX moods ON journal (mood)")


def test_a_newer_schema_is_reached_step_by_step(kept: Vault) -> None:
    kept.tables.journal.add(Entry(DAY, "before"))
    assert schema.migrate(kept._made, kept.path, (*schema.STEPS, NEXT)) == len(schema.STEPS) + 1
    assert schema.schema_of(kept._made) == len(schema.STEPS) + 1
    assert kept._made.execute("SELECT text, mood FROM journal").fetchall() == [("before", None)]


def test_a_step_that_fails_leaves_the_old_schema(kept: Vault) -> None:
    kept.tables.journal.add(Entry(DAY, "before"))
    with pytest.raises(engine.sqlcipher.OperationalError):
        schema.migrate(kept._made, kept.path, (*schema.STEPS, (*NEXT, "INSERT INTO nowhere VALUES (1)")))
    assert schema.schema_of(kept._made) == len(schema.STEPS)
    assert [entry.text for entry in kept.tables.journal.all()] == ["before"]
    assert "mood" not in [row[1] for row in kept._made.execute("PRAGMA table_info(journal)")]


def test_a_vault_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    place, code = vault(tmp_path)
    with opened(place, code) as made:
        made._made.execute("PRAGMA user_version=99")
    with pytest.raises(VaultTooNew, match="newer version"):
        opened(place, code)


def test_a_key_file_of_another_vault_is_told(tmp_path: Path) -> None:
    place, code = vault(tmp_path)
    with opened(place, code) as made, made.transaction():
        made._made.execute("UPDATE vault SET id = 'other'")
    with pytest.raises(VaultDamaged, match="another vault"):
        opened(place, code)
