"""The vault under attack and accident: ended at any moment, a full disk, a cut log, a changed bit, a second window."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from ebbtide.errors import VaultDamaged, VaultInUse
from ebbtide.vault import Vault, restore
from ebbtide.vault.keys.slots import RECOVERY
from ebbtide.vault.storage.owner_files import BALLAST, DATA, KEYS, KEYS_COPY
from ebbtide.vault.storage.records import DraftRecord, Entry
from tests.support.vaults import CANARY, directly, export, opened, same, vault
from tests.vaults.freeze import frozen

ROOT = Path(__file__).parents[2]
LOG = DATA + "-wal"
DAY = date(2026, 3, 1)
PAGE = 4096
#: At the end of each page of SQLCipher 4: initialisation vector and seal; at the start of the first: the salt.
VECTOR, SEAL, SALT = 16, 64, 16
#: The environment in which the programs beside this file find the code.
OWN = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}

posix = pytest.mark.skipif(os.name != "posix", reason="needs fork, signals and limits of POSIX")


def program(*arguments: str, before: tuple[str, ...] = ()) -> dict[str, Any]:
    """Run one of the programs beside this file; what it printed."""
    command = [*before, sys.executable, "-m", *arguments]
    environment = {**OWN, "POLARS_MAX_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@posix
@pytest.mark.parametrize(
    ("work", "rounds"),
    [
        ("create", 2),
        ("import", 5),
        ("save", 4),
        ("rekey", 4),
        ("passphrase", 3),
        ("backup", 3),
        ("restore", 2),
        ("code", 6),
        ("everything", 4),
        *((f"migrate-{number}", 4) for number in frozen()),
    ],
)
def test_ended_at_any_moment_nothing_that_was_acknowledged_is_lost(tmp_path: Path, work: str, rounds: int) -> None:
    told = program("tests.hostile.crash", work, "1000001", str(rounds), str(tmp_path))
    assert sum(told["seen"].values()) == rounds + 1
    assert told["acknowledged"] >= 1
    assert not {"lost", "unreadable"} & set(told["seen"])


@posix
def test_where_a_file_may_not_grow_all_that_was_acknowledged_is_there(tmp_path: Path) -> None:
    told = program("tests.hostile.full", str(tmp_path), "0,1,2,5,34")
    assert told["lost"] == 0
    assert told["entries refused"] == told["imports refused"] == told["rounds"] == 5
    assert told["backups refused"] == told["rounds"]


def may_mount() -> bool:
    """Whether this system lets a test have a small disk of its own."""
    if not (shutil.which("unshare") and shutil.which("mount")):
        return False
    tried = subprocess.run(
        ["unshare", "-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt"], capture_output=True, check=False, timeout=20
    )
    return tried.returncode == 0


@posix
def test_on_a_full_disk_removing_another_passphrase_and_closing_still_work(tmp_path: Path) -> None:
    if not may_mount():
        pytest.skip("this system gives a test no small disk of its own")
    small = tmp_path / "small"
    small.mkdir()
    before = ("unshare", "-rm", "sh", "-c", f'mount -t tmpfs -o size=16m tmpfs "{small}" && exec "$@"', "sh")
    told = program("tests.hostile.full", str(small), "small", before=before)
    assert told["written"] > 10
    assert told["written when full"] == 0
    assert told["ballast given up"] == 5 << 20
    assert told["lost"] == 0
    assert told["removed"] == 3


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A closed vault with one import."""
    folder = tmp_path_factory.mktemp("made")
    place, code = vault(folder)
    with opened(place, code) as one:
        one.add([export(folder, 0, 120)], "Ana")
    return place, code


def entries(one: Vault) -> list[str]:
    return [entry.text for entry in one.tables.journal.all()]


@pytest.fixture(scope="module")
def crashed(made: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, list[str]]:
    """What lies on the disk after a crash: the file, and a log with thirty entries."""
    place, code = made
    live, image = (tmp_path_factory.mktemp("crashed") / name for name in ("live", "image"))
    shutil.copytree(place, live)
    with opened(live, code) as one:
        for number in range(30):
            one.tables.journal.add(Entry(DAY, f"{number} " + "y" * (97 * number)))
        written = entries(one)
        shutil.copytree(live, image)
    return image, code, written


def cut(log: bytes, draw: random.Random) -> bytes:
    return log[: draw.randrange(len(log))]


def garbled(log: bytes, draw: random.Random) -> bytes:
    """One sector of noise, and nothing of what came after it."""
    at = draw.randrange(len(log))
    return log[:at] + draw.randbytes(512)


def one_sector(log: bytes, draw: random.Random) -> bytes:
    """One sector of noise, with what came after it."""
    at = draw.randrange(len(log) - 512)
    return log[:at] + draw.randbytes(512) + log[at + 512 :]


@pytest.mark.parametrize("harm", [cut, garbled, one_sector])
def test_a_harmed_log_gives_a_consistent_earlier_state(
    crashed: tuple[Path, str, list[str]], tmp_path: Path, harm: Callable[[bytes, random.Random], bytes]
) -> None:
    image, code, written = crashed
    draw = random.Random(harm.__name__)
    whole = (image / LOG).read_bytes()
    found = []
    for number in range(14):
        own = tmp_path / str(number)
        shutil.copytree(image, own)
        (own / LOG).write_bytes(harm(whole, draw))
        with opened(own, code) as one:
            kept = entries(one)
            one.check()
        assert kept == written[: len(kept)]
        found.append(len(kept))
    assert len(set(found)) > 3  # the harm fell on different entries
    with opened(shutil.copytree(image, tmp_path / "whole"), code) as one:
        assert entries(one) == written


def test_one_changed_bit_of_the_file_is_noticed_and_told(made: tuple[Path, str], tmp_path: Path) -> None:
    place, code = made
    whole = (place / DATA).read_bytes()
    draw = random.Random(1_000_004)
    own = shutil.copytree(place, tmp_path / "own")
    first = [draw.randrange(PAGE) for _ in range(6)]  # salt, initialisation vector and seal are among these
    rest = [page * PAGE + draw.randrange(PAGE) for page in range(1, len(whole) // PAGE)]
    for at in [*first, 0, PAGE - 1, *draw.sample(rest, min(40, len(rest)))]:
        changed = whole[:at] + bytes([whole[at] ^ 1 << draw.randrange(8)]) + whole[at + 1 :]
        (own / DATA).write_bytes(changed)
        with pytest.raises(VaultDamaged, match=r"damaged"), opened(own, code) as one:
            one.check()
        assert (own / DATA).read_bytes() == changed
    (own / DATA).write_bytes(whole)
    with opened(own, code) as one:
        one.check()


def test_a_file_that_was_cut_or_grew_is_noticed(made: tuple[Path, str], tmp_path: Path) -> None:
    place, code = made
    whole = (place / DATA).read_bytes()
    own = shutil.copytree(place, tmp_path / "own")
    for changed in (b"", whole[:PAGE], whole[: -3 * PAGE], whole[: len(whole) // 2 + 7], b"\0" * len(whole)):
        (own / DATA).write_bytes(changed)
        with pytest.raises(VaultDamaged) as told, opened(own, code) as one:
            one.check()
        assert told.value.key in (
            "vault.damaged.data",
            "vault.damaged.first_page",
            "vault.damaged.gone",
            "vault.damaged.pages",
        )
        assert (own / DATA).read_bytes() == changed


def test_what_was_damaged_comes_back_from_a_backup(made: tuple[Path, str], tmp_path: Path) -> None:
    place, code = made
    own = shutil.copytree(place, tmp_path / "own")
    with opened(own, code) as one:
        one.tables.journal.add(Entry(DAY, "kept"))
        file = one.backup(tmp_path / "mine.ebbak")
        before = one.conversation()
    (own / DATA).write_bytes((own / DATA).read_bytes()[: 7 * PAGE])
    with pytest.raises(VaultDamaged), opened(own, code) as one:
        one.check()
    with opened(restore(file, tmp_path / "back", code, RECOVERY), code) as one:
        assert entries(one) == ["kept"]
        assert same(one.conversation(), before)


@pytest.mark.parametrize("year", [1980, 2107])
def test_a_clock_set_back_or_forward_changes_nothing(
    made: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, year: int
) -> None:
    place, code = made
    own = shutil.copytree(place, tmp_path / "own")
    now = datetime(year, 1, 2, tzinfo=UTC).timestamp()
    for path in own.iterdir():
        os.utime(path, (now, now))
    with opened(own, code) as one:
        one.tables.journal.add(Entry(DAY, "before"))
        monkeypatch.setattr(time, "time", lambda: now)
        one.tables.journal.add(Entry(DAY, "after"))
        assert one.add([export(tmp_path, 0, 120)]).new == 0
        file = one.backup(tmp_path / "mine.ebbak")
        os.utime(file, (now, now))
    with opened(restore(file, tmp_path / "back", code, RECOVERY), code) as one:
        assert entries(one) == ["before", "after"]
        one.check()


@posix
def test_a_second_window_is_told_that_the_vault_is_open(made: tuple[Path, str]) -> None:
    place, code = made
    command = [sys.executable, "-m", "tests.hostile.hold", str(place), code]
    with subprocess.Popen(
        command, cwd=ROOT, env=OWN, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(VaultInUse, match="already open"):
            opened(place, code)
        other.communicate("")
    opened(place, code).close()


def holds(folder: Path, words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Files of a folder in which a word stands, in any usual encoding, and which word."""
    found = []
    for path in (path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes().lower()
        shapes = [(word, word.lower().encode(code)) for word in words for code in ("utf-8", "utf-16-le", "utf-16-be")]
        found += [(path.name, word) for word, shape in shapes if shape in content]
    return found


def test_no_word_of_messages_journal_or_drafts_stands_in_any_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR", "TMP", "TEMP"):
        monkeypatch.setenv(name, str(temporary))
    words = (CANARY, "journal", "message", "SQLite format")
    place, code = vault(tmp_path)
    first = export(tmp_path, 0, 400)
    with opened(place, code) as one:
        one.add([first], "Ana")
        one.tables.journal.add(Entry(DAY, f"journal {CANARY}"))
        one.tables.drafts.add(DraftRecord(DAY, "guide", f"draft {CANARY}"))
        assert one.search(CANARY, limit=1000).height > 300
        assert (place / LOG).stat().st_size > 0
        assert holds(place, words) == []
        one.tidy()
        assert same(one.conversation(), directly(first))
    assert holds(place, words) == []
    assert sorted(path.name for path in place.iterdir()) == [DATA, KEYS, KEYS_COPY, BALLAST]
    assert list(temporary.iterdir()) == []
    assert holds(tmp_path, (CANARY,)) != []  # the export itself is found: the search can find


def decrypted(path: Path, key: bytes) -> bytes:
    """Every page of a closed vault as one with its key sees it, free pages too: AES-256-CBC, without SQLCipher."""
    whole = path.read_bytes()
    found = []
    for at in range(0, len(whole), PAGE):
        page = whole[at + (SALT if at == 0 else 0) : at + PAGE]
        body, vector = page[: -VECTOR - SEAL], page[-VECTOR - SEAL : -SEAL]
        found.append(Cipher(algorithms.AES256(key), modes.CBC(vector)).decryptor().update(body))
    return b"".join(found)


def test_what_was_removed_is_nowhere_in_the_file_even_to_one_who_has_the_key(tmp_path: Path) -> None:
    place, code = vault(tmp_path)
    with opened(place, code) as one:
        one.add([export(tmp_path, 0, 100)], "Ana")
        entry = one.tables.journal.add(Entry(DAY, "Zwetschgenkuchenblech " * 300))
        key = one._key
    whole = decrypted(place / DATA, key)
    assert b"CREATE TABLE journal" in whole
    assert CANARY.encode() in whole
    assert b"Zwetschgenkuchenblech" in whole
    with opened(place, code) as one:
        one.tables.journal.remove(entry.id or 0)
    assert b"Zwetschgenkuchenblech" not in decrypted(place / DATA, key)
    with opened(place, code) as one:
        one.purge_texts()
    left = decrypted(place / DATA, key)
    assert b"CREATE TABLE journal" in left
    assert CANARY.encode() not in left
    assert CANARY.lower().encode() not in left
