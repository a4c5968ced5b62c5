"""A line of blocks a person: some weeks a block, taller for more, both on one scale, for a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from ebbtide.analysis.changes.answer import SILENT, Situation, days_of_week, situation
from ebbtide.analysis.measures.measure import Floats
from ebbtide.presentation.charts.words import month
from ebbtide.presentation.sentences import Tide
from ebbtide.wording import say

#: More blocks than this make a line too long for a terminal of 80 columns.
MOST = 48
SIGNS = "▁▂▃▄▅▆▇█"
#: The same where the encoding has no blocks: from little to much.
PLAIN_SIGNS = "12345678"
_DAYS = SILENT | {Situation.BOTH_SILENT, Situation.SHORT}
_NOTHING = frozenset({Situation.RESTING, Situation.TOO_LITTLE})


@dataclass(frozen=True)
class Blocks:
    """Heights of both people, 0 to 7 and -1 for none, the user first; below them where they begin and end.

    change: number of the first block since the date, None without one; date: its words.
    """

    heights: tuple[tuple[int, ...], tuple[int, ...]]
    start: str
    end: str
    change: int | None = None
    date: str = ""

    def line(self, person: int, signs: str = SIGNS) -> str:
        """One person's blocks."""
        return "".join(" " if height < 0 else signs[height] for height in self.heights[person])

    def below(self) -> str:
        """The months at both ends, and the date of the change where there is room for it."""
        width = len(self.heights[0])
        room = list(self.start.ljust(max(width, len(self.start) + len(self.end) + 2)))
        room[len(room) - len(self.end) :] = self.end
        if self.change is not None:
            first = max(len(self.start) + 2, min(self.change, len(room) - len(self.end) - len(self.date) - 2))
            if first + len(self.date) + 2 <= len(room) - len(self.end):
                room[first : first + len(self.date)] = self.date
        return "".join(room).rstrip()


def blocks(tide: Tide) -> Blocks | None:
    """The blocks of a look; None where no picture is shown."""
    found, w = situation(tide), tide.weekly
    if w is None or not w.monday or found in _NOTHING:
        return None
    values, weeks = _values(tide, found)
    if not weeks or not np.isfinite(values).any():
        return None
    run = -(-len(weeks) // MOST)
    starts = range(0, len(weeks), run)
    middles = np.array([[_mean(row[k : k + run]) for k in starts] for row in values])
    change = None
    if tide.date is not None and found is not Situation.ENDED:
        change = sum(weeks[k] < tide.date for k in starts)
    words = "" if change is None else _date_words(tide.date)
    me, them = (_heights(row, middles, low=0.0 if found in _DAYS else None) for row in middles)
    return Blocks((me, them), month(weeks[0]), month(weeks[-1]), change, words)


def _values(tide: Tide, found: Situation) -> tuple[Floats, tuple[date, ...]]:
    """(2, weeks): days with a message, or each person's index against the own usual."""
    w = tide.weekly
    assert w is not None
    if found in _DAYS or tide.index is None:
        days = days_of_week(w)
        return days, w.monday[: days.shape[1]]
    before = np.array([tide.date is None or monday < tide.date for monday in w.monday])
    rows = []
    for track in tide.index:
        seen = track.value[np.isfinite(track.value) & before]
        rows.append(track.value - (float(np.median(seen)) if seen.size else 0.0))
    values = np.stack(rows)
    present = np.isfinite(values).any(axis=0)
    ended = tide.context.ended
    end = sum(ended is None or monday < ended for monday in w.monday)
    start = int(np.argmax(present)) if present.any() else 0
    return values[:, start:end], w.monday[start:end]


def _date_words(when: date | None) -> str:
    assert when is not None
    return say("charts.change.about", day=when.day, month=say("charts.months", f"m{when.month}"))


def _mean(values: Floats) -> float:
    seen = values[np.isfinite(values)]
    return float(seen.mean()) if seen.size else float("nan")


def _heights(row: Floats, both: Floats, low: float | None) -> tuple[int, ...]:
    """Eighths of the range of both people."""
    seen = both[np.isfinite(both)]
    bottom, top = float(seen.min()) if low is None else low, float(seen.max())
    span = top - bottom or 1.0
    return tuple(-1 if not np.isfinite(x) else min(int(8 * (x - bottom) / span), 7) for x in row)
