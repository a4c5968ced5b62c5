"""One stage of the benchmark of the vault, in a process of its own so that its memory is its own; prints JSON.

    python -m benchmarks.vault.stage STAGE FOLDER

FOLDER holds `chat.txt`, and after the stage `vault` the vault and its recovery code.
"""

from __future__ import annotations

import itertools
import json
import pickle
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, cast

import polars as pl

from ebbtide.history import build
from ebbtide.history.readers import ReadResult, read_source
from ebbtide.vault import Vault, create, unlock
from ebbtide.vault.keys.derivation import Cost
from ebbtide.vault.keys.slots import RECOVERY
from ebbtide.vault.storage import engine, imports, merged_history, source_rows
from ebbtide.vault.storage.owner_files import DATA
from ebbtide.vault.storage.records import Entry
from ebbtide.vault.storage.schema import migrate
from ebbtide.vault.storage.tables import tables

ME = "Ana"
PASSPHRASE = "orbit kettle maple drums violet canoe"
#: A word of every message, the same unfinished, two words, an unfinished one of many forms, a rare one, none.
QUERIES = ("always", "alwa", "always tabe", "always ko", "gisibeho", "nowhere")
REPEATS = 5
#: The log has grown by so much when the writer is ended.
WRITTEN = 30 << 20


def peak() -> float:
    """The most memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(work: Callable[[], object], repeats: int = 1) -> dict[str, float]:
    """The least CPU and wall clock seconds of some runs."""
    cpu, wall = [], []
    for _ in range(repeats):
        used, began = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - used)
        wall.append(time.perf_counter() - began)
    return {"cpu": min(cpu), "wall": min(wall)}


def reading(folder: Path) -> ReadResult:
    """The export as its reader gives it, kept for the stages that do not measure reading."""
    cache = folder / "read"
    if not cache.exists():
        cache.write_bytes(pickle.dumps(read_source(folder / "chat.txt", date_order="dmy")))
    return cast(ReadResult, pickle.loads(cache.read_bytes()))


def opened(folder: Path) -> Vault:
    """The vault, without a slow derivation of keys."""
    return unlock(folder / "vault", (folder / "code").read_text(), RECOVERY)


def stage_vault(folder: Path) -> dict[str, Any]:
    """Read the export and import it, as a user does."""
    imports_only = peak()
    result: list[ReadResult] = []
    read = timed(lambda: result.append(read_source(folder / "chat.txt", date_order="dmy")))
    after_reading = peak()
    (folder / "code").write_text(create(folder / "vault", PASSPHRASE, Cost()))
    vault = opened(folder)
    done: list[imports.Imported] = []

    def work() -> None:
        done.append(vault.add(result, ME))
        vault.close()

    times = timed(work)
    return {
        "import": times,
        "read": read,
        "rows": done[0].new,
        "bytes": (folder / "vault" / DATA).stat().st_size,
        "memory": {"imports only": imports_only, "after reading": after_reading, "peak": peak()},
    }


@contextmanager
def plain(folder: Path, name: str) -> Iterator[sqlite3.Connection]:
    """An empty database of the standard library's SQLite with the same settings and tables."""
    database = sqlite3.connect(folder / name, isolation_level=None)
    for setting in (engine._ALONE, *engine._SETTINGS):
        database.execute(f"PRAGMA {setting}")
    migrate(database, folder / name)
    yield database
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def stage_plain(folder: Path) -> dict[str, Any]:
    """Plain SQLite, written as one writes it: the same tables, segments and search, a row at a time."""
    result = reading(folder)

    def work() -> None:
        with plain(folder, "plain") as database:
            database.execute("BEGIN")
            database.execute("INSERT INTO source (digest, report, first) VALUES (x'00', '{}', 1)")
            rows = source_rows._stored(database, result.events.with_row_index("at")).with_row_index("id", offset=1)
            columns = rows.select(
                name for name in ("id", *source_rows.CONTENT) if rows[name].null_count() < rows.height
            )
            sql = f"INSERT INTO event ({', '.join(columns.columns)}) VALUES ({', '.join('?' * columns.width)})"
            database.executemany(sql, columns.iter_rows())
            places = rows.select(pl.lit(1), "at", "position", "thread", "id").iter_rows()
            database.executemany(
                "INSERT INTO placed (source, at, position, thread, event) VALUES (?, ?, ?, ?, ?)", places
            )
            database.execute("INSERT INTO word (rowid, text) SELECT id, text FROM event")
            merged_history.keep(database, build([result], ME))
            database.execute("COMMIT")

    times = timed(work)
    return {"import": times, "bytes": (folder / "plain").stat().st_size, "memory": {"peak": peak()}}


def stage_same(folder: Path) -> dict[str, Any]:
    """The vault's own code on plain SQLite: what encryption alone costs."""
    result = reading(folder)

    def work() -> None:
        with plain(folder, "same") as database:
            rows = tables(database, lambda: engine.transaction(database, folder / "same"))
            with engine.transaction(database, folder / "same"):
                imports.add(database, rows, [result], ME)

    return {"import": timed(work), "bytes": (folder / "same").stat().st_size}


def stage_again(folder: Path) -> dict[str, Any]:
    """The same export once more."""
    result = reading(folder)
    with opened(folder) as vault:
        done: list[imports.Imported] = []
        times = timed(lambda: done.append(vault.add([result])))
        stored = vault._made.execute("SELECT count(*) FROM event").fetchone()[0]
    return {"import": times, "new": done[0].new, "rows": stored}


def stage_open(folder: Path) -> dict[str, Any]:
    """Opening, without the derivation of the key from a passphrase."""
    opened(folder).close()
    vaults: list[Vault] = []

    def work() -> None:
        vaults.append(opened(folder))

    runs = []
    for _ in range(REPEATS):
        runs.append(timed(work))
        vaults.pop().close()
    return {name: min(run[name] for run in runs) for name in ("cpu", "wall")}


def stage_load(folder: Path) -> dict[str, Any]:
    """The whole history into Polars."""
    with opened(folder) as vault:
        before = peak()
        times = timed(lambda: vault.conversation(), REPEATS)
    return {**times, "memory": {"before": before, "peak": peak()}}


def stage_search(folder: Path) -> dict[str, Any]:
    """The newest hits of each query, 200 at most."""
    with opened(folder) as vault:
        for query in QUERIES:
            vault.search(query)  # the first search of a page reads it from the disk
        return {
            query: {**timed(lambda query=query: vault.search(query), REPEATS), "hits": vault.search(query).height}
            for query in QUERIES
        }


def stage_write(folder: Path) -> dict[str, Any]:
    """Write one large transaction until somebody ends this."""
    with opened(folder) as vault, vault.transaction():
        for number in itertools.count():
            vault.tables.journal.add(Entry(date(2026, 3, 1), f"{number} " + "x" * 20_000))
    return {}


def stage_kill(folder: Path) -> dict[str, Any]:
    """Opening after the writer was ended in the middle of a large transaction."""
    log = folder / "vault" / f"{DATA}-wal"
    with subprocess.Popen([sys.executable, "-m", "benchmarks.vault.stage", "write", str(folder)]) as writer:
        while not (log.exists() and log.stat().st_size > WRITTEN) and writer.poll() is None:
            time.sleep(0.01)
        writer.kill()
    left = log.stat().st_size
    vaults: list[Vault] = []
    times = timed(lambda: vaults.append(opened(folder)))
    rows, entries = (
        vaults[0]._made.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("event", "journal")
    )
    faults = engine.faults(vaults[0]._made, vaults[0].path)
    vaults[0].close()
    return {**times, "log bytes": left, "rows": rows, "entries": entries, "faults": len(faults)}


if __name__ == "__main__":
    print(json.dumps(globals()[f"stage_{sys.argv[1]}"](Path(sys.argv[2]))))
