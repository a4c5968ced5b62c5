"""Near silence up to the day of the export, told by days: did a person all but stop writing here?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ebbtide.changes.enough import shown_weeks
from ebbtide.measures.types import Floats, Weekly

#: "Near nothing": at most this share of the usual messages a day.
NEAR_NOTHING = 0.15
#: For at least this many days, in which this many messages would have been usual.
LEAST_DAYS, LEAST_EXPECTED = 21, 20.0
#: Rate of a silent stretch, as a share of the usual, in the search for its first day.
_QUIET = 0.06
#: The search goes back this many days; older silences are for the index.
LOOK_BACK_DAYS = 104 * 7
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
    rows = w.messages[:, : last + 1][:, shown_weeks(w, last)]
    # Weeks of silence must not count as usual, however many they are.
    usual = [float(np.median(row[row > 0])) / 7 if (row > 0).any() else 0.0 for row in rows]
    daily = w.daily if last == len(w.monday) - 1 else w.daily[:, : 7 * (last + 1)]
    found = [_since(daily[p, -LOOK_BACK_DAYS:], usual[p]) for p in (0, 1)]
    skipped = max(0, daily.shape[1] - LOOK_BACK_DAYS)
    me, them = (None if k is None else w.monday[0] + timedelta(days=skipped + k) for k in found)
    return Silence((me, them))


def _since(daily: Floats, usual: float) -> int | None:
    """Day index of the best Poisson change from the usual rate to near nothing, if it is one."""
    if usual <= 0 or len(daily) < LEAST_DAYS:
        return None
    gain = np.cumsum((daily * np.log(_QUIET) + (1 - _QUIET) * usual)[::-1])[::-1]
    day = int(gain.argmax())
    rest = daily[day:]
    long_enough = len(rest) >= LEAST_DAYS and usual * len(rest) >= LEAST_EXPECTED
    return day if long_enough and float(rest.mean()) <= NEAR_NOTHING * usual else None
