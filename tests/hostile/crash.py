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
from datetime import date
from pathlib import Path

from ebbtide.errors import NotOpened
from ebbtide.vault import Vault, kdf, store, unlock
from ebbtide.vault.engine import errors_told
from ebbtide.vault.records import Entry
from ebbtide.vault.schema import STEPS, migrate, schema_of
from tests.vault_made import COST, OTHER, PASSPHRASE, directly, export, same, vault

DAY = date(2026, 3, 1)
IMPORTS = 3
#: A crash falls anywhere from the start of the work to a little after its usual end.
AFTER_THE_END = 1.1

Acknowledge = Callable[[str], None]
Work = Callable[[Path, Acknowledge], None]


def quick(passphrase: str, salt: bytes, cost: kdf.Cost) -> bytes:
    """In the place of the slow derivation, which would take nearly all of the time in which a crash can fall."""
    return hashlib.blake2b(kdf.plain(passphrase).encode(), salt=salt, digest_size=32).digest()


def slices() -> list[tuple[int, int, str]]:
    """Overlapping exports of one chat: from, to, name of the file beside the vault."""
    return [(40 * number, 40 * number + 60, f"{number}.txt") for number in range(IMPORTS)]


def write_and_import(place: Path, acknowledge: Acknowledge) -> None:
    """A journal entry before each of several imports."""
    with unlock(place, PASSPHRASE) as made:
        for number, part in enumerate(slices()):
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
            parts = [export(place.parent, *part) for part in slices()[:stored]]
            assert same(made.conversation(), directly(*parts))
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


#: Written so that it takes a while: a copy of the journal, grown, and an index.
LATER = (
    "ALTER TABLE journal ADD COLUMN mood TEXT",
    "CREATE TABLE later AS SELECT one.id, one.text || other.text AS text FROM journal AS one, journal AS other",
    "CREATE INDEX later_text ON later (text)",
    "DELETE FROM journal WHERE id > 100",
)


def change_schema(place: Path, acknowledge: Acknowledge) -> None:
    """A migration of four statements."""
    with unlock(place, PASSPHRASE) as made, errors_told(made.path):
        migrate(made._made, made.path, (*STEPS, LATER))
        acknowledge("migrated")


def after_schema(place: Path, told: Counter[str]) -> str:
    """The former schema with all its rows, or the new one with all its changes."""
    steps = (*STEPS, LATER)
    with _opened_at(place, steps) as made:
        made.check()
        reached = schema_of(made._made)
        assert reached == 2 or not told["migrated"]
        rows = made._made.execute("SELECT count(*) FROM journal").fetchone()[0]
        tables = made._made.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'later%'").fetchone()[0]
        assert (rows, tables) == ((100, 2) if reached == 2 else (200, 0))
    return f"schema {reached}"


def _opened_at(place: Path, steps: tuple[object, ...]) -> Vault:
    """Open as the version would that knows of both schemas, without going on with the migration."""
    store.migrate = lambda made, path: 0
    return unlock(place, PASSPHRASE)


WORKS: dict[str, tuple[Work, Callable[[Path, Counter[str]], str], int]] = {
    "import": (write_and_import, after_imports, 0),
    "rekey": (change_keys, after_keys, 200),
    "migrate": (change_schema, after_schema, 200),
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


def worked(work: Work, place: Path, after_s: float | None) -> tuple[Counter[str], float]:
    """Let a child work and end it after some seconds; what it acknowledged, and how long it lived."""
    reader, writer = os.pipe()

    def child() -> None:
        os.close(reader)
        work(place, lambda what: os.write(writer, f"{what}\n".encode()) and None)

    began = time.monotonic()
    number = forked(child)
    os.close(writer)
    if after_s is not None:
        time.sleep(after_s)
        os.kill(number, signal.SIGKILL)
    with os.fdopen(reader, "rb") as pipe:
        told = Counter(pipe.read().decode().split())
    code = waited(number)
    assert code in (0, -signal.SIGKILL), code
    assert after_s is not None or code == 0
    return told, time.monotonic() - began


def base(folder: Path, entries: int) -> Path:
    """A vault that every round begins from."""

    def make() -> None:
        place, _ = vault(folder)
        with unlock(place, PASSPHRASE) as made, made.transaction():
            for number in range(entries):
                made.tables.journal.add(Entry(DAY, f"page {number}"))

    assert waited(forked(make)) == 0
    return folder / "vault"


def main(name: str, seed: int, rounds: int, folder: Path) -> None:
    """All rounds of one work."""
    kdf.derive = quick
    work, look, entries = WORKS[name]
    start = base(folder, entries)
    draw = random.Random(seed)
    usual = None
    seen: Counter[str] = Counter()
    for number in range(rounds + 1):
        own = folder / f"round {number}"
        shutil.copytree(start, own / "vault")
        told, lasted = worked(work, own / "vault", usual and draw.uniform(0, AFTER_THE_END * usual))
        usual = usual or lasted  # the first round is let through to its end
        reader, writer = os.pipe()
        code = waited(forked(lambda own=own, told=told, writer=writer: _looked(look, own / "vault", told, writer)))
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            seen[pipe.read().decode() if code == 0 else "lost"] += 1
    print(json.dumps({"rounds": rounds, "usual_s": usual, "seen": seen}))


def _looked(look: Callable[[Path, Counter[str]], str], place: Path, told: Counter[str], writer: int) -> None:
    os.write(writer, look(place, told).encode())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
