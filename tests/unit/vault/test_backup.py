"""Backup, restore and wipe: what was kept comes back equal, a changed byte is told, and nothing is replaced unasked."""

from __future__ import annotations

import os
import random
import shutil
import stat
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ebbtide.errors import BadRequest, EbbtideError, NoRoom, NotOpened, NoVault, VaultDamaged, VaultTooNew
from ebbtide.vault import Vault, restore, wipe
from ebbtide.vault.backup import container, writing
from ebbtide.vault.keys import recovery_code
from ebbtide.vault.keys.slots import RECOVERY
from ebbtide.vault.storage.owner_files import DATA, KEYS, KEYS_COPY, NEW
from ebbtide.vault.storage.records import DraftRecord, Entry, Mark
from tests.support.vaults import CANARY, COST, OTHER, PASSPHRASE, export, opened, same, vault

DAY = date(2026, 3, 1)
posix = pytest.mark.skipif(os.name != "posix", reason="rights of this kind are POSIX's")


def fill(made: Vault, folder: Path) -> None:
    made.add([export(folder, 0, 120)], "Ana")
    made.tables.journal.add(Entry(DAY, f"slept badly {CANARY}", ("sleep",)))
    made.tables.drafts.add(DraftRecord(DAY, "G01", "I noticed that …"))
    made.tables.marks.add(Mark("away", DAY))
    made.tables.settings.put("look", {"weeks": 4})


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, Path]:
    """A vault, its code, and a backup of it."""
    folder = tmp_path_factory.mktemp("made")
    place, code = vault(folder)
    with opened(place, code) as made:
        fill(made, folder)
        file = made.backup(folder / "mine.ebbak")
    return place, code, file


def dump(made: Vault) -> list[str]:
    """All tables and rows, as one reads them; the search and its index by what it finds."""
    tables = [name for name in writing.counts_of(made._made) if name and not name.startswith("word")]
    rows = [f"{name} {row}" for name in tables for row in made._made.execute(f"SELECT * FROM {name}")]
    return [*rows, str(made.search("message").rows())]


def test_what_was_backed_up_comes_back_equal(kept: tuple[Path, str, Path], tmp_path: Path) -> None:
    place, code, file = kept
    assert restore(file, tmp_path / "new", code, RECOVERY) == tmp_path / "new"
    with opened(tmp_path / "new", code) as there, opened(place, code) as here:
        assert len(dump(here)) > 250
        assert dump(there) == dump(here)
        assert same(there.conversation(), here.conversation())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new"]
    assert {KEYS, KEYS_COPY, DATA} <= {path.name for path in (tmp_path / "new").iterdir()}


def test_the_passphrase_of_the_day_of_the_backup_opens_it(kept: tuple[Path, str, Path], tmp_path: Path) -> None:
    place, code, file = kept
    own = shutil.copytree(place, tmp_path / "own")
    with opened(own, code) as made:
        made.change_passphrase(OTHER, COST)
        made.renew_code()
    restore(file, tmp_path / "new", PASSPHRASE)
    with pytest.raises(NotOpened, match="of the day when the backup was made"):
        restore(file, tmp_path / "other", OTHER)
    with pytest.raises(NotOpened, match="of the day when the backup was made"):
        restore(file, tmp_path / "other", recovery_code.new_code(), RECOVERY)
    with pytest.raises(NotOpened, match="36"):
        restore(file, tmp_path / "other", code[:-1], RECOVERY)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "own"]


def test_a_backup_after_new_keys_opens_with_these(kept: tuple[Path, str, Path], tmp_path: Path) -> None:
    place, code, _ = kept
    own = shutil.copytree(place, tmp_path / "own")
    with opened(own, code) as made:
        new = made.rekey(OTHER, COST)
        file = made.backup(tmp_path / "after.ebbak")
    restore(file, tmp_path / "new", new, RECOVERY)
    with pytest.raises(NotOpened):
        restore(file, tmp_path / "former", code, RECOVERY)


def test_what_was_removed_before_is_not_in_it(kept: tuple[Path, str, Path], tmp_path: Path) -> None:
    place, code, _ = kept
    own = shutil.copytree(place, tmp_path / "own")
    with opened(own, code) as made:
        made.purge_texts()
        small = made.backup(tmp_path / "after.ebbak")
    restore(small, tmp_path / "new", code, RECOVERY)
    with opened(tmp_path / "new", code) as made:
        assert made.search("message").height == 0
        assert made.conversation().events.height == 120


def test_a_backup_holds_no_word_and_only_its_owner_may_read_it(kept: tuple[Path, str, Path]) -> None:
    _, _, file = kept
    content = file.read_bytes().lower()
    for word in (CANARY, "journal", "Ana and I", "sqlite format", "sleep"):
        assert word.lower().encode() not in content, word
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir() if "making" in path.name] == []


def test_any_archiver_takes_it_apart_into_a_vault(kept: tuple[Path, str, Path], tmp_path: Path) -> None:
    place, code, file = kept
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert tuple(archive.namelist()) == container.MEMBERS
        archive.extractall(tmp_path / "own")
    with opened(tmp_path / "own", code) as there, opened(place, code) as here:
        assert dump(there) == dump(here)


def test_an_existing_file_is_replaced_only_when_told(kept: tuple[Path, str, Path], tmp_path: Path) -> None:
    place, code, _ = kept
    target = tmp_path / "one.ebbak"
    target.write_text("mine", "utf-8")
    with opened(place, code) as made:
        with pytest.raises(BadRequest, match="there already"):
            made.backup(target)
        assert target.read_text("utf-8") == "mine"
        made.backup(target, replace=True)
        for wrong in (place / "in.ebbak", tmp_path / "none" / "x.ebbak", tmp_path):
            with pytest.raises(BadRequest):
                made.backup(wrong)
    restore(target, tmp_path / "new", code, RECOVERY)


def test_what_a_crash_left_of_an_earlier_backup_goes(kept: tuple[Path, str, Path], tmp_path: Path) -> None:
    place, code, _ = kept
    left = tmp_path / "on[e].ebbak.making-0123abcd"
    left.mkdir()
    (left / DATA).write_bytes(b"half")
    (tmp_path / "one.ebbak.making-plans").mkdir()
    with opened(place, code) as made:
        made.backup(tmp_path / "on[e].ebbak")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["on[e].ebbak", "one.ebbak.making-plans"]


def test_a_copy_that_does_not_read_back_is_no_backup(
    kept: tuple[Path, str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, code, _ = kept
    whole = container.pack

    def harmed(data: Path, keys: bytes, target: Path) -> None:
        whole(data, keys, target)
        content = bytearray(target.read_bytes())
        content[-30000] ^= 1
        target.write_bytes(content)

    def short(data: Path, keys: bytes, target: Path) -> None:
        lost.execute("DELETE FROM journal")
        lost.execute("VACUUM INTO ?", (str(data.with_name("less")),))
        whole(data.with_name("less"), keys, target)

    with opened(shutil.copytree(place, tmp_path / "own"), code) as made:
        lost = made._made
        for pack in (harmed, short):
            monkeypatch.setattr(writing, "pack", pack)
            with pytest.raises(VaultDamaged, match="did not read back"):
                made.backup(tmp_path / "bad.ebbak")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own"]


def test_restoring_never_touches_what_is_there(kept: tuple[Path, str, Path], tmp_path: Path) -> None:
    place, code, file = kept
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    with pytest.raises(BadRequest, match="new or an empty folder"):
        restore(file, place, code, RECOVERY)
    with pytest.raises(BadRequest, match="new or an empty folder"):
        restore(file, file, code, RECOVERY)
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before
    (tmp_path / "empty").mkdir()
    restore(file, tmp_path / "empty", code, RECOVERY)
    with pytest.raises(NoVault, match=r"no file"):
        restore(tmp_path / "none.ebbak", tmp_path / "new", code, RECOVERY)


def harms(whole: bytes, draw: random.Random) -> list[bytes]:
    """A bit changed in each part of the file, and ends cut off."""
    head, tail = 1200, 400  # the manifest and the key slots; the archive's index
    places = [
        *draw.sample(range(head), 30),
        *draw.sample(range(head, len(whole) - tail), 12),
        *draw.sample(range(len(whole) - tail, len(whole)), 30),
    ]
    changed = [whole[:at] + bytes([whole[at] ^ 1 << draw.randrange(8)]) + whole[at + 1 :] for at in places]
    return [*changed, *(whole[: draw.randrange(len(whole))] for _ in range(6))]


def test_a_changed_bit_is_told_or_harmless_and_leaves_nothing_behind(
    kept: tuple[Path, str, Path], tmp_path: Path
) -> None:
    place, code, file = kept
    bad = tmp_path / "bad.ebbak"
    with opened(place, code) as here:
        wanted = dump(here)
    told = 0
    for number, content in enumerate(harms(file.read_bytes(), random.Random(1_000_021))):
        bad.write_bytes(content)
        new = tmp_path / str(number)
        try:
            restore(bad, new, code, RECOVERY)
        except (VaultDamaged, NotOpened):
            told += 1
            assert not new.exists()
        else:
            # Fields of the archive that nobody reads, such as the year of a file.
            with opened(new, code) as there:
                assert dump(there) == wanted
            shutil.rmtree(new)
    assert told > 40
    assert [path.name for path in tmp_path.iterdir()] == ["bad.ebbak"]


def rewritten(change: Callable[[zipfile.ZipFile, zipfile.ZipFile], None]) -> Callable[[Path, Path], Path]:
    def write(file: Path, target: Path) -> Path:
        with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
            change(old, new)
        return target

    return write


def _members(old: zipfile.ZipFile, new: zipfile.ZipFile, **other: bytes) -> None:
    for name in container.MEMBERS:
        new.writestr(name, other.get(name.split(".")[-1], old.read(name)))


@rewritten
def newer(old: zipfile.ZipFile, new: zipfile.ZipFile) -> None:
    _members(old, new, json=old.read(container.MANIFEST).replace(b'backup": 1', b'backup": 2'))


@rewritten
def bare(old: zipfile.ZipFile, new: zipfile.ZipFile) -> None:
    _members(old, new, json=b"[]")


@rewritten
def expanding(old: zipfile.ZipFile, new: zipfile.ZipFile) -> None:
    new.compression = zipfile.ZIP_DEFLATED
    _members(old, new)


@rewritten
def more(old: zipfile.ZipFile, new: zipfile.ZipFile) -> None:
    _members(old, new)
    new.writestr("../../escaped", b"x")


@rewritten
def text(old: zipfile.ZipFile, new: zipfile.ZipFile) -> None:
    new.writestr("chat.txt", b"hello")


@pytest.mark.parametrize(
    ("make", "error"),
    [(newer, VaultTooNew), (bare, VaultDamaged), (expanding, VaultDamaged), (more, VaultDamaged), (text, VaultDamaged)],
)
def test_an_archive_that_is_no_backup_is_refused(
    kept: tuple[Path, str, Path], tmp_path: Path, make: Callable[[Path, Path], Path], error: type[EbbtideError]
) -> None:
    _, code, file = kept
    with pytest.raises(error):
        restore(make(file, tmp_path / "odd.ebbak"), tmp_path / "new", code, RECOVERY)
    assert [path.name for path in tmp_path.iterdir()] == ["odd.ebbak"]


@posix
def test_a_place_that_may_not_be_written_is_told(kept: tuple[Path, str, Path], tmp_path: Path) -> None:
    place, code, file = kept
    closed = tmp_path / "closed"
    closed.mkdir(0o500)
    if os.access(closed, os.W_OK):
        pytest.skip("this account may write everywhere")
    with opened(place, code) as made, pytest.raises(NoRoom, match="could not be written"):
        made.backup(closed / "x.ebbak")
    with pytest.raises(NoRoom, match="may be written to"):
        restore(file, closed / "new", code, RECOVERY)


def test_a_wipe_overwrites_the_keys_and_takes_only_what_is_ours(
    kept: tuple[Path, str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, _, _ = kept
    own = shutil.copytree(place, tmp_path / "own")
    (own / (KEYS + NEW)).write_bytes((own / KEYS).read_bytes())
    (own / "notes.txt").write_text("mine", "utf-8")
    half = shutil.copytree(place, tmp_path / "own.making-0123abcd")
    before = {path: path.read_bytes() for path in [*own.iterdir(), *half.iterdir()]}
    seen: dict[Path, bytes] = {}
    unlink = Path.unlink

    def watched(path: Path, missing_ok: bool = False) -> None:
        seen[path] = path.read_bytes()
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", watched)
    done = wipe(own)
    assert (done.left, done.keys_gone, done.others) == ((), True, True)
    assert [path.name for path in tmp_path.rglob("*")] == ["own", "notes.txt"]
    keys = [path for path in seen if path.name.startswith(KEYS)]
    assert len(keys) == 5
    for path in keys:
        assert len(seen[path]) == len(before[path])
        assert before[path][:60] not in seen[path]
    assert seen[own / DATA][:4096] != before[own / DATA][:4096]
    assert any("There are other files" in sentence for sentence in done.sentences())
    with pytest.raises(NoVault):
        wipe(own)


def test_a_wiped_vault_is_gone_with_its_folder_and_says_what_copies_keep(
    kept: tuple[Path, str, Path], tmp_path: Path
) -> None:
    place, _, _ = kept
    own = shutil.copytree(place, tmp_path / "own")
    words = " ".join(wipe(own).sentences())
    assert not own.exists()
    assert "snapshots" in words
    assert "Most disks" in words
    with pytest.raises(NoVault):
        wipe(own)


def test_files_that_cannot_be_removed_or_overwritten_are_named(
    kept: tuple[Path, str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, _, _ = kept
    own = shutil.copytree(place, tmp_path / "own")
    unlink, opening = Path.unlink, Path.open

    def stuck(path: Path, missing_ok: bool = False) -> None:
        if path.name == DATA:
            raise PermissionError
        unlink(path, missing_ok)

    def closed(path: Path, *told: str) -> object:
        if path.name == KEYS:
            raise PermissionError
        return opening(path, *told)

    monkeypatch.setattr(Path, "unlink", stuck)
    monkeypatch.setattr(Path, "open", closed)
    done = wipe(own)
    assert (done.left, done.keys_gone, done.others) == ((DATA,), False, False)
    assert any("could not be overwritten" in sentence for sentence in done.sentences())
