"""Which days the sources show, which they do not and why: silence may be the file."""

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
class Shown:
    """One source's days: first and last day with an event on the common clock, and its own account."""

    first: date
    last: date
    report: SourceReport

    @property
    def end(self) -> date:
        """The last day that it shows: silence up to the export's day counts."""
        told = self.report.exported_at
        return self.last if told is None else max(told, self.last)


def cover(shown: Sequence[Shown], exported: date | None, one_sided: bool) -> tuple[Coverage, tuple[str, ...]]:
    """Coverage of all sources together, and warnings (finished sentences).

    exported: the day the user told, which goes before what archives and metadata say.
    """
    first, last = min(item.first for item in shown), max(item.last for item in shown)
    day, source, warnings = _exported(shown, exported, last)
    edges = [_before(shown, first), *_gaps(shown), *_disappearing(shown), *_app_changes(shown)]
    if one_sided:
        edges.append(Edge(EdgeReason.ONE_SIDED, first, None))
    return Coverage(first, last, day, source, tuple(edges)), warnings


def _exported(shown: Sequence[Shown], told: date | None, last: date) -> tuple[date | None, str, tuple[str, ...]]:
    if told is not None:
        return max(told, last), "told", _too_early(told, last)
    known = [(item.report.exported_at, item.report.exported_at_source) for item in shown]
    dated = [(day, source) for day, source in known if day is not None]
    if not dated:
        return None, "unknown", ()
    day, source = max(dated)
    if day < last and len(dated) < len(shown):
        # An older archive is dated, the newer file is not: until told, the analysis ends at the last message.
        return None, "unknown", ()
    return max(day, last), source, _too_early(day, last)


def _too_early(day: date, last: date) -> tuple[str, ...]:
    if day >= last:
        return ()
    return (say("conversation.coverage.exported_before_last", exported=day.isoformat(), last=last.isoformat()),)


def _before(shown: Sequence[Shown], first: date) -> Edge:
    capped = all(item.report.cap_hit is not None for item in shown if item.first == first)
    # A cap cuts inside its first day, so that day is not fully shown; without one the unknown ends the day before.
    return Edge(EdgeReason.CAP, first, first) if capped else Edge(EdgeReason.BEFORE_FIRST, first - DAY, first - DAY)


def _gaps(shown: Sequence[Shown]) -> list[Edge]:
    edges: list[Edge] = []
    reach: date | None = None
    for item in sorted(shown, key=lambda one: (one.first, one.end)):
        if reach is not None and item.first > reach + DAY:
            edges.append(Edge(EdgeReason.GAP, reach + DAY, item.first - DAY))
        reach = item.end if reach is None else max(reach, item.end)
    return edges


def _switches(item: Shown) -> list[tuple[int, int]]:
    """Inclusive day ordinals during which messages of this source vanished."""
    spells: list[tuple[int, int]] = []
    since: int | None = None
    for switch in sorted(item.report.disappearing, key=lambda one: one.at):
        day = switch.at.date().toordinal()
        if switch.on and since is None:
            since = day
        elif not switch.on and since is not None:
            spells.append((since, day))
            since = None
    if since is not None:
        spells.append((since, max(item.end.toordinal(), since)))
    return spells


def _days(spells: Iterable[tuple[int, int]]) -> Days:
    return {day for start, end in spells for day in range(start, end + 1)}


def _disappearing(shown: Sequence[Shown]) -> list[Edge]:
    """Days on which every source that reaches them had disappearing messages switched on.

    An export made before the messages vanished shows them, so its own end matters, not the switch alone.
    """
    spells = [_days(_switches(item)) for item in shown]
    hidden: Days = set().union(*spells)
    for item, own in zip(shown, spells, strict=True):
        hidden -= set(range(item.first.toordinal(), item.end.toordinal() + 1)) - own
    end = max(item.end for item in shown).toordinal()
    return [_spell(start, stop, end) for start, stop in _runs(sorted(hidden))]


def _spell(start: int, stop: int, end: int) -> Edge:
    return Edge(EdgeReason.DISAPPEARING, date.fromordinal(start), None if stop >= end else date.fromordinal(stop))


def _runs(days: Sequence[int]) -> list[tuple[int, int]]:
    if not days:
        return []
    breaks = np.flatnonzero(np.diff(days) > 1).tolist()
    starts = [days[0], *(days[at + 1] for at in breaks)]
    stops = [*(days[at] for at in breaks), days[-1]]
    return list(zip(starts, stops, strict=True))


def _app_changes(shown: Sequence[Shown]) -> list[Edge]:
    ordered = sorted(shown, key=lambda one: one.first)
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
    day = np.array([one.toordinal() for one in rows.to_list() if one < before], dtype=np.int64)
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
