"""Lets the disk run full at every n-th page while a vault is written, and tells what is left; run as a program.

    python -m tests.hostile.full FOLDER         a file may not grow beyond a limit, which rises page by page
    python -m tests.hostile.full FOLDER small   FOLDER lies on a disk that is nearly full

Prints one JSON object.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from ebbtide.errors import NoRoom
from ebbtide.vault import Vault
from ebbtide.vault.records import Entry
from tests.vault_made import export, opened, same, vault

DAY = date(2026, 3, 1)
PAGE = 4096
#: How far beyond what is there the files may grow in each round, in pages: the log's first pages, then coarser.
ROOM = (0, 1, 5, 34)

#: Entries that are removed once a little room was made.
REMOVED = 3


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def fill(made: Vault, most: int) -> list[str]:
    """Write entries until there is no room (or `most` are written); those that were acknowledged."""
    done: list[str] = []
    try:
        for number in range(most):
            made.tables.journal.add(Entry(DAY, f"{number} " + "x" * 3000))
            done.append(f"{number} " + "x" * 3000)
    except NoRoom:
        pass
    return done


def limited(folder: Path) -> dict[str, int]:
    """Rounds with a file that may not grow; counts of refused entries, refused imports, and rounds with a loss."""
    told = {"rounds": len(ROOM), "entries refused": 0, "imports refused": 0, "lost": 0}
    for pages in ROOM:
        own = folder / f"room {pages}"
        own.mkdir()
        place, code = vault(own)
        first, second = export(own, 0, 60, "a.txt"), export(own, 40, 200, "b.txt")
        made = opened(place, code)
        made.add([first], "Ana")
        before = made.conversation()
        log = made.path.with_name(made.path.name + "-wal")
        with at_most(log.stat().st_size + pages * PAGE):
            written = fill(made, 60)
            told["entries refused"] += len(written) < 60
            try:
                made.add([second])
            except NoRoom:
                told["imports refused"] += 1
        made._made.close()  # as a program ends that could not tidy up
        with opened(place, code) as again:
            again.check()
            kept = [entry.text for entry in again.tables.journal.all()]
            told["lost"] += kept != written or not same(again.conversation(), before)
            again.add([second])
    return told


def small(folder: Path) -> dict[str, int]:
    """One full disk: what was acknowledged is there, and after making room the vault goes on."""
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(256 * 1024))
    place, code = vault(folder)
    made = opened(place, code)
    written = fill(made, 2000)
    made._made.close()
    ballast.unlink()
    with opened(place, code) as again:
        again.check()
        kept = [entry.text for entry in again.tables.journal.all()]
        for entry in again.tables.journal.all()[:REMOVED]:
            again.tables.journal.remove(entry.id or 0)
    with opened(place, code) as again:
        left = len(again.tables.journal.all())
    return {"written": len(written), "lost": int(kept != written), "removed": len(written) - left}


if __name__ == "__main__":
    print(json.dumps((small if len(sys.argv) > 2 else limited)(Path(sys.argv[1]))))
