"""The process that alone holds the key of an open vault: it serves one request after the other until it locks."""

from __future__ import annotations

import os
import selectors
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from ebbtide.errors import EbbtideError
from ebbtide.vault.local_vault import Vault, unlock
from ebbtide.vault.worker import autolock, hardening, process, requests, seccomp
from ebbtide.vault.worker.autolock import Limits, Now, Watch
from ebbtide.vault.worker.sockets import Listener, Meeting, Talk
from ebbtide.vault.worker.values import packed, unpacked
from ebbtide.vault.worker.wire import Broken, Frame, receive, send

#: Asked for like a verb and not answered: the end of the process is the answer.
LOCK: Final = "lock"
_SETTING: Final = "tables.settings.put"


@dataclass(frozen=True)
class Start:
    """What a worker is told over its pipe. limits: None for those that the vault's settings ask for."""

    folder: Path
    secret: str
    kind: str
    place: Meeting
    limits: Limits | None = None


@dataclass(frozen=True)
class Greeting:
    """What a client is told first."""

    dialect: str
    code_unseen: bool


def clocks() -> Now:
    """The computer's clocks. Linux stops the first in sleep, macOS too (there untested); where only one is known, a
    sleep shows as a jump of the wall clock."""
    passed = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
    awake = time.monotonic()
    return Now(awake, awake if passed is None else time.clock_gettime(passed), time.time())


class Server:
    """Serves one open vault to this account's clients, one request at a time."""

    def __init__(self, vault: Vault, listener: Listener, limits: Limits | None, now: Callable[[], Now]) -> None:
        self._vault, self._listener, self._now = vault, listener, now
        self._told = limits
        self._watch = Watch(self._limits(), now())
        self._ready = selectors.DefaultSelector()
        self._ready.register(listener, selectors.EVENT_READ)
        self._ending = False

    def _limits(self) -> Limits:
        if self._told is not None:
            return self._told
        minutes = self._vault.tables.settings.get(autolock.IDLE_SETTING)
        return replace(Limits(), idle=autolock.idle_seconds(minutes))

    def end(self, *_: object) -> None:
        """Lock before the next request (also a handler of signals)."""
        self._ending = True

    def wake_by(self, handle: int) -> None:
        """Look up when something can be read from `handle`."""
        self._ready.register(handle, selectors.EVENT_READ)

    def serve(self) -> None:
        """Until it is time to lock."""
        while not self._ending:
            found = self._ready.select(self._watch.wait(self._now()))
            # Looked at before anything is answered: after a sleep nothing is.
            if self._watch.due(self._now()) is not None or not self._whole():
                return
            for key, _ in found:
                if not self._ending:
                    self._heard(key.fileobj)

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()
        self._vault.close()

    def _whole(self) -> bool:
        """Whether the vault and the socket are still there: not moved, not wiped, no medium pulled, not logged out."""
        return self._vault.path.exists() and self._listener.place.there

    def _heard(self, who: Any) -> None:
        if isinstance(who, Talk):
            self._answer(who)
        elif who is self._listener:
            self._welcome(self._listener.accept())

    def _welcome(self, talk: Talk | None) -> None:
        if talk is None:
            return
        greeting = Greeting(requests.dialect(), self._vault.code_unseen)
        if self._sent(talk, requests.answer(greeting)):
            self._ready.register(talk, selectors.EVENT_READ)

    def _answer(self, talk: Talk) -> None:
        try:
            asked = receive(talk)
            done = self._done(asked)
        except Broken:
            self._part(talk)
            return
        self._watch.used(self._now())
        if done is not None and not self._sent(talk, done):
            self._part(talk)

    def _done(self, asked: Frame) -> Frame | None:
        path = requests.path_of(asked)
        if path == LOCK:
            # This connection stays open, and ends with the process.
            self._ending = True
            return None
        try:
            if path == requests.STATE:
                return requests.answer(hardening.state())
            made = requests.answer(requests.done(self._vault, asked))
        except EbbtideError as error:
            return requests.refusal(error)
        except (Broken, KeyboardInterrupt):
            raise
        except Exception as error:  # noqa: BLE001 - told to the client; what was saved stays open to the others
            return requests.failure(error)
        if path == _SETTING:
            self._watch.limits = self._limits()
        return made

    def _sent(self, talk: Talk, frame: Frame) -> bool:
        try:
            send(talk, frame)
        except ValueError as error:
            return self._sent(talk, requests.failure(error))
        except Broken:
            return False
        return True

    def _part(self, talk: Talk) -> None:
        self._ready.unregister(talk)
        talk.close()


def main() -> None:
    """Open the vault that is named over the pipe, say so, and serve it until it locks."""
    hardening.harden()
    ask, answer = process.own_pipes()
    told = receive(ask)
    try:
        server = _opened(unpacked(Start, told.told, told.tables))
    except EbbtideError as error:
        send(answer, requests.refusal(error))
        return
    with server:
        _on_signals(server)
        send(answer, requests.answer(None))
        process.let_go_of_pipes()
        server.serve()
    # At once, so that a client who asked to lock sees its connection end after the memory is gone, not before.
    os._exit(0)


def _opened(start: Start) -> Server:
    """The vault first: only who holds it may take the place where it is met."""
    hardening.keep_in_memory()
    vault = unlock(start.folder, start.secret, start.kind)
    try:
        server = Server(vault, Listener(start.place), start.limits, clocks)
    except BaseException:
        vault.close()
        raise
    seccomp.drop()
    return server


def _on_signals(server: Server) -> None:
    """Being asked to end, and the end of the session, lock as well; the selector has to wake up for it."""
    heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    server.wake_by(heard)
    for which in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(which, server.end)


def started(start: Start) -> None:
    """Start a worker for a vault; returns when it can be met.

    Raises
    ------
    NotOpened, VaultInUse, VaultDamaged, VaultTooNew, NoVault, NoRoom
        as `store.unlock`; nothing was started.
    Broken
        it ended before it said anything.
    """
    child = process.start("server", detached=True)
    try:
        send(child.ask, packed(start))
        requests.result(receive(child.answer), type(None))
    finally:
        child.close()
