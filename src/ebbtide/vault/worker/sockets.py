"""The only module with sockets: of the Unix kind, in a folder of this account, never an address of a network."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import stat
import struct
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ebbtide.vault.storage.owner_files import FILE_MODE, FOLDER_MODE
from ebbtide.vault.worker import process

_NAME: Final = "ebbtide"
_OTHERS: Final = 0o077
#: Bytes that a Unix socket's path may have on every system that has them (macOS: 104 with the end mark).
_LONGEST_PATH: Final = 103
TOKEN_BYTES: Final = 32
#: Seconds for a client to end what it began to say and to take its answer, and to show the token.
PATIENCE_S: Final = 20.0
TOKEN_PATIENCE_S: Final = 10.0
_WAITING: Final = 16
_PEER: Final = struct.Struct("3i")


def supported() -> bool:
    """Whether this system can keep a vault open in a process of its own."""
    return hasattr(socket, "AF_UNIX") and process.supported() and runtime_folder() is not None


def runtime_folder() -> Path | None:
    """The folder of this account for sockets, made where it is missing; None where it is not this account's alone."""
    told = os.environ.get("XDG_RUNTIME_DIR")
    if told and _own(Path(told)):
        return _made(Path(told) / _NAME)
    return _made(Path(tempfile.gettempdir()) / f"{_NAME}-{os.geteuid()}")


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
    """One connection, as a stream without a buffer."""

    def __init__(self, made: socket.socket) -> None:
        self._made = made

    def read(self, most: int) -> bytes:
        return self._made.recv(most)

    def write(self, content: bytes | memoryview) -> int:
        return self._made.send(content)

    def fileno(self) -> int:
        return self._made.fileno()

    def close(self) -> None:
        self._made.close()


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
        handle = os.open(place.token, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE)
        with os.fdopen(handle, "wb") as file:
            file.write(self._token)

    def accept(self) -> Talk | None:
        """The next client; None where it is of another account or does not know the token."""
        made, _ = self._made.accept()
        made.settimeout(TOKEN_PATIENCE_S)
        if _same_account(made) and secrets.compare_digest(_shown(made), self._token):
            made.settimeout(PATIENCE_S)
            return Talk(made)
        made.close()
        return None

    def fileno(self) -> int:
        return self._made.fileno()

    def close(self) -> None:
        self.place.clear()
        self._made.close()


def _shown(made: socket.socket) -> bytes:
    found = b""
    with suppress(OSError):
        while len(found) < TOKEN_BYTES and (piece := made.recv(TOKEN_BYTES - len(found))):
            found += piece
    return found


def _same_account(made: socket.socket) -> bool:
    """Asked of the kernel where it tells (Linux); elsewhere the rights of the folder stand for it."""
    which = getattr(socket, "SO_PEERCRED", None)
    if which is None:
        return True
    _, user, _ = _PEER.unpack(made.getsockopt(socket.SOL_SOCKET, which, _PEER.size))
    return bool(user == os.geteuid())


def reach(place: Meeting) -> Talk | None:
    """A connection to the worker; None where there is none, or it is not of this account."""
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        token = place.token.read_bytes()
        made.connect(str(place.socket))
        if _same_account(made):
            made.sendall(token)
            return Talk(made)
    except OSError:
        # No token, no socket, or one that nobody listens on: there is no worker.
        made.close()
        return None
    made.close()
    return None
