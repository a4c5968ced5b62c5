"""What is asked of the truth benchmark: one table of figures and bounds, and whether each is met."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.shared.peers import PEERS
from benchmarks.shared.tables import lines, value, verdict
from benchmarks.truth.sizes import BANDS, CHANNELS

Figure = dict[str, Any]
#: The least that is more than nothing.
ABOVE = 1e-9


@dataclass(frozen=True)
class Bar:
    """A figure of a place must lie from `least` to `most`; `on` names the part of the figure that is held to it."""

    place: str
    figure: str
    least: float = -math.inf
    most: float = math.inf
    on: str = "value"

    @property
    def asked(self) -> str:
        """The bound in words."""
        if math.isfinite(self.least) and math.isfinite(self.most):
            return f"{self.least:g} to {self.most:g}"
        if self.least == ABOVE:
            return "above 0"
        return f">= {self.least:g}" if math.isfinite(self.least) else f"<= {self.most:g}"

    def met(self, figure: Figure) -> bool:
        """Whether the figure lies inside."""
        return bool(self.least <= figure[self.on] <= self.most)


#: Asked on both simulators. Source: docs/method/bars.md#the-look.
_BOTH = (
    ("auc abrupt", 0.975, math.inf),
    ("auc gradual", 0.965, math.inf),
    ("auc side", 0.99, math.inf),
    ("abrupt told", 0.80, math.inf),
    ("stable called", -math.inf, 0.01),
    ("wrong side worst", -math.inf, 0.025),
    ("wrong side worst upper bound", -math.inf, 0.05),
    ("stable any sentence", -math.inf, 0.05),
    ("attribution", 0.80, math.inf),
    ("brier", -math.inf, 0.085),
    ("stated against true", -math.inf, 0.06),
    ("median date error", 0.0, 1.0),
    ("interval coverage", 0.87, 0.96),
    ("interval width", -math.inf, 6.0),
)
#: Share of 90 % intervals of sizes that must hold the truth.
_SIZES = (0.86, 0.95)
#: The questions on which each peer must be beaten on its own series.
_QUESTIONS = ("auc abrupt", "auc gradual", "auc side")
#: Told the date, which nobody has who asks whether anything changed: shown, and not a bar.
_TOLD = "told the date"


def bars() -> tuple[Bar, ...]:
    """Every figure that is asked for, in the order in which it is printed."""
    return (
        *(Bar("full", name, least, most) for name, least, most in _BOTH),
        Bar("full", "clearest named", 0.95),
        *_arms(),
        *_sizes(),
        *_peers("peers"),
        Bar("stress", "stable called", most=0.04),
        Bar("stress", "auc abrupt", 0.90),
        *_weekly(),
        *(Bar("second", name, least, most) for name, least, most in _BOTH),
        *_peers("second-peers"),
        Bar("speed", "five years, CPU seconds", most=0.6),
        Bar("speed", "five years, megabytes", most=300.0),
    )


def _arms() -> Iterator[Bar]:
    for name in ("abrupt told", *_QUESTIONS):
        yield Bar("no-affection", f"{name}, worse by", most=0.02)
    yield Bar("timing", "stable called", most=0.02)
    yield Bar("timing", "abrupt told", 0.55)


def _sizes() -> Iterator[Bar]:
    for band in BANDS:
        yield Bar("full", f"size coverage, {band}", *_SIZES)
        for measure in CHANNELS:
            yield Bar("full", f"size coverage, {measure}, {band}", *_SIZES)


def _peers(place: str) -> Iterator[Bar]:
    """On its own series, what it is told to look at, a peer must be beaten; on the reference index not below it.

    Beaten: the paired interval of the difference lies above zero. Not below: the difference does not.
    """
    for who, (series, _) in PEERS.items():
        if not who.startswith(_TOLD):
            for question in _QUESTIONS:
                least, on = (0.0, "value") if series == "index" else (ABOVE, "low")
                yield Bar(place, f"above {who}, {question}", least, on=on)


def _weekly() -> Iterator[Bar]:
    for way in ("", ", too early counted"):
        yield Bar("weekly", f"false alarms a couple-year{way}", most=0.14)
        yield Bar("weekly", f"seen by week 8{way}", 0.60)


def verdicts(table: Figure) -> list[Figure]:
    """Every bar whose figure is there: place, name, value with its interval, what is asked, met or not."""
    rows = []
    for bar in bars():
        figure = (table["arms"].get(bar.place) or table.get(bar.place) or {}).get(bar.figure)
        if figure and figure.get("value") is not None:
            parts = {name: figure[name] for name in ("value", "low", "high", "of", "where") if name in figure}
            rows.append(
                {"place": bar.place, "figure": bar.figure, "asked": bar.asked, "on": bar.on, "met": bar.met(figure)}
                | parts
            )
    return rows


def show(table: Figure) -> str:
    """Every figure, then what is asked with met or MISSED."""
    asked = [
        f"{verdict(row['met']):6s} {row['place']:13s} {row['figure']:46s} {value(row):26s} {row['asked']}"
        + (f" ({row['on']})" if row["on"] != "value" else "")
        for row in table["asked"]
    ]
    figures = {name: part for name, part in table.items() if name != "asked"}
    return "\n".join([*lines(figures), "\n== asked for", *asked])
