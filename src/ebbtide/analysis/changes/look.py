"""From a conversation to an `Analysis`: enough data, the rule, sizes, the pattern, the pair's own check."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.changes import constants as c
from ebbtide.analysis.changes.amounts import amounts
from ebbtide.analysis.changes.analysis import Analysis, Change, IndexTrack, Pattern, State
from ebbtide.analysis.changes.busy.busy_or_fading import busy
from ebbtide.analysis.changes.hot_cold.switching import hot_cold
from ebbtide.analysis.changes.minimum_data import (
    Withheld,
    enough_starts,
    history,
    hours_shifted,
    last_week,
    sides,
    spoken_shifted,
    thin_measures,
    withheld_measures,
)
from ebbtide.analysis.changes.near_silence import Silence, silence
from ebbtide.analysis.changes.other_channels import elsewhere
from ebbtide.analysis.changes.self_check import self_check
from ebbtide.analysis.changes.sizes import LEAST_WEEKS, sizes
from ebbtide.analysis.changes.verdict import Look, Verdict, look_at, verdict
from ebbtide.analysis.changes.views.change_day import day_of_change
from ebbtide.analysis.changes.views.loop import loop
from ebbtide.analysis.changes.views.quarters import quarters
from ebbtide.analysis.changes.would_show import fall_that_shows
from ebbtide.analysis.measures import Weekly, weekly
from ebbtide.history.conversation import Context, Conversation, Edge
from ebbtide.history.turns import hour_grid
from ebbtide.people import PEOPLE, Person, Side


@dataclass(frozen=True)
class _Outcome:
    """The parts of a Analysis that depend on the kind of page."""

    state: State
    side: Side
    rule: Verdict | None = None
    week: int | None = None
    dates: NDArray[np.int64] | None = None
    day: date | None = None  # first day of a near silence, where that is what was found


def analyse(
    chat: Conversation,
    as_of: date | None = None,
    context: Context | None = None,
    minimum: str | None = "rule",
    check: bool = True,
) -> Analysis:
    """What changed between these two, as of a day.

    as_of: what would have been said on that day (default: the day of the export, else the day after
    the last message). minimum: "rule" holds the least data of rule 2, None lifts it for
    research. check: whether to run the pair's own check, and what a
    fall would have had to be to show.
    """
    context = context or Context()
    day, day_known = chat.day_of_look(as_of, context), chat.known_day(as_of, context) is not None
    w = weekly(chat, day, context.away)
    if w is not None and chat.coverage is not None and w.holes:
        chat = replace(chat, coverage=replace(chat.coverage, edges=(*chat.coverage.edges, *w.holes)))
    base = Analysis(chat, context, day, State.TOO_LITTLE, Side.TOO_LITTLE, w, export_day_unknown=not day_known)
    if context.resting(day):
        return replace(base, state=State.RESTING, side=Side.NONE, weekly=None)
    if w is None or (last := last_week(w)) < c.SHORT_WEEKS - 1:
        return base
    return _judge(base, w, last, minimum, check)


def _judge(base: Analysis, w: Weekly, last: int, minimum: str | None, check: bool) -> Analysis:
    withheld = withheld_measures(w, last)
    weeks = history(w, last)
    if minimum and weeks < c.SHORT_WEEKS:
        return base
    if minimum and weeks < c.MIN_WEEKS:
        return _with_rows(base, w, last, _Outcome(State.SHORT, Side.TOO_LITTLE), withheld)
    outcome = _rule(base, w, last, withheld)
    if minimum and not enough_starts(w, outcome.week if outcome.week is not None else last + 1):
        return _with_rows(base, w, last, _Outcome(State.TOO_LITTLE, Side.TOO_LITTLE), withheld)
    analysis = _with_views(_with_rows(base, w, last, outcome, withheld), w, last, outcome, withheld)
    if not check:
        return analysis
    shows = fall_that_shows(w, last, withheld) if outcome.state == State.USUAL else None
    return replace(analysis, check=self_check(w, _before_change(outcome, last)), would_show=shows)


def _rule(base: Analysis, w: Weekly, last: int, withheld: Withheld) -> _Outcome:
    rule = verdict(w, last, withheld)
    quiet = silence(w, last)
    if quiet.both:
        return _stopped(State.BOTH_STOPPED, Side.UNCLEAR, rule, w, quiet)
    if quiet.since != (None, None):
        return _one_stopped(base, rule, w, quiet)
    if rule.side == Side.NONE:
        return _Outcome(State.USUAL, Side.NONE, rule)
    if rule.young:
        return _Outcome(State.TOO_EARLY, Side.TOO_EARLY, rule, rule.week, rule.dates)
    called = rule.week is not None and "calls" in elsewhere(w, rule.week, last)
    side = Side.UNCLEAR if called or _writes_otherwise(w, rule, last) or _at_an_edge(base, w, rule) else rule.side
    return _Outcome(State.CHANGED, _side(base, side), rule, rule.week, rule.dates)


def _writes_otherwise(w: Weekly, rule: Verdict, last: int) -> bool:
    """Whether the one person who fell writes at other hours or began to speak, which explains a change as well."""
    if rule.side not in (Side.ME, Side.THEM):
        return False
    person = Person.ME if rule.side == Side.ME else Person.THEM
    return hours_shifted(w.hours, last) or spoken_shifted(w.media_share[person], last)


def _at_an_edge(base: Analysis, w: Weekly, rule: Verdict) -> bool:
    """Whether the file itself begins, ends or differs near the dates of the change."""
    if base.conversation.coverage is None or rule.interval is None:
        return False
    low, high = rule.interval
    return base.conversation.coverage.breaks_near(w.monday[low], w.monday[high] + timedelta(days=6))


def _side(base: Analysis, side: Side) -> Side:
    return Side.UNCLEAR if base.context.living == "together" else side


def _one_stopped(base: Analysis, rule: Verdict, w: Weekly, quiet: Silence) -> _Outcome:
    """One all but stopped writing while the other goes on: the clearest case, told by days."""
    person = Person.ME if quiet.since[0] is not None else Person.THEM
    since = quiet.since[person]
    young = since is not None and base.as_of is not None and (base.as_of - since).days < 7 * c.YOUNG_WEEKS
    if young:
        return _stopped(State.TOO_EARLY, Side.TOO_EARLY, rule, w, quiet)
    other = rule.probability[person.other]
    side = Side.UNCLEAR if other > c.STOPPED_OTHER_LINE else person.side
    if other > c.LINE or None not in quiet.since:
        side = Side.BOTH
    return _stopped(State.CHANGED, _side(base, side), rule, w, quiet)


def _stopped(state: State, side: Side, rule: Verdict, w: Weekly, quiet: Silence) -> _Outcome:
    day = min(since for since in quiet.since if since is not None)
    week = min((day - w.monday[0]).days // 7, len(w.monday) - 1)
    return _Outcome(state, side, rule, week, np.array([week]), day)


def _before_change(outcome: _Outcome, last: int) -> int:
    if outcome.day is None and outcome.rule is not None and outcome.rule.interval is not None:
        return outcome.rule.interval[0]
    return outcome.week if outcome.week is not None else last


def _with_rows(base: Analysis, w: Weekly, last: int, outcome: _Outcome, withheld: Withheld) -> Analysis:
    hole = _across(w, last) if outcome.week is None else None
    middle = _week_after(w, hole) if hole is not None else (last + 1) // 2
    dates = outcome.dates if outcome.dates is not None and len(outcome.dates) else np.array([middle])
    rows = sizes(w, last, dates, withheld)
    if outcome.state == State.BOTH_STOPPED:
        # Where both stopped there is no interval to argue about: how much there was and is are plain facts.
        rows = tuple(replace(row, controlled=row.controlled and w.measures[row.measure].spec.quantity) for row in rows)
    elif outcome.state != State.CHANGED:
        rows = tuple(replace(row, controlled=False) for row in rows)
    middle = outcome.week if outcome.week is not None else middle
    look: Look = outcome.rule.look if outcome.rule is not None else look_at(w, last, withheld)
    analysis = replace(
        base,
        hole=hole,
        elsewhere=elsewhere(w, middle, last) if outcome.week is not None else (),
        amounts=amounts(base.conversation.events, w, last, middle),
        state=outcome.state,
        side=outcome.side,
        sizes=rows,
        index=(_track(look, Person.ME, len(w.monday)), _track(look, Person.THEM, len(w.monday))),
        hours=_hours(base, w, middle, last),
    )
    if outcome.rule is not None:
        probability = {person.side.value: outcome.rule.probability[person] for person in PEOPLE}
        analysis = replace(analysis, probability=probability)
        if outcome.week is not None:  # without a change there is nothing to weigh
            thin = thin_measures(w, *sides(w, last, outcome.week))
            unjudged = withheld[0] | thin[0], withheld[1] | thin[1]
            called = "calls" in analysis.elsewhere or "calls" in base.context.channels
            weighed = busy(w, outcome.rule.look, base.context, unjudged, outcome.week, called=called)
            analysis = replace(analysis, busy=weighed)
    return _with_date(analysis, w, outcome, last)


def _across(w: Weekly, last: int) -> Edge | None:
    """The latest hole with enough weeks on both sides to hold them against each other."""
    for hole in reversed(w.holes):
        before, after = sides(w, last, _week_after(w, hole))
        if min(len(before), len(after)) >= LEAST_WEEKS:
            return hole
    return None


def _week_after(w: Weekly, hole: Edge) -> int:
    """The week in which contact came back."""
    assert hole.end is not None
    return min((hole.end + timedelta(days=1) - w.monday[0]).days // 7, len(w.monday) - 1)


def _with_views(analysis: Analysis, w: Weekly, last: int, outcome: _Outcome, withheld: Withheld) -> Analysis:
    """The loop view, the quarter view, and the day inside the dates of a change that the rule found."""
    day, dated_by_weeks = None, outcome.state == State.CHANGED and outcome.day is None
    if dated_by_weeks and outcome.dates is not None and analysis.date_interval is not None:
        day = day_of_change(w, last, outcome.dates, analysis.date_interval)
    tracks = (analysis.index[0].value, analysis.index[1].value) if analysis.index is not None else None
    analysis = replace(analysis, hot_cold=hot_cold(w, last, withheld))
    return replace(analysis, loop=loop(w, last), quarters=quarters(w, last, withheld, tracks), day=day)


def _with_date(analysis: Analysis, w: Weekly, outcome: _Outcome, last: int) -> Analysis:
    if outcome.week is None:
        return analysis
    if outcome.day is not None:
        day, interval = outcome.day, (outcome.day - _DAYS_EITHER_WAY, outcome.day + _DAYS_EITHER_WAY)
    else:
        low, high = outcome.rule.interval if outcome.rule and outcome.rule.interval else (outcome.week, outcome.week)
        day, interval = w.monday[outcome.week], (w.monday[low] - _PART_WEEK, w.monday[high] + timedelta(days=6))
    first = outcome.rule.first if outcome.rule and outcome.side == Side.BOTH else None
    pattern = _pattern(analysis.sizes, outcome.side, last + 1 - outcome.week, w)
    return replace(analysis, date=day, date_interval=interval, first=first, pattern=pattern)


#: A change within a week leaves the week's first days as they were: the first low week may begin so much later.
_PART_WEEK = timedelta(days=5)
#: The first day of a near silence is known to within about half a week.
_DAYS_EITHER_WAY = timedelta(days=4)


def _pattern(rows: tuple[Change, ...], side: Side, weeks: int, w: Weekly) -> Pattern:
    """ "single", "several" or "lasting" by rule 3, from controlled changes of those it speaks of."""
    areas = {
        row.area
        for row in rows
        if row.controlled and row.person in (side.people or PEOPLE) and w.measures[row.measure].in_index
    }
    text = any(np.isfinite(w.measures[name].value).any() for name in ("warmth", "length"))
    need, long = (c.LASTING_AREAS, c.LASTING_WEEKS) if text else (2, c.LASTING_WEEKS_NO_TEXT)
    if len(areas) >= need and weeks >= long:
        return Pattern.LASTING
    return Pattern.SEVERAL if len(areas) >= c.PATTERN_AREAS and weeks >= c.PATTERN_WEEKS else Pattern.SINGLE


def _track(look: Look, person: Person, weeks: int) -> IndexTrack:
    def pad(values: NDArray[np.float64]) -> NDArray[np.float64]:
        out = np.full(weeks, np.nan)
        out[look.index.first_week : look.last + 1] = values
        return out

    path = look.draws.path[person]
    low, high = np.quantile(path, [0.05, 0.95], axis=0)
    return IndexTrack(pad(look.index.value[person]), pad(path.mean(axis=0)), pad(low), pad(high))


def _hours(base: Analysis, w: Weekly, week: int, last: int) -> NDArray[np.int64]:
    start = w.monday[max(0, week - c.BASELINE_WEEKS)]
    split, end = w.monday[week], w.monday[last] + timedelta(days=6)
    events = base.conversation.events
    return np.stack([hour_grid(events, start, split - timedelta(days=1)), hour_grid(events, split, end)])
