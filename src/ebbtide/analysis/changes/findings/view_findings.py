"""The sentences of the loop view, of the quarter view and of the day inside the date interval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ebbtide.analysis.changes.analysis import Analysis, State
from ebbtide.analysis.changes.minimum_data import last_week
from ebbtide.analysis.changes.other_channels import elsewhere
from ebbtide.analysis.changes.views.view_results import QuarterRow
from ebbtide.analysis.finding import Amount, Finding, How, Since, key
from ebbtide.analysis.measures.specs import INDEX, SPECS
from ebbtide.history.conversation import Span
from ebbtide.people import PEOPLE, Person

#: So many slow measures get lines at most: more would bury the others.
SLOW_MEASURES = 2
#: The start of a slow change is known to about half a quarter.
HALF_QUARTER = timedelta(days=45)
#: States in which the loop view speaks: the others say too little about whole weeks.
LOOKED_AT = frozenset({State.USUAL, State.CHANGED})


def loop_lines(tide: Analysis) -> Iterator[Finding]:
    """One line for each person as the one who writes more, or one line for both where no pattern shows."""
    if not tide.loop or tide.state not in LOOKED_AT or tide.context.living == "together":
        return
    if not any(row.clear for row in tide.loop):
        yield _loop("none", None)
        return
    for person in PEOPLE:
        found = [row.first for row in tide.loop if row.presser == person and row.clear]
        kind = "both" if len(found) == len(PEOPLE) else found[0] if found else "one_sided"
        yield _loop(kind, person, who=person, other=person.other)


def _loop(kind: str, person: Person | None, **values: object) -> Finding:
    change = kind in ("press", "retreat", "both")
    return Finding(key("views.loop", kind), "routine", values, person, ("loop",), (), change)


def slow_headline() -> Finding:
    """The headline where the weekly rule found nothing and the quarters did."""
    claims = ("change_date", "false_alarm_rate")
    return Finding("views.headline.slow", "headline", {}, None, ("quarters",), claims, True)


def slow_lines(tide: Analysis) -> Iterator[Finding]:
    """A line a person for each measure that moved slowly, whatever it shows of the other one.

    Only where the weekly rule found nothing: a change that it dates moves its quarter as well.
    """
    names = slow_measures(tide)
    rows = {(row.measure, row.person): row for row in (tide.quarters.rows if tide.quarters else ())}
    for name in names:
        for person in PEOPLE:
            yield _slow(tide, rows[name, person])


def slow_measures(tide: Analysis) -> tuple[str, ...]:
    """The measures that get lines, at most `SLOW_MEASURES`; how much is written says little in one home."""
    if tide.state != State.USUAL or tide.quarters is None:
        return ()
    together = tide.context.living == "together"
    slow = {row.measure for row in tide.quarters.rows if row.slow}
    return tuple(name for name in INDEX if name in slow and not (together and SPECS[name].volume))[:SLOW_MEASURES]


def _slow(tide: Analysis, row: QuarterRow) -> Finding:
    values: dict[str, object] = {"how": How(row.measure, row.person), "now": Amount(row.measure, row.unit, row.now)}
    if not row.slow or row.since is None:
        return Finding("views.quarters.steady", "changed", values, row.person, (row.measure,))
    low, high = (Amount(row.measure, row.unit, x, alone=True) for x in (row.levels[-1].low, row.levels[-1].high))
    since = Since(row.since, (row.since - HALF_QUARTER, row.since + HALF_QUARTER), tide.as_of)
    dated = {"before": Amount(row.measure, row.unit, row.before, alone=True), "low": low, "high": high, "since": since}
    sentence = "views.quarters.less" if row.slow < 0 else "views.quarters.more"
    claims = ("change_date",)
    return Finding(sentence, "changed", values | dated, row.person, (row.measure,), claims, True)


def asked(tide: Analysis) -> Iterator[Finding]:
    """Hints that contact moved elsewhere, as questions, where a change is dated."""
    w = tide.weekly
    if tide.state != State.CHANGED or tide.date is None or w is None:
        return
    split = sum(monday < tide.date for monday in w.monday)
    told = tide.context.living is not None
    for hint in elsewhere(w, split, last_week(w)):
        if not (hint == "evenings" and told):
            yield Finding(key("views.elsewhere", hint), "other", {}, None, (hint,))


def drift(tide: Analysis) -> Iterator[Finding]:
    """What a slow change is held against, where one is named."""
    if slow_measures(tide):
        yield Finding("views.quarters.drift", "sure")


def day(tide: Analysis) -> Iterator[Finding]:
    """The likeliest day, where single days narrow the date clearly."""
    if tide.day is None or tide.state != State.CHANGED or tide.context.living == "together":
        return
    shown = {"day": tide.day.day, "span": Span(*tide.day.interval)}
    yield Finding("views.day.likely", "sure", shown, None, ("day",), ("change_date",))


__all__ = ["asked", "day", "drift", "loop_lines", "slow_headline", "slow_lines", "slow_measures"]
