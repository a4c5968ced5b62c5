"""The merged conversation beside its sources: Arrow segments for reading it at once, rebuilt from the rows at will."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from ebbtide.history import build
from ebbtide.history.conversation import EVENT_SCHEMA, Conversation, Coverage, Fold
from ebbtide.history.readers.contract import ReadResult
from ebbtide.vault.storage import source_rows
from ebbtide.vault.storage.codec import dump, load
from ebbtide.vault.storage.engine import Connection
from ebbtide.vault.storage.removed_texts import without_marks

#: Rows of one segment (docs/method/security.md#storage).
SEGMENT_ROWS: Final = 131_072


@dataclass(frozen=True)
class Told:
    """All of a merged conversation but its rows and its sources' accounts."""

    people: tuple[str, str]
    coverage: Coverage | None
    fold: Fold
    warnings: tuple[str, ...]


def merged(results: Sequence[ReadResult], me: str | None, marks: bool) -> Conversation:
    """One conversation out of all exports; marks: their texts are marks, which the conversation does not show."""
    made = build(results, me)
    return without_marks(made) if marks else made


def keep(made: Connection, chat: Conversation) -> None:
    """Put the merged conversation in the place of the one kept."""
    told = Told(chat.people, chat.coverage, chat.fold, chat.warnings)
    made.execute("INSERT OR REPLACE INTO history (one, told) VALUES (1, ?)", (dump(told),))
    made.execute("DELETE FROM segment")
    parts = (chat.events.slice(at, SEGMENT_ROWS) for at in range(0, chat.events.height, SEGMENT_ROWS))
    rows = ((number, part.height, _packed(part)) for number, part in enumerate(parts))
    made.executemany("INSERT INTO segment (number, rows, content) VALUES (?, ?, ?)", rows)


def _packed(part: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    part.rechunk().write_ipc(buffer, compression="zstd")
    return buffer.getvalue()


def kept(made: Connection) -> Conversation | None:
    """The merged conversation, or None where nothing was imported yet."""
    found = made.execute("SELECT told FROM history").fetchone()
    if found is None:
        return None
    told = load(Told, found[0])
    content = made.execute("SELECT content FROM segment ORDER BY number")
    parts = [pl.read_ipc(io.BytesIO(row[0])) for row in content]
    reports = tuple(report for _, report in source_rows.sources(made).values())
    rows = pl.concat([pl.DataFrame(schema=EVENT_SCHEMA), *parts])
    return Conversation(rows, told.people, reports, told.coverage, told.fold, told.warnings)
