"""A worker and a parser that also try what they must not be able to do, and tell what came of it; run as processes."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ebbtide.errors import ReadError
from ebbtide.vault.worker import confined_reader as real_parser
from ebbtide.vault.worker import requests
from ebbtide.vault.worker import server as real_worker

ROOT = Path(__file__).parents[2]
PROBE = "probe"
#: Stands in for `process._RUN`.
RUN = "sys.path[:0] = [" + repr(str(ROOT)) + ", sys.argv[1]]; from tests.support import vault_probe; vault_probe.{0}()"
FAMILIES = ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET")


def attempts() -> dict[str, Callable[[], object]]:
    """What a process without abilities fails at."""
    tried: dict[str, Callable[[], object]] = {
        f"{name} {kind.name}": lambda name=name, kind=kind: socket.socket(getattr(socket, name), kind)  # type: ignore[misc]
        for name in FAMILIES
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM)
    }
    tried["name"] = lambda: socket.getaddrinfo("nobody.example", 80)
    tried["libc"] = libc_socket
    tried["exec"] = lambda: os.execv("/bin/true", ["true"])
    tried["memory of another"] = lambda: ptrace(os.getppid())
    return tried


def libc_socket() -> None:
    """Around Python."""
    system = ctypes.CDLL(None, use_errno=True)
    if system.socket(2, 1, 0) < 0:
        raise OSError(ctypes.get_errno(), "socket")


def ptrace(other: int) -> None:
    system = ctypes.CDLL(None, use_errno=True)
    if system.ptrace(16, other, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def write_file() -> None:
    path = Path("/tmp") / f"ebbtide-probe-{os.getpid()}"
    try:
        with path.open("xb", buffering=0) as file:
            file.write(b"x")
    finally:
        path.unlink(missing_ok=True)


def told(tried: dict[str, Callable[[], object]]) -> dict[str, str]:
    """The name of each attempt's error; "done" where it was possible."""
    found = {}
    for name, attempt in tried.items():
        found[name] = "done"
        try:
            attempt()
        except socket.gaierror as error:
            found[name] = str(error)
        except OSError as error:
            found[name] = errno.errorcode[error.errno or 0]
    return found


def server() -> None:
    """As the worker, with one more verb."""
    real = requests.done

    def done(vault: Any, frame: Any) -> Any:
        return told(attempts()) if requests.path_of(frame) == PROBE else real(vault, frame)

    requests.done = done
    real_worker.main()


def confined_reader() -> None:
    """As the parser; a file's name says what is tried besides reading it."""
    real = real_parser.read_source

    def read(path: Path, **how: Any) -> Any:
        if path.name.startswith("probe"):
            found = told({**attempts(), "file": write_file})
            raise ReadError("readers.file.empty", file=repr(found))
        if path.name.startswith("greedy"):
            held = []
            while True:
                held.append(bytearray(2**26))
        if path.name.startswith("dies"):
            os._exit(3)
        if path.name.startswith("mistake"):
            raise KeyError("Marzipan")
        return real(path, **how)

    real_parser.read_source = read
    real_parser.main()


def client() -> None:
    """A command that opens a vault and waits: argv has the way, the folder and the code."""
    from ebbtide.vault import opening, unlock

    way, folder, code = sys.argv[1:]
    how = opening.opened if way == "door" else unlock
    with how(Path(folder), code, "recovery") as vault, contextlib.suppress(EOFError):
        vault.tables.settings.put("client", way)
        print("ready", flush=True)
        input()


def spy() -> None:
    """A program of the same account that looks into the worker, and into an ordinary process beside it."""
    from ebbtide.vault import opening
    from tests.support.vaults import vault

    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as ordinary:
        folder, code = vault(Path(sys.argv[2]))
        with opening.opened(folder, code, "recovery", stay=False) as held:
            made = held._talk._made  # type: ignore[attr-defined]
            number = struct.unpack("3i", made.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
            found = [told(looks(one)) for one in (number, ordinary.pid)]
        ordinary.communicate(b"\n")
    print(json.dumps(found))


def looks(number: int) -> dict[str, Callable[[], object]]:
    """Ways of looking into a process."""
    at = Path("/proc") / str(number)
    ways: dict[str, Callable[[], object]] = {
        name: (lambda name=name: (at / name).open("rb").close())
        for name in ("mem", "environ")  # type: ignore[misc]
    }
    return {
        **ways,
        "maps": (at / "maps").read_bytes,
        "fd": lambda: list((at / "fd").iterdir()),
        "cwd": (at / "cwd").readlink,
    }


if __name__ == "__main__":
    spy() if sys.argv[1] == "spy" else client()
