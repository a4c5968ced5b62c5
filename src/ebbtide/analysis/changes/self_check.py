"""The pair's own check: what the rule would have said on earlier dates of the same history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ebbtide.analysis.changes.constants import CHECK_DATES, MIN_WEEKS
from ebbtide.analysis.changes.tide import SelfCheck
from ebbtide.analysis.changes.verdict import Look, Verdict, decide, looks_at
from ebbtide.analysis.measures.measure import Weekly

#: At most this many past dates are checked, the latest ones.
MOST_DATES = 52
#: Looks that are computed side by side: more would take more memory and no less time.
AT_ONCE = 8


def weekly_looks(w: Weekly, first: int, last: int) -> Iterator[Verdict]:
    """What the rule said at the end of each week from `first` (at least 2) to `last`; each look is made once."""
    before: list[Look] = []
    for begin in range(first - 2, last + 1, AT_ONCE):
        for now in looks_at(w, range(begin, min(begin + AT_ONCE, last + 1))):
            if len(before) == 2:
                yield decide(now, before[1], before[0])
            before = [*before[-1:], now]


def self_check(w: Weekly, stop: int) -> SelfCheck:
    """Run the rule weekly on the dates before week `stop`; `spoke` lists the Sundays an episode began."""
    weeks = range(max(MIN_WEEKS, stop - MOST_DATES), stop)
    if len(weeks) < CHECK_DATES:
        return SelfCheck(len(weeks), False)
    speaking, spoke = False, []
    for found in weekly_looks(w, weeks[0], weeks[-1]):
        speaks = found.side != "none"
        if speaks and not speaking:
            spoke.append(w.monday[found.look.last] + timedelta(days=6))
        speaking = speaks
    return SelfCheck(len(weeks), True, tuple(spoke))
