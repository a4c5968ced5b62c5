"""The third way into a vault, off unless asked for: a slot whose secret the operating system's keyring keeps."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Protocol

from ebbtide.errors import NoVault, VaultDamaged, VaultTooNew
from ebbtide.vault.keys import system_keyring
from ebbtide.vault.keys.keyfile import read_keys
from ebbtide.vault.keys.slots import KEYRING, KeyFile, open_slots
from ebbtide.vault.keys.system_keyring import Library


class Slotted(Protocol):
    """An open vault, as far as its slot for the keyring goes."""

    @property
    def folder(self) -> Path: ...
    def add_keyring(self, secret: str) -> None: ...
    def drop_keyring(self) -> bool: ...


def holder(folder: Path) -> str | None:
    """The identifier of the vault in `folder`, where the keyring opens it; None where it does not."""
    keys = _slotted(folder)
    return None if keys is None else keys.vault


def _slotted(folder: Path) -> KeyFile | None:
    """The key file, where it can be read and has a slot for the keyring."""
    # What is wrong with the key file is told by whatever opens the vault.
    with suppress(NoVault, VaultDamaged, VaultTooNew, OSError):
        keys = read_keys(folder)
        if any(slot.kind == KEYRING for slot in keys.slots):
            return keys
    return None


def found(folder: Path, library: Library | None = None) -> str | None:
    """The secret that opens the vault in `folder` without a question; None where the user has to be asked."""
    keys = _slotted(folder)
    secret = None if keys is None else system_keyring.fetch(keys.vault, library)
    if keys is None or secret is None or not open_slots(keys, KEYRING, secret):
        return None
    return secret


def turn_on(vault: Slotted, library: Library | None = None) -> None:
    """Let the keyring open an open vault from now on; its secret is kept before there is a slot for it.

    Raises
    ------
    BadRequest
        the library is not installed, no keyring known to be safe is there, or it did not take the secret; the vault
        is as it was.
    """
    backend = system_keyring.safe(library)
    secret = system_keyring.new_secret()
    system_keyring.keep(backend, read_keys(vault.folder).vault, secret)
    try:
        vault.add_keyring(secret)
    except BaseException:
        system_keyring.forget(read_keys(vault.folder).vault, library)
        raise


def turn_off(vault: Slotted, library: Library | None = None) -> tuple[bool, bool]:
    """Let it open the vault no more: whether it did until now, and whether its entry is gone from the keyring."""
    was = vault.drop_keyring()
    return was, not was or system_keyring.forget(read_keys(vault.folder).vault, library)
