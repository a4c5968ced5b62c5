"""Weekly looks: how often a stable pair is alarmed in a year, and how soon a change is seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from benchmarks.shared.statistics import Figure, mean, rate

Record = dict[str, Any]
#: Weeks after the onset at which "seen by then" is asked.
BY_WEEKS = (2, 3, 4, 6, 8, 12, 16)
#: What counts as an alarm: a page that says something changed; or also one that says "too early to tell".
WAYS = {"": False, ", too early counted": True}


def alarm(word: str, early: bool) -> bool:
    """Whether the page of this week is an alarm."""
    return word != "none" and (early or not word.startswith("young "))


def begins(words: list[str], early: bool) -> list[int]:
    """Positions of the looks at which an alarm begins; one that is on at the first look begins there."""
    on = [alarm(word, early) for word in words]
    return [k for k, now in enumerate(on) if now and not (k and on[k - 1])]


def seen_after(record: Record, early: bool) -> tuple[int, str] | None:
    """Whole weeks after the onset at which an alarm first began, and its word; an older one does not count.

    The look at the end of the onset's own week, which it may fill in part, is 0.
    """
    for k in begins(record["words"], early):
        weeks = record["first"] + k - record["onset_week"] + 1
        if weeks >= 0:
            return weeks, record["words"][k].removeprefix("young ")
    return None


def episodes(records: Iterable[Record]) -> Figure:
    """False alarms a stable couple-year, and shares of abrupt changes seen by each week."""
    records = list(records)
    stable = [record for record in records if record["condition"] == "stable"]
    abrupt = [record for record in records if record["condition"] == "abrupt"]
    table: Figure = {}
    for name, early in WAYS.items():
        table |= _years(stable, name, early) | _seen(abrupt, name, early)
    return table


def _years(stable: list[Record], name: str, early: bool) -> Figure:
    counts = [float(len(begins(record["words"], early))) for record in stable]
    weeks = [alarm(word, early) for record in stable for word in record["words"]]
    return {
        f"false alarms a couple-year{name}": mean(counts),
        f"stable years with any alarm{name}": rate(sum(count > 0 for count in counts), len(counts)),
        f"stable weeks in alarm{name}": rate(sum(weeks), len(weeks)),
    }


def _seen(abrupt: list[Record], name: str, early: bool) -> Figure:
    found = [seen_after(record, early) for record in abrupt]
    table = {
        f"seen by week {week}{name}": rate(
            sum(record is not None and record[0] <= week for record in found), len(found)
        )
        for week in BY_WEEKS
    }
    right = [record is not None and record[1] in ("them", "both") for record in found]
    return table | {f"seen by week {BY_WEEKS[-1]}, first word their side or both{name}": rate(sum(right), len(right))}
