"""What may be said: all that was tested held together, the bundle of each person, and the signs that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ebbtide.analysis.changes.analysis import Fits
from ebbtide.analysis.changes.constants import (
    LASTING_AREAS,
    LASTING_WEEKS,
    LASTING_WEEKS_NO_TEXT,
    PATTERN_AREAS,
    PATTERN_WEEKS,
)
from ebbtide.analysis.changes.sizes import FALSE_DISCOVERY
from ebbtide.analysis.signs.case import Case, Draft
from ebbtide.analysis.signs.innocent_explanations import COVERING
from ebbtide.analysis.signs.sign import AT_ONCE, Bundle, SignState
from ebbtide.people import Person

#: Rules whose finding is a change with a date; only these come together in a pattern.
OF_CHANGE = frozenset({"change", "routine", "journal"})
#: The false-discovery rate where the look itself found nothing beyond the usual: all sentences of change of one
#: report are controlled together, so that a sign that stands against its headline has to be clearer
#: (docs/method/changes.md#control).
ALONE = 0.02
#: Signs that say nothing alone (catalogue: "shown only beside other signs").
ONLY_BESIDE = frozenset({"slower_answers"})


def controlled(drafts: Sequence[Draft], changed: bool) -> tuple[tuple[Draft, ...], int]:
    """The candidates that survive Benjamini-Hochberg 1995 over everything tested become "single"; how many were tested.

    changed: whether the look found a change. The other candidates become "within". What the user confirmed was not
    searched for and needs no control.
    """
    rate = FALSE_DISCOVERY if changed else ALONE
    tested = np.array([draft.p for draft in drafts if draft.p is not None])
    ranked = np.sort(tested)
    passed = ranked[ranked <= rate * np.arange(1, len(ranked) + 1) / max(len(ranked), 1)]
    line = float(passed.max()) if len(passed) else -1.0
    return tuple(_decided(draft, line) for draft in drafts), len(tested)


def _decided(draft: Draft, line: float) -> Draft:
    if draft.state != SignState.CANDIDATE:
        return draft
    if draft.p is None or draft.p <= line:
        return replace(draft, state=SignState.SINGLE)
    return replace(draft, state=SignState.WITHIN, favour=draft.calm)


def bundle_of(case: Case, drafts: Sequence[Draft], person: Person) -> Bundle:
    """What the signs of one person come to together (rule 3)."""
    of_person = [draft for draft in drafts if draft.person == person and not draft.sign.positive]
    single = [draft for draft in of_person if draft.state == SignState.SINGLE]
    counted = [draft for draft in single if counts(draft)]
    areas = _areas(counted)
    since = max((draft.since for draft in counted if draft.since is not None), default=None)
    if not single:
        states = {draft.state for draft in of_person if draft.p is not None}
        if SignState.TOO_EARLY in states:
            return Bundle(person, SignState.TOO_EARLY)
        return Bundle(person, SignState.WITHIN if states - {SignState.NOT_ENOUGH} else SignState.NOT_ENOUGH)
    weeks = 0 if since is None else case.last + 1 - (since - case.w.monday[0]).days // 7
    state = _pattern(case, person, len(areas), weeks) if counted else SignState.SINGLE
    return Bundle(person, state, areas, since)


def _areas(counted: Sequence[Draft]) -> tuple[str, ...]:
    """One area a sign; signs that share a measure are linked by arithmetic and share the area of the clearer one."""
    areas, used = set[str](), set[str]()
    for draft in sorted(counted, key=lambda item: item.p or 0.0):
        names = {row.measure for row in draft.changes}
        if not names & used:
            areas.add(draft.sign.area)
        used |= names
    return tuple(sorted(areas))


def counts(draft: Draft) -> bool:
    """Whether a sign counts towards a pattern: a dated change that nothing computed explains."""
    return draft.sign.rule in OF_CHANGE and not COVERING & set(draft.explained)


def _pattern(case: Case, person: Person, areas: int, weeks: int) -> SignState:
    text = any(np.isfinite(case.measures[name].value).any() for name in ("warmth", "length") if name in case.measures)
    need, long = (LASTING_AREAS, LASTING_WEEKS) if text else (PATTERN_AREAS, LASTING_WEEKS_NO_TEXT)
    busy = case.analysis.busy is not None and case.analysis.busy[person].words == Fits.BUSY
    if areas >= need and weeks >= long and not busy:
        return SignState.LASTING
    return SignState.PATTERN if areas >= PATTERN_AREAS and weeks >= PATTERN_WEEKS else SignState.SINGLE


def shown_signs(drafts: Sequence[Draft]) -> tuple[str, ...]:
    """Ids of the signs to show, at most `AT_ONCE`: unexplained ones first, then the clearest; nothing said twice."""
    rows = [draft for draft in drafts if draft.state in (SignState.SINGLE, SignState.PATTERN, SignState.LASTING)]
    ordered = sorted(rows, key=lambda item: (item.sign.positive, bool(COVERING & set(item.explained)), item.p or 0.0))
    covered: dict[int, set[str]] = {0: set(), 1: set()}
    ids = list[str]()
    for draft in ordered:
        names = {row.measure for row in draft.changes} or {draft.sign.id}
        if draft.sign.id not in ids and not names <= covered[draft.person]:
            ids.append(draft.sign.id)
        covered[draft.person] |= names
    return () if set(ids) <= ONLY_BESIDE else tuple(ids[:AT_ONCE])
