"""A made-up look for every situation of an answer, with the sentences that the product says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from ebbtide.analysis.changes.amounts import Amount
from ebbtide.analysis.changes.analysis import Analysis, Pattern
from ebbtide.analysis.changes.answer import Situation
from ebbtide.analysis.changes.hot_cold.stretches import HotCold
from ebbtide.analysis.changes.views.view_results import QuarterLevel, QuarterRow, QuarterView
from ebbtide.history.conversation import Context, Edge
from ebbtide.people import PEOPLE, Person, Side
from ebbtide.presentation.sentences import Tide
from tests.support.sample_tide import AS_OF, CHANGE, FIRST, MEASURES, sample, switching

LAST = AS_OF - timedelta(days=24)


def spoken(analysis: Analysis) -> Tide:
    """The look with its real sentences; the day of the export is known."""
    bare = analysis.analysis if isinstance(analysis, Tide) else analysis
    return Tide.of(replace(bare, export_day_unknown=False))


def of(situation: Situation, other: str = "Sam") -> Tide:
    """A finished look in that situation."""
    return spoken(_MAKERS[situation](other))


def moved(other: str = "Sam", side: str = Side.THEM, people: tuple[Person, ...] = (Person.THEM,)) -> Analysis:
    """A dated change in which several measures of `people` may be said to have changed."""
    tide = sample("changed", other).analysis
    sizes = tuple(
        replace(
            change,
            withheld=None,
            after=change.before * _LEFT.get(change.measure, 1.0) if change.person in people else change.before,
            controlled=change.person in people and change.measure in _LEFT,
            clear=change.person in people and change.measure in _LEFT,
            **_range(change, change.person in people),
        )
        for change in tide.sizes
    )
    me, them = tide.index
    index = (them if Person.ME in people else me, them if Person.THEM in people else me)
    return replace(
        tide, sizes=sizes, side=Side(side), pattern=Pattern.LASTING, elsewhere=(), context=Context(), index=index
    )


_LEFT = {"start_hazard": 0.55, "answered": 0.85, "reply_time": 2.2, "warmth": 0.5, "messages": 0.6}


def _range(change, falls):
    left = _LEFT.get(change.measure, 1.0) if falls else 1.0
    if change.scale == "points":
        effect = change.before * (left - 1.0)
        spread = 2.0
        return {"effect": effect, "low": effect - spread, "high": effect + spread}
    return {"effect": left, "low": left * 0.85, "high": left * 1.15}


def quarters(tide: Analysis, person: Person) -> QuarterView:
    """Five quarters in which one person writes first less and less."""
    starts = tuple(FIRST + timedelta(days=91 * k) for k in range(5))
    rows = []
    for name, _, unit, _, _, me, them, _ in MEASURES:
        for who, level in zip(PEOPLE, (me, them), strict=True):
            falls = who == person and name == "start_hazard"
            levels = [level * (1 - 0.12 * k * falls) for k in range(5)]
            shown = tuple(QuarterLevel(x, x * 0.9, x * 1.1) for x in levels)
            slow = -1 if falls else 0
            rows.append(QuarterRow(name, who, unit, shown, level, levels[-1], slow, starts[2] if falls else None))
    for who in PEOPLE:
        shown = tuple(QuarterLevel(0.2 - 0.1 * k * (who == person), -0.1, 0.3) for k in range(5))
        rows.append(QuarterRow("index", who, "", shown, 0.2, shown[-1].level))
    return QuarterView(starts, starts[-1] + timedelta(days=90), tuple(rows))


def silent(other: str, *, wrote_on: bool) -> Analysis:
    """The other person all but stopped; the user wrote on, or did not."""
    tide = moved(other)
    mine = Amount(60.0, 40.0, AS_OF - timedelta(days=1)) if wrote_on else Amount(60.0, 12.0, LAST - timedelta(days=2))
    daily = tide.weekly.daily.copy()
    daily[1, (CHANGE - FIRST).days + 9 :] = 0.0
    sizes = tuple(
        replace(change, after=change.before * 0.03, effect=0.03, low=0.01, high=0.08, controlled=True)
        if change.person == Person.THEM and change.measure in ("start_hazard", "messages")
        else replace(change, withheld="findings.withheld.few", controlled=False)
        if change.person == Person.THEM
        else change
        for change in tide.sizes
    )
    amounts = (mine, Amount(55.0, 1.7, LAST))
    return replace(tide, weekly=replace(tide.weekly, daily=daily), amounts=amounts, sizes=sizes)


def steady(other: str = "Sam") -> Analysis:
    """A look that found nothing, with sizes of both halves."""
    tide = moved(other, Side.NONE, ())
    bare = sample("usual", other).analysis
    return replace(bare, sizes=tide.sizes, context=Context())


def _short(other: str) -> Analysis:
    return sample("short", other).analysis


_MAKERS = {
    Situation.LESS_FROM_THEM: moved,
    Situation.LESS_FROM_ME: lambda other: moved(other, Side.ME, (Person.ME,)),
    Situation.LESS_FROM_BOTH: lambda other: moved(other, Side.BOTH, PEOPLE),
    Situation.BOTH_THEY_FIRST: lambda other: replace(moved(other, Side.BOTH, PEOPLE), first=Person.THEM),
    Situation.BOTH_ME_FIRST: lambda other: replace(moved(other, Side.BOTH, PEOPLE), first=Person.ME),
    Situation.UNCLEAR: lambda other: moved(other, Side.UNCLEAR, PEOPLE),
    Situation.TOGETHER: lambda other: replace(moved(other, Side.UNCLEAR), context=Context(living="together")),
    Situation.TOO_EARLY: lambda other: replace(
        sample("too early", other).analysis, date=AS_OF - timedelta(days=20), date_interval=None, context=Context()
    ),
    Situation.BOTH_SILENT: lambda other: replace(sample("both stopped", other).analysis, context=Context()),
    Situation.THEY_SILENT: lambda other: silent(other, wrote_on=True),
    Situation.NOT_ASKED: lambda other: silent(other, wrote_on=False),
    Situation.USUAL: steady,
    Situation.HOLE: lambda other: replace(steady(other), hole=Edge("hole", date(2024, 9, 2), date(2025, 1, 12))),
    Situation.SLOW: lambda other: replace(steady(other), quarters=quarters(steady(other), Person.THEM)),
    Situation.BACK_AND_FORTH: lambda other: replace(steady(other), hot_cold=(HotCold(), switching())),
    Situation.SHORT: _short,
    Situation.TOO_LITTLE: lambda other: sample("too little", other).analysis,
    Situation.RESTING: lambda other: replace(
        sample("resting", other).analysis, context=Context(ended=AS_OF - timedelta(days=9))
    ),
    Situation.ENDED: lambda other: replace(moved(other), context=Context(ended=CHANGE)),
}
ALL_SITUATIONS = tuple(_MAKERS)
