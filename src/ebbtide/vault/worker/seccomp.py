"""A filter in the kernel: who sets it opens no connection, starts no program and looks into no other (Linux only)."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from typing import Final

#: Numbers of system calls by machine, from Linux's asm/unistd_64.h and asm-generic/unistd.h. The io_uring calls are
#: among them since a ring can open sockets past a filter; pidfd_getfd could take another program's.
_CALLS: Final[dict[str, dict[str, int]]] = {
    "x86_64": {
        "socket": 41,
        "connect": 42,
        "bind": 49,
        "listen": 50,
        "ptrace": 101,
        "execve": 59,
        "execveat": 322,
        "process_vm_readv": 310,
        "process_vm_writev": 311,
    },
    "aarch64": {
        "socket": 198,
        "connect": 203,
        "bind": 200,
        "listen": 201,
        "ptrace": 117,
        "execve": 221,
        "execveat": 281,
        "process_vm_readv": 270,
        "process_vm_writev": 271,
    },
}
_EVERYWHERE: Final = {"io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "pidfd_getfd": 438}
#: How the kernel names the two machines (linux/audit.h), and the number of its call seccomp(2).
_MACHINE: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP: Final = {"x86_64": 317, "aarch64": 277}
#: On x86_64, numbers from here on are a second table of the same calls (the x32 interface).
_SECOND_TABLE: Final = 0x4000_0000

#: The instructions of classic BPF that are used (linux/bpf_common.h), and where struct seccomp_data has its parts.
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_AT_NUMBER, _AT_MACHINE = 0, 4
_ALLOW: Final = 0x7FFF_0000
_REFUSE: Final = 0x0005_0000 | errno.EPERM

_NO_NEW_PRIVILEGES: Final = 38
_SET_FILTER, _ALL_THREADS = 1, 1
_UNIX, _STREAM = 1, 1


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def available() -> bool:
    """Whether the filter is written for this system."""
    return sys.platform == "linux" and sys.maxsize > 2**32 and platform.machine() in _MACHINE


def program(machine: str) -> bytes:
    """The filter's instructions: the calls named above get EPERM, all others pass.

    A call of another machine's kind (32-bit, x32) is refused whatever its number, since that would mean another call.
    """
    numbers = [*_CALLS[machine].values(), *_EVERYWHERE.values()]
    checks = [(_EQUAL, number) for number in numbers]
    if machine == "x86_64":
        checks.insert(0, (_AT_LEAST, _SECOND_TABLE))
    lines = [(_LOAD, 0, 0, _AT_MACHINE), (_EQUAL, 0, len(checks) + 2, _MACHINE[machine]), (_LOAD, 0, 0, _AT_NUMBER)]
    # A check that fits jumps over the rest of the checks and the line that allows.
    lines += [(code, len(checks) - at, 0, value) for at, (code, value) in enumerate(checks)]
    lines += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def drop() -> bool:
    """Set the filter on every thread of this process, for good; False where the system has none.

    What is open already goes on working. It cannot be undone, and children inherit it.
    """
    if not available():
        return False
    content = program(platform.machine())
    made = _Program(len(content) // struct.calcsize("=HBBI"), content)
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    number = ctypes.c_long(_SECCOMP[platform.machine()])
    return int(system.syscall(number, _SET_FILTER, _ALL_THREADS, ctypes.byref(made))) == 0


def in_force() -> bool:
    """Whether this process is refused a socket of the kind that goes nowhere but this computer, so any other too.

    Tried and not asked: the kernel tells of a filter also where a container or a tracer has set another one.
    """
    system = ctypes.CDLL(None, use_errno=True)
    handle = int(system.socket(_UNIX, _STREAM, 0))
    if handle >= 0:
        os.close(handle)
    return handle < 0 and ctypes.get_errno() == errno.EPERM
