"""Are the stated sizes true? Coverage of their 90 % intervals against the effects that were simulated."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from benchmarks.shared.statistics import Figure, mean, rate

Record = dict[str, Any]
By = dict[str, list[Record]]
#: Volume bands, messages a day. Source: docs/method/statistics.md#sizes.
BANDS = {"5 to 15 a day": (0.0, 15.0), "15 to 60 a day": (15.0, 60.0), "60 to 200 a day": (60.0, math.inf)}
#: Each measure with the channel of the simulator that moves it.
CHANNELS = {"length": "length", "reply_time": "latency", "warmth": "affection"}
CONDITIONS = ("abrupt", "me")
STARTS = "start_hazard"


class Item(NamedTuple):
    """One stated interval: of which measure and band, whether it held the truth, and whether the measure moved."""

    measure: str
    band: str
    held: bool
    moved: bool


def true_effect(measure: str, effect: float, before: float) -> float:
    """The simulated effect on the scale of the stated one: a ratio, or points at the couple's own level before."""
    if measure != "warmth":
        return math.exp(effect)
    share = min(max(before / 100, 1e-6), 1 - 1e-6)
    odds = share / (1 - share) * math.exp(effect)
    return 100 * (odds / (1 + odds) - share)


def _held(record: Record, arm: str, which: str) -> list[Item]:
    """Whether each interval holds the true effect, of the person who moved."""
    band = next(name for name, (low, high) in BANDS.items() if low <= record["volume"] < high)
    rows = record["arms"][arm].get(which, {})
    found = []
    for measure, channel in CHANNELS.items():
        if measure in rows:
            before, _, low, high, _ = rows[measure]
            effect = record["effects"][channel][record["moved"][0]]
            found.append(Item(measure, band, low <= true_effect(measure, effect, before) <= high, effect != 0))
    return found


def sized(by: By, arm: str) -> Figure:
    """Coverage by volume band, all measures and each.

    Where a change was called; the same of the measures that truly moved; and at the true date, where a change was
    called and everywhere.
    """
    couples = [record for name in CONDITIONS for record in by.get(name, []) if "sizes" in record["arms"][arm]]
    if not couples:
        return {}
    told = [record for record in couples if record["arms"][arm]["state"] == "changed"]
    stated = [item for record in told for item in _held(record, arm, "sizes")]
    rows = _coverage(stated, "size coverage")
    rows |= _coverage([item for item in stated if item.moved], "size coverage of what moved")
    rows |= _coverage(
        [item for record in told for item in _held(record, arm, "dated")], "size coverage at the true date"
    )
    every = [item for record in couples for item in _held(record, arm, "dated")]
    return rows | _coverage(every, "size coverage at the true date, called or not")


def _coverage(items: list[Item], name: str) -> Figure:
    rows = {}
    for band in BANDS:
        inside = [item for item in items if item.band == band]
        rows[f"{name}, {band}"] = rate(sum(item.held for item in inside), len(inside))
        for measure in CHANNELS:
            part = [item.held for item in inside if item.measure == measure]
            rows[f"{name}, {measure}, {band}"] = rate(sum(part), len(part))
    return rows


def starts_at_least(by: By, arm: str) -> Figure:
    """Where fewer starts were worded: how often the true fall is at least the stated one, and the careful end."""
    told = [
        (record["starts"][record["moved"][0]], record["arms"][arm]["sizes"][STARTS])
        for name in CONDITIONS
        for record in by.get(name, [])
        if STARTS in record["arms"][arm].get("sizes", {})
    ]
    lower = [(true, row) for true, row in told if row[4] and row[1] < 1]
    if not lower:
        return {}
    return {
        "starts, true fall at least the stated": _share([true <= row[1] for true, row in lower]),
        "starts, true fall at least the careful end": _share([true <= row[3] for true, row in lower]),
        "starts, stated ratio over the true one": mean([row[1] / true for true, row in lower]),
    }


def _share(results: list[bool]) -> Figure:
    return rate(sum(results), len(results))
