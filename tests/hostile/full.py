"""Lets the disk run full at every n-th page while a vault is written, and tells what is left; run as a program.

    python -m tests.hostile.full FOLDER PAGES,...   a file may grow by so many pages and not by one more
    python -m tests.hostile.full FOLDER small       FOLDER lies on a disk of its own, which is filled

Prints one JSON object.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from ebbtide.errors import NoRoom
from ebbtide.vault import Vault, unlock
from ebbtide.vault.storage import disk_reserve
from ebbtide.vault.storage.owner_files import BALLAST as BALLAST_NAME
from ebbtide.vault.storage.records import Entry
from tests.support.vaults import COST, OTHER, export, opened, same, vault

DAY = date(2026, 3, 1)
PAGE = 4096
#: Entries that are removed while the disk is full.
REMOVED = 3
#: In the place of the usual size, since the disk of the test is small: more than the log holds before it is folded
#: (1,000 pages), as the usual one is.
BALLAST = 5 << 20


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def fill(made: Vault, most: int, letters: int = 3000) -> list[str]:
    """Write entries until there is no room (or `most` are written); those that were acknowledged."""
    done: list[str] = []
    try:
        for number in range(most):
            made.tables.journal.add(Entry(DAY, f"{number} " + "x" * letters))
            done.append(f"{number} " + "x" * letters)
    except NoRoom:
        pass
    return done


def refused(work: Callable[[], object]) -> int:
    """1 where there was no room for `work`."""
    try:
        work()
    except NoRoom:
        return 1
    return 0


def limited(folder: Path, room: list[int]) -> dict[str, int]:
    """Rounds with a file that may not grow; what was refused in them, and rounds with a loss."""
    told = dict.fromkeys(("entries refused", "imports refused", "backups refused", "lost"), 0)
    for pages in room:
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
            told["imports refused"] += refused(lambda made=made, second=second: made.add([second]))
        with at_most(pages * PAGE):
            told["backups refused"] += refused(lambda made=made, own=own: made.backup(own / "x.ebbak"))
        told["lost"] += sorted(path.name for path in own.iterdir()) != ["a.txt", "b.txt", "vault"]
        made._made.close()  # as a program ends that could not tidy up
        with opened(place, code) as again:
            again.check()
            kept = [entry.text for entry in again.tables.journal.all()]
            told["lost"] += kept != written or not same(again.conversation(), before)
            again.add([second])
    return {"rounds": len(room), **told}


def small(folder: Path) -> dict[str, int]:
    """One full disk: what was acknowledged is there; removing, another passphrase and closing work without help."""
    disk_reserve.SIZE = BALLAST
    place, code = vault(folder)
    made = opened(place, code)
    held = (place / BALLAST_NAME).stat().st_size
    written = fill(made, 2000, 30_000)
    full = fill(made, 1)
    try:
        with made.transaction():
            made.tables.journal.remove(1)
            made.tables.journal.add(Entry(DAY, "x" * 300_000))
    except NoRoom:
        pass
    for entry in made.tables.journal.all()[:REMOVED]:
        made.tables.journal.remove(entry.id or 0)
    gone = held - ((place / BALLAST_NAME).stat().st_size if (place / BALLAST_NAME).exists() else 0)
    made.change_passphrase(OTHER, COST)
    made.close()
    with unlock(place, OTHER) as again:
        again.check()
        kept = [entry.text for entry in again.tables.journal.all()]
    return {
        "written": len(written),
        "written when full": len(full),
        "ballast given up": gone,
        "lost": int(kept != written[REMOVED:]),
        "removed": len(written) - len(kept),
    }


def main(folder: Path, told: str) -> None:
    """One of the two."""
    print(json.dumps(small(folder) if told == "small" else limited(folder, [int(one) for one in told.split(",")])))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
