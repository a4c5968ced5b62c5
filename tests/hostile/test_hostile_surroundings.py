"""The vault where the world around it is odd: clocks, other writers, crashes, links, media, and files of others."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

import ebbtide as eb
from ebbtide.errors import NoRoom, VaultDamaged, VaultInUse
from ebbtide.vault import opening, restore, unlock, wipe
from ebbtide.vault.keys.keyfile import read_keys
from ebbtide.vault.keys.slots import RECOVERY, dump, open_slots
from ebbtide.vault.local_vault import Vault
from ebbtide.vault.storage import engine
from ebbtide.vault.storage.owner_files import BALLAST, DATA, KEYS, KEYS_COPY, NEW
from ebbtide.vault.storage.records import Entry
from ebbtide.vault.worker import confined_reader, process, seccomp
from tests.support.vaults import CANARY, PASSPHRASE, export, opened, vault

LINUX = sys.platform == "linux"
ROOT = Path(__file__).parents[2]
DAY = date(2026, 3, 1)
#: Messages of an import that takes long enough to be watched.
IMPORTED = 6_000
apart = pytest.mark.skipif(not opening.held_apart(), reason="no workers on this system")
linux = pytest.mark.skipif(not LINUX, reason="asked of Linux's /proc")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return vault(tmp_path)[0]


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, str]:
    """A vault with an import and an entry, and its recovery code."""
    folder, code = vault(tmp_path)
    with opened(folder, code) as made:
        made.add([export(tmp_path, 0, 60)], "Ana")
        made.tables.journal.add(Entry(DAY, "saved"))
    return folder, code


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# Media that cannot be written to


def nothing_writable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, how: how != os.W_OK)


def test_a_vault_where_nothing_can_be_written_can_be_read(
    kept: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, code = kept
    (folder / BALLAST).unlink()
    before = files_of(folder)
    nothing_writable(monkeypatch)
    with opened(folder, code) as made:
        assert made.read_only
        assert made.conversation().events.height == 60
        assert made.search("tea").height > 0
        assert [entry.text for entry in made.tables.journal.all()] == ["saved"]
        made.check()
        made.backup(tmp_path / "copy.ebbak")
        refused: list[Callable[[], object]] = [
            lambda: made.tables.journal.add(Entry(DAY, "more")),
            lambda: made.tables.journal.remove(1),
            lambda: made.tables.settings.put("x", 1),
            made.renew_code,
            made.purge_texts,
            lambda: made.change_passphrase(
                "lantern pewter oyster bramble ticket yodel", read_keys(folder).slots[0].cost
            ),  # type: ignore[arg-type]
        ]
        for change in refused:
            with pytest.raises(NoRoom, match="can be read and not changed"):
                change()
    assert files_of(folder) == before


def test_a_log_that_was_left_where_nothing_can_be_written_is_told(
    kept: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, code = kept
    other = tmp_path / "other"
    with opened(folder, code) as made:
        made.tables.journal.add(Entry(DAY, "in the log"))
        shutil.copytree(folder, other)
    nothing_writable(monkeypatch)
    with pytest.raises(NoRoom, match="was not closed"):
        opened(other, code)


def test_commands_read_a_vault_on_a_read_only_mount(kept: tuple[Path, str], tmp_path: Path) -> None:
    folder, code = kept
    mount = f'mount --bind "{folder}" "{folder}" && mount -o remount,bind,ro "{folder}" && exec "$@"'
    before = ("unshare", "-rm", "sh", "-c", mount, "sh")
    with suppress(OSError, subprocess.CalledProcessError):
        subprocess.run([*before, "true"], check=True, capture_output=True, timeout=20)
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "XDG_RUNTIME_DIR": str(tmp_path)}
        command = [sys.executable, "-c", "from ebbtide.cli import main; main()", "search", "--vault", str(folder)]
        done = subprocess.run(
            [*before, *command, "--passphrase-stdin"],
            env=environment, input=f"{code}\ntea\n".encode(), capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"about tea" in done.stdout
        return
    pytest.skip("this system gives a test no mount of its own")


# Clocks


@pytest.mark.skipif(shutil.which("faketime") is None, reason="faketime is not installed")
def test_a_clock_that_is_set_back_and_forward_changes_no_order_and_loses_nothing(place: Path, tmp_path: Path) -> None:
    offsets = ("+0", "-3650d", "+3650d")
    program = (
        "import sys; from datetime import date; from pathlib import Path; from ebbtide.vault import unlock\n"
        "from ebbtide.vault.storage.records import Entry\n"
        "with unlock(Path(sys.argv[1]), sys.argv[2]) as made:\n"
        "    made.tables.journal.add(Entry(date.today(), sys.argv[3]))\n"
    )
    with unlock(place, PASSPHRASE) as made:
        made.tables.journal.add(Entry(date.today(), offsets[0]))
    for offset in offsets[1:]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        command = ["faketime", "-f", offset, sys.executable, "-c", program, str(place), PASSPHRASE, offset]
        subprocess.run(command, env=environment, check=True, timeout=120)
    with unlock(place, PASSPHRASE) as made:
        made.check()
        entries = made.tables.journal.all()
    assert [entry.text for entry in entries] == list(offsets)
    assert entries[1].day.year < entries[0].day.year < entries[2].day.year, "the clock was really another one"


@pytest.mark.skipif(shutil.which("faketime") is None, reason="faketime is not installed")
def test_a_look_under_a_clock_that_is_far_behind_says_so(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(
        "".join(f"{1 + n % 28:02}/05/2024, 10:{n % 60:02} - {'Ana' if n % 2 else 'Sam'}: hi\n" for n in range(60))
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", "from ebbtide.cli import main; main()", "look", str(path), "--me", "Ana"]
    done = subprocess.run(
        ["faketime", "2019-03-01 10:00:00", *command], env=environment, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 3, done.stderr
    assert b"in the future" in done.stderr


# Other writers, crashes, and what lies about meanwhile


@apart
def test_two_programs_that_write_at_once_lose_nothing(kept: tuple[Path, str]) -> None:
    folder, code = kept
    with opening.opened(folder, code, RECOVERY):
        with pytest.raises(VaultInUse):
            opened(folder, code)

        def write(name: str) -> None:
            with opening.opened(folder) as made:
                for number in range(40):
                    made.tables.journal.add(Entry(DAY, f"{name} {number}"))

        writers = [threading.Thread(target=write, args=(name,)) for name in "ab"]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        with opening.opened(folder) as made:
            texts = [entry.text for entry in made.tables.journal.all()]
    opening.lock(folder)
    for name in "ab":
        assert [text for text in texts if text.startswith(name)] == [f"{name} {number}" for number in range(40)]


@apart
@linux
@pytest.mark.parametrize("signal_number", [signal.SIGABRT, signal.SIGSEGV])
def test_a_worker_that_crashes_writes_no_memory_to_disk(
    kept: tuple[Path, str], signal_number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, code = kept
    limits = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (limits[1], limits[1]))
    try:
        with opening.opened(folder, code, RECOVERY) as made:
            number = made._talk.number  # type: ignore[attr-defined]
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, limits)
    told = Path(f"/proc/{number}/limits").read_text()
    assert next(row for row in told.splitlines() if "core file" in row).split()[4:6] == ["0", "0"]
    os.kill(number, signal_number)
    for _ in range(100):
        if not Path(f"/proc/{number}").exists():
            break
        time.sleep(0.05)
    places = [Path("/"), folder, Path.cwd()]
    assert not [path for one in places for path in one.glob("core*") if path.is_file() and str(number) in path.name]
    with opened(folder, code) as again:
        assert again.tables.journal.all()[0].text == "saved"


@apart
def test_during_a_large_import_no_word_of_it_lies_in_any_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, code = vault(tmp_path)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    source = tmp_path / "in"
    source.mkdir()
    export(source, 0, IMPORTED)
    shared = set(Path("/dev/shm").iterdir()) if LINUX else set()
    found: list[Path] = []
    looks = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal looks
        while not done.is_set():
            new = set(Path("/dev/shm").iterdir()) - shared if LINUX else set()
            for path in [*folder.parent.rglob("*"), *new]:
                with suppress(OSError):
                    if source not in path.parents and path.is_file() and CANARY.encode() in path.read_bytes():
                        found.append(path)
            looks += 1

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        with opening.opened(folder, code, RECOVERY, stay=False) as made:
            read = opening.read(source / "chat.txt", date_order="dmy")
            assert made.add([read], "Ana").rows == IMPORTED
    finally:
        done.set()
        watcher.join()
    assert looks > 3
    assert found == []


@linux
@pytest.mark.skipif(not (process.supported() and seccomp.available()), reason="no filter for this system")
def test_the_parser_is_under_its_filter_while_it_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export(tmp_path, 0, 60)
    numbers: list[int] = []
    told: list[dict[str, str]] = []
    real = process.start

    def start(module: str, **how: object) -> process.Child:
        child = real(module, **how)  # type: ignore[arg-type]
        numbers.append(child.number)
        return child

    def look(*_: int) -> None:
        lines = Path(f"/proc/{numbers[0]}/status").read_text().splitlines()
        told.append({name: value.strip() for name, _, value in (line.partition(":") for line in lines)})

    monkeypatch.setattr(process, "start", start)
    confined_reader.read(tmp_path / "chat.txt", date_order="dmy", progress=look)
    assert told[0]["Seccomp"] == "2"
    assert told[0]["NoNewPrivs"] == "1"
    assert int(told[0]["Threads"]) >= 1


# Links


def test_links_in_the_place_of_outputs_are_replaced_and_not_followed(tmp_path: Path) -> None:
    export(tmp_path, 0, 300)
    tide = eb.look(eb.read(tmp_path / "chat.txt", me="Ana", date_order="dmy"))
    own, none = tmp_path / "mine.html", tmp_path / "none.html"
    own.write_text("mine")
    for target in (own, none):
        link = tmp_path / f"link to {target.name}"
        link.symlink_to(target)
        tide.report(link)
        assert not link.is_symlink()
        assert "<html" in link.read_text("utf-8")
    assert own.read_text() == "mine"
    assert not none.exists()


def test_links_in_the_place_of_files_of_the_vault_are_not_written_through(
    kept: tuple[Path, str], tmp_path: Path
) -> None:
    folder, code = kept
    own = tmp_path / "mine.txt"
    own.write_text("mine")
    (folder / BALLAST).unlink()
    for name in (KEYS + NEW, KEYS_COPY + NEW, BALLAST):
        (folder / name).symlink_to(own)
    (folder / KEYS_COPY).unlink()
    (folder / KEYS_COPY).symlink_to(own)
    with opened(folder, code) as made:
        made.renew_code()
        made.tables.journal.add(Entry(DAY, "more"))
    assert own.read_text() == "mine"
    assert not (folder / KEYS_COPY).is_symlink()
    target = tmp_path / "copy.ebbak"
    target.symlink_to(own)
    with unlock(folder, PASSPHRASE) as made:
        made.backup(target, replace=True)
    assert own.read_text() == "mine"
    (folder / KEYS_COPY).unlink()
    (folder / KEYS_COPY).symlink_to(own)
    told = wipe(folder)
    assert own.read_text() == "mine"
    assert not told.keys_gone, "what a link leads to is not said to be gone"


# A backup that somebody else made

ENDLESS = """CREATE VIEW journal AS WITH RECURSIVE one (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM one)
    SELECT id, '2026-01-01' AS day, 'x' AS text, '[]' AS tags FROM one"""
HOSTILE = {
    "a view in the place of a table": ("ALTER TABLE journal RENAME TO mine", ENDLESS),
    "a view beside them": ("CREATE VIEW more AS SELECT 1",),
    "a trigger": ("CREATE TRIGGER more AFTER INSERT ON journal BEGIN DELETE FROM event; END",),
    "a column that works": ("ALTER TABLE journal ADD COLUMN more AS (zeroblob(500000000))",),
    "an index that works": ("CREATE INDEX more ON journal (length(text || hex(text)))",),
    "another search": ("CREATE VIRTUAL TABLE more USING fts5(text)",),
    "one more table": ("CREATE TABLE more (text)",),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_backup_with_more_than_a_vault_is_refused(
    place: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    [key] = open_slots(read_keys(place), "passphrase", PASSPHRASE)
    made = engine.connect(place / DATA, key)
    for statement in HOSTILE[name]:
        made.execute(statement)
    engine.empty_log(made)
    made.close()
    file = tmp_path / "theirs.ebbak"
    from ebbtide.vault.backup.container import pack

    pack(place / DATA, dump(read_keys(place)), file)
    began = time.process_time()
    with pytest.raises(VaultDamaged):
        restore(file, tmp_path / "back", PASSPHRASE)
    assert time.process_time() - began < 10
    assert not (tmp_path / "back").exists()
    with pytest.raises(VaultDamaged, match="never puts there"):
        unlock(place, PASSPHRASE)


def test_a_sound_backup_is_no_hostile_one(kept: tuple[Path, str], tmp_path: Path) -> None:
    folder, code = kept
    with opened(folder, code) as made:
        made.rebuild()
        made.tidy()
        file = made.backup(tmp_path / "mine.ebbak")
    with unlock(restore(file, tmp_path / "back", PASSPHRASE), PASSPHRASE) as again:
        assert isinstance(again, Vault)
        assert again.conversation().events.height == 60
