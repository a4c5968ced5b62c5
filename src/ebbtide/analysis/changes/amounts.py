"""How much each person writes here now against the usual, and the day of their last message: plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from ebbtide.analysis.changes.minimum_data import LEAST_A_WEEK, sides
from ebbtide.analysis.measures.measure import Ints, Weekly
from ebbtide.analysis.measures.stream import CONTACT

#: Silent: this share or less is left of what a person wrote.
SILENT = 0.1


@dataclass(frozen=True)
class Amount:
    """Turns and calls of one person a week: before and since the date that a look speaks of.

    last_day: of their last message or call up to the look, None where there is none.
    """

    before: float
    after: float
    last_day: date | None

    @property
    def left(self) -> float:
        """Share that is left; 1 where there was nothing."""
        return self.after / self.before if self.before > 0 else 1.0

    @property
    def silent(self) -> bool:
        """Whether a tenth or less is left, which is then the finding."""
        return self.left <= SILENT

    @property
    def thin(self) -> bool:
        """Whether too little is left for shares, times and texts (`enough.thin_measures`)."""
        return self.after < LEAST_A_WEEK


def amounts(events: pl.DataFrame, w: Weekly, last: int, week: int) -> tuple[Amount, Amount]:
    """Of me and of them, before and since week `week`, over the weeks that the sources show."""
    early, late = sides(w, last, week)
    end = w.monday[0].toordinal() + w.daily.shape[1]
    me, them = (
        Amount(_a_week(w, person, early), _a_week(w, person, late), _last_day(events, person, date.fromordinal(end)))
        for person in (0, 1)
    )
    return me, them


def _a_week(w: Weekly, person: int, weeks: Ints) -> float:
    return float(w.turns[person, weeks].mean()) if len(weeks) else 0.0


def _last_day(events: pl.DataFrame, person: int, before: date) -> date | None:
    contact = events.filter((pl.col("person") == person) & pl.col("kind").cast(pl.String).is_in(CONTACT))
    day = contact.select(pl.col("at_local").dt.date().alias("day")).filter(pl.col("day") < before)["day"].max()
    return day if isinstance(day, date) else None


__all__ = ["Amount", "amounts"]
