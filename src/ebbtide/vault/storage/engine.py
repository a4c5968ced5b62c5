"""The encrypted database: how SQLCipher is opened, how a transaction runs, and its errors in plain words."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlcipher3 import dbapi2 as sqlcipher  # type: ignore[import-untyped]

from ebbtide.errors import EbbtideError, NoRoom, VaultDamaged, VaultInUse

if TYPE_CHECKING:
    # The engine has no types of its own; its interface is the standard library's.
    from sqlite3 import Connection as Connection
else:
    Connection = sqlcipher.Connection

#: Keeps a second program out, and said before the first page is read it needs no shared-memory file.
_ALONE: Final = "locking_mode=EXCLUSIVE"
#: Set once the key fits; reasons and measurements: docs/method/security.md#storage. FULL makes COMMIT mean
#: "on the disk". 32 MiB of pages in memory: an import then encrypts few pages more than once.
_SETTINGS: Final = (
    "temp_store=MEMORY",
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    f"cache_size=-{32 << 10}",
)
_MAC_SETTINGS: Final = ("fullfsync=ON", "checkpoint_fullfsync=ON")
_WRONG_KEY: Final = "SQLITE_NOTADB"
_DAMAGED: Final = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
_IN_USE: Final = ("SQLITE_BUSY", "SQLITE_LOCKED")
_NO_ROOM: Final = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")


class WrongKey(Exception):
    """The key does not open the first page: another key, or the page was changed."""


def connect(path: Path, key: bytes) -> Connection:
    """Open the database with a raw 32-byte key and hold it alone.

    Raises
    ------
    WrongKey
        the first page does not open with it.
    VaultInUse
        another program holds it.
    """
    with errors_told(path):
        made: Connection = sqlcipher.connect(str(path), isolation_level=None, timeout=0)
        try:
            _unlock(made, key)
        except sqlcipher.DatabaseError as error:
            made.close()
            if _name(error) == _WRONG_KEY:
                raise WrongKey from error
            raise
    return made


def _unlock(made: Connection, key: bytes) -> None:
    made.execute("PRAGMA cipher_log_level=NONE")
    made.execute(f"PRAGMA key={_literal(key)}")
    made.execute(f"PRAGMA {_ALONE}")
    # Reads the first page, before anything is set that might write: a wrong key ends here.
    made.execute("SELECT count(*) FROM sqlite_master").fetchone()
    for setting in _SETTINGS + (_MAC_SETTINGS if sys.platform == "darwin" else ()):
        made.execute(f"PRAGMA {setting}")
    made.execute("BEGIN EXCLUSIVE")
    made.execute("COMMIT")


def _literal(key: bytes) -> str:
    return f"\"x'{key.hex()}'\""


def rekey(made: Connection, path: Path, key: bytes) -> None:
    """Encrypt every page anew with another raw key, in one transaction."""
    with errors_told(path):
        empty_log(made)
        made.execute(f"PRAGMA rekey={_literal(key)}")
        empty_log(made)


def empty_log(made: Connection) -> None:
    """Move the write-ahead log into the file and cut it to nothing."""
    made.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def transaction(made: Connection, path: Path) -> Iterator[None]:
    """All or nothing; when it ends without an error, what was written is on the disk. Inside another, part of that."""
    with errors_told(path):
        if made.in_transaction:
            yield
            return
        made.execute("BEGIN IMMEDIATE")
        try:
            yield
            made.execute("COMMIT")
        except BaseException:
            _roll_back(made)
            raise


def _roll_back(made: Connection) -> None:
    # A full disk may have rolled back by itself; then there is nothing left to undo.
    if made.in_transaction:
        made.execute("ROLLBACK")


@contextmanager
def errors_told(path: Path) -> Iterator[None]:
    """Turn what the database reports into words: damaged, in use, or no room; other errors pass."""
    try:
        yield
    except sqlcipher.Error as error:
        told = _told(error, path)
        if told is None:
            raise
        raise told from error


def _told(error: sqlcipher.Error, path: Path) -> EbbtideError | None:
    name = _name(error)
    if name.startswith(_DAMAGED):
        return VaultDamaged("vault.damaged.data", file=path)
    if name.startswith(_IN_USE):
        return VaultInUse("vault.open.in_use", folder=path.parent)
    if name.startswith("SQLITE_FULL"):
        return NoRoom("vault.disk.full", folder=path.parent)
    return NoRoom("vault.disk.refused", folder=path.parent) if name.startswith(_NO_ROOM) else None


def _name(error: sqlcipher.Error) -> str:
    return str(getattr(error, "sqlite_errorname", ""))


def faults(made: Connection, path: Path) -> list[str]:
    """What a full check finds: pages whose seal does not fit, and tables that do not add up; empty when all is well."""
    with errors_told(path):
        empty_log(made)
        sealed = [str(row[0]) for row in made.execute("PRAGMA cipher_integrity_check")]
        if sealed:
            return sealed
        added = [str(row[0]) for row in made.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return added + [f"{row[0]} {row[1]}" for row in made.execute("PRAGMA foreign_key_check")]
