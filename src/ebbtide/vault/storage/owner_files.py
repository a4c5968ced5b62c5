"""Files of the vault: owner-only rights, and writing that is whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from ebbtide.errors import NoRoom

#: Only the owner may read, write and enter (docs/method/security.md#process).
FILE_MODE: Final = 0o600
FOLDER_MODE: Final = 0o700

DATA, KEYS, KEYS_COPY = "vault.ebb", "vault.keys", "vault.keys.copy"
NEW: Final = ".new"
#: Removed when the disk is full, so that deleting and closing still work (`vault.ballast`).
BALLAST: Final = "vault.spare"
_MAKING: Final = ".making-"
_TOKEN_BYTES: Final = 4
_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def make_file(path: Path) -> None:
    """An empty file that only its owner may read; refuses to touch one that is there."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path` so that after a crash the old or the new content is there, never a part.

    Raises
    ------
    NoRoom
        the disk is full; the old content is still there.
    """
    new = path.with_name(path.name + NEW)
    with full_disk_told(path):
        try:
            _write(new, content)
            new.replace(path)
        except OSError:
            with suppress(OSError):
                new.unlink()
            raise
        sync_folder(path.parent)


def _write(path: Path, content: bytes) -> None:
    # What a crash left goes; a link that somebody put there is not followed.
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def workshop(path: Path) -> Iterator[Path]:
    """A folder of the owner's beside `path`, gone in the end; what a crash left of an earlier one goes first."""
    for left in leftovers(path):
        shutil.rmtree(left, ignore_errors=True)
    making = path.with_name(path.name + _MAKING + secrets.token_hex(_TOKEN_BYTES))
    try:
        making.mkdir(FOLDER_MODE, parents=True)
        yield making
    finally:
        shutil.rmtree(making, ignore_errors=True)


def leftovers(path: Path) -> list[Path]:
    """Workshops beside `path` that a crash left behind; nothing else of the user's has such a name."""
    literal = "".join(f"[{char}]" if char in "*?[" else char for char in path.name)
    return sorted(path.parent.glob(literal + _MAKING + "[0-9a-f]" * (2 * _TOKEN_BYTES)))


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def full_disk_told(path: Path) -> Iterator[None]:
    """Turn the system's "no space left" into words; other errors pass."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoRoom("vault.disk.full", folder=path.parent) from error
        raise


def holds_vault(folder: Path) -> bool:
    """Whether a vault lies in the folder: one of its two key files is there."""
    return any((folder / name).is_file() for name in (KEYS, KEYS_COPY))
