"""The door of the vault: what commands open it with, whoever holds the key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import polars as pl

from ebbtide.conversation.types import Conversation
from ebbtide.errors import Locked
from ebbtide.readers.contract import ReadResult
from ebbtide.vault.imports import Imported
from ebbtide.vault.kdf import Cost
from ebbtide.vault.slots import PASSPHRASE
from ebbtide.vault.store import MOST_HITS, unlock
from ebbtide.vault.tables import Tables


class VaultLike(Protocol):
    """An open vault as commands see it; each verb is documented at `store.Vault`."""

    @property
    def folder(self) -> Path: ...
    @property
    def code_unseen(self) -> bool: ...
    @property
    def tables(self) -> Tables: ...
    def add(self, results: Sequence[ReadResult], me: str | None = None) -> Imported: ...
    def conversation(self) -> Conversation: ...
    def choose_me(self, me: str) -> bool: ...
    def search(self, query: str, limit: int = MOST_HITS) -> pl.DataFrame: ...
    def purge_texts(self) -> None: ...
    def rebuild(self) -> None: ...
    def tidy(self) -> None: ...
    def check(self) -> None: ...
    def known_words(self) -> tuple[str, ...]: ...
    def change_passphrase(self, new: str, cost: Cost) -> None: ...
    def renew_code(self) -> str: ...
    def rekey(self, new: str, cost: Cost) -> str: ...
    def backup(self, target: Path, replace: bool = False) -> Path: ...


@contextmanager
def opened(folder: Path, secret: str | None = None, kind: str = PASSPHRASE) -> Iterator[VaultLike]:
    """The vault, open until the block ends.

    secret: the passphrase, or with kind "recovery" the recovery code; None uses the one who holds it open already.

    Raises
    ------
    Locked
        no secret was given, and nobody holds it open.
    NoVault, NotOpened, VaultDamaged, VaultInUse, VaultTooNew, NoRoom
        as `store.unlock`.
    """
    if secret is None:
        raise Locked("worker.open.locked", folder=folder)
    with unlock(folder, secret, kind) as made:
        yield made


def lock(folder: Path) -> bool:
    """End what holds the vault open, and the key with it; False where nothing did."""
    return False
