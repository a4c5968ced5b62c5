"""Where the workers of the tests are met: a folder of this run only, whose workers end with it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RUNTIME = "XDG_RUNTIME_DIR"


@contextmanager
def own_workers() -> Iterator[Path]:
    """A short-named runtime folder (a socket's path may have about a hundred bytes), cleared of workers at the end."""
    before = os.environ.get(RUNTIME)
    folder = Path(tempfile.mkdtemp(prefix="ebb"))
    os.environ[RUNTIME] = str(folder)
    try:
        yield folder
    finally:
        end_workers(folder / "ebbtide")
        shutil.rmtree(folder, ignore_errors=True)
        os.environ.pop(RUNTIME)
        if before is not None:
            os.environ[RUNTIME] = before


def end_workers(folder: Path) -> int:
    """Lock every vault that is met in this folder; returns how many were open."""
    from ebbtide.vault.worker import remote_vault, sockets

    ended = 0
    for token in folder.glob("*.token"):
        talk = sockets.reach(sockets.Meeting(token.with_suffix(".sock"), token))
        if talk is not None:
            remote_vault._end(talk, folder)
            talk.close()
            ended += 1
    return ended
