"""Backup: the vault as one encrypted file, which counts only after it was opened again, and back."""

from __future__ import annotations

from pathlib import Path

from ebbtide import vault
from ebbtide.errors import BadRequest, Locked, NoVault
from ebbtide.service.session import Session
from ebbtide.vault import keys


def backup(session: Session, file: Path, replace: bool = False) -> Path:
    """Write the open vault to one file and return it; raises `BadRequest` where it may not lie there."""
    return session.open_vault.backup(file, replace)


def restore(session: Session, file: Path, secret: str | None = None) -> Path:
    """Make a vault in the session's place out of a backup; returns its folder.

    Raises
    ------
    NoVault, BadRequest
        there is no such file, or the place holds something; said before a secret is needed.
    Locked
        the passphrase or the recovery code of the backup is needed.
    """
    place = session.place
    if not file.is_file():
        raise NoVault("backup.read.missing", file=file)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise BadRequest("backup.restore.not_empty", folder=place)
    if secret is None:
        raise Locked("cli_vault.secret.nobody", folder=place)
    return vault.restore(file, place, secret, keys.kind_of(secret))
