"""Real two-person streams from the shared data: as they are, day for week, and pooled until the minimum is met."""

from __future__ import annotations

import math
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: The variable that names the folder of shared data; it is never part of the repository.
CORPUS = "EBBTIDE_CORPUS"
#: Messages that each side of a dyad must have written. Source: the note beside the data.
LEAST_EACH = 30
HOURS_A_WEEK, HOURS_A_DAY = 168.0, 24.0
#: Units a look needs before and after the unit of the date; a history of 16 is what rule 2 asks for.
BEFORE, AFTER = 15, 12
#: Units of a pooled stream: 31 before the date's own, 12 after.
POOL_UNITS = 44
#: Hours of quiet after which a plain count takes a message for an opening, and the most lanes of a pool.
OPEN_AFTER, MOST_LANES = 4.0, 24
#: Dyads next to each other in the order of volume that a pool is made from.
NEIGHBOURS = 14
#: Every stream stands on this made-up Monday, so that nothing depends on a real date.
FIRST_MONDAY = date(2001, 1, 1)


@dataclass(frozen=True)
class Source:
    """One data set.

    quiet: hours that part its exchanges. pools: how many are made of it. openings: median openings a week (plain
    count) of each side at which a pool is full, so that most meet the three expected starts of rule 2.
    days: whether its dyads are also looked at day for week.
    """

    name: str
    file: str
    quiet: float
    resolution_s: float
    pools: int
    openings: float
    days: bool


SOURCES = (
    Source("e-mail", "enron_le3_recipients.parquet", 48.0, 60.0, 24, 3.0, False),
    Source("campus", "collegemsg.parquet", 12.0, 1.0, 24, 4.0, True),
    Source("phone", "copenhagen_sms_calls.parquet", 6.0, 1.0, 24, 3.0, True),
)


@dataclass(frozen=True)
class Stream:
    """Messages of two sides in time order; (n,) each.

    hours: real hours since the start of unit 0. person: 0 or 1. lane: number of the dyad stream that a message
    belongs to; replies and exchanges are found within a lane. units: complete units. stretch: 1 where a unit is a
    week, 7 where a day is looked at as if it were a week.
    """

    name: str
    group: str
    hours: Floats
    person: Ints
    lane: Ints
    units: int
    stretch: int
    quiet: float
    resolution_s: float

    @property
    def unit_hours(self) -> float:
        """Real hours of a unit."""
        return HOURS_A_WEEK / self.stretch

    def part(self, keep: Bools) -> Stream:
        """The stream with some messages kept."""
        return self.with_events(self.hours[keep], self.person[keep], self.lane[keep])

    def with_events(self, hours: Floats, person: Ints, lane: Ints) -> Stream:
        """The stream with other messages, put into time order."""
        order = np.argsort(hours, kind="stable")
        return Stream(
            self.name,
            self.group,
            hours[order],
            person[order],
            lane[order],
            self.units,
            self.stretch,
            self.quiet,
            self.resolution_s,
        )

    def since(self, first: int) -> Stream:
        """The stream from a unit on, which becomes unit 0."""
        if first <= 0:
            return self
        late = self.hours >= first * self.unit_hours
        return Stream(
            f"{self.name}+{first}",
            self.group,
            self.hours[late] - first * self.unit_hours,
            self.person[late],
            self.lane[late],
            self.units - first,
            self.stretch,
            self.quiet,
            self.resolution_s,
        )

    def unit(self) -> Ints:
        """Unit of each message."""
        return (self.hours // self.unit_hours).astype(np.int64)

    def counts(self, units: int) -> Floats:
        """(2, units) messages of each side."""
        unit = self.unit()
        inside = unit < units
        flat = np.bincount(self.person[inside] * units + unit[inside], minlength=2 * units)
        return flat.reshape(2, units).astype(np.float64)

    def at(self) -> NDArray[np.datetime64]:
        """Stamps on the calendar of the look: a unit is a week there."""
        spent = np.round(self.hours * self.stretch * 3_600_000).astype("timedelta64[ms]")
        return np.datetime64(FIRST_MONDAY, "ms") + spent


def monday(unit: int) -> date:
    """First day of a unit on the calendar of the look."""
    return FIRST_MONDAY + timedelta(weeks=unit)


def rng_of(*words: object) -> np.random.Generator:
    """Randomness from words alone."""
    return np.random.default_rng(zlib.crc32("/".join(map(str, words)).encode()))


def corpus() -> Path | None:
    """The folder of the dyads, if the variable names one."""
    told = os.environ.get(CORPUS)
    folder = Path(told).expanduser() / "dyads" if told else None
    return folder if folder is not None and folder.is_dir() else None


@dataclass(frozen=True)
class Dyad:
    """One real dyad: hours since the Monday of its first week (or since the study's), and who wrote."""

    name: str
    hours: Floats
    person: Ints

    @property
    def weeks(self) -> int:
        """Weeks from the first message's to the last message's, both counted."""
        return int(self.hours[-1] // HOURS_A_WEEK) + 1


def dyads(folder: Path, source: Source) -> list[Dyad]:
    """All dyads of a source with at least `LEAST_EACH` messages each way, in the order of their names."""
    table = pl.read_parquet(folder / source.file, columns=["dyad", "ts_utc", "sender"]).sort("dyad", "ts_utc")
    mine, all_of = (pl.col("sender") == 0).sum().over("dyad"), pl.len().over("dyad")
    table = table.filter((mine >= LEAST_EACH) & (all_of - mine >= LEAST_EACH))
    first = table["ts_utc"].dt.timestamp("ms").min() if source.name == "phone" else None
    start = float(first) / 3_600_000 if isinstance(first, int) else None
    return [_dyad(str(name), rows, start) for (name,), rows in table.group_by("dyad", maintain_order=True)]


def _dyad(name: str, rows: pl.DataFrame, start: float | None) -> Dyad:
    hours = rows["ts_utc"].dt.timestamp("ms").to_numpy() / 3_600_000
    day = (float(hours[0]) if start is None else start) // HOURS_A_DAY
    # 1970-01-01 was a Thursday, so that day 4 was a Monday.
    base = (day - (day - 4) % 7) * HOURS_A_DAY
    return Dyad(name, hours - base, rows["sender"].to_numpy().astype(np.int64))


def by_week(source: Source, all_dyads: list[Dyad]) -> list[Stream]:
    """Dyads that last long enough, week for week."""
    long = [one for one in all_dyads if one.weeks - 1 >= BEFORE + 1 + AFTER]
    return [_stream(source, one, f"{source.name}, weeks", one.hours, one.weeks - 1, 1) for one in long]


def by_day(source: Source, all_dyads: list[Dyad]) -> list[Stream]:
    """Dyads that last long enough in days, each day looked at as if it were a week."""
    streams = []
    for one in all_dyads:
        # The phone study shows all of its 28 days; elsewhere a stream begins on the day of the first message.
        start = 0.0 if source.name == "phone" else one.hours[0] // HOURS_A_DAY * HOURS_A_DAY
        hours = one.hours - start
        days = 28 if source.name == "phone" else int(hours[-1] // HOURS_A_DAY)
        if days >= BEFORE + 1 + AFTER:
            streams.append(_stream(source, one, f"{source.name}, days as weeks", hours, days, 7))
    return streams


def _stream(source: Source, one: Dyad, group: str, hours: Floats, units: int, stretch: int) -> Stream:
    lane = np.zeros(len(hours), dtype=np.int64)
    return Stream(one.name, group, hours, one.person, lane, units, stretch, source.quiet, source.resolution_s)


def streams(folder: Path) -> dict[str, list[Stream]]:
    """All streams by group: week for week, day for week, pooled."""
    groups: dict[str, list[Stream]] = {}
    for source in SOURCES:
        found = dyads(folder, source)
        days = by_day(source, found) if source.days else []
        for one in (*by_week(source, found), *days, *pooled(source, found)):
            groups.setdefault(one.group, []).append(one)
    return groups


def pooled(source: Source, all_dyads: list[Dyad]) -> Iterator[Stream]:
    """Streams put together from dyads of comparable volume until the minimum is met.

    A lane is the whole weeks of several dyads end to end, begun at a drawn week of the first, so that joins of
    different lanes do not fall together. Lanes are laid side by side until each side opens often enough. In every
    dyad the side that wrote more is the same one throughout a pool; which one that is changes from pool to pool.
    """
    ordered = sorted(all_dyads, key=lambda one: (len(one.hours) / one.weeks, one.name))
    for number in range(source.pools):
        rng = rng_of("pool", source.name, number)
        centre = (len(ordered) - 1) * (number + 0.5) / source.pools
        low = int(np.clip(round(centre - NEIGHBOURS / 2), 0, max(0, len(ordered) - NEIGHBOURS)))
        made = _pool(source, ordered[low : low + NEIGHBOURS], number, rng)
        if made is not None:
            yield made


def _pool(source: Source, near: list[Dyad], number: int, rng: np.random.Generator) -> Stream | None:
    supply = _supply(near, rng)
    parts: list[tuple[Floats, Ints, Ints]] = []
    for lane in range(MOST_LANES):
        hours, person = _lane(supply, rng, number % 2)
        parts.append((hours, person, np.full(len(hours), lane)))
        empty = Stream(
            f"pool {number}",
            f"{source.name} pooled, weeks",
            *(np.zeros(0), np.zeros(0, np.int64)),
            np.zeros(0, np.int64),
            POOL_UNITS,
            1,
            source.quiet,
            source.resolution_s,
        )
        stream = empty.with_events(*(np.concatenate(column) for column in zip(*parts, strict=True)))
        if _openings(stream) >= source.openings:
            return stream
    return None


def _supply(near: list[Dyad], rng: np.random.Generator) -> Iterator[Dyad]:
    while True:
        for at in rng.permutation(len(near)):
            yield near[at]


def _lane(supply: Iterator[Dyad], rng: np.random.Generator, heavier: int) -> tuple[Floats, Ints]:
    """Dyads end to end in whole weeks until the lane is full: hours and sides."""
    hours: list[Floats] = []
    person: list[Ints] = []
    filled = 0
    while filled < POOL_UNITS:
        one = next(supply)
        start = int(rng.integers(one.weeks)) if not hours else int(one.hours[0] // HOURS_A_WEEK)
        inside = one.hours >= start * HOURS_A_WEEK
        wrote_more = int((one.person == 1).sum() > (one.person == 0).sum())
        hours.append(one.hours[inside] + (filled - start) * HOURS_A_WEEK)
        person.append(one.person[inside] if wrote_more == heavier else 1 - one.person[inside])
        filled += one.weeks - start
    joined, side = np.concatenate(hours), np.concatenate(person)
    full = joined < POOL_UNITS * HOURS_A_WEEK
    return joined[full], side[full]


def _openings(stream: Stream) -> float:
    """The smaller of both sides' median openings a week, by a plain count after some hours of quiet."""
    opens = np.diff(stream.hours, prepend=-math.inf) >= OPEN_AFTER
    return float(np.median(stream.part(opens).counts(stream.units), axis=1).min())
