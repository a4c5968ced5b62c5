"""All weekly measures of a conversation as of a day: the one door to this room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.measures import answers, display_measures, starts, text_measures
from ebbtide.analysis.measures.bursts import affection_by_day, bursts, silences
from ebbtide.analysis.measures.clocks import hour_counts
from ebbtide.analysis.measures.measure import Floats, Measure, Weekly
from ebbtide.analysis.measures.rhythm import rhythm
from ebbtide.analysis.measures.routines import routines
from ebbtide.analysis.measures.stream import MINUTES_A_DAY, Daily, Stream, daily_counts, mondays, stream
from ebbtide.history.conversation import Conversation, Coverage, Span
from ebbtide.history.coverage import covered_weeks, holes

#: Weeks covered less than this are taken as missing.
LEAST_COVERED = 0.5


def weekly(chat: Conversation, before: date, away: Sequence[Span] = ()) -> Weekly | None:
    """Measures by complete ISO week, up to the last week that is over on the day `before` begins.

    None where there is no complete week, or fewer than two contact events in them.
    """
    if chat.events.height == 0 or chat.coverage is None:
        return None
    monday = mondays(chat.coverage.first, before)
    if not monday:
        return None
    gaps = holes(chat.events, before)
    coverage = replace(chat.coverage, edges=(*chat.coverage.edges, *gaps))
    s = stream(chat.events, monday, hidden_minutes(coverage, monday))
    if len(s.at) < 2:
        return None
    covered = np.asarray(covered_weeks(coverage, monday), dtype=np.float64)
    daily = daily_counts(chat.events, monday[0], before)
    hidden = hidden_days(coverage, monday[0], daily.turns.shape[1], away)
    table = _assemble(s, covered, marked_weeks(monday, away), daily)
    return replace(table, daily=np.where(hidden, np.nan, daily.turns), holes=gaps)


def hidden_days(coverage: Coverage, first: date, days: int, away: Sequence[Span]) -> NDArray[np.bool_]:
    """(days,) True for days from `first` that the user marked or that the sources do not show."""
    spans = [(span.start, span.end) for span in away]
    spans += [(edge.start, edge.end or date.max) for edge in coverage.edges if edge.hides_days]
    hidden = np.zeros(days, dtype=bool)
    for start, end in spans:
        hidden[max(0, (start - first).days) : max(0, (end - first).days + 1)] = True
    return hidden


def hidden_minutes(coverage: Coverage, monday: Sequence[date]) -> Floats:
    """(spans, 2) minutes since the first Monday that no source shows, apart from the day that a cap cuts."""
    spans = [
        ((edge.start - monday[0]).days, ((edge.end or monday[-1] + timedelta(days=6)) - monday[0]).days + 1)
        for edge in coverage.edges
        if edge.reason in ("gap", "hole")
    ]
    return np.array(spans, dtype=np.float64).reshape(-1, 2) * MINUTES_A_DAY


def marked_weeks(monday: Sequence[date], spans: Sequence[Span]) -> NDArray[np.bool_]:
    """True for weeks of which the user marked at least three days (trip, together)."""
    days = np.zeros(len(monday), dtype=np.int64)
    for span in spans:
        for k, start in enumerate(monday):
            overlap = (min(span.end, start + timedelta(days=6)) - max(span.start, start)).days + 1
            days[k] += max(0, overlap)
    return days >= LEAST_MARKED_DAYS


#: A marked span makes a week missing from this many of its days.
LEAST_MARKED_DAYS = 3


def _assemble(s: Stream, covered: Floats, marked: NDArray[np.bool_], daily: Daily) -> Weekly:
    r = rhythm(s)
    hide = marked | (covered < LEAST_COVERED)
    count, _ = starts.expected_starts(s, r)
    turns = text_measures.weekly_sum(s, np.ones(len(s.at)))
    media = text_measures.weekly_sum(s, s.media.astype(np.float64))
    all_measures = (
        starts.start_hazard(s, r, covered),
        answers.answered_share(r, s.weeks),
        answers.reply_time(s, r),
        text_measures.warmth(s),
        text_measures.length(s),
        answers.fast_turns(r, r.gaps, s.weeks),
        display_measures.messages(s, covered),
        display_measures.cut(s),
        display_measures.double_texts(s, r),
        text_measures.questions(s),
        display_measures.last_words(s, r),
        display_measures.calls(s, covered),
        display_measures.longest_silence(s),
        display_measures.start_share(count),
    )
    return Weekly(
        monday=s.monday,
        covered=covered,
        marked=marked,
        messages=text_measures.weekly_sum(s, s.messages),
        turns=turns,
        expected_starts=count,
        media_share=np.divide(media, turns, out=np.full_like(media, np.nan), where=turns > 0),
        hours=hour_counts(s),
        daily=daily.turns,
        measures={m.name: _hidden(m, hide) for m in all_measures},
        routines=routines(s, hide),
        bursts=bursts(s.monday, daily.turns, affection_by_day(s), hide, daily.messages),
        silences=silences(s.monday, daily.turns, hide | (covered < 1)),
    )


def _hidden(m: Measure, hide: NDArray[np.bool_]) -> Measure:
    """The measure with hidden weeks missing."""
    value = np.where(hide, np.nan, m.value)
    variance = np.where(hide | ~np.isfinite(m.value), np.inf, m.variance)
    natural = np.where(hide, np.nan, m.natural)
    return replace(m, value=value, variance=variance, natural=natural)
