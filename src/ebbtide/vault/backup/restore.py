"""Restore: a backup becomes a vault in a new place, opened and checked before it appears there; nothing is replaced."""

from __future__ import annotations

from pathlib import Path

from ebbtide.errors import BadRequest, NoRoom, NotOpened, NoVault, VaultDamaged
from ebbtide.vault.backup.container import unpack
from ebbtide.vault.keys.keyfile import write_keys
from ebbtide.vault.keys.slots import PASSPHRASE, Malformed, load
from ebbtide.vault.local_vault import unlock
from ebbtide.vault.storage.owner_files import sync_folder, workshop


def restore(file: Path, folder: Path, secret: str, kind: str = PASSPHRASE) -> Path:
    """Make a vault out of a backup in `folder`, which must be new or empty; returns the folder.

    secret: the passphrase that was in force when the backup was made; with kind "recovery" the recovery code of
    that time. A backup of an older schema is brought to the newest one.

    Raises
    ------
    NoVault, VaultDamaged, VaultTooNew
        there is no such file, it is no backup, it was changed, or a newer version made it.
    NotOpened
        the secret does not open it.
    BadRequest, NoRoom
        the folder holds something, or the disk is full. In every case nothing is left behind.
    """
    if not file.is_file():
        raise NoVault("backup.read.missing", file=file)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadRequest("backup.restore.not_empty", folder=folder)
    try:
        with workshop(folder) as making:
            _filled(file, making)
            _opened(making, file, secret, kind)
            _settle(making, folder)
    except (OSError, NoRoom) as error:
        raise NoRoom("backup.restore.refused", file=file, folder=folder.parent) from error
    return folder


def _filled(file: Path, making: Path) -> None:
    content = unpack(file, making)
    try:
        write_keys(making, load(content))
    except Malformed as error:
        raise VaultDamaged("backup.read.damaged", file=file) from error


def _opened(making: Path, file: Path, secret: str, kind: str) -> None:
    """Open with the secret, which shows that the keys fit, and test every page."""
    try:
        with unlock(making, secret, kind) as made:
            made.check()
    except NotOpened as error:
        # A recovery code with a slip has said so itself.
        raise error if error.key.startswith("vault.recovery") else NotOpened(f"backup.restore.wrong_{kind}") from error
    except VaultDamaged as error:
        raise VaultDamaged("backup.read.damaged", file=file) from error


def _settle(making: Path, folder: Path) -> None:
    """The vault appears under its name at once and whole."""
    if folder.exists():
        folder.rmdir()
    making.rename(folder)
    sync_folder(folder.parent)
