"""The same chat exported more than once is one history: what stands in several sources is kept once.

Sources are taken in the order told (an overlapping one first); the clock of the first one stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from ebbtide.errors import ReadError
from ebbtide.history.conversation import Fold
from ebbtide.history.coverage import SourceDays
from ebbtide.history.event_table import flag_suspect, ordered, wall
from ebbtide.history.merging.alignment import Alignment, align, track
from ebbtide.history.merging.fold import folded
from ebbtide.history.people import same_name
from ebbtide.history.readers.contract import FLAG_SUSPECT_TIME, SCHEMA, ReadResult, SourceReport

#: Columns of merged rows: a reader's, with the index `speaker` (-1 nobody) in the place of `sender`.
COLUMNS = ["speaker" if name == "sender" else name for name in SCHEMA]


@dataclass(frozen=True)
class Merged:
    """One history: rows (`COLUMNS`) in time order, and all names that each speaker goes by, the first told first."""

    events: pl.DataFrame
    speakers: tuple[tuple[str, ...], ...]
    reports: tuple[SourceReport, ...]
    days: tuple[SourceDays, ...]
    fold: Fold = field(default_factory=Fold)

    @property
    def counts(self) -> list[int]:
        """Messages of each speaker."""
        rows = self.events.filter((pl.col("kind") == "message") & (pl.col("speaker") >= 0))["speaker"]
        return [int(count) for count in np.bincount(rows.to_numpy(), minlength=len(self.speakers))]


def merge(results: Sequence[ReadResult]) -> Merged:
    """One history out of the exports of one chat.

    Rows that several exports hold are kept once, the richer version of each (text before "media
    omitted", the later edit, the finer time stamp), flagged `FLAG_MERGED`. N alike messages of one
    minute stay as many as the source that has most of them. Exports that share nothing are joined.

    Raises
    ------
    ReadError
        nobody wrote anything in any of them.
    """
    waiting = [_opened(result, index) for index, result in enumerate(results)]
    waiting = [source for source in waiting if source.speakers]
    if not waiting:
        raise ReadError("conversation.rows.none")
    history = waiting.pop(0)
    while waiting:
        history = _joined(history, waiting.pop(_next(history, waiting)))
    reports = tuple(result.report for result in results)
    renamed = tuple((names[0], other) for names in history.speakers for other in names[1:])
    fold = replace(history.fold, sources=len(results), renamed=renamed)
    return replace(history, reports=reports, fold=fold)


def _opened(result: ReadResult, index: int) -> Merged:
    events = (
        result.events.select(SCHEMA.keys())
        .with_columns(
            pl.lit(index, dtype=pl.UInt16).alias("source"),
            pl.col("at_local").fill_null(pl.col("at_utc")),
            pl.col("flags").fill_null(0),
        )
        .filter(pl.col("at_local").is_not_null())
    )
    names = events["sender"].drop_nulls().unique(maintain_order=True).to_list()
    codes = pl.col("sender").replace_strict(names, list(range(len(names))), default=-1, return_dtype=pl.Int32)
    events = flag_suspect(events.with_columns(codes.fill_null(-1))).rename({"sender": "speaker"})
    speakers = tuple((name,) for name in names)
    return Merged(ordered(events), speakers, (result.report,), _days(events, result.report))


def _days(events: pl.DataFrame, report: SourceReport) -> tuple[SourceDays, ...]:
    written = events.filter(pl.col("speaker") >= 0)
    trusted = written.filter((pl.col("flags") & FLAG_SUSPECT_TIME) == 0)
    days = (trusted if trusted.height else written)["at_local"].dt.date()
    return (SourceDays(days.min(), days.max(), report),) if len(days) else ()  # type: ignore[arg-type]


def _next(history: Merged, waiting: Sequence[Merged]) -> int:
    """The first waiting source whose days touch those already joined, so that clocks carry over; else the first."""
    for index, source in enumerate(waiting):
        days = source.days[0]
        if any(earlier.first <= days.end and days.first <= earlier.end for earlier in history.days):
            return index
    return 0


def _joined(history: Merged, more: Merged) -> Merged:
    alignment = align(track(history.events), track(more.events))
    names, codes = _speakers(history.speakers, more.speakers, alignment)
    moved = _moved(more.events, alignment, codes)
    place = _place(history.events, moved, alignment)
    events = folded(history.events, moved, alignment.left, alignment.right, place, _newer(history, more))
    offsets = {*history.fold.offsets_minutes, *alignment.offsets_minutes}
    fold = Fold(history.fold.folded + len(alignment.left), offsets_minutes=tuple(sorted(offsets)))
    days = _days(moved, more.reports[0])
    return Merged(events, names, history.reports, (*history.days, *days), fold)


def _newer(history: Merged, more: Merged) -> bool | None:
    """Whether `more` shows later days than all so far; None where both end on the same day."""
    end, later_end = max(days.end for days in history.days), more.days[0].end
    return None if end == later_end else later_end > end


def _speakers(
    first: tuple[tuple[str, ...], ...], second: tuple[tuple[str, ...], ...], alignment: Alignment
) -> tuple[tuple[tuple[str, ...], ...], list[int]]:
    """Names of all speakers, and the place of each speaker of `second` among them."""
    codes = dict(alignment.speakers)
    # Shared messages tell best, then the very same name, then one that differs in emoji or case.
    for match in (str.__eq__, same_name):
        for index, (name,) in enumerate(second):
            alike = (at for at, same in enumerate(first) if any(match(name, other) for other in same))
            code = next((at for at in alike if at not in codes.values()), None)
            if code is not None:
                codes.setdefault(index, code)
    names = [list(same) for same in first]
    for index, (name,) in enumerate(second):
        code = codes.setdefault(index, len(names))
        if code == len(names):
            names.append([])
        if name not in names[code]:
            names[code].append(name)
    return tuple(map(tuple, names)), [codes[index] for index in range(len(second))]


def _moved(events: pl.DataFrame, alignment: Alignment, codes: Sequence[int]) -> pl.DataFrame:
    """The rows of the later source on the clock and with the speakers of the first."""
    speaker = pl.col("speaker").replace_strict([-1, *range(len(codes))], [-1, *codes], return_dtype=pl.Int32)
    shift = pl.Series(alignment.shift_ms).cast(pl.Duration("ms"))
    times = [(pl.col(name) + shift).alias(name) for name in ("at_local", "edited_at", "deleted_at")]
    return events.with_columns(speaker.alias("speaker"), *times)


def _place(first: pl.DataFrame, moved: pl.DataFrame, alignment: Alignment) -> pl.Series:
    """Where each later row belongs among the first ones, to keep the order inside one minute; (rows,)."""
    place = np.full(moved.height, np.nan)
    place[alignment.right] = alignment.left
    series = pl.Series(place, nan_to_null=True)
    after, before = series.forward_fill() + 0.5, series.backward_fill() - 0.5
    end = pl.Series(np.searchsorted(wall(first), wall(moved), side="right") - 0.5)
    return after.fill_null(before).fill_null(end)
