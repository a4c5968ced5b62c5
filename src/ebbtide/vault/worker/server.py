"""The process that alone holds the key of an open vault: it serves one request after the other until it locks."""

from __future__ import annotations

import os
import selectors
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from ebbtide.errors import EbbtideError
from ebbtide.vault.local_vault import Vault, unlock
from ebbtide.vault.worker import autolock, hardening, process, requests, seccomp
from ebbtide.vault.worker.autolock import Limits, Now, Watch
from ebbtide.vault.worker.sockets import BEGIN_S, PULSE_S, TOKEN_BYTES, Listener, Meeting, Talk
from ebbtide.vault.worker.values import packed, unpacked
from ebbtide.vault.worker.wire import Broken, Frame, IncomingFrame, receive, send

#: Asked for like a verb and not answered: the end of the process is the answer.
LOCK: Final = "lock"
_SETTING: Final = "tables.settings.put"
#: Clients at a time; one more, and the one that has been silent for longest goes.
MOST_CALLERS: Final = 64
#: Bytes that are taken from one client before the next one's turn.
_PIECE: Final = 4 * 1024**2
#: Seconds that opening may take at most: the slowest derivation allowed, and bringing a large vault to a new schema.
START_S: Final = 600.0


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
    read_only: bool


def clocks() -> Now:
    """The computer's clocks. Linux stops the first in sleep, macOS too (there untested); where only one is known, a
    sleep shows as a jump of the wall clock."""
    passed = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
    awake = time.monotonic()
    return Now(awake, awake if passed is None else time.clock_gettime(passed), time.time())


class Pulse:
    """Shows from a thread of its own that this process lives, while it is busy: others then know to wait."""

    def __init__(self, place: Meeting) -> None:
        self._place, self._busy = place, threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while self._busy.wait():
            time.sleep(PULSE_S)
            if self._busy.is_set():
                self._place.beat()

    def __enter__(self) -> None:
        self._busy.set()

    def __exit__(self, *_: object) -> None:
        self._busy.clear()


@dataclass
class Caller:
    """A client, and what has come from it so far. last_heard: when the last of it came, in seconds of `monotonic`."""

    talk: Talk
    last_heard: float
    token: bytes = b""
    greeted: bool = False
    incoming: IncomingFrame = field(default_factory=IncomingFrame)

    @property
    def unfinished(self) -> bool:
        """Whether it began something that it has not ended: the token, or a request."""
        return not self.greeted or self.incoming.partial


class Server:
    """Serves one open vault to this account's clients, one request at a time; waits for none of them."""

    def __init__(self, vault: Vault, listener: Listener, limits: Limits | None, now: Callable[[], Now]) -> None:
        self._vault, self._listener, self._now = vault, listener, now
        self._told = limits
        self._watch = Watch(self._limits(), now())
        self._ready = selectors.DefaultSelector()
        self._ready.register(listener, selectors.EVENT_READ)
        self._callers: list[Caller] = []
        self._pulse = Pulse(listener.place)
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
            wait = self._watch.wait(self._now())
            found = self._ready.select(min(wait, BEGIN_S) if any(one.unfinished for one in self._callers) else wait)
            # Looked at before anything is answered: after a sleep nothing is.
            if self._watch.due(self._now()) is not None or not self._whole():
                return
            self._part_late([key.data for key, _ in found])
            with self._pulse:
                for key, _ in found:
                    if not self._ending:
                        self._heard(key.fileobj, key.data)

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

    def _heard(self, who: Any, caller: Caller | None) -> None:
        if caller is not None:
            try:
                self._listen(caller)
            except (Broken, OSError):
                self._part(caller)
        elif who is self._listener:
            self._welcome(self._listener.accept())

    def _welcome(self, talk: Talk | None) -> None:
        if talk is None:
            return
        if len(self._callers) >= MOST_CALLERS:
            self._part(min(self._callers, key=lambda one: (one.greeted, one.last_heard)))
        caller = Caller(talk, time.monotonic())
        self._callers.append(caller)
        self._ready.register(talk, selectors.EVENT_READ, caller)

    def _listen(self, caller: Caller) -> None:
        """Take what has come from a client, and answer what is whole of it."""
        piece = caller.talk.read(_PIECE)
        if not piece:
            raise Broken
        caller.last_heard = time.monotonic()
        if not caller.greeted:
            caller.token += piece
            if len(caller.token) < TOKEN_BYTES:
                return
            piece = self._greet(caller)
        caller.incoming.add(piece)
        while not self._ending and (asked := caller.incoming.whole()) is not None:
            self._answer(caller.talk, asked)

    def _greet(self, caller: Caller) -> bytes:
        """Let in who shows the token; returns what came behind it."""
        token, more = caller.token[:TOKEN_BYTES], caller.token[TOKEN_BYTES:]
        if not self._listener.knows(token):
            raise Broken
        caller.greeted, caller.token = True, b""
        greeting = Greeting(requests.dialect(), self._vault.code_unseen, self._vault.read_only)
        self._send(caller.talk, requests.answer(greeting))
        return more

    def _answer(self, talk: Talk, asked: Frame) -> None:
        done = self._done(asked)
        self._watch.used(self._now())
        if done is not None:
            self._send(talk, done)

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

    def _send(self, talk: Talk, frame: Frame) -> None:
        try:
            send(talk, frame)
        except ValueError as error:
            send(talk, requests.failure(error))

    def _part_late(self, present: Sequence[Caller | None]) -> None:
        """Let go of those who began something and have said nothing more for too long."""
        late = time.monotonic() - BEGIN_S
        for caller in [one for one in self._callers if one.unfinished and one.last_heard < late and one not in present]:
            self._part(caller)

    def _part(self, caller: Caller) -> None:
        self._callers.remove(caller)
        self._ready.unregister(caller.talk)
        caller.talk.close()


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
    child = process.start("server", patience=START_S, detached=True)
    try:
        send(child.ask, packed(start))
        requests.result(receive(child.answer), type(None))
    finally:
        child.close()
