"""A vault that a worker holds, as this process sees it: the same verbs, asked over a socket."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar, get_origin

import polars as pl

from ebbtide.errors import WorkerLost
from ebbtide.history.conversation import Conversation
from ebbtide.history.readers.contract import ReadResult
from ebbtide.vault.keys.derivation import Cost
from ebbtide.vault.keys.slots import PASSPHRASE
from ebbtide.vault.local_vault import MOST_HITS
from ebbtide.vault.storage.codec import hints_of
from ebbtide.vault.storage.imports import Imported
from ebbtide.vault.storage.records import Mark, Record
from ebbtide.vault.storage.tables import Marks, Settings, Table, Tables
from ebbtide.vault.worker import hardening, requests, sockets
from ebbtide.vault.worker.server import LOCK, Greeting
from ebbtide.vault.worker.sockets import ClientTalk, Meeting
from ebbtide.vault.worker.wire import Broken, Silent, receive, send

#: Seconds that a worker which was asked to lock, or was killed, has for its end.
ASKED_S: Final = 3.0
_LOOK_S: Final = 0.05

R = TypeVar("R", bound=Record)
Ask = Callable[..., Any]


class RemoteVault:
    """An open vault whose key another process holds; verbs as `local_vault.Vault`.

    Closing it ends the connection; the vault stays open until it locks.
    """

    def __init__(self, folder: Path, talk: ClientTalk) -> None:
        self.folder = folder
        self._talk: Final = talk
        greeting: Greeting = requests.result(self._heard(), Greeting)
        self.dialect: Final = greeting.dialect
        self.code_unseen: Final = greeting.code_unseen
        self.read_only: Final = greeting.read_only
        self.tables: Final = _tables(self._ask)

    def _ask(self, path: str, *arguments: Any) -> Any:
        verb = requests.verbs()[path]
        try:
            send(self._talk, requests.asked(path, arguments))
            return requests.result(self._heard(), verb.returns, verb.record)
        except Broken as error:
            raise _lost(error, self.folder) from error

    def _heard(self) -> Any:
        try:
            return receive(self._talk)
        except Broken as error:
            raise _lost(error, self.folder) from error

    def add(self, results: Sequence[ReadResult], me: str | None = None) -> Imported:
        made: Imported = self._ask("add", results, me)
        return made

    def conversation(self) -> Conversation:
        made: Conversation = self._ask("conversation")
        return made

    def choose_me(self, me: str) -> bool:
        changed: bool = self._ask("choose_me", me)
        return changed

    def search(self, query: str, limit: int = MOST_HITS) -> pl.DataFrame:
        found: pl.DataFrame = self._ask("search", query, limit)
        return found

    def purge_texts(self) -> None:
        self._ask("purge_texts")

    def rebuild(self) -> None:
        self._ask("rebuild")

    def tidy(self) -> None:
        self._ask("tidy")

    def check(self) -> None:
        self._ask("check")

    def known_words(self) -> tuple[str, ...]:
        found: tuple[str, ...] = self._ask("known_words")
        return found

    def opens(self, secret: str, kind: str = PASSPHRASE) -> bool:
        found: bool = self._ask("opens", secret, kind)
        return found

    def change_passphrase(self, new: str, cost: Cost) -> None:
        self._ask("change_passphrase", new, cost)

    def renew_code(self) -> str:
        code: str = self._ask("renew_code")
        return code

    def code_shown(self) -> None:
        self._ask("code_shown")

    def add_keyring(self, secret: str) -> None:
        self._ask("add_keyring", secret)

    def drop_keyring(self) -> bool:
        dropped: bool = self._ask("drop_keyring")
        return dropped

    def rekey(self, new: str, cost: Cost) -> str:
        code: str = self._ask("rekey", new, cost)
        return code

    def backup(self, target: Path, replace: bool = False) -> Path:
        # The worker has another working folder than the one that a relative path is meant from.
        made: Path = self._ask("backup", target.absolute(), replace)
        return made

    def state(self) -> hardening.State:
        """What the worker has done for its own protection."""
        state: hardening.State = self._ask(requests.STATE)
        return state

    def lock(self) -> None:
        """End the worker; returns when the process, and the key with it, is gone."""
        _end(self._talk, self.folder)

    def close(self) -> None:
        """End the connection."""
        self._talk.close()


class _RemoteTable(Table[R]):
    """A table in the worker."""

    def __init__(self, ask: Ask, name: str) -> None:
        self._ask, self._at = ask, f"tables.{name}."

    def add(self, record: R) -> R:
        added: R = self._ask(self._at + "add", record)
        return added

    def change(self, record: R) -> None:
        self._ask(self._at + "change", record)

    def remove(self, number: int) -> None:
        self._ask(self._at + "remove", number)

    def all(self) -> list[R]:
        found: list[R] = self._ask(self._at + "all")
        return found

    def get(self, number: int) -> R:
        found: R = self._ask(self._at + "get", number)
        return found


class _RemoteMarks(_RemoteTable[Mark], Marks):
    """The marks in the worker; what they mean is worked out here."""


class _RemoteSettings(Settings):
    """The settings in the worker."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def get(self, name: str, default: Any = None) -> Any:
        return self._ask("tables.settings.get", name, default)

    def put(self, name: str, value: Any) -> None:
        self._ask("tables.settings.put", name, value)


def _tables(ask: Ask) -> Tables:
    made: dict[str, Any] = {}
    for name, kind in hints_of(Tables).items():
        owner = get_origin(kind) or kind
        if owner is Settings:
            made[name] = _RemoteSettings(ask)
        else:
            made[name] = (_RemoteMarks if owner is Marks else _RemoteTable)(ask, name)
    return Tables(**made)


def _lost(error: Broken, folder: Path) -> WorkerLost:
    return WorkerLost("worker.lost.silent" if isinstance(error, Silent) else "worker.lost.ended", folder=folder)


def _end(talk: ClientTalk, folder: Path) -> None:
    """Ask a worker to lock, and wait for the end of the connection, which the system brings after it has taken the
    process's memory. One that does not is killed: what was saved is on the disk.

    Raises
    ------
    WorkerLost
        the system does not end it.
    """
    with suppress(Broken, OSError):
        send(talk, requests.asked(LOCK, ()))
    if not talk.ends_within(ASKED_S):
        _kill(talk.number, folder)
        if not talk.ends_within(ASKED_S):
            raise WorkerLost("worker.lost.stays", folder=folder)


def _kill(number: int, folder: Path) -> None:
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:
        pass
    except OSError as error:
        raise WorkerLost("worker.lost.stays", folder=folder) from error


def _await_end(place: Meeting, folder: Path) -> None:
    """Wait until nobody listens there any more."""
    until = time.monotonic() + ASKED_S
    while time.monotonic() < until:
        with suppress(Silent):
            if sockets.reach(place) is None:
                return
        time.sleep(_LOOK_S)
    raise WorkerLost("worker.lost.stays", folder=folder)


def end(folder: Path) -> bool:
    """End the worker of the vault in `folder`, also one that is suspended; False where there is none.

    Raises
    ------
    WorkerLost
        the system does not end it.
    """
    place = sockets.meeting(folder)
    if place is None:
        return False
    try:
        talk = sockets.reach(place)
    except Silent:
        _kill(sockets.number_of(place), folder)
        _await_end(place, folder)
        return True
    if talk is None:
        return False
    try:
        _end(talk, folder)
    finally:
        talk.close()
    return True


def reach(folder: Path) -> RemoteVault | None:
    """The vault in `folder`, where a worker that understands the same holds it; None where none does.

    A worker that another version left is ended, since it may understand other things by the same words.

    Raises
    ------
    WorkerLost
        a worker holds it that is suspended.
    """
    place = sockets.meeting(folder)
    try:
        talk = None if place is None else sockets.reach(place)
    except Silent as error:
        raise _lost(error, folder) from error
    if talk is None:
        return None
    try:
        found = RemoteVault(folder, talk)
        if found.dialect == requests.dialect():
            return found
        _end(talk, folder)
    except WorkerLost as error:
        # One that locked at this very moment is no worker; nothing is left to end.
        if error.key != "worker.lost.ended":
            raise
    except Broken:
        _end(talk, folder)
    talk.close()
    return None
