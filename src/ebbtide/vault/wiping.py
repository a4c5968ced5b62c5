"""Wipe: the keys are overwritten first, which ends the vault at once; then its files go, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ebbtide.errors import NoVault
from ebbtide.vault.keys import keyring_slot, system_keyring
from ebbtide.vault.storage.owner_files import BALLAST, DATA, KEYS, KEYS_COPY, NEW, leftovers
from ebbtide.wording import say

#: Destroying these destroys the vault; half-written ones hold the same slots.
_SLOTS: Final = (KEYS, KEYS_COPY, KEYS + NEW, KEYS_COPY + NEW)
_OURS: Final = (*_SLOTS, DATA, DATA + "-wal", DATA + "-shm", DATA + "-journal", BALLAST)
#: The first page holds the salt that every page's seal depends on.
_FIRST: Final = 4096


@dataclass(frozen=True)
class Wiped:
    """What a wipe did. removed: files that are gone. left: files of the vault that could not be removed.

    keys_gone: the keys were overwritten, so that what is left of the vault here can no longer be read.
    others: something else lies in the folder, which stays. entry_left: the system's keyring may still keep a secret.
    """

    folder: Path
    removed: tuple[str, ...]
    left: tuple[str, ...]
    keys_gone: bool
    others: bool
    entry_left: bool = False

    def sentences(self) -> list[str]:
        """What to tell the user: what is gone, what is left, and what no program can reach."""
        told = [say("backup.wipe.done" if self.keys_gone else "backup.wipe.keys_left", folder=self.folder)]
        if self.left:
            told.append(say("backup.wipe.left", files=", ".join(self.left)))
        if self.others:
            told.append(say("backup.wipe.others", folder=self.folder))
        if self.entry_left:
            told.append(say("keyring.left"))
        return [*told, say("backup.wipe.disk"), say("backup.wipe.copies")]


def wipe(folder: Path) -> Wiped:
    """Destroy the vault in `folder`: overwrite its keys, then remove its files; asks nothing.

    End the program that holds it open first: it has the key in its memory.

    Raises
    ------
    NoVault
        there is no vault; nothing was touched.
    """
    places = [folder, *leftovers(folder)]
    found = [place / name for place in places for name in _OURS if (place / name).is_file()]
    if not any(path.name in (DATA, KEYS, KEYS_COPY) for path in found):
        raise NoVault("vault.open.none", folder=folder)
    keyring = keyring_slot.holder(folder)
    keys_gone = all([_overwritten(path) for path in found if path.name in _SLOTS])  # noqa: C419 - each one is tried
    for path in found:
        if path.name == DATA:
            _overwritten(path, _FIRST)
    left = [path for path in found if not _removed(path)]
    for place in reversed(places):
        _remove_folder(place)
    others = folder.exists() and any(path not in left for path in folder.iterdir())
    gone = _names(path for path in found if path not in left)
    entry_left = keyring is not None and not system_keyring.forget(keyring)
    return Wiped(folder, gone, _names(left), keys_gone, others, entry_left)


def _names(paths: Iterable[Path]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path.name for path in paths))


def _overwritten(path: Path, most: int | None = None) -> bool:
    """Write random bytes over a file, or over its first ones, in place, and see them onto the disk.

    What a link leads to lies elsewhere, and is somebody's own.
    """
    if path.is_symlink():
        return False
    try:
        with path.open("r+b") as file:
            size = os.fstat(file.fileno()).st_size
            file.write(os.urandom(size if most is None else min(size, most)))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    return True


def _removed(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _remove_folder(folder: Path) -> None:
    # One that holds something else stays, and an empty one that may not be removed tells nothing.
    with suppress(OSError):
        folder.rmdir()
