"""The rows of both people: one line a measure and person, and what speaks against a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ebbtide.analysis.changes.findings import phrases as words
from ebbtide.analysis.changes.tide import Change, Finding, State, Tide
from ebbtide.analysis.measures.measure import Measure
from ebbtide.analysis.measures.specs import INDEX
from ebbtide.people import PEOPLE, Person
from ebbtide.wording import say

#: Measures outside the index that get a line where they changed, in the order of a page.
SHOWN = ("start_share", "messages", "silence", "calls", "plans", "questions", "thanks", "double_texts", "last_words")
#: So many of the measures outside the index get lines at most: more would bury the others.
SHOWN_LINES = 2

#: An interval inside these bounds is called "about as before": a quarter of the level either way, and
#: for shares no more than ten of a hundred. Design choices, like the other bounds of words.
SAME_SHARE, SAME_POINTS = 0.25, 10.0


def controlled(tide: Tide, change: Change) -> bool:
    """Whether this change may be said: controlled, one-sided, judged, and the page is one of change."""
    grey = tide.context.living == "together" and change.spec.volume
    judged = change.withheld is None and not grey
    return tide.state == State.CHANGED and change.controlled and judged and words.direction(change) != 0


def towards_less(change: Change) -> bool:
    """Whether the change means less contact: lower, or longer for times."""
    return (words.direction(change) < 0) != change.spec.turned


def of_person(tide: Tide, person: Person) -> dict[str, Change]:
    """One person's changes by measure."""
    return {item.measure: item for item in tide.sizes if item.person == person}


def measures_shown(tide: Tide) -> tuple[str, ...]:
    """The measures that get a line for each person: those of the index, and two others that may be said."""
    there = {item.measure for item in tide.sizes}
    said = {item.measure for item in tide.sizes if controlled(tide, item)}
    shown = [name for name in SHOWN if name in said]
    return (*(name for name in INDEX if name in there), *shown[:SHOWN_LINES])


def changed(tide: Tide) -> Iterator[Finding]:
    """A line for each measure and person; the same measures for both, whatever they show."""
    rows = {person: of_person(tide, person) for person in PEOPLE}
    for name in measures_shown(tide):
        for person in PEOPLE:
            yield _row(tide, person, name, rows[person].get(name))


def _row(tide: Tide, person: Person, name: str, change: Change | None) -> Finding:
    if change is not None and change.withheld is not None:
        return _line(tide, "withheld", name, person)
    if change is None or not words.measured(change):
        return _line(tide, "nothing", name, person)
    if controlled(tide, change):
        return _change(tide, change)
    return _line(tide, _neutral(tide, change), name, person, **_levels(change))


def _line(tide: Tide, kind: str, name: str, person: Person, group: str = "changed", **values: str) -> Finding:
    how = _how(tide, name, person)
    claims = ("text_distance",) if kind == "grey" else ()
    values = {"How": how[:1].upper() + how[1:], **values}
    return Finding(f"findings.rows.{kind}", group, values, person, (name,), claims)


def _how(tide: Tide, name: str, person: Person) -> str:
    key = f"findings.how.{name}"
    return say(key, whose=words.whose(tide, person)) if name == "length" else say(key, who=words.who(tide, person))


def reason(withheld: str) -> str:
    """Why a measure of text is not judged: the sentence of that key, else the commonest reason."""
    usable = withheld.startswith("findings.withheld.") and words.known(withheld)
    return say(withheld if usable else "findings.withheld.voice")


def _levels(change: Change) -> dict[str, str]:
    return {
        "before": words.amount(change.measure, change.unit, change.before),
        "after": words.bare(change.measure, change.unit, change.after),
    }


def _neutral(tide: Tide, change: Change) -> str:
    if tide.context.living == "together" and change.spec.volume:
        return "grey"
    if tide.state != State.CHANGED:
        return "halves"  # without a date there is no before and after, only earlier and later weeks
    return "same" if as_before(change) else "cannot"


def as_before(change: Change) -> bool:
    """Whether the interval is narrow enough around no change to say "about as before"."""
    if not words.measured(change) or change.withheld is not None:
        return False
    if change.scale == "points":
        large = min(SAME_POINTS, SAME_SHARE * change.before)
        small = -large
    else:
        small, large = 1.0 / (1.0 + SAME_SHARE), 1.0 + SAME_SHARE
    return small <= min(change.low, change.high) and max(change.low, change.high) <= large


def _change(tide: Tide, change: Change) -> Finding:
    size, low, high = words.difference(change)
    least = "at_least" if change.spec.undercounted else "about"
    values = {
        "before": words.bare(change.measure, change.unit, change.before),
        "after": words.amount(change.measure, change.unit, change.after),
        "size": say(f"findings.size.{least}", amount=words.bare(change.measure, change.unit, size)),
        "low": words.bare(change.measure, change.unit, low),
        "high": words.bare(change.measure, change.unit, high),
    } | _subject(tide, change)
    kind = "less" if words.direction(change) < 0 else "more"
    key = f"findings.{kind}.{change.measure}"
    claims = ("size_interval", *change.spec.notes)
    return Finding(key, "changed", values, change.person, (change.measure,), claims, claim_of_change=True)


def _subject(tide: Tide, change: Change) -> dict[str, str]:
    if change.measure == "silence":
        return {"Whose": words.whose_opening(tide, change.person)}
    return {"Who": words.opening(tide, change.person)}


def against(tide: Tide) -> Iterator[Finding]:
    """For each person what did not move or moved the other way: one line each."""
    for person in PEOPLE:
        rows = of_person(tide, person)
        held = [name for name in INDEX if name in rows and _held(tide, rows[name])]
        more = [name for name in INDEX if name in rows and _more(tide, rows[name])]
        yield _against(tide, person, held, more)


def _held(tide: Tide, change: Change) -> bool:
    grey = tide.context.living == "together" and change.spec.volume
    return as_before(change) and not controlled(tide, change) and not grey


def _more(tide: Tide, change: Change) -> bool:
    return controlled(tide, change) and not towards_less(change)


def _against(tide: Tide, person: Person, held: list[str], more: list[str]) -> Finding:
    steady, rising = nouns(held), nouns(more)
    kind, values = "none", {"whose": words.whose(tide, person)}
    if held and more:
        kind, values = "steady_and_more", values | {"steady": steady, "more": rising}
    elif held or more:
        kind, values = "steady" if held else "more", values | {"measures": steady or rising}
    evidence = tuple(held + more)
    return Finding(f"findings.against.{kind}", "against", values, person, evidence, claim_of_change=bool(more))


def nouns(measures: Iterable[str]) -> str:
    """Measures as a list inside a sentence."""
    return words.joined([say(f"findings.nouns.{name}") for name in measures])


def halves(tide: Tide) -> Iterator[Finding]:
    """Of a short history: its earlier and later weeks side by side, no size and no side."""
    if tide.sizes or tide.weekly is None:
        yield from changed(tide)
        return
    for name in (*INDEX, *SHOWN):
        measure = tide.weekly.measures.get(name)
        if measure is not None and (measure.in_index or name == "messages"):
            for person in PEOPLE:
                yield _side_by_side(tide, person, measure)


def _side_by_side(tide: Tide, person: Person, measure: Measure) -> Finding:
    row = measure.natural[person]
    middle = (row.size + 1) // 2
    levels = [_mean(row[:middle]), _mean(row[middle:])]
    if not np.all(np.isfinite(levels)):
        return _line(tide, "nothing", measure.name, person)
    before = words.amount(measure.name, measure.unit, levels[0])
    after = words.bare(measure.name, measure.unit, levels[1])
    return _line(tide, "halves", measure.name, person, before=before, after=after)


def _mean(row: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    seen = row[np.isfinite(row)]
    return float(seen.mean()) if seen.size else float("nan")


def mine_alone(tide: Tide) -> Iterator[Finding]:
    """After an ending: the user's own row, and nothing about the other person."""
    for change in of_person(tide, Person.ME).values():
        if change.measure in INDEX:
            yield _mine(tide, change)


def _mine(tide: Tide, change: Change) -> Finding:
    if change.withheld is not None or not words.measured(change):
        return _line(tide, "nothing", change.measure, Person.ME, "own")
    return _line(tide, "halves", change.measure, Person.ME, "own", **_levels(change))
