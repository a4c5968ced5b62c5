"""The sign of a lost routine: a daily word at a steady time that stopped, of either person."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from ebbtide.analysis.changes.analysis import Change
from ebbtide.analysis.finding import Finding
from ebbtide.analysis.measures.measure import Routine
from ebbtide.analysis.measures.routines import LOST_TAIL, binomial
from ebbtide.analysis.signs.case import Case, Draft
from ebbtide.analysis.signs.innocent_explanations import at_an_edge, explain
from ebbtide.analysis.signs.sign import SignState
from ebbtide.analysis.signs.sign_findings import line, still
from ebbtide.catalogue import entries as catalogue
from ebbtide.people import Person

#: A change younger than this is too early to tell (rule 3).
YOUNG_DAYS = 28
#: Another routine that stops or begins within so many days of this one belongs to it.
NEAR_DAYS = 21
_Z90 = 1.6449


def routine(case: Case, sign: catalogue.Sign, person: Person) -> Draft:
    """A daily word at a steady time that stopped."""
    habits = [item for item in case.w.routines if item.person == person]
    lost = [item for item in habits if item.stopped is not None]
    if not habits:
        return Draft(sign, person, SignState.NOT_ENOUGH, missing=(line("missing", "routine", person),))
    if not lost:
        return Draft(sign, person, SignState.WITHIN, 1.0, favour=(line("for", "routine_kept", person, Who=person),))
    return _lost(case, sign, max(lost, key=lambda item: item.last_held))


def _lost(case: Case, sign: catalogue.Sign, item: Routine) -> Draft:
    first = item.stopped or item.last_held
    interval = (first, first + timedelta(days=6))
    days = (case.w.monday[case.last] + timedelta(days=6) - item.last_held).days
    if days < YOUNG_DAYS:
        return Draft(sign, item.person, SignState.TOO_EARLY, 1.0, since=first, interval=interval)
    if at_an_edge(case, interval):
        return Draft(sign, item.person, SignState.NOT_ENOUGH, 1.0, missing=(line("missing", "edge", item.person),))
    # The day on which it stopped was chosen from all days of the habit, so the chance counts each of them.
    tried = max((item.last_held - item.since).days, 1)
    p = min(LOST_TAIL, tried * binomial(round(item.now * days), days, item.before))
    row = _change(item, days)
    calm = still(case.analysis, (row,))
    draft = Draft(sign, item.person, SignState.CANDIDATE, p, changes=(row,), since=first, interval=interval, calm=calm)
    reasons = dict(_explained(case, item, first))
    return replace(draft, explained=tuple(reasons), against=tuple(reasons.values()))


def _change(item: Routine, days: int) -> Change:
    """Share of days on which it was kept, before and since, with the 90 % interval of the difference."""
    span = max((item.last_held - item.since).days, 1)
    after = item.now * (1 - item.now) + 0.25 / days  # none kept in so many days is not certain to be none
    half = 100 * _Z90 * math.sqrt(item.before * (1 - item.before) / span + after / days)
    size = 100 * (item.now - item.before)
    return Change(
        "routine",
        item.person,
        "shared time",
        "signs.units.days",
        "points",
        100 * item.before,
        100 * item.now,
        size,
        size - half,
        size + half,
        clear=size + half < 0,
    )


def _explained(case: Case, item: Routine, first: date) -> Iterator[tuple[str, Finding]]:
    split = min(max((first - case.w.monday[0]).days // 7, 1), case.last)
    names, lines = explain(case, item.person, (), 1, split, first)
    yield from zip(names, lines, strict=True)
    for other in case.w.routines:
        if other.person != item.person and other.stopped is not None and _near(other.stopped, first):
            whose = other.person
            yield "mutual", line("against", "routine_mutual", item.person, Whose=whose)
        if other is not item and other.person == item.person and _near(other.since, first):
            yield "replaced", line("against", "replaced", item.person)


def _near(day: date, other: date) -> bool:
    return abs((day - other).days) <= NEAR_DAYS
