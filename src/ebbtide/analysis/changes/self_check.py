"""The pair's own check: what the rule would have said on earlier dates of the same history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ebbtide.analysis.changes.analysis import SelfCheck
from ebbtide.analysis.changes.constants import CHECK_DATES, LINE, MIN_WEEKS
from ebbtide.analysis.changes.verdict import Look, Verdict, decide, largest_fall, looks_at
from ebbtide.analysis.measures.measure import Weekly
from ebbtide.people import Side

#: At most this many past dates are checked, the latest ones.
MOST_DATES = 52
#: Looks that are computed side by side: more would take more memory and no less time.
AT_ONCE = 8
#: A week in which neither index has fallen further than this lately is passed over. On 24 development couples with 52
#: dates each, the least fall of a person over the line was .45; two dates in three are under this for both people.
NEAR = 0.3


def weekly_looks(w: Weekly, first: int, last: int) -> Iterator[Verdict]:
    """What the rule said at the end of each week from `first` (at least 2) to `last`; each look is made once."""
    before: list[Look] = []
    for begin in range(first - 2, last + 1, AT_ONCE):
        for now in looks_at(w, range(begin, min(begin + AT_ONCE, last + 1))):
            if len(before) == 2:
                yield decide(now, before[1], before[0])
            before = [*before[-1:], now]


def self_check(w: Weekly, stop: int) -> SelfCheck:
    """Run the rule weekly on the dates before week `stop`; `spoke` lists the Sundays an episode began.

    The rule speaks only where two weeks in a row are over its line. So every second week is looked at first,
    where a fall is near at all, and its neighbours only beside one over the line.
    """
    weeks = range(max(MIN_WEEKS, stop - MOST_DATES), stop)
    if len(weeks) < CHECK_DATES:
        return SelfCheck(len(weeks), False)
    speaking = {ruling.look.last for ruling in _near_the_line(w, weeks) if ruling.side != Side.NONE}
    begun = [week for week in sorted(speaking) if week - 1 not in speaking]
    return SelfCheck(len(weeks), True, tuple(w.monday[week] + timedelta(days=6) for week in begun))


def _near_the_line(w: Weekly, weeks: range) -> Iterator[Verdict]:
    """What the rule says at the end of each week that can speak at all."""
    every_second = range(weeks[0] - 1, weeks[-1] + 1, 2)
    near = {week for week in every_second if largest_fall(w, week) > NEAR}
    looks = _looked_at(w, near)
    over = {week for week in near if max(drop.probability for drop in looks[week].drops) > LINE}
    candidates = sorted({k for week in over for k in (week, week + 1) if k in weeks})
    looks |= _looked_at(w, {k - back for k in candidates for back in range(3)} - set(looks))
    yield from (decide(looks[k], looks[k - 1], looks[k - 2]) for k in candidates)


def _looked_at(w: Weekly, weeks: set[int]) -> dict[int, Look]:
    ordered = sorted(weeks)
    parts = (ordered[begin : begin + AT_ONCE] for begin in range(0, len(ordered), AT_ONCE))
    return {look.last: look for part in parts for look in looks_at(w, part)}
