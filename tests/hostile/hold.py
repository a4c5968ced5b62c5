"""Holds a vault open until its input ends: the other window of a test; run as a program with FOLDER and CODE."""

from __future__ import annotations

import sys
from pathlib import Path

from ebbtide.vault import unlock

if __name__ == "__main__":
    with unlock(Path(sys.argv[1]), sys.argv[2], "recovery"):
        print("open", flush=True)
        sys.stdin.read()
