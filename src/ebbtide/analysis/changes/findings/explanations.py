"""Other explanations than the person: what was told, what is unknown, and what the file itself did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from ebbtide.analysis.changes.analysis import Analysis, Pattern, State
from ebbtide.analysis.changes.findings.busy_findings import weighed
from ebbtide.analysis.changes.findings.view_findings import elsewhere_hints
from ebbtide.analysis.finding import Finding, Hours, Phrase, key
from ebbtide.history.conversation import Edge, EdgeReason, Span
from ebbtide.people import PEOPLE, Person

#: An edge of the file this near to a change is named as its first explanation (rule 8).
NEAR = timedelta(days=14)
#: A shift of a person's day by this many hours is named; smaller ones are daylight saving or habit.
SHIFT_HOURS = 2.0
#: Fewer messages before or after than this give no stable mean hour of day.
SHIFT_MESSAGES = 100
#: A resultant length below this means messages all round the clock: then a mean hour means nothing.
SHIFT_GATHERED = 0.2

#: States whose page begins with other explanations.
EXPLAINED = frozenset({State.CHANGED, State.TOO_EARLY, State.BOTH_STOPPED})


def _other(kind: str, claims: tuple[str, ...] = (), person: Person | None = None, **values: object) -> Finding:
    return Finding(key("findings.other", kind), "other", values, person, (), claims)


def other(analysis: Analysis) -> Iterator[Finding]:
    """Other explanations first: the file, what was told and what was not, hours of day, a busy spell."""
    yield from _file(analysis)
    yield from _stressors(analysis)
    if analysis.context.away:
        yield _other("away_told", spans=tuple(analysis.context.away))
    if _lives_known(analysis):
        yield living(analysis)
    if analysis.context.channels:
        yield _other("channels_told", channels=tuple(analysis.context.channels))
    if items := _context_items(analysis, answered=False):
        yield _other("untold", ("stress_withdrawal", "stress_internal", "text_distance"), items=tuple(items))
    yield from elsewhere_hints(analysis)
    if analysis.state == State.CHANGED:
        yield from withheld(analysis)
        yield from _hours(analysis)
    yield from _last(analysis)


def _last(analysis: Analysis) -> Iterator[Finding]:
    if analysis.state == State.BOTH_STOPPED:
        yield _other("stopped")
        return
    if analysis.state == State.CHANGED and analysis.first == Person.ME and analysis.context.living != "together":
        yield _other("me_first", person=Person.ME)
    if weighed(analysis):
        yield _other("busy_weighed", ("busy_rule",))
    elif analysis.state == State.CHANGED and analysis.pattern == Pattern.LASTING:
        yield _other("busy_lasting", ("busy_rule",))
    else:
        yield _other("busy", ("busy_rule", "stress_withdrawal", "load_answers"))


def _edge_key(edge: Edge) -> str:
    return key("findings.edges", edge.reason if edge.reason in list(EdgeReason) else "other")


def _file(analysis: Analysis) -> Iterator[Finding]:
    coverage = analysis.conversation.coverage
    if coverage is None or analysis.date is None:
        return
    first, last = analysis.date_interval or (analysis.date, analysis.date)
    for edge in coverage.edges:
        near = any(first - NEAR <= end <= last + NEAR for end in (edge.start, edge.end or edge.start))
        if near and edge.reason != EdgeReason.BEFORE_FIRST:
            yield _other("file", edge=Phrase(_edge_key(edge), {"Span": edge}))


def _stressors(analysis: Analysis) -> Iterator[Finding]:
    claims = ("stress_withdrawal", "stress_internal")
    for span in analysis.context.stressors:
        kind = "stressor_near" if _meets(analysis, span) else "stressor_far"
        person = None if span.who is None else Person(span.who)
        whom = Phrase("findings.people.both") if person is None else person
        yield _other(kind, claims, person, whom=whom, span=span)


def _meets(analysis: Analysis, span: Span) -> bool:
    """Whether a told reason falls near the change; without a date nothing rules it out."""
    if analysis.date is None:
        return True
    first, last = analysis.date_interval or (analysis.date, analysis.date)
    return span.start <= last + NEAR and span.end >= first - NEAR


def living(analysis: Analysis) -> Finding:
    """Living together or apart, or not told: how much the amount of writing can say."""
    kind = {"together": "living_together", "apart": "living_apart"}.get(analysis.context.living or "", "living_unknown")
    return _other(kind, ("text_distance",))


def _lives_known(analysis: Analysis) -> bool:
    return analysis.context.living in ("together", "apart")


def withheld(analysis: Analysis) -> Iterator[Finding]:
    """What is not judged of whom, and why: words where media took over, pace where the hours moved."""
    for person in PEOPLE:
        reasons = {item.withheld for item in analysis.sizes if item.person == person and item.withheld is not None}
        for reason in sorted(reasons):
            paced = reason.endswith("hours")
            what = Phrase("findings.withheld.pace" if paced else "findings.withheld.words")
            whose = person
            yield _other("withheld", person=person, Whose=whose, what=what, reason=Phrase(reason))


def _hours(analysis: Analysis) -> Iterator[Finding]:
    if analysis.hours is None:
        return
    before, after = analysis.hours.sum(axis=2)
    shifts = [shifted_hours(before[person], after[person]) for person in PEOPLE]
    if min(shifts) >= SHIFT_HOURS or max(shifts) <= -SHIFT_HOURS:
        yield _shifted("_both", sum(shifts) / len(shifts))
        return
    for person in PEOPLE:
        if abs(shifts[person]) >= SHIFT_HOURS:
            yield _shifted("_one", shifts[person], person, Whose=person)


def _shifted(of: str, shift: float, person: Person | None = None, **values: object) -> Finding:
    kind = ("hours_later" if shift > 0 else "hours_earlier") + of
    return _other(kind, (), person, hours=Hours(abs(shift)), **values)


def shifted_hours(
    before: np.ndarray[tuple[int, ...], np.dtype[np.int64]], after: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
) -> float:
    """By how many hours the circular mean of (24,) message counts moved, later positive; 0 where unclear."""
    turn = np.exp(2j * np.pi * np.arange(24) / 24.0)
    means = []
    for counts in (before, after):
        total = float(counts.sum())
        if total < SHIFT_MESSAGES:
            return 0.0
        means.append(complex((counts * turn).sum()) / total)
    if min(abs(item) for item in means) < SHIFT_GATHERED:
        return 0.0
    return float(np.angle(means[1] * means[0].conjugate()) * 24.0 / (2.0 * np.pi))


def unseen(analysis: Analysis) -> Iterator[Finding]:
    """What messages cannot see, on every report."""
    yield Finding("findings.unseen.life", "unseen", claims=("felt_responsiveness", "text_distance"))
    yield Finding("findings.unseen.deleted", "unseen")
    yield Finding("findings.unseen.tone", "unseen", claims=("tone_misread",))


def coverage(analysis: Analysis) -> Iterator[Finding]:
    """Which days the file shows, its edges, the day of the export, what was told and what is unknown."""
    days = analysis.conversation.coverage
    yield _cover("no_days") if days is None else _cover("days", first=days.first, last=days.last)
    yield from _edges(analysis)
    if analysis.as_of is not None:
        yield _cover("as_of", date=analysis.as_of)
    yield from _exported(analysis)
    yield from _answers(analysis)


def _cover(kind: str, **values: object) -> Finding:
    return Finding(key("findings.coverage", kind), "coverage", values)


#: So many edges are listed; a file with more says how many more there are.
EDGES_LISTED = 8


def _edges(analysis: Analysis) -> Iterator[Finding]:
    coverage = analysis.conversation.coverage
    # The day before the first message says no more than the line of days does.
    edges = [edge for edge in coverage.edges if edge.reason != EdgeReason.BEFORE_FIRST] if coverage is not None else []
    for edge in edges[:EDGES_LISTED]:
        yield Finding(_edge_key(edge), "coverage", {"Span": edge})
    if len(edges) > EDGES_LISTED:
        yield _cover("more_edges", n=len(edges) - EDGES_LISTED)


def _exported(analysis: Analysis) -> Iterator[Finding]:
    coverage = analysis.conversation.coverage
    exported = analysis.context.exported or (coverage.exported_at if coverage is not None else None)
    if analysis.export_day_unknown:
        yield _cover("not_exported")
    elif exported is not None and (analysis.as_of is None or exported <= analysis.as_of):
        yield _cover("exported", date=exported)


def _answers(analysis: Analysis) -> Iterator[Finding]:
    """What was told, and what was not where the other explanations do not name it already."""
    answers, missing = _context_items(analysis, answered=True), _context_items(analysis, answered=False)
    if answers:
        yield _cover("told", items=tuple(answers))
    if missing and analysis.state not in EXPLAINED:
        yield _cover("untold", items=tuple(missing))


def _context_items(analysis: Analysis, answered: bool) -> list[Phrase]:
    """What a user can tell, in words: the answers given, or the ones that are missing."""
    context, home_known = analysis.context, _lives_known(analysis)
    answers = {
        context.living if home_known and context.living else "living": home_known,
        "away": bool(context.away),
        "stressors": bool(context.stressors),
        "channels": bool(context.channels),
    } | ({"ended": True} if context.ended is not None else {})
    return [Phrase(key("findings.context", name)) for name, present in answers.items() if present is answered]
