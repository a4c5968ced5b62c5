"""The sentences of a look: what the analysis found, in the words of the rule and in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator

from ebbtide.analysis.changes.analysis import Analysis, State
from ebbtide.analysis.changes.constants import MIN_STARTS_A_WEEK, MIN_WEEKS, SHORT_WEEKS, STABLE_RATE
from ebbtide.analysis.changes.findings import measure_rows as rows
from ebbtide.analysis.changes.findings.busy_findings import busy_or_fading
from ebbtide.analysis.changes.findings.explanations import EXPLAINED, coverage, living, other, unseen, withheld
from ebbtide.analysis.changes.findings.hot_cold_findings import back_and_forth, hot_cold_headline, hot_cold_lines
from ebbtide.analysis.changes.findings.next_steps import next_steps, own, rest_ends
from ebbtide.analysis.changes.findings.routine_findings import routines
from ebbtide.analysis.changes.findings.view_findings import (
    day,
    drift,
    loop_lines,
    slow_headline,
    slow_lines,
    slow_measures,
)
from ebbtide.analysis.changes.minimum_data import history, last_week, starts_before
from ebbtide.analysis.finding import Around, Finding, Phrase, Times, Weeks, key
from ebbtide.history.conversation import REST_DAYS
from ebbtide.people import PEOPLE, Person, Side


def findings(tide: Analysis, stable_rate: float | None = STABLE_RATE) -> tuple[Finding, ...]:
    """All sentences of a look, group by group in the order of a report.

    `tide` is complete but for its findings. `stable_rate` is the measured share of stable simulated
    pairs whose report holds a sentence of change; None leaves that sentence out. Evidence against
    stands before evidence for, and both people have the same number of lines.
    """
    if tide.state == State.RESTING:
        return tuple(_resting(tide))
    return tuple(_look(tide, stable_rate))


def _look(tide: Analysis, stable_rate: float | None) -> Iterator[Finding]:
    yield headline(tide)
    yield from _others(tide)
    yield from _against(tide)
    yield from _rows(tide)
    yield from slow_lines(tide)
    if tide.state == State.USUAL:
        yield from hot_cold_lines(tide)
    yield from busy_or_fading(tide)
    yield from routines(tide)
    yield from loop_lines(tide)
    yield own(tide)
    yield from next_steps(tide)
    yield from unseen(tide)
    yield from _sure(tide, stable_rate)
    yield from coverage(tide)
    yield _track()


def _track() -> Finding:
    return Finding("findings.me.track", "me", person=Person.ME, claims=("growth_either_way",))


def _resting(tide: Analysis) -> Iterator[Finding]:
    yield headline(tide)
    yield from rows.mine_alone(tide)
    yield from next_steps(tide)
    yield from unseen(tide)
    yield Finding("findings.sure.resting", "sure", {"who": Person.THEM})
    yield from coverage(tide)
    yield _track()


def headline(tide: Analysis) -> Finding:
    """The one sentence that answers "am I imagining it?"."""
    if tide.state == State.CHANGED:
        return _changed(tide)
    if tide.state == State.BOTH_STOPPED:
        when = Around(tide.date, tide.date_interval)
        return _head("both_stopped", {"when": when}, change=True)
    if tide.state == State.TOO_EARLY:
        return _head("too_early", change=True)
    if tide.state == State.RESTING:
        return _head("resting", _ending(tide))
    if tide.state == State.TOO_LITTLE:
        return _too_little(tide)
    if back_and_forth(tide):
        return hot_cold_headline()
    if slow_measures(tide):
        return slow_headline()
    count = history_weeks(tide)
    kind = "short" if tide.state == State.SHORT else "usual"
    return (
        _head("short_plain" if kind == "short" else "usual_plain")
        if count is None
        else _head(kind, {"weeks": Weeks(count)})
    )


def _head(
    kind: str, values: dict[str, object] | None = None, change: bool = False, person: Person | None = None
) -> Finding:
    evidence = ("index",) if change else ()
    claims = ("change_date", "false_alarm_rate") if change else ()
    return Finding(key("findings.headline", kind), "headline", values or {}, person, evidence, claims, change)


def _changed(tide: Analysis) -> Finding:
    when: dict[str, object] = {"when": Around(tide.date, tide.date_interval)}
    pattern = tide.pattern
    if tide.context.living == "together":
        return _head(key(pattern, "together"), when, change=True)
    if tide.side in (Side.ME, Side.THEM):
        (person,) = tide.side.people
        return _head(key(pattern, "one"), when | {"whose": person}, True, person)
    if tide.side == Side.BOTH and tide.first is not None:
        return _head(key(pattern, "first"), when | {"who": tide.first}, change=True)
    return _head(key(pattern, "both" if tide.side == Side.BOTH else "unclear"), when, change=True)


def _ending(tide: Analysis) -> dict[str, object]:
    ended = tide.context.ended
    shown = ended if ended is not None else Phrase("findings.dates.unknown")
    return {"ended": shown, "opens": rest_ends(tide), "days": REST_DAYS}


def history_weeks(tide: Analysis) -> int | None:
    """Complete weeks that are shown and not marked; None where nothing was measured."""
    return None if tide.weekly is None else history(tide.weekly, last_week(tide.weekly))


def usual_starts(tide: Analysis) -> tuple[float, float] | None:
    """Expected starts of each person in a usual week (median); None where nothing was measured."""
    return None if tide.weekly is None else starts_before(tide.weekly, last_week(tide.weekly) + 1)


def _too_little(tide: Analysis) -> Finding:
    count = history_weeks(tide)
    if count is not None and count < SHORT_WEEKS:
        return _head("too_little_weeks", {"weeks": Weeks(count), "needed": Weeks(SHORT_WEEKS)})
    starts = usual_starts(tide)
    few = [] if starts is None else [who for who in PEOPLE if starts[who] < MIN_STARTS_A_WEEK]
    if not few:
        return _head("too_little")
    needed = MIN_STARTS_A_WEEK
    if len(few) == len(PEOPLE):
        return _head("too_little_starts_both", {"needed": needed})
    return _head("too_little_starts", {"who": few[0], "needed": needed}, person=few[0])


def _others(tide: Analysis) -> Iterator[Finding]:
    if tide.state in EXPLAINED:
        yield from other(tide)
        yield from hot_cold_lines(tide)
    else:
        yield living(tide)
        if tide.state in (State.USUAL, State.SHORT):
            yield from withheld(tide)


def _against(tide: Analysis) -> Iterator[Finding]:
    if tide.state == State.CHANGED:
        yield from rows.against(tide)
    elif tide.state == State.USUAL:
        for person in PEOPLE:
            yield _hold("usual", person, whose=person)
    else:
        kind = {"too early": "early", "both stopped": "stopped", "short": "short"}.get(tide.state, "too_little")
        yield _hold(kind, claims=("early_you",) if kind == "short" else ())
    yield _hold("always", claims=("text_distance",))


def _hold(kind: str, person: Person | None = None, claims: tuple[str, ...] = (), **values: object) -> Finding:
    return Finding(key("findings.against", kind), "against", values, person, (), claims)


def _rows(tide: Analysis) -> Iterator[Finding]:
    if tide.state in (State.CHANGED, State.USUAL):
        yield from rows.changed(tide)
    elif tide.state in (State.SHORT, State.TOO_LITTLE):
        yield from rows.halves(tide)


def _certain(kind: str, claims: tuple[str, ...] = (), person: Person | None = None, **values: object) -> Finding:
    return Finding(key("findings.sure", kind), "sure", values, person, (), claims)


def _sure(tide: Analysis, stable_rate: float | None) -> Iterator[Finding]:
    if tide.state == State.CHANGED:
        yield from _sure_changed(tide)
    elif tide.state == State.USUAL:
        yield from drift(tide)
        yield _certain("limits")
        yield _certain("worry", ("anxious_overread",))
    elif tide.state == State.TOO_EARLY:
        yield _certain("early")
    elif tide.state == State.BOTH_STOPPED:
        yield _certain("stopped")
    else:
        yield from _missing(tide)
    if tide.state in (State.CHANGED, State.TOO_EARLY, State.USUAL, State.BOTH_STOPPED):
        yield from _rates(tide, stable_rate)
    yield _certain("forecast", ("no_forecast",))


def _sure_changed(tide: Analysis) -> Iterator[Finding]:
    if tide.date_interval is not None:
        yield _certain("date", ("change_date",))
    yield from day(tide)
    yield _certain("together")
    if any(item.spec.undercounted for item in tide.sizes if rows.controlled(tide, item)):
        yield _certain("attenuated")


def _missing(tide: Analysis) -> Iterator[Finding]:
    full = Weeks(MIN_WEEKS)
    count = history_weeks(tide)
    if tide.state == State.SHORT or count is None:
        yield _certain("short", full=full)
        return
    yield _certain("weeks", weeks=Weeks(count), short=SHORT_WEEKS, full=MIN_WEEKS)
    for person, starts in zip(PEOPLE, usual_starts(tide) or (), strict=False):
        who, needed = person, MIN_STARTS_A_WEEK
        yield _certain("starts", (), person, who=who, n=starts, needed=needed)


def _rates(tide: Analysis, stable_rate: float | None) -> Iterator[Finding]:
    yield _check(tide)
    if stable_rate is not None:
        yield _certain("stable", ("false_alarm_rate",), n=f"{1000 * stable_rate:.0f}")


def _check(tide: Analysis) -> Finding:
    check, claims = tide.check, ("false_alarm_rate",)
    if not check.enough:
        return _certain("check_short", claims)
    if not check.spoke:
        return _certain("check_never", claims, dates=check.dates)
    days = tuple(item for item in check.spoke)
    return _certain("check", claims, dates=check.dates, times=Times(len(check.spoke)), days=days)


__all__ = ["findings", "headline", "history_weeks", "usual_starts"]
