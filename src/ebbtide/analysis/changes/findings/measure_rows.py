"""The rows of both people: one line a measure and person, and what speaks against a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from ebbtide.analysis.changes.analysis import Analysis, Change, State
from ebbtide.analysis.finding import Amount, Finding, How, Phrase, key
from ebbtide.analysis.measures.measure import Measure
from ebbtide.analysis.measures.specs import INDEX
from ebbtide.people import PEOPLE, Person

#: Measures outside the index that get a line where they changed, in the order of a page.
SHOWN = ("start_share", "messages", "silence", "calls", "plans", "questions", "thanks", "double_texts", "last_words")
#: So many of the measures outside the index get lines at most: more would bury the others.
SHOWN_LINES = 2

#: An interval inside these bounds is called "about as before": a quarter of the level either way, and
#: for shares no more than ten of a hundred. Design choices, like the other bounds of words.
SAME_SHARE, SAME_POINTS = 0.25, 10.0


def controlled(analysis: Analysis, change: Change) -> bool:
    """Whether this change may be said: controlled, one-sided, judged, and the page is one of change."""
    grey = analysis.context.living == "together" and change.spec.volume
    judged = change.withheld is None and not grey
    return analysis.state == State.CHANGED and change.controlled and judged and change.direction != 0


def towards_less(change: Change) -> bool:
    """Whether the change means less contact: lower, or longer for times."""
    return (change.direction < 0) != change.spec.turned


def of_person(analysis: Analysis, person: Person) -> dict[str, Change]:
    """One person's changes by measure."""
    return {item.measure: item for item in analysis.sizes if item.person == person}


def measures_shown(analysis: Analysis) -> tuple[str, ...]:
    """The measures that get a line for each person: those of the index, and two others that may be said."""
    measured = {item.measure for item in analysis.sizes}
    moved = {item.measure for item in analysis.sizes if controlled(analysis, item)}
    others = [name for name in SHOWN if name in moved]
    return (*(name for name in INDEX if name in measured), *others[:SHOWN_LINES])


def changed(analysis: Analysis) -> Iterator[Finding]:
    """A line for each measure and person; the same measures for both, whatever they show."""
    rows = {person: of_person(analysis, person) for person in PEOPLE}
    for name in measures_shown(analysis):
        for person in PEOPLE:
            yield _row(analysis, person, name, rows[person].get(name))


def _row(analysis: Analysis, person: Person, name: str, change: Change | None) -> Finding:
    if change is not None and change.withheld is not None:
        return _line("withheld", name, person)
    if change is None or not change.measured:
        return _line("nothing", name, person)
    if controlled(analysis, change):
        return _change(change)
    return _line(_neutral(analysis, change), name, person, values=_levels(change))


def _line(
    kind: str, name: str, person: Person, group: str = "changed", values: Mapping[str, object] | None = None
) -> Finding:
    claims = ("text_distance",) if kind == "grey" else ()
    return Finding(
        key("findings.rows", kind), group, {"How": How(name, person), **(values or {})}, person, (name,), claims
    )


def _levels(change: Change) -> dict[str, object]:
    return {
        "before": Amount(change.measure, change.unit, change.before),
        "after": Amount(change.measure, change.unit, change.after, alone=True),
    }


def _neutral(analysis: Analysis, change: Change) -> str:
    if analysis.context.living == "together" and change.spec.volume:
        return "grey"
    if analysis.state != State.CHANGED:
        return "halves"  # without a date there is no before and after, only earlier and later weeks
    return "same" if as_before(change) else "cannot"


def as_before(change: Change) -> bool:
    """Whether the interval is narrow enough around no change to say "about as before"."""
    if not change.measured or change.withheld is not None:
        return False
    if change.scale == "points":
        large = min(SAME_POINTS, SAME_SHARE * change.before)
        small = -large
    else:
        small, large = 1.0 / (1.0 + SAME_SHARE), 1.0 + SAME_SHARE
    return small <= min(change.low, change.high) and max(change.low, change.high) <= large


def _change(change: Change) -> Finding:
    size, unit = change.size, (change.measure, change.unit)
    sentence = "findings.size.at_least" if change.spec.undercounted else "findings.size.about"
    values = {
        "before": Amount(change.measure, change.unit, change.before, alone=True),
        "after": Amount(change.measure, change.unit, change.after),
        "size": Phrase(sentence, {"amount": Amount(*unit, size.middle, alone=True)}),
        "low": Amount(*unit, size.low, alone=True),
        "high": Amount(*unit, size.high, alone=True),
        "Whose" if change.measure == "silence" else "Who": change.person,
    }
    kind = "less" if change.direction < 0 else "more"
    claims = ("size_interval", *change.spec.notes)
    return Finding(
        key("findings", kind, change.measure),
        "changed",
        values,
        change.person,
        (change.measure,),
        claims,
        claim_of_change=True,
    )


def against(analysis: Analysis) -> Iterator[Finding]:
    """For each person what did not move or moved the other way: one line each."""
    for person in PEOPLE:
        rows = of_person(analysis, person)
        steady = [name for name in INDEX if name in rows and _steady(analysis, rows[name])]
        moved = [name for name in INDEX if name in rows and controlled(analysis, rows[name])]
        more = [name for name in moved if not towards_less(rows[name])]
        yield _against(person, steady, more)


def _steady(analysis: Analysis, change: Change) -> bool:
    grey = analysis.context.living == "together" and change.spec.volume
    return as_before(change) and not controlled(analysis, change) and not grey


def _against(person: Person, unmoved: list[str], more: list[str]) -> Finding:
    steady, rising = nouns(unmoved), nouns(more)
    kind = "none"
    values: dict[str, object] = {"whose": person}
    if unmoved and more:
        kind, values = "steady_and_more", values | {"steady": steady, "more": rising}
    elif unmoved or more:
        kind, values = "steady" if unmoved else "more", values | {"measures": steady or rising}
    evidence = tuple(unmoved + more)
    return Finding(key("findings.against", kind), "against", values, person, evidence, claim_of_change=bool(more))


def nouns(measures: Iterable[str]) -> tuple[Phrase, ...]:
    """Measures as a list inside a sentence."""
    return tuple(Phrase(key("findings.nouns", name)) for name in measures)


def halves(analysis: Analysis) -> Iterator[Finding]:
    """Of a short history: its earlier and later weeks side by side, no size and no side."""
    if analysis.sizes or analysis.weekly is None:
        yield from changed(analysis)
        return
    for name in (*INDEX, *SHOWN):
        measure = analysis.weekly.measures.get(name)
        if measure is not None and (measure.in_index or name == "messages"):
            for person in PEOPLE:
                yield _side_by_side(analysis, person, measure)


def _side_by_side(analysis: Analysis, person: Person, measure: Measure) -> Finding:
    row = measure.natural[person]
    middle = (row.size + 1) // 2
    levels = [_mean(row[:middle]), _mean(row[middle:])]
    if not np.all(np.isfinite(levels)):
        return _line("nothing", measure.name, person)
    before = Amount(measure.name, measure.unit, levels[0])
    after = Amount(measure.name, measure.unit, levels[1], alone=True)
    return _line("halves", measure.name, person, values={"before": before, "after": after})


def _mean(row: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    observed = row[np.isfinite(row)]
    return float(observed.mean()) if observed.size else float("nan")


def mine_alone(analysis: Analysis) -> Iterator[Finding]:
    """After an ending: the user's own row, and nothing about the other person."""
    for change in of_person(analysis, Person.ME).values():
        if change.measure in INDEX:
            values = None if change.withheld is not None or not change.measured else _levels(change)
            yield _line("halves" if values else "nothing", change.measure, Person.ME, "own", values)
