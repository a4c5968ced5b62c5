"""Did it help: what the weeks can say about an action, by the way it was set up.

What each way is worth: docs/method/statistics.md#did-it-help.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from ebbtide.analysis.changes.constants import LONGEST_WEEKS, MIN_WEEKS
from ebbtide.analysis.changes.minimum_data import enough_starts, withheld_measures
from ebbtide.analysis.changes.sizes import natural_level
from ebbtide.analysis.effects.action import DIRECTIONS, LEAST_AFTER, Action, Effect
from ebbtide.analysis.effects.dips import DIP_WEEKS, recovery
from ebbtide.analysis.effects.effect_findings import findings
from ebbtide.analysis.effects.interrupted_series import Series, estimate
from ebbtide.analysis.effects.randomisation import as_good_by_luck
from ebbtide.analysis.effects.result import Result, Scale, orientation, result, scale_of
from ebbtide.analysis.effects.schedule import Schedule, all_draws
from ebbtide.analysis.measures import Weekly, weekly
from ebbtide.analysis.measures.measure import Floats
from ebbtide.analysis.measures.specs import SPECS
from ebbtide.errors import BadRequest
from ebbtide.history.conversation import Context, Conversation
from ebbtide.people import Person

#: Weeks before the start that are left out: people act in a dip, and a dip is not the usual level.
DROPPED_WEEKS: Final = 4
#: Shares of the weeks that count which have to be seen.
SEEN_AFTER, SEEN_DRAWN = 0.5, 0.75


def effect(
    chat: Conversation, action: Action | Schedule, as_of: date | None = None, context: Context | None = None
) -> Effect:
    """What can be said about an action as of a day (default: the day of the export, else after the last message).

    A date fixed beforehand gets an estimate against the whole history; an action logged afterwards
    only whether the level is back and how often earlier dips came back by themselves; drawn weeks
    an estimate that a randomisation test has to bear out. Marked, missing and uncovered weeks count as
    missing. Raises `BadRequest` for a measure that these weeks do not have.
    """
    context = context or Context()
    day = chat.day_of_look(as_of, context)
    answer = _effect(chat, action, day, context)
    return replace(answer, findings=findings(answer, action, context))


def _effect(chat: Conversation, action: Action | Schedule, day: date, context: Context) -> Effect:
    base, ready = _nothing(action), tell_from(action)
    if Person.of_side(action.person) is Person.THEM and context.resting(day):  # rule 14
        return replace(base, reason="ended")
    if day < ready:
        return replace(base, state="cannot tell yet", tell_from=ready)
    return judge(chat, weekly(chat, last_day(action, day), context.away), action)


def last_day(action: Action | Schedule, day: date) -> date:
    """The day before which the weeks lie that the answer rests on: an action logged afterwards has no fixed end."""
    return day if design(action) == "afterwards" else min(day, tell_from(action))


def judge(chat: Conversation, w: Weekly | None, action: Action | Schedule) -> Effect:
    """What the weeks up to `last_day` say, without the sentences; None where there are no complete weeks."""
    base = _nothing(action)
    reason = "history" if w is None else _reason(chat, w, action)
    if w is None or reason is not None:
        return replace(base, reason=reason)
    if isinstance(action, Schedule):
        return _drawn(base, w, action)
    return _beforehand(base, w, action) if action.beforehand else _afterwards(base, w, action)


def _nothing(action: Action | Schedule) -> Effect:
    return Effect(design(action), "cannot tell", action.measure, action.person, action.direction)


def design(action: Action | Schedule) -> str:
    """How the action was set: "beforehand", "afterwards" or "randomised"."""
    if isinstance(action, Schedule):
        return "randomised"
    return "beforehand" if action.beforehand else "afterwards"


def tell_from(action: Action | Schedule) -> date:
    """The day from which there is an answer."""
    if isinstance(action, Schedule) or action.beforehand:
        return action.until
    return action.first_week + timedelta(weeks=LEAST_AFTER)


def _week(w: Weekly, day: date) -> int:
    """The week that a day lies in, counted from the first; negative before it."""
    return (day - w.monday[0]).days // 7


def _reason(chat: Conversation, w: Weekly, action: Action | Schedule) -> str | None:
    """Why nothing can be told from these weeks at all, if so."""
    start, series = _week(w, action.start), _series(w, action)
    if int((series.week < start).sum()) < MIN_WEEKS:
        return "history"
    if not enough_starts(w, start):
        return "starts"
    if _too_few_after(series, action, w):
        return "missing"
    if _at_an_edge(chat, w, start):
        return "file"
    if action.measure in withheld_measures(w, len(w.monday) - 1)[Person.of_side(action.person)]:
        return "hours" if SPECS[action.measure].needs_steady_day else "voice"
    return None


def _too_few_after(series: Series, action: Action | Schedule, w: Weekly) -> bool:
    if isinstance(action, Schedule):
        return int((series.week >= _week(w, action.start)).sum()) < SEEN_DRAWN * 2 * action.pairs
    count = int((series.week >= _week(w, action.first_week)).sum())
    return count < max(LEAST_AFTER, SEEN_AFTER * action.weeks if action.beforehand else 0)


def _at_an_edge(chat: Conversation, w: Weekly, start: int) -> bool:
    """Whether the file begins, ends or differs from a month before the start on (rule 8)."""
    if chat.coverage is None:
        return False
    first, last = w.monday[max(start - DROPPED_WEEKS, 0)], w.monday[-1] + timedelta(days=6)
    days = [day for edge in chat.coverage.edges if edge.breaks or edge.hides_days for day in edge.ends]
    return any(first <= day <= last for day in days)


def _series(w: Weekly, action: Action | Schedule) -> Series:
    """The weeks of the measure that are seen, at most the longest history that a look rests on."""
    if action.measure not in w.measures:
        raise BadRequest("effects.errors.measure", measure=action.measure)
    m, person = w.measures[action.measure], Person.of_side(action.person)
    value, variance = m.value[person], m.variance[person]
    observed = np.flatnonzero(np.isfinite(value) & np.isfinite(variance))
    observed = observed[observed >= len(w.monday) - LONGEST_WEEKS]
    return Series(value[observed], variance[observed], observed)


def _beforehand(base: Effect, w: Weekly, action: Action) -> Effect:
    m, person, series = w.measures[action.measure], Person.of_side(action.person), _series(w, action)
    start, first = _week(w, action.start), _week(w, action.first_week)
    scale = scale_of(m, person, DIRECTIONS[action.direction])
    outcome, ahead = told_beforehand(series, start, first, scale)
    return replace(_with(base, outcome), dip=natural_level(m, person, ahead))


def told_beforehand(series: Series, start: int, first: int, scale: Scale) -> tuple[Result, float]:
    """The result of an action in the week `start` whose first complete week is `first`, and the level just before it.

    "Opposite" is taken back where the level was already as far that way in the three weeks before: an
    action in a dip is not followed by one.
    """
    part = without_the_dip(series, start, first)
    outcome = result(estimate(part, (part.week >= first).astype(np.float64)), scale)
    ahead = float(series.value[series.week < start][-DIP_WEEKS:].mean())
    since = float(series.value[series.week >= first].mean())
    if outcome.state == "opposite" and scale.up * (since - ahead) >= 0:
        outcome = replace(outcome, state="cannot tell", reason="dip")
    return outcome, ahead


def without_the_dip(series: Series, start: int, first: int) -> Series:
    """The weeks up to a month before the week `start`, and those from the week `first` on."""
    return series.part(np.flatnonzero((series.week < start - DROPPED_WEEKS) | (series.week >= first)))


def _drawn(base: Effect, w: Weekly, schedule: Schedule) -> Effect:
    series, start = _series(w, schedule), _week(w, schedule.start)
    scale = scale_of(w.measures[schedule.measure], Person.of_side(schedule.person), DIRECTIONS[schedule.direction])
    marks = _marks(np.array([schedule.has_action], dtype=np.float64), series, start)[0]
    possible = _marks(all_draws(schedule.pairs), series, start)
    lucky = as_good_by_luck(series, marks, possible)[:: scale.up]
    share = (lucky[0] / len(possible), lucky[1] / len(possible))
    answer = _with(base, result(estimate(series, marks), scale, share))
    return replace(answer, lucky=(lucky[1] if answer.state == "opposite" else lucky[0], len(possible)))


def _marks(schedules: Floats, series: Series, start: int) -> Floats:
    """(S, n) schedules laid on the weeks of a series, 0 before they begin."""
    inside = series.week >= start
    out = np.zeros((len(schedules), len(series.week)))
    out[:, inside] = schedules[:, series.week[inside] - start]
    return out


def _with(base: Effect, outcome: Result) -> Effect:
    return replace(
        base,
        state=outcome.state,
        reason=outcome.reason,
        usual=outcome.usual,
        seen=outcome.during,
        effect=outcome.during - outcome.usual,
        low=outcome.low,
        high=outcome.high,
    )


def _afterwards(base: Effect, w: Weekly, action: Action) -> Effect:
    series, m, person = _series(w, action), w.measures[action.measure], Person.of_side(action.person)
    before = int(np.searchsorted(series.week, _week(w, action.start)))
    after = int(np.searchsorted(series.week, _week(w, action.first_week)))
    course = recovery(series, before, after, DIRECTIONS[action.direction] * orientation(action.measure))
    usual, dip, now = (natural_level(m, person, level) for level in (course.usual, course.dip, course.now))
    since = None if course.since is None else w.monday[int(series.week[course.since])]
    has_dip = course.state != "no dip"
    return replace(
        base,
        state=course.state if has_dip else "cannot tell",
        reason=None if has_dip else "no dip",
        usual=usual,
        seen=now,
        dip=dip,
        since=since,
        dips=course.earlier if has_dip else None,
    )
