"""Runs a command where loopback is the only network: `unshare --net python3 alone.py COMMAND...`, see `run`."""

import ctypes
import fcntl
import os
import socket
import struct
import sys

#: ioctl(2) SIOCSIFFLAGS with IFF_UP, and prctl(2) PR_CAP_AMBIENT with PR_CAP_AMBIENT_CLEAR_ALL.
SET_FLAGS, UP = 0x8914, 1
AMBIENT, CLEAR_ALL = 47, 4

with socket.socket() as made:
    fcntl.ioctl(made, SET_FLAGS, struct.pack("16sh14x", b"lo", UP))
# The rights that a namespace gives end here, so that the tests run as whoever began them.
ctypes.CDLL(None).prctl(AMBIENT, CLEAR_ALL, 0, 0, 0)
os.environ["EBBTIDE_ONLY_LOOPBACK"] = "1"
os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the very command that `run` gives
