"""Ends a process at random moments while it works on a vault, and looks at what is left; run as a program of its own.

    python -m tests.hostile.crash WORK SEED ROUNDS FOLDER

Prints one JSON object. The program forks before Polars has started a thread, so that a round costs no new start.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from ebbtide.errors import NotOpened
from ebbtide.vault import Vault, create, local_vault, restore, unlock
from ebbtide.vault.keys import derivation, slots
from ebbtide.vault.keys.keyfile import read_keys, write_keys
from ebbtide.vault.storage import disk_reserve
from ebbtide.vault.storage.owner_files import DATA, KEYS
from ebbtide.vault.storage.records import Entry
from ebbtide.vault.storage.schema import STEPS, migrate, schema_of
from tests.support.vaults import COST, OTHER, PASSPHRASE, directly, export, same, vault
from tests.vaults.freeze import TOLD, content, frozen

DAY = date(2026, 3, 1)
IMPORTS = 3
#: A crash falls anywhere from the start of the work to a little after its usual end.
AFTER_THE_END = 1.1
#: Seconds after a write in which one falls that is aimed at it.
MOMENT_S = 0.003

Acknowledge = Callable[[str], None]
Work = Callable[[Path, Acknowledge], None]


def quick(passphrase: str, salt: bytes, cost: derivation.Cost) -> bytes:
    """In the place of the slow derivation, which would take nearly all of the time in which a crash can fall."""
    return hashlib.blake2b(derivation.plain(passphrase).encode(), salt=salt, digest_size=32).digest()


def parts() -> list[tuple[int, int, str]]:
    """Overlapping exports of one chat: from, to, name of the file beside the vault."""
    return [(40 * number, 40 * number + 60, f"{number}.txt") for number in range(IMPORTS)]


def write_and_import(place: Path, acknowledge: Acknowledge) -> None:
    """A journal entry before each of several imports."""
    with unlock(place, PASSPHRASE) as made:
        for number, part in enumerate(parts()):
            made.tables.journal.add(Entry(DAY, f"entry {number}"))
            acknowledge("entry")
            made.add([export(place.parent, *part)], "Ana")
            acknowledge("import")


def after_imports(place: Path, told: Counter[str]) -> str:
    """All that was acknowledged is there, each import is whole, and no page is damaged."""
    with unlock(place, PASSPHRASE) as made:
        made.check()
        entries = [entry.text for entry in made.tables.journal.all()]
        assert entries == [f"entry {number}" for number in range(len(entries))]
        assert told["entry"] <= len(entries) <= told["entry"] + 1
        stored = made._made.execute("SELECT count(*) FROM source").fetchone()[0]
        assert told["import"] <= stored <= told["import"] + 1
        if stored:
            exports = [export(place.parent, *part) for part in parts()[:stored]]
            assert same(made.conversation(), directly(*exports))
    return f"{stored} imports"


def change_keys(place: Path, acknowledge: Acknowledge) -> None:
    """All anew under another key."""
    with unlock(place, PASSPHRASE) as made:
        made.rekey(OTHER, COST)
        acknowledge("rekey")


def after_keys(place: Path, told: Counter[str]) -> str:
    """One of the two passphrases opens, the new one where the change was acknowledged; from then on only that one."""
    try:
        made, found, other = unlock(place, OTHER), "new", PASSPHRASE
    except NotOpened:
        assert not told["rekey"]
        made, found, other = unlock(place, PASSPHRASE), "former", OTHER
    with made:
        made.check()
        assert [entry.text for entry in made.tables.journal.all()] == [f"page {number}" for number in range(200)]
    try:
        unlock(place, other).close()
    except NotOpened:
        return found
    raise AssertionError("both passphrases open")


def resealed(folder: Path, number: int) -> None:
    """A frozen vault of a released schema, whose passphrase opens quickly."""
    for name in (DATA, KEYS):
        shutil.copyfile(frozen()[number] / name, folder / name)
    keys = read_keys(folder)
    [key] = slots.open_slots(keys, slots.PASSPHRASE, PASSPHRASE)
    derivation.derive = quick
    write_keys(folder, slots.KeyFile(keys.vault, (slots.seal(keys.vault, slots.PASSPHRASE, PASSPHRASE, key, COST),)))


#: Written so that it takes a while: a large table, an index, and a row that goes.
LATER = (
    "ALTER TABLE journal ADD COLUMN mood TEXT",
    """CREATE TABLE later AS WITH RECURSIVE one (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM one WHERE id < 40000)
        SELECT id, hex(id * 7919) || hex(id) AS text FROM one""",
    "CREATE INDEX later_text ON later (text)",
    "DELETE FROM journal WHERE id > 1",
)


def change_schema(place: Path, acknowledge: Acknowledge) -> None:
    """Opening a vault that a newer version finds: every step to there."""
    local_vault.migrate = lambda made, path: migrate(made, path, (*STEPS, LATER))
    unlock(place, PASSPHRASE).close()
    acknowledge("migrated")


def after_schema(place: Path, told: Counter[str]) -> str:
    """The former schema with all its rows, or the new one with all its changes."""
    local_vault.migrate = lambda made, path: 0
    with unlock(place, PASSPHRASE) as made:
        made.check()
        reached = schema_of(made._made)
        assert reached == len(STEPS) + 1 or (reached in frozen() and not told["migrated"])
        rows = made._made.execute("SELECT count(*) FROM journal").fetchone()[0]
        tables = made._made.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'later%'").fetchone()[0]
        assert (rows, tables) == ((1, 2) if reached > len(STEPS) else (2, 0))
        if reached == len(STEPS):
            assert content(made) == json.loads((frozen()[reached] / TOLD).read_text("utf-8"))
    return f"schema {reached}"


SAVES = 45


def save(place: Path, acknowledge: Acknowledge) -> None:
    """Entries are written, changed and removed, and a setting counts them."""
    with unlock(place, PASSPHRASE) as made:
        for number in range(SAVES):
            _saved(made, number)
            acknowledge("save")


def _saved(made: Vault, number: int) -> None:
    journal = made.tables.journal
    if number % 3 == 0:
        journal.add(Entry(DAY, f"entry {number}"))
    elif number % 3 == 1:
        journal.change(replace(journal.all()[-1], text=f"changed {number}"))
    else:
        with made.transaction():
            journal.remove(journal.all()[0].id or 0)
            journal.add(Entry(DAY, f"instead {number}"))


def _expected(count: int) -> list[str]:
    """What stands in the journal after so many saves, worked out without a vault."""
    texts: list[str] = []
    for number in range(count):
        if number % 3 == 0:
            texts.append(f"entry {number}")
        elif number % 3 == 1:
            texts[-1] = f"changed {number}"
        else:
            texts = [*texts[1:], f"instead {number}"]
    return texts


def after_saves(place: Path, told: Counter[str]) -> str:
    """The journal is as it was after the last save that was acknowledged, or after the next."""
    with unlock(place, PASSPHRASE) as made:
        made.check()
        kept = [entry.text for entry in made.tables.journal.all()]
    assert kept in (_expected(told["save"]), _expected(min(told["save"] + 1, SAVES)))
    return "all saves" if told["save"] == SAVES else "some saves"


def change_passphrases(place: Path, acknowledge: Acknowledge) -> None:
    """Another passphrase, and the first again, several times."""
    with unlock(place, PASSPHRASE) as made:
        for number in range(10):
            made.change_passphrase(PASSPHRASE if number % 2 else OTHER, COST)
            acknowledge("change")


def after_passphrases(place: Path, told: Counter[str]) -> str:
    """The passphrase acknowledged last opens, or the next one; from then on only that one."""
    last, following = (PASSPHRASE, OTHER) if told["change"] % 2 == 0 else (OTHER, PASSPHRASE)
    try:
        unlock(place, last).close()
        other = following
    except NotOpened:
        unlock(place, following).close()
        other = last
    try:
        unlock(place, other).close()
    except NotOpened:
        return "last" if other == following else "next"
    raise AssertionError("both passphrases open")


BACKUPS = 3


def back_up(place: Path, acknowledge: Acknowledge) -> None:
    """Several backups, each with one entry more."""
    with unlock(place, PASSPHRASE) as made:
        for number in range(BACKUPS):
            made.tables.journal.add(Entry(DAY, f"entry {number}"))
            acknowledge("entry")
            made.backup(place.parent / f"{number}.ebbak")
            acknowledge("backup")


def after_backups(place: Path, told: Counter[str]) -> str:
    """Every file under a backup's name is a whole one; what a crash left beside it goes with the next backup."""
    files = sorted(place.parent.glob("*.ebbak"))
    assert told["backup"] <= len(files) <= told["backup"] + 1
    for number, file in enumerate(files):
        with unlock(restore(file, place.parent / f"back {number}", PASSPHRASE), PASSPHRASE) as made:
            assert len(made.tables.journal.all()) == 201 + number
    with unlock(place, PASSPHRASE) as made:
        made.check()
        assert told["entry"] <= len(made.tables.journal.all()) - 200 <= told["entry"] + 1
        for left in place.parent.glob("*.making-*"):
            made.backup(place.parent / left.name.partition(".making-")[0], replace=True)
    assert not list(place.parent.glob("*.making-*"))
    return f"{len(files)} backups"


def bring_back(place: Path, acknowledge: Acknowledge) -> None:
    """A backup, restored."""
    with unlock(place, PASSPHRASE) as made:
        file = made.backup(place.parent / "mine.ebbak")
    acknowledge("backup")
    restore(file, place.parent / "back", PASSPHRASE)
    acknowledge("restored")


def after_bringing_back(place: Path, told: Counter[str]) -> str:
    """A vault stands whole in the new place, or nothing does."""
    back = place.parent / "back"
    assert back.exists() or not told["restored"]
    for one in (place, *([back] if back.exists() else [])):
        with unlock(one, PASSPHRASE) as made:
            made.check()
            assert len(made.tables.journal.all()) == 200
    return "restored" if back.exists() else "not yet"


def make_another(place: Path, acknowledge: Acknowledge) -> None:
    """A second vault in a folder of its own."""
    create(place.parent / "another", PASSPHRASE, COST)
    acknowledge("made")


def after_making(place: Path, told: Counter[str]) -> str:
    """It stands there whole and empty, or not at all; a new attempt leaves nothing of the first."""
    another = place.parent / "another"
    assert another.exists() or not told["made"]
    found = "made" if another.exists() else "not yet"
    if not another.exists():
        create(another, PASSPHRASE, COST)
    with unlock(another, PASSPHRASE) as made:
        made.check()
        assert made.tables.journal.all() == []
    if found == "not yet":
        assert sorted(path.name for path in place.parent.iterdir()) == ["another", "vault"]
    return found


CODES = 10


def renew_codes(place: Path, acknowledge: Acknowledge) -> None:
    """Several recovery codes, each shown before the next is made."""
    with unlock(place, PASSPHRASE) as made:
        for _ in range(CODES):
            acknowledge(made.renew_code())
            made.code_shown()


def renew_everything(place: Path, acknowledge: Acknowledge) -> None:
    """All anew under another key, and the new recovery code shown."""
    with unlock(place, PASSPHRASE) as made:
        acknowledge(made.rekey(OTHER, COST))
        made.code_shown()


def after_codes(place: Path, told: Counter[str]) -> str:
    """The code that was shown last opens the vault, or the opening says that the newest may not have been shown."""
    try:
        made = unlock(place, OTHER)
    except NotOpened:
        made = unlock(place, PASSPHRASE)
    with made:
        made.check()
        shown = list(told)[-1:]
        if made.code_unseen:
            return "told at the opening"
        assert shown
        assert made.opens(shown[0], slots.RECOVERY)
    return "shown"


Look = Callable[[Path, Counter[str]], str]
#: Works that are ended at the moment after a write of the key file, and how many such writes they do at least.
AIMED = {"code": CODES, "everything": 2}
#: What is done, how what is left is looked at, and how many entries the vault begins with.
WORKS: dict[str, tuple[Work, Look, int]] = {
    "create": (make_another, after_making, 0),
    "import": (write_and_import, after_imports, 0),
    "save": (save, after_saves, 0),
    "rekey": (change_keys, after_keys, 200),
    "passphrase": (change_passphrases, after_passphrases, 0),
    "backup": (back_up, after_backups, 200),
    "restore": (bring_back, after_bringing_back, 200),
    "code": (renew_codes, after_codes, 0),
    "everything": (renew_everything, after_codes, 200),
    **{f"migrate-{number}": (change_schema, after_schema, -number) for number in frozen()},
}


def forked(work: Callable[[], None]) -> int:
    """Run `work` in a child; returns its number."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:  # noqa: BLE001 - a child must not go on as its parent
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def waited(child: int) -> int:
    """How a child ended: 0, an exit code, or less than 0 for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def await_writes(path: Path, count: int, child: int) -> None:
    """Return at the moment in which a file was put in place for the so-manieth time, or the child has ended."""
    before = path.stat().st_ino
    while count and os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        now = path.stat().st_ino
        count -= now != before
        before = now


def worked(work: Work, place: Path, after_s: float | None, writes: int | None = None) -> tuple[Counter[str], float]:
    """Let a child work and end it after some seconds; what it acknowledged, and how long it lived.

    writes: end it so long after this many writes of the key file.
    """
    reader, writer = os.pipe()

    def child() -> None:
        os.close(reader)
        work(place, lambda what: os.write(writer, f"{what}\n".encode()) and None)

    began = time.monotonic()
    number = forked(child)
    os.close(writer)
    if after_s is not None:
        if writes is not None:
            await_writes(place / KEYS, writes, number)
        time.sleep(after_s)
        os.kill(number, signal.SIGKILL)
    with os.fdopen(reader, "rb") as pipe:
        told = Counter(pipe.read().decode().split())
    code = waited(number)
    assert code in (0, -signal.SIGKILL), code
    assert after_s is not None or code == 0
    return told, time.monotonic() - began


def base(folder: Path, entries: int) -> Path:
    """A vault that every round begins from: with so many entries, or less than 0 for a frozen one of that schema."""

    def fresh() -> None:
        derivation.derive = quick
        place, _ = vault(folder)
        with unlock(place, PASSPHRASE) as made, made.transaction():
            for number in range(entries):
                made.tables.journal.add(Entry(DAY, f"page {number}"))

    def frozen_one() -> None:
        (folder / "vault").mkdir(0o700)
        resealed(folder / "vault", -entries)

    assert waited(forked(frozen_one if entries < 0 else fresh)) == 0
    return folder / "vault"


def main(name: str, seed: int, rounds: int, folder: Path) -> None:
    """All rounds of one work: how they ended, what was acknowledged in them, and what went wrong."""
    disk_reserve.SIZE = 1 << 16
    work, look, entries = WORKS[name]
    start = base(folder, entries)
    derivation.derive = quick
    draw = random.Random(seed)
    usual = None
    seen: Counter[str] = Counter()
    acknowledged = 0
    for number in range(rounds + 1):
        own = folder / f"round {number}"
        shutil.copytree(start, own / "vault")
        if usual and name in AIMED:
            told, lasted = worked(work, own / "vault", draw.uniform(0, MOMENT_S), draw.randint(1, AIMED[name]))
        else:
            told, lasted = worked(work, own / "vault", usual and draw.uniform(0, AFTER_THE_END * usual))
        usual = usual or lasted  # the first round is let through to its end
        seen[_found(look, own / "vault", told)] += 1
        acknowledged += told.total()
        shutil.rmtree(own)
    print(json.dumps({"rounds": rounds, "usual_s": usual, "acknowledged": acknowledged, "seen": seen}))


LOST, UNREADABLE = "lost", "unreadable"


def _found(look: Look, place: Path, told: Counter[str]) -> str:
    """What is left, looked at in a child of its own."""
    reader, writer = os.pipe()
    code = waited(forked(lambda: _looked(look, place, told, writer)))
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        return pipe.read().decode() if code == 0 else UNREADABLE


def _looked(look: Look, place: Path, told: Counter[str], writer: int) -> None:
    try:
        found = look(place, told)
    except AssertionError:
        traceback.print_exc()
        found = LOST
    os.write(writer, found.encode())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
