"""Backup: one file with the encrypted database and its key slots, which counts only after it was opened again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ebbtide.errors import BadRequest, NoRoom, VaultDamaged
from ebbtide.vault.backup.container import pack, unpack
from ebbtide.vault.keys.slots import KeyFile, dump
from ebbtide.vault.storage import engine
from ebbtide.vault.storage.engine import Connection, WrongKey
from ebbtide.vault.storage.owner_files import DATA, make_file, sync_folder, workshop

#: The usual ending of a backup's name.
ENDING: Final = ".ebbak"
_WHOLE: Final = "whole"


def write(made: Connection, path: Path, key: bytes, keys: KeyFile, target: Path, replace: bool) -> Path:
    """Back up the open vault at `path`; see `Vault.backup`."""
    target = _checked(path, target, replace)
    counts = counts_of(made)
    with _room_told(target), workshop(target) as making:
        copy, whole = making / DATA, making / _WHOLE
        make_file(copy)
        # The copy is encrypted with the same key and holds no page of what was removed.
        with engine.errors_told(path):
            made.execute("VACUUM INTO ?", (str(copy),))
        pack(copy, dump(keys), whole)
        copy.unlink()
        _verify(whole, making, key, keys, counts)
        _settle(whole, target, replace)
    return target


def _checked(path: Path, target: Path, replace: bool) -> Path:
    target = target.absolute()
    if target.is_dir() or not target.parent.is_dir():
        raise BadRequest("backup.write.no_folder", file=target)
    if target.parent.resolve() == path.parent.resolve():
        raise BadRequest("backup.write.inside", file=target)
    _free(target, replace)
    return target


def _free(target: Path, replace: bool) -> None:
    if not replace and target.exists():
        raise BadRequest("backup.write.exists", file=target)


@contextmanager
def _room_told(target: Path) -> Iterator[None]:
    """Say of the backup's disk, not of the vault's, that it is full or cannot be written."""
    try:
        yield
    except (OSError, NoRoom) as error:
        raise NoRoom("backup.write.refused", folder=target.parent) from error


def _verify(whole: Path, making: Path, key: bytes, keys: KeyFile, counts: dict[str, int]) -> None:
    """Take the written file apart and open it: every page's seal, every table, every row counted."""
    try:
        sound = unpack(whole, making) == dump(keys) and _reads_back(making / DATA, key, counts)
    except (WrongKey, VaultDamaged) as error:
        raise VaultDamaged("backup.write.wrong") from error
    if not sound:
        raise VaultDamaged("backup.write.wrong")


def _reads_back(copy: Path, key: bytes, counts: dict[str, int]) -> bool:
    made = engine.connect(copy, key)
    try:
        return not engine.faults(made, copy) and counts_of(made) == counts
    finally:
        made.close()


def counts_of(made: Connection) -> dict[str, int]:
    """The schema, under an empty name, and the number of rows of every table, those of the search among them."""
    names = [
        row[0]
        for row in made.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        )
    ]
    counted = {name: int(made.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names}  # noqa: S608
    return {"": int(made.execute("PRAGMA user_version").fetchone()[0]), **counted}


def _settle(whole: Path, target: Path, replace: bool) -> None:
    _free(target, replace)
    whole.replace(target)
    sync_folder(target.parent)
