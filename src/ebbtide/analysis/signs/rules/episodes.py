"""Signs made of episodes and shares: back and forth, silences of both, one person's share, and coming back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from ebbtide.analysis.changes.analysis import Change
from ebbtide.analysis.changes.constants import BASELINE_WEEKS
from ebbtide.analysis.changes.hot_cold.switching import LINE
from ebbtide.analysis.changes.minimum_data import hours_shifted
from ebbtide.analysis.changes.sizes import FALSE_DISCOVERY
from ebbtide.analysis.finding import Finding, How
from ebbtide.analysis.measures.bursts import runs
from ebbtide.analysis.signs.case import Case, Draft
from ebbtide.analysis.signs.comparison import LEAST_HITS, LEAST_TRIALS, Move, together
from ebbtide.analysis.signs.innocent_explanations import dated_reason
from ebbtide.analysis.signs.rules.change import lacking, moves_of
from ebbtide.analysis.signs.sign import SignState
from ebbtide.analysis.signs.sign_findings import line
from ebbtide.catalogue import entries as catalogue
from ebbtide.people import Person

#: Episodes are counted over a year.
YEAR_DAYS = 364
#: Share of simulated stable pairs that the rule of going back and forth names (benchmarks hotcold).
HOT_COLD_RATE = 0.018
#: Silences of both: so many days without anything, in a pair that writes at least this much on a usual day.
GAP_DAYS, LEAST_USUAL = 7, 3.0
#: One person carries a part of the work from this share on, over the last twelve weeks.
TWO_THIRDS, LEVEL_WEEKS = 2 / 3, 12
#: A cue of coming back: the last weeks (catalogue, reengage) against so many before them.
CUE_WEEKS, CUE_BEFORE = 2, 8
#: One day that holds more than this share of the cue's messages is one warm day.
ONE_DAY = 0.5
_Z90 = 1.6449


def episodes(case: Case, sign: catalogue.Sign, person: Person) -> Draft:
    """Going back and forth between two levels, or silences followed by a burst."""
    spells = [item for item in case.w.bursts if item.person == person and _recent(case, item.quiet_from)]
    rhythm = case.analysis.hot_cold[person] if case.analysis.hot_cold is not None else None
    if rhythm is None or (rhythm.log_bayes_factor is None and not spells):
        return Draft(sign, person, SignState.NOT_ENOUGH, missing=(line("missing", "weeks", person),))
    calm = (line("for", "steady", person, Who=person, n=len(spells)),)
    if rhythm.clear and rhythm.log_bayes_factor is not None:
        p = HOT_COLD_RATE * math.exp(LINE - rhythm.log_bayes_factor)
        start, end = rhythm.stretches[0].start, rhythm.stretches[-1].end
        lines = (
            line("for", "switches", person, ("silence_rhythm",), Who=person, n=rhythm.switches, start=start, end=end),
        )
        draft = Draft(sign, person, SignState.CANDIDATE, p, since=start, interval=(start, end), favour=lines, calm=calm)
        return _explained(case, draft)
    if len(spells) >= sign.least:
        days = tuple(item.back for item in spells)
        lines = (line("for", "bursts", person, ("silence_rhythm",), Who=person, n=len(spells), days=days),)
        return _explained(case, Draft(sign, person, SignState.CANDIDATE, since=spells[0].quiet_from, favour=lines))
    return Draft(sign, person, SignState.WITHIN, 1.0, favour=calm)


def _recent(case: Case, day: date) -> bool:
    return (case.w.monday[case.last] - day).days < YEAR_DAYS


def _explained(case: Case, draft: Draft) -> Draft:
    """Shifts and travel, and both of the two alternating."""
    names, lines = list[str](), list[Finding]()
    other = draft.person.other
    both = case.analysis.hot_cold is not None and case.analysis.hot_cold[other].clear
    if both:
        names.append("mutual")
        whose = other
        lines.append(line("against", "mutual", draft.person, ("both_sides",), Whose=whose))
    if hours_shifted(case.w.hours, case.last):
        names.append("hours")
        lines.append(line("against", "hours", draft.person, ("reply_time",)))
    return replace(draft, explained=tuple(names), against=tuple(lines))


def gaps(case: Case, sign: catalogue.Sign, person: Person) -> Draft:
    """Silences of both people at once, each of them over again."""
    days = 7 * (case.last + 1)
    both = case.w.daily[:, :days].sum(axis=0)
    visible = both[np.isfinite(both)]
    if len(visible) < YEAR_DAYS // 2 or float(np.median(visible)) < LEAST_USUAL:
        return Draft(sign, person, SignState.NOT_ENOUGH, missing=(line("missing", "weeks", person),))
    first = case.w.monday[0]
    spells = [(a, b) for a, b in runs(np.nan_to_num(both, nan=1.0) == 0, GAP_DAYS) if a > 0 and b < days]
    spells = [(a, b) for a, b in spells if _recent(case, first + timedelta(days=a))]
    if len(spells) < sign.least:
        return Draft(sign, person, SignState.WITHIN, favour=(line("for", "few_gaps", n=len(spells)),))
    opened = sum(_opened(case, first + timedelta(days=b)) == person for _, b in spells)
    starts = tuple(first + timedelta(days=a) for a, _ in spells)
    favour = line("for", "gaps", person, n=len(spells), days=starts, who=person, opened=opened)
    return Draft(sign, person, SignState.CANDIDATE, since=first + timedelta(days=spells[0][0]), favour=(favour,))


def _opened(case: Case, day: date) -> int:
    """Who wrote or called first on a day."""
    events = case.analysis.conversation.events
    at = events.filter((events["at_local"].dt.date() == day) & (events["person"] >= 0))
    return int(at["person"][0]) if at.height else -1


def level(case: Case, sign: catalogue.Sign, person: Person) -> Draft:
    """One person carries two thirds or more of several kinds of work, now."""
    weeks = slice(max(0, case.last + 1 - LEVEL_WEEKS), case.last + 1)
    levels = [(move, row) for move in moves_of(sign) if (row := _level(case, move, person, weeks)) is not None]
    if len(levels) < sign.need:
        return Draft(sign, person, SignState.NOT_ENOUGH, missing=lacking(case, sign, person))
    p = together([chance for _, (_, chance) in levels], sign.need)
    rows = tuple(row for _, (row, _) in levels)
    if p > FALSE_DISCOVERY:
        return Draft(sign, person, SignState.WITHIN, p, favour=_levels(case, rows))
    above = tuple(row for row in rows if row.low > 100 * TWO_THIRDS)
    reasons = dict(dated_reason(case, person, case.w.monday[weeks.start]))
    against = tuple(reasons.values())
    return Draft(
        sign,
        person,
        SignState.CANDIDATE,
        p,
        changes=above,
        favour=_levels(case, above),
        levels=True,
        explained=tuple(reasons),
        against=against,
        calm=_levels(case, rows),
    )


def _level(case: Case, move: Move, person: Person, weeks: slice) -> tuple[Change, float] | None:
    """A person's share of the last weeks with its 90 % interval, and the chance of it at two thirds."""
    if not case.judged(move.measure, person):
        return None
    m = case.measures[move.measure]
    finite = np.isfinite(m.value[person, weeks])
    trials = m.count[person, weeks][finite]
    hits = (m.natural[person, weeks][finite] / 100 * trials).sum()
    if trials.sum() < LEAST_TRIALS or finite.sum() < CUE_BEFORE // 2:
        return None
    share = float(hits / trials.sum())
    angle, bound = math.asin(math.sqrt(share)), math.asin(math.sqrt(TWO_THIRDS))
    values = m.value[person, weeks][finite]
    error = max(float(values.std(ddof=1)) / math.sqrt(len(values)), 1 / math.sqrt(4 * float(trials.sum()) + 2))
    ends = [100 * math.sin(min(max(x, 0.0), math.pi / 2)) ** 2 for x in (angle - _Z90 * error, angle + _Z90 * error)]
    row = Change(m.name, person, m.area, m.unit, "points", 100 * share, 100 * share, 100 * share, ends[0], ends[1])
    return row, 0.5 * math.erfc((angle - bound) / error / math.sqrt(2))


def _levels(case: Case, rows: Sequence[Change]) -> tuple[Finding, ...]:
    return tuple(
        line(
            "for",
            "level",
            row.person,
            ("both_sides",),
            (row.measure,),
            How=How(row.measure, row.person),
            share=float(row.after),
            low=float(row.low),
            high=float(row.high),
        )
        for row in rows
    )


def cue(case: Case, sign: catalogue.Sign, person: Person) -> Draft:
    """More of a person's contact in the last two weeks than in the quieter weeks before them."""
    rows = [(move, row) for move in moves_of(sign) if (row := _cue(case, move, person)) is not None]
    if len(rows) < 2:
        return Draft(sign, person, SignState.NOT_ENOUGH, missing=lacking(case, sign, person))
    p = together([chance for _, (chance, _) in rows], 2)
    lower = any(quieter for _, (_, quieter) in rows)
    calm = (line("for", "no_cue", person, Who=person),)
    if p > FALSE_DISCOVERY or not lower:
        return Draft(sign, person, SignState.WITHIN, p, favour=calm)
    names, against = _passing(case, person)
    if "one_day" in names:
        return Draft(sign, person, SignState.WITHIN, 1.0, explained=names, against=against, favour=calm)
    since = case.w.monday[case.last + 1 - CUE_WEEKS]
    return Draft(
        sign,
        person,
        SignState.CANDIDATE,
        p,
        since=since,
        explained=names,
        against=against,
        favour=(line("for", "cue", person, Who=person, day=since),),
        calm=calm,
    )


def _cue(case: Case, move: Move, person: Person) -> tuple[float, bool] | None:
    """Chance of the last two weeks against the eight before, and whether those eight were lower than usual."""
    if not case.judged(move.measure, person):
        return None
    value = case.measures[move.measure].value[person, : case.last + 1]
    if np.isfinite(case.measures[move.measure].natural[person]).sum() < LEAST_HITS:
        return None
    now, before = value[-CUE_WEEKS:], value[-CUE_WEEKS - CUE_BEFORE : -CUE_WEEKS]
    usual = value[-CUE_WEEKS - CUE_BEFORE - BASELINE_WEEKS : -CUE_WEEKS - CUE_BEFORE]
    before, usual = before[np.isfinite(before)], usual[np.isfinite(usual)]
    if not np.isfinite(now).all() or len(before) < CUE_BEFORE - 2 or len(usual) < CUE_BEFORE:
        return None
    spread = max(float(before.std(ddof=1)), float(usual.std(ddof=1)), 1e-9)
    step = float(now.mean() - before.mean()) / (spread * math.sqrt(1 / CUE_WEEKS + 1 / len(before)))
    above = bool((now > np.median(before)).all())
    fall = float(usual.mean() - before.mean()) / (spread * math.sqrt(1 / len(usual) + 1 / len(before)))
    return (0.5 * math.erfc(step / math.sqrt(2)) if above else 1.0), fall > _Z90


def _passing(case: Case, person: Person) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """One warm day, or a burst after a silence."""
    days = case.w.daily[person, 7 * (case.last + 1 - CUE_WEEKS) : 7 * (case.last + 1)]
    reasons = {}
    if np.nansum(days) > 0 and np.nanmax(days) > ONE_DAY * np.nansum(days):
        reasons["one_day"] = line("against", "one_day", person)
    start = case.w.monday[case.last + 1 - CUE_WEEKS]
    if any(item.person == person and item.back >= start for item in case.w.bursts):
        reasons["burst"] = line("against", "burst", person)
    return tuple(reasons), tuple(reasons.values())
