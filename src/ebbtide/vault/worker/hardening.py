"""What a process that holds a key does for itself: no core file, no look from outside, no swap where that is allowed.

Sources: docs/method/security.md#process, and Linux's prctl(2), mlockall(2), getrlimit(2).
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final

from ebbtide.vault.worker import seccomp

_END_WITH_PARENT, _GET_DUMPABLE, _SET_DUMPABLE = 1, 3, 4
#: Pages of now and of later, each when it is first touched.
_LOCK_ALL: Final = 1 | 2 | 4
#: CAP_IPC_LOCK of capabilities(7), and how user_namespaces(7) writes the namespace that the system began with.
_RIGHT_TO_LOCK: Final = 1 << 14
_ALL_USERS: Final = "4294967295"
OWNER_ONLY: Final = 0o077
#: All that a worker or a parser needs of its surroundings; the rest may hold secrets, or change what is loaded.
_KEPT: Final = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "XDG_RUNTIME_DIR", "POLARS_MAX_THREADS")


@dataclass(frozen=True)
class State:
    """What holds for this process; None where the system has no such thing or does not tell.

    closed: other programs of this account cannot read its memory. no_core: a crash writes no memory to disk.
    locked: its memory never goes to swap. owner_only: files that it makes are its owner's. cut_off: it can open no
    connection and start no program.
    """

    closed: bool | None
    no_core: bool | None
    locked: bool | None
    owner_only: bool | None
    cut_off: bool | None


def harden() -> None:
    """Do all that this system allows, but for the filter of `seccomp`; `state` tells what came of it."""
    os.umask(OWNER_ONLY)
    limits = _limits()
    if limits is not None:
        limits.setrlimit(limits.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _system().prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def keep_in_memory() -> bool:
    """Keep this process out of swap, where it may lock as much memory as it wants; else nothing is done.

    Under a limit the system would refuse memory in the middle of an import. Locking the key alone is no way out: the
    database's engine and Python make several copies of it.
    """
    limits = _limits()
    if limits is None or sys.platform != "linux" or not _no_bound(limits):
        return False
    return int(_system().mlockall(_LOCK_ALL)) == 0


def _no_bound(limits: ModuleType) -> bool:
    told = _told()
    # The right counts only outside of user namespaces, whose users it would be given to freely.
    if int(told.get("CapEff", "0"), 16) & _RIGHT_TO_LOCK and _first_namespace():
        return True
    return bool(limits.getrlimit(limits.RLIMIT_MEMLOCK)[0] == limits.RLIM_INFINITY)


def _first_namespace() -> bool:
    users = Path("/proc/self/uid_map")
    return users.is_file() and users.read_text("ascii").split() == ["0", "0", _ALL_USERS]


def end_with_parent(parent: int) -> None:
    """Be killed when the process that started this one ends (Linux); ends at once where it has ended already."""
    if sys.platform == "linux":
        _system().prctl(_END_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def bounded(memory: int, seconds: int, handles: int) -> None:
    """Limits against a hostile file: bytes of address space, seconds of work, open files; and no file is written."""
    limits = _limits()
    if limits is None:
        return
    wanted = {"RLIMIT_AS": memory, "RLIMIT_CPU": seconds, "RLIMIT_NOFILE": handles, "RLIMIT_FSIZE": 0}
    for name, value in wanted.items():
        _lower(limits, getattr(limits, name), value)


def _lower(limits: ModuleType, which: int, value: int) -> None:
    """Never above what stands already."""
    hard = limits.getrlimit(which)[1]
    least = value if hard == limits.RLIM_INFINITY else min(value, hard)
    limits.setrlimit(which, (least, least))


def environment(present: Mapping[str, str]) -> dict[str, str]:
    """The few variables that a worker or a parser starts with."""
    kept = {name: value for name, value in present.items() if name in _KEPT}
    # Each thread reserves memory; linear algebra is done by neither of them.
    return {"POLARS_MAX_THREADS": "4", **kept, "OPENBLAS_NUM_THREADS": "1"}


def state() -> State:
    """What holds for this process now, asked of the system and not remembered."""
    limits = _limits()
    told = _told()
    return State(
        closed=_system().prctl(_GET_DUMPABLE, 0, 0, 0, 0) == 0 if sys.platform == "linux" else None,
        no_core=None if limits is None else limits.getrlimit(limits.RLIMIT_CORE) == (0, 0),
        locked=_all_locked(told),
        owner_only=int(told["Umask"], 8) == OWNER_ONLY if "Umask" in told else None,
        cut_off=seccomp.in_force() if seccomp.available() else None,
    )


def _all_locked(told: Mapping[str, str]) -> bool | None:
    """Whether what is locked covers all that is in memory; pages of files may be left out."""
    names = ("VmLck", "RssAnon")
    if not all(name in told for name in names):
        return None
    locked, present = (int(told[name].split()[0]) for name in names)
    return locked >= present > 0


def _told() -> dict[str, str]:
    status = Path("/proc/self/status")
    if not status.is_file():
        return {}
    lines = (line.partition(":") for line in status.read_text("ascii", "replace").splitlines())
    return {name: value.strip() for name, _, value in lines}


def _limits() -> ModuleType | None:
    """The module `resource`, which Windows lacks."""
    if os.name != "posix":
        return None
    import resource

    return resource


def _system() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
