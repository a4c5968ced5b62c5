"""Readers' results made by hand, for the tests of the room `conversation`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from ebbtide.history.merging.merge import Merged
from ebbtide.history.readers.contract import SCHEMA, ReadResult, SourceReport

START = datetime(2026, 1, 5, 9)


@dataclass(frozen=True)
class Line:
    """One line of an export: when, who (None for the app itself), what (None for "media omitted")."""

    at: datetime
    who: str | None
    text: str | None
    more: dict[str, Any] = field(default_factory=dict)


def lines(*rows: tuple[float, str | None, str | None]) -> list[Line]:
    """Lines from (minutes after the start, who, text)."""
    return [Line(START + timedelta(minutes=minutes), who, text) for minutes, who, text in rows]


def shifted(rows: Iterable[Line], names: dict[str, str] | None = None, **delta: float) -> list[Line]:
    """The same lines on another clock and under other names."""
    known = names or {}
    return [Line(row.at + timedelta(**delta), known.get(row.who or "", row.who), row.text, row.more) for row in rows]


def result(rows: Iterable[Line], *, resolution: float = 60.0, **report: Any) -> ReadResult:
    """A reader's result; `report` fills fields of its `SourceReport`."""
    taken = list(rows)
    records = [_record(row, index, resolution) for index, row in enumerate(taken)]
    events = pl.DataFrame(records, schema=SCHEMA)
    senders = dict(Counter(row.who for row in taken if row.who is not None))
    told: dict[str, Any] = {"name": "chat.txt", "format": "whatsapp", "senders": senders, **report}
    return ReadResult(events, SourceReport(**told))


def _record(row: Line, index: int, resolution: float) -> dict[str, Any]:
    at = row.at.replace(second=0) if resolution >= 60 else row.at
    record: dict[str, Any] = dict.fromkeys(SCHEMA)
    record |= {
        "uid": f"{index:016d}".encode(),
        "source": 0,
        "position": index + 1,
        "thread": "chat",
        "at_local": at,
        "kind": "system" if row.who is None else "message",
        "zone_source": "unknown",
        "resolution_s": resolution,
        "sender": row.who,
        "text": row.text,
        "text_state": "media_only" if row.text is None else "present",
        "chars": len(row.text or ""),
        "words": len((row.text or "").split()),
        "emoji": 0,
        "flags": 0,
        "media": "other" if row.text is None else None,
    }
    return record | row.more


def told(merged: Merged) -> list[tuple[datetime, str, str | None]]:
    """Time, who (first name told) and text of every row."""
    names = [*(known[0] for known in merged.speakers), "-"]
    rows = merged.events.select("at_local", "speaker", "text").rows()
    return [(at, names[speaker], text) for at, speaker, text in rows]
