"""The container of a backup: a plain archive of the encrypted database, its key file, and what both must hash to."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from ebbtide.errors import VaultDamaged, VaultTooNew
from ebbtide.vault.keys.slots import LARGEST
from ebbtide.vault.storage.owner_files import DATA, FILE_MODE, KEYS

MANIFEST: Final = "manifest.json"
#: What an archive holds, in this order and nothing else. It counts nothing: how much somebody keeps is theirs to know.
MEMBERS: Final = (MANIFEST, KEYS, DATA)
VERSION: Final = 1
_BLOCK: Final = 1 << 20
#: The first day that the archive's format knows; the file's own time says more than enough.
_NO_DAY: Final = (1980, 1, 1, 0, 0, 0)
_MALFORMED: Final = (
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    RuntimeError,
    struct.error,
)


def pack(data: Path, keys: bytes, target: Path) -> None:
    """Write the archive to `target`, a new file that only its owner may read, and see it onto the disk.

    The database is random bytes: nothing is compressed. Any program that opens ZIP archives can take it apart.
    """
    manifest = {"ebbtide backup": VERSION, "sha256": {KEYS: hashlib.sha256(keys).hexdigest(), DATA: _digest(data)}}
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE)
    with os.fdopen(handle, "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive, data.open("rb") as content:
            archive.writestr(_entry(MANIFEST), json.dumps(manifest, sort_keys=True))
            archive.writestr(_entry(KEYS), keys)
            entry = _entry(DATA)
            entry.file_size = data.stat().st_size
            with archive.open(entry, "w") as member:
                _copy(content, member.write)
        file.flush()
        os.fsync(file.fileno())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_DAY)
    entry.external_attr = FILE_MODE << 16
    return entry


def _copy(content: IO[bytes], write: Callable[[bytes], object]) -> None:
    while block := content.read(_BLOCK):
        write(block)


def _digest(path: Path) -> str:
    made = hashlib.sha256()
    with path.open("rb") as file:
        _copy(file, made.update)
    return made.hexdigest()


def unpack(file: Path, folder: Path) -> bytes:
    """Put the database of a backup into `folder` as a new file; returns the content of the key file.

    Names in the archive are compared, never used as paths; nothing in it is expanded.

    Raises
    ------
    VaultDamaged
        it is no backup, or a part of it is not as it was written.
    VaultTooNew
        a newer version made it.
    """
    with _damage_told(file), zipfile.ZipFile(file) as archive:
        if not _ours(archive.infolist()):
            raise VaultDamaged("backup.read.none", file=file)
        told = json.loads(_small(archive, MANIFEST))
        if told["ebbtide backup"] > VERSION:
            raise VaultTooNew("vault.open.newer")
        keys = _small(archive, KEYS)
        _extract(archive, folder / DATA)
        found = {KEYS: hashlib.sha256(keys).hexdigest(), DATA: _digest(folder / DATA)}
        if told["sha256"] != found:
            raise VaultDamaged("backup.read.damaged", file=file)
    return keys


@contextmanager
def _damage_told(file: Path) -> Iterator[None]:
    try:
        yield
    except (*_MALFORMED, OSError) as error:
        # A changed index points before the file's beginning, which the system refuses; other refusals are the disk's.
        if isinstance(error, OSError) and error.errno != errno.EINVAL:
            raise
        key = "backup.read.damaged" if _begins_like_one(file) else "backup.read.none"
        raise VaultDamaged(key, file=file) from error


def _begins_like_one(file: Path) -> bool:
    """A backup that was cut or changed still has its name at the beginning; another file has not."""
    with file.open("rb") as opened:
        return MANIFEST.encode() in opened.read(100)


def _ours(entries: list[zipfile.ZipInfo]) -> bool:
    plain = all(one.compress_type == zipfile.ZIP_STORED and one.file_size == one.compress_size for one in entries)
    return plain and tuple(one.filename for one in entries) == MEMBERS


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(LARGEST + 1)


def _extract(archive: zipfile.ZipFile, target: Path) -> None:
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE)
    with archive.open(DATA) as member, os.fdopen(handle, "wb") as file:
        _copy(member, file.write)
        file.flush()
        os.fsync(file.fileno())
