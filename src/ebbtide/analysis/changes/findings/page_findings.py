"""The sentences of a look: what the analysis found, in the words of the rule and in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator

from ebbtide.analysis.changes.analysis import Analysis, State
from ebbtide.analysis.changes.constants import MIN_STARTS_A_WEEK, MIN_WEEKS, SHORT_WEEKS, STABLE_RATE
from ebbtide.analysis.changes.findings import measure_rows as rows
from ebbtide.analysis.changes.findings.busy_findings import busy_or_fading
from ebbtide.analysis.changes.findings.explanations import EXPLAINED, coverage, living, other, unseen, withheld
from ebbtide.analysis.changes.findings.hot_cold_findings import hot_cold_lines
from ebbtide.analysis.changes.findings.next_steps import next_steps, own_row
from ebbtide.analysis.changes.findings.routine_findings import routines
from ebbtide.analysis.changes.findings.view_findings import day, drift, loop_lines, slow_lines
from ebbtide.analysis.changes.minimum_data import history, last_week, starts_before
from ebbtide.analysis.finding import Finding, Times, Weeks, key
from ebbtide.people import PEOPLE, Person


def findings(analysis: Analysis, stable_rate: float | None = STABLE_RATE) -> tuple[Finding, ...]:
    """All sentences of a look but its headline, group by group in the order of a report.

    `tide` is complete but for its findings. `stable_rate` is the measured share of stable simulated
    pairs whose report holds a sentence of change; None leaves that sentence out. Evidence against
    stands before evidence for, and both people have the same number of lines.
    """
    if analysis.state == State.RESTING:
        return tuple(_resting(analysis))
    return tuple(_look(analysis, stable_rate))


def _look(analysis: Analysis, stable_rate: float | None) -> Iterator[Finding]:
    yield from _others(analysis)
    yield from _against(analysis)
    if analysis.state in (State.CHANGED, State.USUAL):
        yield from rows.changed(analysis)
    elif analysis.state in (State.SHORT, State.TOO_LITTLE):
        yield from rows.halves(analysis)
    yield from slow_lines(analysis)
    if analysis.state == State.USUAL:
        yield from hot_cold_lines(analysis)
    yield from busy_or_fading(analysis)
    yield from routines(analysis)
    yield from loop_lines(analysis)
    yield own_row(analysis)
    yield from next_steps(analysis)
    yield from unseen(analysis)
    yield from _sure(analysis, stable_rate)
    yield from coverage(analysis)
    yield _track()


def _track() -> Finding:
    return Finding("findings.me.track", "me", person=Person.ME, claims=("growth_either_way",))


def _resting(analysis: Analysis) -> Iterator[Finding]:
    yield from rows.mine_alone(analysis)
    yield from next_steps(analysis)
    yield from unseen(analysis)
    yield Finding("findings.sure.resting", "sure", {"who": Person.THEM})
    yield from coverage(analysis)
    yield _track()


def history_weeks(analysis: Analysis) -> int | None:
    """Complete weeks that are shown and not marked; None where nothing was measured."""
    return None if analysis.weekly is None else history(analysis.weekly, last_week(analysis.weekly))


def usual_starts(analysis: Analysis) -> tuple[float, float] | None:
    """Expected starts of each person in a usual week (median); None where nothing was measured."""
    return None if analysis.weekly is None else starts_before(analysis.weekly, last_week(analysis.weekly) + 1)


def _others(analysis: Analysis) -> Iterator[Finding]:
    if analysis.state in EXPLAINED:
        yield from other(analysis)
        yield from hot_cold_lines(analysis)
    else:
        yield living(analysis)
        if analysis.state in (State.USUAL, State.SHORT):
            yield from withheld(analysis)


def _against(analysis: Analysis) -> Iterator[Finding]:
    if analysis.state == State.CHANGED:
        yield from rows.against(analysis)
    elif analysis.state == State.USUAL:
        for person in PEOPLE:
            yield _hold("usual", person, whose=person)
    else:
        kind = {"too early": "early", "both stopped": "stopped", "short": "short"}.get(analysis.state, "too_little")
        yield _hold(kind, claims=("early_you",) if kind == "short" else ())
    yield _hold("always", claims=("text_distance",))


def _hold(kind: str, person: Person | None = None, claims: tuple[str, ...] = (), **values: object) -> Finding:
    return Finding(key("findings.against", kind), "against", values, person, (), claims)


def _certain(kind: str, claims: tuple[str, ...] = (), person: Person | None = None, **values: object) -> Finding:
    return Finding(key("findings.sure", kind), "sure", values, person, (), claims)


def _sure(analysis: Analysis, stable_rate: float | None) -> Iterator[Finding]:
    if analysis.state == State.CHANGED:
        yield from _sure_changed(analysis)
    elif analysis.state == State.USUAL:
        yield from drift(analysis)
        yield _certain("limits")
        yield _certain("worry", ("anxious_overread",))
    elif analysis.state == State.TOO_EARLY:
        yield _certain("early")
    elif analysis.state == State.BOTH_STOPPED:
        yield _certain("stopped")
    else:
        yield from _missing(analysis)
    if analysis.state in (State.CHANGED, State.TOO_EARLY, State.USUAL, State.BOTH_STOPPED):
        yield _check(analysis)
        if stable_rate is not None:
            yield _certain("stable", ("false_alarm_rate",), n=f"{1000 * stable_rate:.0f}")
    yield _certain("forecast", ("no_forecast",))


def _sure_changed(analysis: Analysis) -> Iterator[Finding]:
    if analysis.date_interval is not None:
        yield _certain("date", ("change_date",))
    yield from day(analysis)
    yield _certain("together")
    if any(item.spec.undercounted for item in analysis.sizes if rows.controlled(analysis, item)):
        yield _certain("attenuated")


def _missing(analysis: Analysis) -> Iterator[Finding]:
    full = Weeks(MIN_WEEKS)
    count = history_weeks(analysis)
    if analysis.state == State.SHORT or count is None:
        yield _certain("short", full=full)
        return
    yield _certain("weeks", weeks=Weeks(count), short=SHORT_WEEKS, full=MIN_WEEKS)
    for person, starts in zip(PEOPLE, usual_starts(analysis) or (), strict=False):
        who, needed = person, MIN_STARTS_A_WEEK
        yield _certain("starts", (), person, who=who, n=starts, needed=needed)


def _check(analysis: Analysis) -> Finding:
    check, claims = analysis.check, ("false_alarm_rate",)
    if not check.enough:
        return _certain("check_short", claims)
    if not check.spoke:
        return _certain("check_never", claims, dates=check.dates)
    days = tuple(item for item in check.spoke)
    return _certain("check", claims, dates=check.dates, times=Times(len(check.spoke)), days=days)


__all__ = ["findings", "history_weeks", "usual_starts"]
