"""The only module with sockets: of the Unix kind, in a folder of this account, never an address of a network."""

from __future__ import annotations

import hashlib
import os
import secrets
import select
import socket
import stat
import struct
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ebbtide.vault.storage.owner_files import FILE_MODE, FOLDER_MODE
from ebbtide.vault.worker import process
from ebbtide.vault.worker.wire import Silent

_NAME: Final = "ebbtide"
_OTHERS: Final = 0o077
#: Bytes that a Unix socket's path may have on every system that has them (macOS: 104 with the end mark).
_LONGEST_PATH: Final = 103
TOKEN_BYTES: Final = 32
#: Seconds for a client to show the token, and to end a request that it began to make.
BEGIN_S: Final = 5.0
#: Seconds in which a client has to take some of its answer.
TAKE_S: Final = 5.0
#: Seconds without a sign of life after which a worker is taken for suspended; and for the longest request.
SILENT_S: Final = 6.0
LONGEST_S: Final = 1800.0
#: Seconds between two signs of life, and between two looks for them.
PULSE_S: Final = 1.0
#: Connections that wait to be greeted: more than somebody starts commands while a worker is suspended.
_WAITING: Final = 128
_PEER: Final = struct.Struct("3i")
_NUMBER: Final = struct.Struct(">I")


def supported() -> bool:
    """Whether this system can keep a vault open in a process of its own."""
    return hasattr(socket, "AF_UNIX") and process.supported() and runtime_folder() is not None


def runtime_folder() -> Path | None:
    """The folder of this account for sockets, made where it is missing; None where it is not this account's alone."""
    return _made(_place())


def blocked_folder() -> Path | None:
    """Where the folder for sockets would be, if something else is there; None where nothing is in the way."""
    if not hasattr(socket, "AF_UNIX") or runtime_folder() is not None:
        return None
    return _place() if os.path.lexists(_place()) else None


def _place() -> Path:
    told = os.environ.get("XDG_RUNTIME_DIR")
    if told and _own(Path(told)):
        return Path(told) / _NAME
    return Path(tempfile.gettempdir()) / f"{_NAME}-{os.geteuid()}"


def _made(folder: Path) -> Path | None:
    with suppress(FileExistsError):
        folder.mkdir(FOLDER_MODE)
    return folder if _own(folder) else None


def _own(folder: Path) -> bool:
    """Somebody else may have made a folder of that name, or a link to one, where all may write."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & _OTHERS


@dataclass(frozen=True)
class Meeting:
    """Where the worker of one vault is met: its socket, and the token that a client has to show."""

    socket: Path
    token: Path

    @property
    def there(self) -> bool:
        """Whether both are where they were put; the system clears them when the account logs out."""
        return self.socket.exists() and self.token.exists()

    @property
    def pulse(self) -> int:
        """Another number each time the worker showed that it lives; 0 where it is gone."""
        try:
            return self.token.stat().st_mtime_ns
        except OSError:
            return 0

    def beat(self) -> None:
        """Show that the worker lives."""
        with suppress(OSError):
            now = self.pulse + 1_000_000_000  # every disk tells seconds apart
            os.utime(self.token, ns=(now, now))

    def clear(self) -> None:
        """Take both away."""
        for path in (self.socket, self.token):
            path.unlink(missing_ok=True)


def meeting(vault: Path) -> Meeting | None:
    """Where the worker of the vault in this folder is met; None where it cannot be."""
    folder = runtime_folder()
    if folder is None:
        return None
    name = hashlib.sha256(os.fsencode(vault.resolve())).hexdigest()[:16]
    made = Meeting(folder / f"{name}.sock", folder / f"{name}.token")
    return made if len(os.fsencode(made.socket)) <= _LONGEST_PATH else None


class Talk:
    """The worker's end of a connection, as a stream without a buffer."""

    def __init__(self, made: socket.socket) -> None:
        self._made = made
        made.setblocking(False)

    def read(self, most: int) -> bytes:
        """What has come; raises BlockingIOError where that is nothing."""
        return self._made.recv(most)

    def write(self, content: bytes | memoryview) -> int:
        """How much was taken; raises TimeoutError where nothing is for too long."""
        if not _ready(self._made, select.POLLOUT, TAKE_S):
            raise TimeoutError
        return self._made.send(content)

    def fileno(self) -> int:
        return self._made.fileno()

    def close(self) -> None:
        self._made.close()


class ClientTalk(Talk):
    """A client's end: it waits as long as the worker shows signs of life, which one does that is busy for others."""

    def __init__(self, made: socket.socket, place: Meeting, number: int) -> None:
        super().__init__(made)
        self._place = place
        #: The worker's process.
        self.number = number

    def read(self, most: int) -> bytes:
        """At least one byte, none where the worker ended; raises TimeoutError where it is silent."""
        self._wait(select.POLLIN)
        return super().read(most)

    def write(self, content: bytes | memoryview) -> int:
        """How much was taken; raises TimeoutError where the worker is silent."""
        self._wait(select.POLLOUT)
        return self._made.send(content)

    def _wait(self, event: int) -> None:
        began = heard = time.monotonic()
        pulse = self._place.pulse
        while not _ready(self._made, event, PULSE_S):
            now = time.monotonic()
            if self._place.pulse != pulse:
                pulse, heard = self._place.pulse, now
            if now - heard > SILENT_S or now - began > LONGEST_S:
                raise TimeoutError

    def ends_within(self, seconds: float) -> bool:
        """Whether the worker ends the connection within so many seconds; what it says until then is let go."""
        end = time.monotonic() + seconds
        with suppress(OSError):
            while (left := end - time.monotonic()) > 0:
                if _ready(self._made, select.POLLIN, left) and not self._made.recv(1 << 16):
                    return True
            return False
        return True


def _ready(made: socket.socket, event: int, seconds: float) -> bool:
    ready = select.poll()
    ready.register(made, event)
    return bool(ready.poll(seconds * 1000))


class Listener:
    """The worker's end: made before the filter of `seccomp` is set, which leaves accepting as it is."""

    def __init__(self, place: Meeting) -> None:
        self.place = place
        self._token = secrets.token_bytes(TOKEN_BYTES)
        # Only one process holds the vault; what lies here is left from one that was killed.
        place.clear()
        self._made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._made.bind(str(place.socket))
        place.socket.chmod(FILE_MODE)
        self._made.listen(_WAITING)
        self._made.setblocking(False)
        handle = os.open(place.token, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE)
        with os.fdopen(handle, "wb") as file:
            file.write(self._token + _NUMBER.pack(os.getpid()))

    def accept(self) -> Talk | None:
        """The next client; None where it is of another account, or is gone again."""
        try:
            made, _ = self._made.accept()
        except OSError:
            return None
        if _same_account(made):
            return Talk(made)
        made.close()
        return None

    def knows(self, token: bytes) -> bool:
        """Whether this is the token."""
        return secrets.compare_digest(token, self._token)

    def fileno(self) -> int:
        return self._made.fileno()

    def close(self) -> None:
        self.place.clear()
        self._made.close()


def _same_account(made: socket.socket) -> bool:
    """Asked of the kernel where it tells (Linux); elsewhere the rights of the folder stand for it."""
    found = _credentials(made)
    return found is None or found[1] == os.geteuid()


def _peer(made: socket.socket) -> int | None:
    """The number of the process at the other end, where the kernel tells."""
    found = _credentials(made)
    return None if found is None else found[0]


def _credentials(made: socket.socket) -> tuple[int, int] | None:
    which = getattr(socket, "SO_PEERCRED", None)
    if which is None:
        return None
    number, user, _ = _PEER.unpack(made.getsockopt(socket.SOL_SOCKET, which, _PEER.size))
    return number, user


def reach(place: Meeting) -> ClientTalk | None:
    """A connection to the worker; None where there is none, or it is not of this account.

    Raises
    ------
    Silent
        there is one that has left a hundred others unanswered.
    """
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        token, number = _token_file(place)
        made.setblocking(False)
        made.connect(str(place.socket))
        if _same_account(made):
            made.sendall(token)
            return ClientTalk(made, place, _peer(made) or number)
    except BlockingIOError as error:
        made.close()
        raise Silent from error
    except (OSError, struct.error):
        # No token, no socket, or one that nobody listens on: there is no worker.
        pass
    made.close()
    return None


def _token_file(place: Meeting) -> tuple[bytes, int]:
    """The token, and the process that wrote it."""
    content = place.token.read_bytes()
    return content[:TOKEN_BYTES], int(_NUMBER.unpack(content[TOKEN_BYTES:])[0])


def number_of(place: Meeting) -> int:
    """The process that is met at a place where somebody listens."""
    return _token_file(place)[1]
