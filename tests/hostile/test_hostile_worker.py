"""A worker that is suspended, or clients that say half of something or nothing: nobody waits for long, and it locks."""

from __future__ import annotations

import os
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from ebbtide.errors import VaultError, WorkerLost
from ebbtide.vault import opening
from ebbtide.vault.keys.slots import RECOVERY
from ebbtide.vault.storage.records import Entry
from ebbtide.vault.worker import remote_vault, requests, server, sockets, wire
from ebbtide.vault.worker.remote_vault import RemoteVault
from tests.support.vaults import vault

pytestmark = pytest.mark.skipif(
    not opening.held_apart(), reason="no Unix sockets on this system: vaults open in-process"
)

#: What anything may take while a worker is suspended.
MOST_S = 10.0
DAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    return vault(tmp_path_factory.mktemp("made"))


@pytest.fixture
def held(made: tuple[Path, str]) -> Iterator[RemoteVault]:
    """A vault that a worker holds open, with one entry that was saved."""
    with opening.opened(made[0], made[1], RECOVERY) as vault:
        assert isinstance(vault, RemoteVault)
        vault.tables.journal.add(Entry(DAY, "saved"))
        yield vault
    opening.lock(made[0])


@pytest.fixture
def suspended(held: RemoteVault) -> Iterator[RemoteVault]:
    number = held._talk.number
    os.kill(number, signal.SIGSTOP)
    yield held
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same rules with smaller figures, so that the tests need not wait."""
    for name in ("SILENT_S", "PULSE_S"):
        monkeypatch.setattr(sockets, name, getattr(sockets, name) / 20)
    monkeypatch.setattr(remote_vault, "ASKED_S", 0.5)


def gone(number: int) -> bool:
    """Whether a process ends within a moment; its memory goes before its connections do."""
    for _ in range(100):
        try:
            if "State:\tZ" in Path(f"/proc/{number}/status").read_text():
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


def seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def test_the_limits_keep_what_is_asked() -> None:
    assert sockets.SILENT_S + 2 * sockets.PULSE_S < MOST_S
    assert 2 * remote_vault.ASKED_S < MOST_S
    assert sockets.SILENT_S > 3 * sockets.PULSE_S, "a worker that is busy would be taken for suspended"


ARGUMENTS = {"rekey": ("x", None), "change_passphrase": ("x", None)}
ONE = ("choose_me", "search", "opens", "add_keyring")


def test_every_request_to_a_suspended_worker_ends(impatient: None, suspended: RemoteVault) -> None:
    for verb in [
        *(one for one in requests.VAULT if one not in ("add", "backup")),
        "tables.journal.all",
        requests.STATE,
    ]:
        with pytest.raises(WorkerLost, match=r"does not answer.*ebbtide lock"):
            suspended._ask(verb, *ARGUMENTS.get(verb, ("x",) if verb in ONE else ()))


def test_a_large_request_to_a_suspended_worker_ends(impatient: None, suspended: RemoteVault) -> None:
    with pytest.raises(WorkerLost, match="does not answer"):
        suspended.tables.settings.put("long", "x" * 20_000_000)


def test_a_command_that_comes_to_a_suspended_worker_says_so_in_time(suspended: RemoteVault) -> None:
    def enter() -> None:
        with pytest.raises(WorkerLost, match="does not answer"), opening.opened(suspended.folder):
            pass

    assert seconds(enter) < MOST_S


def test_lock_ends_a_suspended_worker_and_nothing_saved_is_lost(made: tuple[Path, str], suspended: RemoteVault) -> None:
    assert seconds(lambda: opening.lock(suspended.folder)) < MOST_S
    assert gone(suspended._talk.number)
    assert not opening.lock(suspended.folder)
    with opening.opened(made[0], made[1], RECOVERY) as again:
        assert again.tables.journal.all()[-1].text == "saved"


def test_lock_ends_a_suspended_worker_that_left_all_others_unanswered(impatient: None, suspended: RemoteVault) -> None:
    place = sockets.meeting(suspended.folder)
    assert place is not None
    waiting = []
    with pytest.raises(wire.Silent):
        for _ in range(5000):
            waiting.append(sockets.reach(place))
    with pytest.raises(VaultError, match="does not answer"), opening.opened(suspended.folder):
        pass
    assert opening.lock(suspended.folder)
    assert gone(suspended._talk.number)
    for talk in waiting:
        assert talk is not None
        talk.close()


def plain(folder: Path, token: bool = True) -> socket.socket:
    """A connection by hand, with the token shown or not."""
    place = sockets.meeting(folder)
    assert place is not None
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    made.settimeout(MOST_S)
    made.connect(str(place.socket))
    if token:
        made.sendall(place.token.read_bytes()[: sockets.TOKEN_BYTES])
        head = made.recv(12, socket.MSG_WAITALL)
        made.recv(struct.unpack(">4sII", head)[1], socket.MSG_WAITALL)
    return made


HALVES = {
    "no token": None,
    "nothing": b"",
    "one byte": b"E",
    "half a head": b"EBB1\0\0",
    "half a request": b"EBB1\0\0\0\x20\0\0\0\0{",
    "half a table": b"EBB1\0\0\0\2\0\0\0\1\0\0\0\0\1\0\0\0{}xxxx",
}


def test_who_says_half_of_something_keeps_nobody_waiting_and_is_let_go(held: RemoteVault) -> None:
    waiting = {name: plain(held.folder, token=half is not None) for name, half in HALVES.items()}
    for name, half in HALVES.items():
        waiting[name].sendall(half or b"")
    assert seconds(lambda: held.tables.journal.all()) < 1
    for name, made in waiting.items():
        if name == "nothing":  # has begun nothing; a person may be thinking at the other end
            made.settimeout(0.1)
            with pytest.raises(TimeoutError):
                made.recv(1)
        else:
            assert made.recv(1) == b"", name
        made.close()
    assert [entry.text for entry in held.tables.journal.all()][-1] == "saved"


def test_idle_connections_keep_nobody_waiting(held: RemoteVault) -> None:
    idle = [plain(held.folder, token=number % 2 == 0) for number in range(2 * server.MOST_CALLERS)]
    with opening.opened(held.folder) as other:
        assert seconds(lambda: other.tables.journal.all()) < 1
    for made in idle:
        made.close()


def test_who_takes_no_answer_is_let_go(held: RemoteVault) -> None:
    held.tables.settings.put("long", "x" * 5_000_000)
    deaf = plain(held.folder)
    frame = b'{"verb":"tables.settings.get","arguments":["long"]}'
    deaf.sendall(struct.pack(">4sII", b"EBB1", len(frame), 0) + frame)
    time.sleep(0.3)
    assert seconds(lambda: held.tables.journal.all()) < MOST_S
    deaf.close()


class _Slow:
    """A worker that says nothing for a while, and then half of an answer or all of it."""

    def __init__(self, place: sockets.Meeting, seconds: float, beats: bool) -> None:
        place.token.write_bytes(bytes(sockets.TOKEN_BYTES) + struct.pack(">I", os.getpid()))
        self.ours, theirs = socket.socketpair()
        self._place, self._until, self._beats = place, time.monotonic() + seconds, beats
        self.talk = sockets.ClientTalk(theirs, place, 0)
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        while time.monotonic() < self._until:
            time.sleep(0.05)
            if self._beats:
                self._place.beat()
        self.ours.sendall(b"x")


@pytest.mark.parametrize("beats", [True, False])
def test_a_worker_that_is_busy_is_waited_for_and_a_silent_one_is_not(
    impatient: None, tmp_path: Path, beats: bool
) -> None:
    slow = _Slow(sockets.Meeting(tmp_path / "s", tmp_path / "t"), 1.0, beats)
    if beats:
        assert slow.talk.read(1) == b"x"
    else:
        with pytest.raises(TimeoutError):
            slow.talk.read(1)
    slow.thread.join()


def test_a_busy_worker_beats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PULSE_S", 0.05)
    place = sockets.Meeting(tmp_path / "s", tmp_path / "t")
    place.token.write_bytes(b"")
    pulse = server.Pulse(place)
    first = place.pulse
    with pulse:
        time.sleep(0.5)
    assert place.pulse > first
    time.sleep(0.2)
    last = place.pulse
    time.sleep(0.2)
    assert place.pulse == last, "nothing wakes up while nothing is asked"


def test_frames_that_come_in_pieces_are_the_frames_that_were_sent() -> None:
    class Kept:
        content = b""

        def write(self, content: bytes) -> int:
            self.content += content
            return len(content)

        def read(self, most: int) -> bytes:
            raise AssertionError

    kept = Kept()
    for number in range(3):
        wire.send(kept, requests.asked("x" * number, (number,)))
    for size in (1, 7, 1000):
        incoming, found = wire.IncomingFrame(), []
        for at in range(0, len(kept.content), size):
            incoming.add(kept.content[at : at + size])
            while (frame := incoming.whole()) is not None:
                found.append(frame.told["arguments"])
        assert found == [[0], [1], [2]]
        assert not incoming.partial
