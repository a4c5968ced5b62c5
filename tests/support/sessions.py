"""Sessions of a fixed day, for the tests of the service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from ebbtide.history import read_source
from ebbtide.service import Session
from tests.support.vaults import opened, vault

TODAY = date(2026, 3, 2)


def locked(folder: Path) -> Session:
    """A session on a place in which no vault lies; exports are read in this process."""
    return Session(TODAY, folder / "vault", read=read_source)


@contextmanager
def unlocked(folder: Path) -> Iterator[Session]:
    """A session on an empty vault that is open."""
    place, code = vault(folder)
    with opened(place, code) as store:
        yield Session(TODAY, place, store, read_source)
