"""Signs that are a change of measures: recent weeks against this pair's own weeks before, the same for both people."""

from __future__ import annotations

from dataclasses import replace

from ebbtide.analysis.changes.analysis import Change
from ebbtide.analysis.changes.constants import YOUNG_WEEKS
from ebbtide.analysis.changes.findings.measure_rows import controlled
from ebbtide.analysis.changes.sizes import FALSE_DISCOVERY
from ebbtide.analysis.finding import Finding
from ebbtide.analysis.signs.case import MOVED, Case, Draft
from ebbtide.analysis.signs.comparison import WINDOWS_APART, Move, swing, together
from ebbtide.analysis.signs.innocent_explanations import at_an_edge, explain
from ebbtide.analysis.signs.sign import SignState
from ebbtide.analysis.signs.sign_date import Dated, dated, sized
from ebbtide.analysis.signs.sign_findings import line, still
from ebbtide.catalogue import entries as catalogue
from ebbtide.people import Person

#: A difference smaller than this share of the level before is not worth a sentence, however certain. Design choice.
RELEVANT = 0.15


def moves_of(sign: catalogue.Sign) -> tuple[Move, ...]:
    """The measures of a sign and where they go."""
    return tuple(Move.read(text) for text in sign.moves)


def change(case: Case, sign: catalogue.Sign, person: Person) -> Draft:
    """A sign for which at least `need` of its measures moved together."""
    sign = replace(sign, need=needed(case, sign, person))
    chances = {
        split: {move: chance for move in moves_of(sign) if (chance := case.chance(move, person, split)) is not None}
        for split in case.splits
    }
    usable = {split: row for split, row in chances.items() if len(row) >= sign.need}
    if not usable:
        return Draft(sign, person, SignState.NOT_ENOUGH, missing=lacking(case, sign, person))
    best = min(usable, key=lambda split: together(usable[split].values(), sign.need))
    tried = min(WINDOWS_APART, len(usable))
    p = min(1.0, tried * together(usable[best].values(), sign.need))
    moved = tuple(move for move, chance in usable[best].items() if chance <= MOVED)
    rows = [row for move in usable[best] if (row := case.tables[best].get((move.measure, person))) is not None]
    draft = Draft(sign, person, SignState.WITHIN, p, best, moved, tuple(rows))
    if p > FALSE_DISCOVERY:
        return _within(case, draft)
    return _dated(case, draft)


def needed(case: Case, sign: catalogue.Sign, person: Person) -> int:
    """How many of a sign's measures have to move: where little contact withholds a share, its count is enough.

    A recent window with little contact is itself a finding about quantity (rule 2).
    """
    names = [move.measure for move in moves_of(sign)]
    left = [name for name in names if case.judged(name, person)]
    sparse = any(case.withheld.get((name, person)) == "sparse" for name in names)
    one_area = len({case.measures[name].area for name in names if name in case.measures}) == 1
    return min(sign.need, len(left)) if sparse and one_area and left else sign.need


def _within(case: Case, draft: Draft) -> Draft:
    """Levels of a sign that is not there, and why a part of it may have moved all the same."""
    assert draft.split is not None
    names, lines = tuple[str, ...](), tuple[Finding, ...]()
    if draft.moves:
        start = case.w.monday[draft.split]
        checks = draft.sign.checks
        names, lines = explain(case, draft.person, moves_of(draft.sign), draft.sign.need, draft.split, start, checks)
    favour = still(case.analysis, draft.changes)
    return replace(draft, state=SignState.WITHIN, explained=names, against=(*lines, *draft.against), favour=favour)


def _dated(case: Case, draft: Draft) -> Draft:
    """A candidate with its date, its sizes and the explanations that hold."""
    assert draft.split is not None
    when = dated([(case.measures[m.measure], draft.person, m) for m in draft.moves], draft.split, case.last)
    if when is None:
        return _within(case, draft)
    measures = {m.measure: case.measures[m.measure] for m in draft.moves}
    # A sign of other figures than those of which the look itself speaks would speak against its own page.
    look = case.analysis
    of_look = {row.measure: row for row in look.sizes if row.person == draft.person and controlled(look, row)}
    rows = [of_look.get(row.measure, row) for row in sized(case.w, measures, case.last, when.draws, draft.person)]
    day, interval = when.days(case.w)
    if at_an_edge(case, interval):
        edge = (line("missing", "edge", draft.person),)
        return replace(draft, state=SignState.NOT_ENOUGH, p=1.0, changes=(), missing=edge)
    clear = {row.measure for row in rows if _went(row, draft.moves)}
    moves = tuple(m for m in draft.moves if m.measure in clear)
    ordinary = [
        m
        for m in moves
        if m.measure not in of_look and swing(case.measures[m.measure], draft.person, draft.split, case.last, m.up)
    ]
    if len(moves) - len(ordinary) < draft.sign.need:
        against = (line("against", "swing", draft.person),) if ordinary else ()
        return _within(case, replace(draft, p=1.0, against=against))
    changes = tuple(row for row in rows if row.measure in clear)
    if clear <= set(of_look) and case.analysis.date is not None and case.analysis.date_interval is not None:
        day, interval = case.analysis.date, case.analysis.date_interval
    return _candidate(case, replace(draft, moves=moves, changes=changes, since=day, interval=interval), when)


def _went(row: Change, moves: tuple[Move, ...]) -> bool:
    """Whether the whole 90 % interval lies where the sign says that the measure goes, and by enough to be said."""
    way = row.direction
    if abs(row.after - row.before) < RELEVANT * row.before:
        return False
    return any(move.measure == row.measure and way == (1 if move.up else -1) for move in moves)


def _candidate(case: Case, draft: Draft, when: Dated) -> Draft:
    assert draft.split is not None and draft.since is not None
    if case.last + 1 - when.week < YOUNG_WEEKS:
        return replace(draft, state=SignState.TOO_EARLY, p=1.0)
    names, lines = explain(
        case, draft.person, draft.moves, draft.sign.need, draft.split, draft.since, draft.sign.checks
    )
    calm = still(case.analysis, draft.changes)
    return replace(draft, state=SignState.CANDIDATE, explained=names, against=lines, calm=calm)


def lacking(case: Case, sign: catalogue.Sign, person: Person) -> tuple[Finding, ...]:
    """What it would take to judge the measures of a sign."""
    withheld = (case.withheld.get((move.measure, person)) for move in moves_of(sign))
    reasons = [reason for reason in withheld if reason is not None] or ["few"]
    return tuple(line("missing", reason, person) for reason in dict.fromkeys(reasons))
