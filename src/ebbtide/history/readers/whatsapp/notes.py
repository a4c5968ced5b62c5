"""What was assumed while a file was read, and what could not be read as it should be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import numpy as np
import polars as pl

from ebbtide.errors import ReadError
from ebbtide.history.readers.contract import SourceNote
from ebbtide.history.readers.lines import Damage
from ebbtide.history.readers.source import Source
from ebbtide.history.readers.whatsapp.rows import Tally
from ebbtide.history.readers.whatsapp.stamps import Stamps
from ebbtide.history.readers.whatsapp.times.date_order import Ordered

#: A message this much older than one above it arrived late (milliseconds).
LATE_MS = 24 * 3600 * 1000


@dataclass(frozen=True)
class Whole:
    """All that was read: rows, where their headers stood, and the account of the lines.

    `events` and `system`: lines that open a row of the file. `pasted`: 1-based lines of headers that stand inside a
    message by the file's line ends. `assumed_year`: of dates without one. `since`: the first day whose rows are left;
    `before` so many were dropped.
    """

    rows: pl.DataFrame
    stamps: Stamps
    ordered: Ordered
    tally: Tally
    lines: int
    events: int
    system: int
    pasted: tuple[int, ...] = ()
    assumed_year: int | None = None
    since: date | None = None
    before: int = 0


def from_day(whole: Whole, since: date, name: str) -> Whole:
    """The same without the rows before a day; the account of the lines stays that of the file.

    Raises
    ------
    ReadError
        nothing is left.
    """
    start = int(datetime(since.year, since.month, since.day, tzinfo=UTC).timestamp() * 1000)
    rows = whole.rows.filter(pl.col("time") >= start)
    if not len(rows):
        raise ReadError("readers.whatsapp.nothing_since", file=name, day=since)
    return replace(whole, rows=rows, since=since, before=len(whole.rows) - len(rows))


def notes_of(whole: Whole, damage: Damage, source: Source) -> tuple[SourceNote, ...]:
    """All notes of one source, assumptions first."""
    return (*source.notes, *_assumptions(whole), *_warnings(whole, damage))


def _assumptions(whole: Whole) -> list[SourceNote]:
    stamps, real = whole.stamps, whole.ordered.real
    quoted = sorted({*whole.pasted, *(stamps.line[~real] + 1).tolist()})
    notes = [_lines("readers.assumed.quoted", quoted)]
    if whole.since is not None and whole.before:
        notes.append(SourceNote("readers.assumed.since", count=whole.before, day=whole.since))
    time = whole.rows["time"].to_numpy()
    late = whole.rows["position"].to_numpy()[time < np.maximum.accumulate(time) - LATE_MS]
    notes.append(_lines("readers.assumed.late", late.tolist()))
    calendars = sorted(stamps.calendars(real) - {"gregorian"})
    notes.extend(SourceNote(f"readers.assumed.calendar_{calendar}") for calendar in calendars)
    if whole.assumed_year:
        notes.append(SourceNote("readers.assumed.year", what=str(whole.assumed_year)))
    return [note for note in notes if note is not None]


def _warnings(whole: Whole, damage: Damage) -> list[SourceNote]:
    counts = {"western": damage.western, "replaced": damage.replaced, "nul": damage.nul}
    notes = [SourceNote(f"readers.warned.{name}", count=count) for name, count in counts.items() if count]
    doubtful = whole.rows.filter("doubtful")["position"].to_list()
    lines = _lines("readers.warned.unread", whole.tally.unread), _lines("readers.warned.doubtful", doubtful)
    return notes + [note for note in lines if note is not None]


def _lines(key: str, lines: list[int] | tuple[int, ...]) -> SourceNote | None:
    return SourceNote(key, count=len(lines), line=int(lines[0])) if len(lines) else None
