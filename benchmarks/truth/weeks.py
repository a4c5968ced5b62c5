"""A couple looked at week after week: what the page would have said at the end of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from benchmarks.truth.jobs import Job, Record, couple_of, weeks_before

if TYPE_CHECKING:
    from ebbtide.analysis.measures.measure import Weekly
    from ebbtide.demo import Couple

#: Weeks of history before the first look at a stable couple, and the weekly looks of its year.
HISTORY, YEAR = 40, 52
#: Weeks of a changing couple that are followed after the onset, and looks before it.
AFTER, EARLIER = 16, 4


def weekly_record(job: Job) -> Record:
    """The words of each look: "none", a side, with "young " before it where it is too early to tell."""
    from ebbtide.analysis.measures import weekly

    stable = job.condition == "stable"
    couple = couple_of(job, HISTORY + YEAR - AFTER if stable else weeks_before(job.seed), AFTER)
    w = weekly(couple.conversation(), couple.truth.exported or _day_after(couple), couple.told.away)
    assert w is not None
    start = None if stable else whole_week(couple, w)
    first = HISTORY if start is None else start - EARLIER
    return {
        "condition": job.condition,
        "seed": job.seed,
        "moved": list(couple.truth.moved),
        "side": couple.truth.side,
        "volume": couple.truth.volume,
        "first": first,
        "onset_week": start,
        "words": list(words(w, first)),
    }


def _day_after(couple: Couple) -> date:
    assert couple.last_day is not None
    return couple.last_day + timedelta(days=1)


def whole_week(couple: Couple, w: Weekly) -> int:
    """The first week that lies wholly after the onset."""
    assert couple.truth.onset is not None
    return -(-(couple.truth.onset - w.monday[0]).days // 7)


def words(w: Weekly, first: int) -> Iterator[str]:
    """What the page says as of each week from `first` on."""
    from ebbtide.analysis.changes.minimum_data import enough_starts
    from ebbtide.analysis.changes.self_check import weekly_looks

    for verdict in weekly_looks(w, first, len(w.monday) - 1):
        is_named = verdict.side != "none" and enough_starts(
            w, verdict.week if verdict.week is not None else verdict.look.last + 1
        )
        yield f"{'young ' if verdict.young else ''}{verdict.side}" if is_named else "none"
