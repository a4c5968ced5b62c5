"""Near silence up to the day of the export, told by days: did a person all but stop writing here?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ebbtide.analysis.changes.minimum_data import shown_weeks
from ebbtide.analysis.measures.measure import Floats, Weekly
from ebbtide.people import PEOPLE

#: "Near nothing": at most this share of the usual messages a day.
NEAR_NOTHING = 0.15
#: For at least this many days, in which this many messages would have been usual.
LEAST_DAYS, LEAST_EXPECTED = 21, 20.0
#: Rate of a silent stretch, as a share of the usual, in the search for its first day.
_QUIET = 0.06
#: Two who fall silent within this many days of each other stopped "at once".
TOGETHER_DAYS = 14


@dataclass(frozen=True)
class Silence:
    """First day of each person's near silence that lasts to the day of the look; None where there is none."""

    since: tuple[date | None, date | None]

    @property
    def both(self) -> bool:
        """Both stopped at once."""
        me, them = self.since
        return me is not None and them is not None and abs((me - them).days) <= TOGETHER_DAYS


def silence(w: Weekly, last: int) -> Silence:
    """Look for a near silence at the end of the days that the sources show."""
    rows = w.turns[:, : last + 1][:, shown_weeks(w, last)]
    # Weeks of silence must not count as usual, however many they are.
    usual = [float(np.median(row[row > 0])) / 7 if (row > 0).any() else 0.0 for row in rows]
    daily = w.daily if last == len(w.monday) - 1 else w.daily[:, : 7 * (last + 1)]
    starts = [_since(daily[p], usual[p]) for p in PEOPLE]
    me, them = (None if k is None else w.monday[0] + timedelta(days=k) for k in starts)
    return Silence((me, them))


def _since(daily: Floats, usual: float) -> int | None:
    """Day index of the best Poisson change from the usual rate to near nothing, if it is one.

    Hidden days (nan) count neither as silence nor as contact.
    """
    visible = np.flatnonzero(np.isfinite(daily))
    if usual <= 0 or len(visible) < LEAST_DAYS:
        return None
    gain = np.cumsum((daily[visible] * np.log(_QUIET) + (1 - _QUIET) * usual)[::-1])[::-1]
    start = int(gain.argmax())
    tail = daily[visible[start:]]
    long_enough = len(tail) >= LEAST_DAYS and usual * len(tail) >= LEAST_EXPECTED
    return int(visible[start]) if long_enough and float(tail.mean()) <= NEAR_NOTHING * usual else None
