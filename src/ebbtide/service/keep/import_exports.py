"""Import: exports are read apart from the key, then added to the vault, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ebbtide import vault
from ebbtide.history import ReadResult
from ebbtide.service.future import refuse_future
from ebbtide.service.reading import Reading
from ebbtide.service.session import Progress, Session


@dataclass(frozen=True)
class Exports:
    """What the readers found in the files, which nobody has kept yet."""

    results: tuple[ReadResult, ...]


@dataclass(frozen=True)
class Import:
    """What an import did. rows: of the history, now. new: how many more than before. already: rows of the exports that
    were there. repeated: names of exports that were imported before. first, last: days of the history."""

    rows: int
    new: int
    already: int
    repeated: tuple[str, ...]
    first: date | None
    last: date | None


def read_exports(
    session: Session, files: Sequence[Path], reading: Reading | None = None, progress: Progress | None = None
) -> Exports:
    """Read files, each in a process that has neither the key nor a network; the vault may be locked.

    Raises
    ------
    DateOrderUnknown, YearUnknown, ChatChoiceNeeded
        `reading` has to say how the dates are to be read, or which chat is meant.
    ReadError
        a file cannot be read, or its messages lie in the future.
    """
    read = session.read or vault.read
    results = tuple((reading or Reading()).results(files, read, progress))
    for result in results:
        refuse_future(result.report.last and result.report.last.date(), session.today, "cli_vault.import.future")
    return Exports(results)


def import_exports(session: Session, exports: Exports, me: str | None = None) -> Import:
    """Add what is new to the vault.

    Raises
    ------
    ChoiceNeeded
        `me` has to say which of the people the user is; nothing was changed.
    """
    done = session.open_vault.add(exports.results, me)
    coverage = session.open_vault.conversation().coverage
    already = max(sum(result.events.height for result in exports.results) - done.new, 0)
    first, last = (coverage.first, coverage.last) if coverage else (None, None)
    return Import(done.rows, done.new, already, done.known, first, last)
