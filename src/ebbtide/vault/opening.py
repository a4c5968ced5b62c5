"""The door of the vault: what commands open it with, whoever holds the key."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final, Protocol

import polars as pl

from ebbtide.errors import Locked, NotOpened, VaultInUse, WorkerLost
from ebbtide.history.conversation import Conversation
from ebbtide.history.readers import read_source
from ebbtide.history.readers.contract import ReadResult
from ebbtide.vault.keys import keyring_slot
from ebbtide.vault.keys.derivation import Cost
from ebbtide.vault.keys.slots import KEYRING, PASSPHRASE
from ebbtide.vault.local_vault import MOST_HITS, unlock
from ebbtide.vault.storage.imports import Imported
from ebbtide.vault.storage.tables import Tables
from ebbtide.vault.worker import confined_reader, process, sockets
from ebbtide.vault.worker.autolock import Limits
from ebbtide.vault.worker.confined_reader import Progress
from ebbtide.vault.worker.hardening import State
from ebbtide.vault.worker.remote_vault import RemoteVault, end, reach
from ebbtide.vault.worker.server import Start, started
from ebbtide.vault.worker.sockets import Meeting
from ebbtide.vault.worker.wire import Broken
from ebbtide.wording import say

#: Seconds in which a worker that has the vault open can be met, and between two looks for it.
SOON_S: Final = 3.0
_LOOK_S: Final = 0.1


class VaultLike(Protocol):
    """An open vault as commands see it; each verb is documented at `local_vault.Vault`."""

    @property
    def folder(self) -> Path: ...
    @property
    def code_unseen(self) -> bool: ...
    @property
    def read_only(self) -> bool: ...
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
    def opens(self, secret: str, kind: str = PASSPHRASE) -> bool: ...
    def change_passphrase(self, new: str, cost: Cost) -> None: ...
    def renew_code(self) -> str: ...
    def code_shown(self) -> None: ...
    def add_keyring(self, secret: str) -> None: ...
    def drop_keyring(self) -> bool: ...
    def rekey(self, new: str, cost: Cost) -> str: ...
    def backup(self, target: Path, replace: bool = False) -> Path: ...


@contextmanager
def opened(
    folder: Path, secret: str | None = None, kind: str = PASSPHRASE, *, limits: Limits | None = None, stay: bool = True
) -> Iterator[VaultLike]:
    """The vault; its key is held by a worker process, which outlives the block unless `stay` is false.

    secret: the passphrase, or with kind "recovery" the recovery code; None uses the worker that holds it open
    already, else the secret of the system's keyring, where the user wants that. limits: when a worker that is started
    here locks itself, else as the vault's settings say. Where the system has no such workers (`held_apart`), this
    process opens the vault, and closes it when the block ends.

    Raises
    ------
    Locked
        no secret was given, no worker holds it open, and no keyring opens it.
    WorkerLost
        the worker that holds it is suspended.
    NoVault, NotOpened, VaultDamaged, VaultInUse, VaultTooNew, NoRoom
        as `store.unlock`.
    """
    place = sockets.meeting(folder) if held_apart() else None
    if place is None:
        with unlock(folder, *_given(folder, secret, kind)) as made:
            yield made
        return
    held, fresh = _held(folder, place, secret, kind, limits)
    try:
        yield held
    finally:
        if fresh and not stay:
            held.lock()
        held.close()


def _held(
    folder: Path, place: Meeting, secret: str | None, kind: str, limits: Limits | None
) -> tuple[RemoteVault, bool]:
    """The vault in a worker's hands, and whether that worker was started just now."""
    held = _joined(folder, secret, kind)
    if held is not None:
        return held, False
    start = Start(folder.absolute(), *_given(folder, secret, kind), place, limits)
    try:
        started(start)
    except VaultInUse:
        held = _joined_soon(folder, secret, kind)
        if held is None:
            raise
        return held, False
    except Broken as error:
        raise WorkerLost("worker.lost.start", folder=folder) from error
    held = reach(folder)
    if held is None:
        raise WorkerLost("worker.lost.ended", folder=folder)
    return held, True


def _joined(folder: Path, secret: str | None, kind: str) -> RemoteVault | None:
    """The vault of a worker that runs already; a secret that is given has to open it all the same."""
    held = reach(folder)
    if held is not None and secret is not None and not held.opens(secret, kind):
        held.close()
        raise NotOpened(f"vault.open.wrong_{kind}")
    return held


def _joined_soon(folder: Path, secret: str | None, kind: str) -> RemoteVault | None:
    """As `_joined`: who holds the vault may be a worker that another command started a moment ago."""
    until = time.monotonic() + SOON_S
    held = _joined(folder, secret, kind)
    while held is None and time.monotonic() < until:
        time.sleep(_LOOK_S)
        held = _joined(folder, secret, kind)
    return held


def _given(folder: Path, secret: str | None, kind: str) -> tuple[str, str]:
    """What opens the vault, and of which kind it is."""
    if secret is not None:
        return secret, kind
    kept = keyring_slot.found(folder)
    if kept is None:
        raise Locked("worker.open.locked", folder=folder)
    return kept, KEYRING


def held_apart() -> bool:
    """Whether this system keeps an open vault in a process of its own."""
    return sockets.supported()


def notice() -> str | None:
    """What a person should know where it does not."""
    if held_apart():
        return None
    place = sockets.blocked_folder()
    return say("worker.open.here") if place is None else say("worker.open.taken", folder=place)


def lock(folder: Path) -> bool:
    """End the worker that holds the vault open, and the key with it; False where there is none.

    When it returns, the process is gone: one that does not answer is killed. Call it before the vault's files are
    moved, restored over or wiped.

    Raises
    ------
    WorkerLost
        the system does not end it.
    """
    return held_apart() and end(folder)


def state(folder: Path) -> State | None:
    """What the worker that holds the vault open has done for its own protection; None where there is none."""
    held = reach(folder) if held_apart() else None
    if held is None:
        return None
    try:
        return held.state()
    finally:
        held.close()


def read(
    path: Path,
    *,
    date_order: str | None = None,
    exported: date | None = None,
    chat: str | None = None,
    since: date | None = None,
    progress: Progress | None = None,
) -> ReadResult:
    """Read an export for `add`: as `readers.read_source`, in a process that has neither the key nor a network."""
    how = confined_reader.read if process.supported() else read_source
    return how(path, date_order=date_order, exported=exported, chat=chat, since=since, progress=progress)
