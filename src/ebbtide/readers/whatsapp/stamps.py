"""Candidates of a file as arrays: which line, which shape, and its time in each reading of day and month."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from ebbtide.readers.whatsapp.clock import MARKS, SPACES, Clock, parse_clock
from ebbtide.readers.whatsapp.dates import NO_TIME, Date, Times, parse_date
from ebbtide.readers.whatsapp.headers import find_headers

Ints = npt.NDArray[np.int64]
_DAY_MS = 86_400_000
_UNSEEN = str.maketrans("", "", MARKS + SPACES)


@dataclass
class Tokens:
    """Numbers for the distinct strings of one part of a header; a chat repeats them over and over."""

    ids: dict[str, int] = field(default_factory=dict)

    def number(self, column: pl.Series) -> Ints:
        """The number of each string, new ones appended."""
        for token in column.unique(maintain_order=True):
            self.ids.setdefault(token, len(self.ids))
        return column.replace_strict(self.ids, return_dtype=pl.Int64).to_numpy()


@dataclass(frozen=True)
class Stamps:
    """Header candidates in file order (arrays of one length).

    `line` 0-based; `head` characters of the header; `family` number of the header's shape in
    `families`; three readings of the time in milliseconds (`NO_TIME`: impossible); `resolution_s`.
    """

    line: Ints
    head: Ints
    family: Ints
    families: tuple[str, ...]
    day_first: Times
    month_first: Times
    year_first: Times
    resolution_s: Ints
    year_at: Ints
    calendars: frozenset[str]


class Collector:
    """Gathers the candidates of one block of lines after the other."""

    def __init__(self) -> None:
        self.lines = 0
        self._dates, self._clocks, self._frames = Tokens(), Tokens(), Tokens()
        self._parts: list[tuple[Ints, ...]] = []

    @property
    def found(self) -> bool:
        """Whether any candidate was found."""
        return any(len(part[0]) for part in self._parts)

    def add(self, lines: pl.Series) -> None:
        """Find the candidates of the next block."""
        heads = find_headers(lines)
        at = heads["head"].is_not_null().arg_true()
        heads = heads.filter(pl.col("head").is_not_null())
        frame = heads["open"] + "\n" + heads["gap"] + "\n" + heads["close"]
        self._parts.append((
            at.to_numpy().astype(np.int64) + self.lines,
            heads["head"].str.len_chars().to_numpy().astype(np.int64),
            self._dates.number(heads["date"]), self._clocks.number(heads["clock"]), self._frames.number(frame),
        ))
        self.lines += len(lines)

    def stamps(self) -> Stamps:
        """All candidates so far."""
        line, head, date, clock, frame = (np.concatenate(part) for part in zip(*self._parts, strict=True))
        dates = [parse_date(token) for token in self._dates.ids]
        clocks = [parse_clock(token) for token in self._clocks.ids]
        frames = [_frame(token) for token in self._frames.ids]
        families, family = _families(date, clock, frame, dates, clocks, frames)
        seconds = _table([item.seconds for item in clocks])[clock]
        first, second, third = (_times(_table([_readings(item)[way] for item in dates])[date], seconds)
                                for way in range(3))
        return Stamps(
            line, head, family, families, day_first=first, month_first=second, year_first=third,
            resolution_s=np.array([item.resolution for item in clocks], np.int64)[clock],
            year_at=np.array([item.year_at for item in dates], np.int64)[date],
            calendars=frozenset(item.calendar for item in dates),
        )


def _readings(item: Date) -> tuple[int | None, int | None, int | None]:
    return item.day_first, item.month_first, item.year_first


def _table(values: list[int | None]) -> Ints:
    return np.array([NO_TIME if value is None else value for value in values], np.int64)


def _times(days: Ints, seconds: Ints) -> Times:
    known = (days != NO_TIME) & (seconds != NO_TIME)
    return np.where(known, np.where(known, days, 0) * _DAY_MS + np.where(known, seconds, 0) * 1000, NO_TIME)


def _frame(token: str) -> str:
    """Opening, gap and closing without spaces and marks; "" where they do not belong together."""
    opening, gap, closing = (part.translate(_UNSEEN).replace("–", "-").replace("—", "-")
                             for part in token.split("\n"))
    return f"{opening} {gap} {closing}" if (opening == "[") == (closing == "]") else ""


def _families(date: Ints, clock: Ints, frame: Ints, dates: list[Date], clocks: list[Clock],
              frames: list[str]) -> tuple[tuple[str, ...], Ints]:
    date_shapes, date_at = _distinct([item.shape for item in dates])
    clock_shapes, clock_at = _distinct([item.shape for item in clocks])
    frame_shapes, frame_at = _distinct(frames)
    key = (date_at[date] * len(clock_shapes) + clock_at[clock]) * len(frame_shapes) + frame_at[frame]
    found = np.flatnonzero(np.bincount(key))
    number = np.zeros(len(date_shapes) * len(clock_shapes) * len(frame_shapes), np.int64)
    number[found] = np.arange(len(found))
    names = []
    for code in found:
        rest, of_frame = divmod(int(code), len(frame_shapes))
        of_date, of_clock = divmod(rest, len(clock_shapes))
        shape = frame_shapes[of_frame]
        names.append(f"{date_shapes[of_date]} {clock_shapes[of_clock]} {shape}" if shape else "")
    return tuple(names), number[key]


def _distinct(names: list[str]) -> tuple[list[str], Ints]:
    shapes = sorted(set(names))
    place = {name: number for number, name in enumerate(shapes)}
    return shapes, np.array([place[name] for name in names], np.int64)
