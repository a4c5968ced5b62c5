"""Which days the sources show, which they do not, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.history.conversation import Coverage, Edge, EdgeReason
from ebbtide.history.readers.contract import SourceReport
from ebbtide.wording import say

DAY = timedelta(days=1)

Days = set[int]  # ordinals

#: A hole: at least so many days without a row of either person ...
HOLE_DAYS = 14
#: ... in which so many days with a row would have come at the slower of the rates before and after it. Two who have all
#: but stopped leave long gaps as well, and theirs are a level.
HOLE_EXPECTED = 7.0
#: Days on each side of it that tell those rates, and days with a row that each side needs.
HOLE_SIDE_DAYS, HOLE_SIDE_ROWS = 28, 3


@dataclass(frozen=True)
class SourceDays:
    """One source's days: first and last day with an event on the common clock, and its own account."""

    first: date
    last: date
    report: SourceReport

    @property
    def end(self) -> date:
        """The last day that it shows: silence up to the export's day counts."""
        exported = self.report.exported_at
        return self.last if exported is None else max(exported, self.last)


def cover(sources: Sequence[SourceDays], exported: date | None, one_sided: bool) -> tuple[Coverage, tuple[str, ...]]:
    """Coverage of all sources together, and warnings (finished sentences).

    exported: the day the user told, which goes before what archives and metadata say.
    """
    first, last = min(source.first for source in sources), max(source.last for source in sources)
    exported_at, exported_at_source, warnings = _exported(sources, exported, last)
    capped = all(source.report.cap_hit is not None for source in sources if source.first == first)
    # A cap cuts inside its first day, so that day is not fully shown; without one the unknown ends the day before.
    beginning = (
        Edge(EdgeReason.CAP, first, first) if capped else Edge(EdgeReason.BEFORE_FIRST, first - DAY, first - DAY)
    )
    edges = [beginning, *_gaps(sources), *_disappearing(sources), *_app_changes(sources)]
    if one_sided:
        edges.append(Edge(EdgeReason.ONE_SIDED, first, None))
    return Coverage(first, last, exported_at, exported_at_source, tuple(edges)), warnings


def _exported(
    sources: Sequence[SourceDays], told_day: date | None, last: date
) -> tuple[date | None, str, tuple[str, ...]]:
    if told_day is not None:
        return max(told_day, last), "told", _too_early(told_day, last)
    reports = [source.report for source in sources]
    dated = [(report.exported_at, report.exported_at_source) for report in reports if report.exported_at is not None]
    if not dated:
        return None, "unknown", ()
    day, day_source = max(dated)
    if day < last and len(dated) < len(sources):
        # An older archive is dated, the newer file is not: until told, the analysis ends at the last message.
        return None, "unknown", ()
    return max(day, last), day_source, _too_early(day, last)


def _too_early(day: date, last: date) -> tuple[str, ...]:
    if day >= last:
        return ()
    return (say("conversation.coverage.exported_before_last", exported=day.isoformat(), last=last.isoformat()),)


def _gaps(sources: Sequence[SourceDays]) -> list[Edge]:
    edges: list[Edge] = []
    reach: date | None = None
    for source in sorted(sources, key=lambda source: (source.first, source.end)):
        if reach is not None and source.first > reach + DAY:
            edges.append(Edge(EdgeReason.GAP, reach + DAY, source.first - DAY))
        reach = source.end if reach is None else max(reach, source.end)
    return edges


def _switches(source: SourceDays) -> list[tuple[int, int]]:
    """Inclusive day ordinals during which messages of this source vanished."""
    spells: list[tuple[int, int]] = []
    since: int | None = None
    for switch in sorted(source.report.disappearing, key=lambda change: change.at):
        day = switch.at.date().toordinal()
        if switch.on and since is None:
            since = day
        elif not switch.on and since is not None:
            spells.append((since, day))
            since = None
    if since is not None:
        spells.append((since, max(source.end.toordinal(), since)))
    return spells


def _disappearing(sources: Sequence[SourceDays]) -> list[Edge]:
    """Days on which every source that reaches them had disappearing messages switched on.

    An export made before the messages vanished shows them, so its own end matters, not the switch alone.
    """
    spells: list[Days] = [
        {day for start, stop in _switches(source) for day in range(start, stop + 1)} for source in sources
    ]
    hidden: Days = set().union(*spells)
    for source, vanishing in zip(sources, spells, strict=True):
        hidden -= set(range(source.first.toordinal(), source.end.toordinal() + 1)) - vanishing
    end = max(source.end for source in sources).toordinal()
    return [
        Edge(EdgeReason.DISAPPEARING, date.fromordinal(start), None if stop >= end else date.fromordinal(stop))
        for start, stop in _runs(sorted(hidden))
    ]


def _runs(days: Sequence[int]) -> list[tuple[int, int]]:
    if not days:
        return []
    breaks = np.flatnonzero(np.diff(days) > 1).tolist()
    starts = [days[0], *(days[at + 1] for at in breaks)]
    stops = [*(days[at] for at in breaks), days[-1]]
    return list(zip(starts, stops, strict=True))


def _app_changes(sources: Sequence[SourceDays]) -> list[Edge]:
    ordered = sorted(sources, key=lambda source: source.first)
    return [
        Edge(EdgeReason.APP_CHANGE, after.first, after.first)
        for before, after in pairwise(ordered)
        if before.report.format != after.report.format
    ]


def holes(events: pl.DataFrame, before: date) -> tuple[Edge, ...]:
    """Stretches of weeks without any row of either person, with contact as usual on both sides, before a day.

    Rests on rows before `before` only: as of a day inside a hole nobody knew yet that it would end. Whether another
    app, a break or a lost phone made it, the file cannot tell, so that it is a gap to ask about and never a level of
    zero.
    """
    rows = events.filter(pl.col("person") >= 0).select(pl.col("at_local").dt.date().unique().sort()).to_series()
    day = np.array([row.toordinal() for row in rows.to_list() if row < before], dtype=np.int64)
    empty = np.diff(day) - 1
    return tuple(
        Edge(EdgeReason.HOLE, date.fromordinal(int(day[k]) + 1), date.fromordinal(int(day[k + 1]) - 1))
        for k in np.flatnonzero(empty >= HOLE_DAYS)
        if _is_hole(day, int(k), before.toordinal())
    )


def _is_hole(day: NDArray[np.int64], k: int, end: int) -> bool:
    """Whether the empty days after the k-th day with a row are far more than either side's rate would leave."""
    last, first = int(day[k]), int(day[k + 1])
    early = int(((day > last - HOLE_SIDE_DAYS) & (day <= last)).sum()), min(HOLE_SIDE_DAYS, last - int(day[0]) + 1)
    late = int(((day >= first) & (day < first + HOLE_SIDE_DAYS)).sum()), min(HOLE_SIDE_DAYS, end - first)
    rate = min(count / days for count, days in (early, late))
    return min(early[0], late[0]) >= HOLE_SIDE_ROWS and rate * (first - last - 1) >= HOLE_EXPECTED


def covered_weeks(coverage: Coverage, mondays: Iterable[date]) -> NDArray[np.float64]:
    """Share (0 to 1) of each week's days that the sources show fully; (weeks,).

    A week after the last message and up to the export's day is covered. Where that day is not
    known, coverage ends with the last message's day (rule 8).
    """
    start = np.array([monday.toordinal() for monday in mondays], dtype=np.int64)
    day = start[:, None] + np.arange(7)
    end = (coverage.exported_at or coverage.last).toordinal()
    fully = (day >= coverage.first.toordinal()) & (day <= end)
    for edge in coverage.edges:
        if edge.hides_days:
            stop = end if edge.end is None else edge.end.toordinal()
            fully &= ~((day >= edge.start.toordinal()) & (day <= stop))
    shares: NDArray[np.float64] = fully.mean(axis=1) if len(start) else np.zeros(0)
    return shares
