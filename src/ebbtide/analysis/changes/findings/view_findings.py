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


def loop_lines(analysis: Analysis) -> Iterator[Finding]:
    """One line for each person as the one who writes more, or one line for both where no pattern shows."""
    if not analysis.loop or analysis.state not in LOOKED_AT or analysis.context.living == "together":
        return
    if not any(row.clear for row in analysis.loop):
        yield _loop("none", None)
        return
    for person in PEOPLE:
        directions = [row.first for row in analysis.loop if row.presser == person and row.clear]
        kind = "both" if len(directions) == len(PEOPLE) else directions[0] if directions else "one_sided"
        yield _loop(kind, person, who=person, other=person.other)


def _loop(kind: str, person: Person | None, **values: object) -> Finding:
    change = kind in ("press", "retreat", "both")
    return Finding(key("views.loop", kind), "routine", values, person, ("loop",), (), change)


def slow_lines(analysis: Analysis) -> Iterator[Finding]:
    """A line a person for each measure that moved slowly, whatever it shows of the other one.

    Only where the weekly rule found nothing: a change that it dates moves its quarter as well.
    """
    names = slow_measures(analysis)
    rows = {(row.measure, row.person): row for row in (analysis.quarters.rows if analysis.quarters else ())}
    for name in names:
        for person in PEOPLE:
            yield _slow(analysis, rows[name, person])


def slow_measures(analysis: Analysis) -> tuple[str, ...]:
    """The measures that get lines, at most `SLOW_MEASURES`; how much is written says little in one home."""
    if analysis.state != State.USUAL or analysis.quarters is None:
        return ()
    together = analysis.context.living == "together"
    slow = {row.measure for row in analysis.quarters.rows if row.slow}
    return tuple(name for name in INDEX if name in slow and not (together and SPECS[name].volume))[:SLOW_MEASURES]


def _slow(analysis: Analysis, row: QuarterRow) -> Finding:
    values: dict[str, object] = {"how": How(row.measure, row.person), "now": Amount(row.measure, row.unit, row.now)}
    if not row.slow or row.since is None:
        return Finding("views.quarters.steady", "changed", values, row.person, (row.measure,))
    low, high = (Amount(row.measure, row.unit, x, alone=True) for x in (row.levels[-1].low, row.levels[-1].high))
    since = Since(row.since, (row.since - HALF_QUARTER, row.since + HALF_QUARTER), analysis.as_of)
    dated = {"before": Amount(row.measure, row.unit, row.before, alone=True), "low": low, "high": high, "since": since}
    sentence = "views.quarters.less" if row.slow < 0 else "views.quarters.more"
    claims = ("change_date",)
    return Finding(sentence, "changed", values | dated, row.person, (row.measure,), claims, True)


def elsewhere_hints(analysis: Analysis) -> Iterator[Finding]:
    """Hints that contact moved elsewhere, as questions, where a change is dated."""
    w = analysis.weekly
    if analysis.state != State.CHANGED or analysis.date is None or w is None:
        return
    split = sum(monday < analysis.date for monday in w.monday)
    home_known = analysis.context.living is not None
    for hint in elsewhere(w, split, last_week(w)):
        if not (hint == "evenings" and home_known):
            yield Finding(key("views.elsewhere", hint), "other", {}, None, (hint,))


def drift(analysis: Analysis) -> Iterator[Finding]:
    """What a slow change is held against, where one is named."""
    if slow_measures(analysis):
        yield Finding("views.quarters.drift", "sure")


def day(analysis: Analysis) -> Iterator[Finding]:
    """The likeliest day, where single days narrow the date clearly."""
    if analysis.day is None or analysis.state != State.CHANGED or analysis.context.living == "together":
        return
    values = {"day": analysis.day.day, "span": Span(*analysis.day.interval)}
    yield Finding("views.day.likely", "sure", values, None, ("day",), ("change_date",))


__all__ = ["day", "drift", "elsewhere_hints", "loop_lines", "slow_lines", "slow_measures"]
