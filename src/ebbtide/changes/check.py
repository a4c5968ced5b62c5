"""The pair's own check: what the rule would have said on earlier dates of the same history."""

from __future__ import annotations

from datetime import timedelta

from ebbtide.changes.constants import CHECK_DATES, MIN_WEEKS
from ebbtide.changes.types import SelfCheck
from ebbtide.changes.verdict import decide, look_at
from ebbtide.measures.types import Weekly

#: At most this many past dates are checked, the latest ones.
MOST_DATES = 52


def self_check(w: Weekly, stop: int, withheld: frozenset[str] = frozenset()) -> SelfCheck:
    """Run the rule weekly on the dates before week `stop`; `spoke` lists the Sundays an episode began."""
    weeks = range(max(MIN_WEEKS, stop - MOST_DATES), stop)
    if len(weeks) < CHECK_DATES:
        return SelfCheck(len(weeks), False)
    earlier, speaking, spoke = look_at(w, weeks[0] - 1, withheld), False, []
    for week in weeks:
        now = look_at(w, week, withheld)
        speaks = decide(now, earlier).side != "none"
        if speaks and not speaking:
            spoke.append(w.monday[week] + timedelta(days=6))
        earlier, speaking = now, speaks
    return SelfCheck(len(weeks), True, tuple(spoke))
