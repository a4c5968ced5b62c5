"""A vault that is made: an empty database, its key file and its reserve, which appear under their name at once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from ebbtide.errors import BadRequest
from ebbtide.vault.keys import passphrases
from ebbtide.vault.keys.derivation import KEY_BYTES, Cost
from ebbtide.vault.keys.keyfile import write_keys
from ebbtide.vault.keys.recovery_code import new_code
from ebbtide.vault.keys.slots import IDENTITY_BYTES, KeyFile, sealed_slots
from ebbtide.vault.local_vault import CODE_UNSEEN
from ebbtide.vault.storage import disk_reserve, engine
from ebbtide.vault.storage.owner_files import DATA, make_file, sync_folder, workshop
from ebbtide.vault.storage.schema import migrate
from ebbtide.vault.storage.tables import tables


def create(folder: Path, passphrase: str, cost: Cost, known: Sequence[str] = ()) -> str:
    """Make an empty vault in a new or empty folder; returns the recovery code, which is shown once and kept nowhere.

    Open the vault and say `code_shown` once it was.

    cost: of `derivation.calibrate`. known: names and words that the passphrase must not be made from.

    Raises
    ------
    BadRequest
        the folder holds something, or the passphrase could be guessed.
    NoRoom
        the disk is full; nothing is left behind.
    """
    passphrases.check(passphrase, known)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadRequest("vault.create.not_empty", folder=folder)
    with workshop(folder) as making:
        code = _make(making, passphrase, cost)
        _settle(making, folder)
    return code


def _make(folder: Path, passphrase: str, cost: Cost) -> str:
    identity, key, code = secrets.token_hex(IDENTITY_BYTES), os.urandom(KEY_BYTES), new_code()
    make_file(folder / DATA)
    made = engine.connect(folder / DATA, key)
    try:
        migrate(made, folder / DATA)
        with engine.transaction(made, folder / DATA):
            made.execute("INSERT INTO vault (id) VALUES (?)", (identity,))
            tables(made, nullcontext).settings.put(CODE_UNSEEN, True)
        with engine.errors_told(folder / DATA):
            engine.empty_log(made)
    finally:
        made.close()
    write_keys(folder, KeyFile(identity, sealed_slots(identity, passphrase, code, key, cost)))
    disk_reserve.lay(folder)
    return code


def _settle(making: Path, folder: Path) -> None:
    """A vault appears under its name at once and whole."""
    if folder.exists():
        folder.rmdir()
    making.rename(folder)
    sync_folder(folder.parent)
