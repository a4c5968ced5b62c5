"""Ballast: a file beside the vault that is given up on a full disk, so that deleting and closing still work there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

from ebbtide.errors import NoRoom
from ebbtide.vault.storage.owner_files import BALLAST, FILE_MODE

T = TypeVar("T")

#: Room enough for removing what one wants gone and for folding the log; docs/method/security.md#disk.
SIZE = 16 << 20
#: As much as this many times its size stays free when it is laid, so that it never fills a disk itself.
_LEAVES: Final = 2


def lay(folder: Path) -> bool:
    """Make the ballast where it is missing and the disk has room to spare; whether it is there."""
    path, size = folder / BALLAST, SIZE
    try:
        if path.exists() and path.stat().st_size >= size:
            return True
        if shutil.disk_usage(folder).free < (1 + _LEAVES) * size:
            return False
        _reserve(path, size)
    except OSError:
        # A disk that has no room for it is no reason not to open the vault.
        drop(folder)
        return False
    return True


def _reserve(path: Path, size: int) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, FILE_MODE), "wb") as file:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)
        else:
            # Random, so that a disk that compresses cannot make it small.
            file.write(os.urandom(size))


def drop(folder: Path) -> bool:
    """Give the ballast up; whether there was any."""
    with suppress(OSError):
        (folder / BALLAST).unlink()
        return True
    return False


def freeing(folder: Path, work: Callable[[], T]) -> T:
    """Do `work`; where the disk is full, give the ballast up and do it once more.

    Raises
    ------
    NoRoom
        there is not enough room even then; nothing was changed.
    """
    try:
        return work()
    except NoRoom:
        if not drop(folder):
            raise
        return work()
