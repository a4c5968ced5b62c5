"""Candidates of a file as arrays: which line, which shape, and its time in each reading of day and month."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from ebbtide.history.readers.whatsapp.headers import BETWEEN, find_headers, usual_frame
from ebbtide.history.readers.whatsapp.spelled_headers import NAMED
from ebbtide.history.readers.whatsapp.times.clock import Clock, parse_clock
from ebbtide.history.readers.whatsapp.times.dates import NO_TIME, Date, Times, parse_date
from ebbtide.history.readers.whatsapp.times.day_words import MARKS, SPACES, month_numbers

Numbers = npt.NDArray[np.int32]
_DAY_MS = 86_400_000
_UNSEEN = str.maketrans("", "", MARKS + SPACES)


@dataclass
class Tokens:
    """Numbers for the distinct strings of one part of a header; a chat repeats them over and over."""

    ids: dict[str, int] = field(default_factory=dict)

    def number(self, column: pl.Series) -> Numbers:
        """The number of each string, new ones appended."""
        for token in column.unique(maintain_order=True).to_list():
            if token not in self.ids:
                self.ids[token] = len(self.ids)
        return column.replace_strict(self.ids, return_dtype=pl.Int32).to_numpy()


@dataclass(frozen=True)
class Stamps:
    """Header candidates in file order (arrays of one length).

    `line` 0-based; `head` characters of the header; `family` number of the header's shape in
    `families` ("" where its parts do not belong together).
    """

    line: npt.NDArray[np.int32]
    head: npt.NDArray[np.uint8]
    family: npt.NDArray[np.int32]
    families: tuple[str, ...]
    _date: npt.NDArray[np.int32]
    _clock: npt.NDArray[np.int32]
    _dates: tuple[Date, ...]
    _clocks: tuple[Clock, ...]

    def times(self, way: str) -> Times:
        """Milliseconds of each candidate when read `way`: "day_first", "month_first" or "year_first"."""
        days = _table([getattr(item, way) for item in self._dates])[self._date]
        seconds = _table([item.seconds for item in self._clocks])[self._clock]
        valid = (days != NO_TIME) & (seconds != NO_TIME)
        return np.where(valid, days, 0) * _DAY_MS + np.where(valid, seconds * 1000, 0) + np.where(valid, 0, NO_TIME)

    def only(self, candidates: npt.NDArray[np.bool_]) -> Stamps:
        """The same for some of the candidates."""
        columns = {name: getattr(self, name)[candidates] for name in ("line", "head", "family", "_date", "_clock")}
        return replace(self, **columns)

    def dated(self) -> npt.NDArray[np.bool_]:
        """Which candidates' dates have a year."""
        return np.array([item.dated for item in self._dates], bool)[self._date]

    def year_at(self, candidate: int) -> int:
        """Where the year stands in the date of a candidate: 0, 1 or 2."""
        return self._dates[int(self._date[candidate])].year_at

    def resolution_s(self, real: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
        """Resolution of the stamps of some candidates, in seconds."""
        return np.array([item.resolution for item in self._clocks], np.float32)[self._clock[real]]

    def calendars(self, real: npt.NDArray[np.bool_]) -> set[str]:
        """The calendars that some candidates' dates are taken from."""
        return {self._dates[number].calendar for number in np.unique(self._date[real])}


class Collector:
    """Gathers the candidates of one block of lines after the other."""

    def __init__(self) -> None:
        self.lines = 0
        self._usual: str | None = None
        self._dates, self._clocks, self._frames = Tokens(), Tokens(), Tokens()
        self._parts: list[tuple[npt.NDArray[np.generic], ...]] = []

    @property
    def has_candidates(self) -> bool:
        """Whether any candidate was found."""
        return any(len(part[0]) for part in self._parts)

    def add(self, lines: pl.Series) -> None:
        """Find the candidates of the next block."""
        heads = find_headers(lines, self._usual)
        self._usual = self._usual or usual_frame(heads)
        self._parts.append(
            (
                heads["row"].to_numpy().astype(np.int32) + np.int32(self.lines),
                heads["head"].to_numpy(),
                self._dates.number(heads["date"]),
                self._clocks.number(heads["clock"]),
                self._frames.number(heads["frame"]),
            )
        )
        self.lines += len(lines)

    def stamps(self, last: date | None = None) -> Stamps:
        """All candidates so far; last: the latest day that a date without a year may mean."""
        line, head, date, clock, frame = (np.concatenate(part) for part in zip(*self._parts, strict=True))
        month_words = [token[len(NAMED) :].partition("/")[0] for token in self._dates.ids if token.startswith(NAMED)]
        months = month_numbers(month_words)
        dates = tuple(parse_date(token, months, last) for token in self._dates.ids)
        clocks = tuple(parse_clock(token) for token in self._clocks.ids)
        families, family = _families(
            (date, [item.shape for item in dates]),
            (clock, [item.shape for item in clocks]),
            (frame, [_frame(token) for token in self._frames.ids]),
        )
        return Stamps(line, head, family, families, date, clock, dates, clocks)


def _table(values: list[int | None]) -> Times:
    return np.array([NO_TIME if value is None else value for value in values], np.int64)


def _frame(token: str) -> str:
    """Opening, gap and closing without spaces and marks; "" where they do not belong together."""
    opening, gap, closing = (
        part.translate(_UNSEEN).replace("–", "-").replace("—", "-") for part in token.split(BETWEEN)
    )
    return f"{opening} {gap} {closing}" if (opening == "[") == (closing == "]") else ""


def _families(*parts: tuple[Numbers, list[str]]) -> tuple[tuple[str, ...], Numbers]:
    """Number the combinations of shapes that occur; the last part is "" where nothing fits."""
    key = np.zeros(len(parts[0][0]), np.int32)
    names = [""]
    for numbers, shapes in parts:
        distinct = sorted(set(shapes))
        place = np.array([distinct.index(shape) for shape in shapes], np.int32)
        key = key * np.int32(len(distinct)) + place[numbers]
        names = [f"{name} {shape}".lstrip() if shape else "" for name in names for shape in distinct]
    used = np.flatnonzero(np.bincount(key, minlength=len(names)))
    number = np.zeros(len(names), np.int32)
    number[used] = np.arange(len(used))
    return tuple(names[code] for code in used), number[key]
