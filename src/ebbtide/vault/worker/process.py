"""Starting a process of Ebbtide's own code, with a fresh memory, few variables, and two pipes to talk over."""

from __future__ import annotations

import io
import os
import select
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ebbtide.vault.worker import hardening

#: Where this very code lies, for a process that might not find it by itself.
SOURCE: Final = Path(__file__).resolve().parents[3]
#: Handles that a shell may have left open, and that a worker would hold open for hours.
_CLOSE: Final = "import os, sys; os.closerange(3, 256); "
#: The worker outlives the command: a child of a child has no parent to wait for it, and no terminal.
_DETACH: Final = "os.fork() and os._exit(0); os.setsid(); os.chdir('/'); "
_RUN: Final = "sys.path.append(sys.argv[1]); from ebbtide.vault.worker import {0}; {0}.main()"


class Pipe:
    """One end of a pipe without a buffer; who uses it waits at most `patience` seconds for the other side."""

    def __init__(self, handle: int, patience: float) -> None:
        self._handle, self.patience = handle, patience

    def read(self, most: int) -> bytes:
        """At most so many bytes; raises TimeoutError where nothing comes for too long."""
        self._wait(select.POLLIN)
        return os.read(self._handle, most)

    def write(self, content: bytes | memoryview) -> int:
        """How many of the bytes were taken; raises TimeoutError where none are for too long."""
        self._wait(select.POLLOUT)
        # A pipe that is ready has room for so much; more could wait for the other side.
        return os.write(self._handle, content[: select.PIPE_BUF])

    def _wait(self, event: int) -> None:
        ready = select.poll()
        ready.register(self._handle, event)
        if not ready.poll(self.patience * 1000):
            raise TimeoutError

    def close(self) -> None:
        os.close(self._handle)


@dataclass(frozen=True)
class Child:
    """A process that was started. ask: what it reads. answer: what it writes; both without a buffer."""

    number: int
    ask: Pipe
    answer: Pipe

    def stop(self) -> None:
        """End it, whatever it is doing."""
        os.kill(self.number, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """Let go of both pipes, and wait for its end."""
        self.ask.close()
        self.answer.close()
        os.waitpid(self.number, 0)


def supported() -> bool:
    """Whether this system starts processes so, and this Python knows its own program."""
    return hasattr(os, "posix_spawn") and bool(sys.executable)


def start(module: str, *, patience: float, detached: bool = False) -> Child:
    """Run `main` of a module of this room; nothing of this process's memory goes along.

    patience: seconds of silence after which it is given up.
    """
    code = _CLOSE + (_DETACH if detached else "") + _RUN.format(module)
    theirs_in, ask = os.pipe()
    answer, theirs_out = os.pipe()
    try:
        number = os.posix_spawn(
            sys.executable,
            [sys.executable, "-P", "-c", code, str(SOURCE)],
            hardening.environment(os.environ),
            file_actions=[
                (os.POSIX_SPAWN_DUP2, theirs_in, 0),
                (os.POSIX_SPAWN_DUP2, theirs_out, 1),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
        )
    finally:
        os.close(theirs_in)
        os.close(theirs_out)
    return Child(number, Pipe(ask, patience), Pipe(answer, patience))


def own_pipes() -> tuple[io.FileIO, io.FileIO]:
    """In a started process: what it is asked, and where it answers."""
    return io.FileIO(0, "rb", closefd=False), io.FileIO(1, "wb", closefd=False)


def let_go_of_pipes() -> None:
    """In a started process: nobody waits for its output any more."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1):
        os.dup2(nowhere, handle)
    os.close(nowhere)
