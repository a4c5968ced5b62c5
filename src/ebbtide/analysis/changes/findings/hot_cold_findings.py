"""Going back and forth in words: one line for each person, whatever it shows, and what both did afterwards.

Beside a change that the rule dates, these lines stand under "other explanations": the headline stays true, since
the latest weeks do lie lower, but a stretch that came and went before is another reading of it than a change that
lasts. Where the rule found nothing, they are what was found, and the headline says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from ebbtide.analysis.changes.analysis import Analysis, State
from ebbtide.analysis.changes.hot_cold.stretches import HotCold, Stretch
from ebbtide.analysis.finding import Finding, Parts, Phrase, Times, key
from ebbtide.history.conversation import Span
from ebbtide.people import PEOPLE, Person

#: So many sparser stretches are listed at most, the latest; the JSON has all of them.
_LISTED = 4
#: Where the lines stand by the state of the look; other states say too little about whole weeks.
_GROUPS = {State.USUAL: "changed", State.CHANGED: "other", State.TOO_EARLY: "other"}


def back_and_forth(analysis: Analysis) -> bool:
    """Whether the page says that somebody went back and forth; how much is written says little in one home."""
    clear = any(pattern.clear for pattern in analysis.hot_cold or ())
    return clear and analysis.state in _GROUPS and analysis.context.living != "together"


def hot_cold_lines(analysis: Analysis) -> Iterator[Finding]:
    """One line a person, against first; then what both did after each sparser stretch."""
    if analysis.hot_cold is None or not back_and_forth(analysis):
        return
    people = sorted(PEOPLE, key=lambda person: analysis.hot_cold is not None and analysis.hot_cold[person].clear)
    for person in people:
        yield _person(analysis, person, analysis.hot_cold[person])
    for person in PEOPLE:
        yield from _after(analysis, person, analysis.hot_cold[person])
    if analysis.state != State.USUAL:
        yield _line(analysis, "beside", None)


def _line(analysis: Analysis, kind: str, person: Person | None, change: bool = True, **values: object) -> Finding:
    return Finding(key("hotcold", kind), _GROUPS[analysis.state], values, person, ("hot_cold",), (), change)


def _person(analysis: Analysis, person: Person, pattern: HotCold) -> Finding:
    if not pattern.clear:
        return _line(analysis, "none", person, False, whose=person)
    sparse = _sparse(pattern)
    spans = [Span(item.start, item.end) for item in sparse]
    return _line(
        analysis,
        "switches",
        person,
        Whose=person,
        times=Times(pattern.switches),
        since=pattern.stretches[0].start,
        list=tuple(spans),
    )


def _sparse(pattern: HotCold) -> list[Stretch]:
    return [item for item in pattern.stretches if item.cold][-_LISTED:]


def _after(analysis: Analysis, person: Person, pattern: HotCold) -> Iterator[Finding]:
    items = [
        Phrase(
            "hotcold.after_item",
            {
                "day": item.end,
                "me": Person.ME,
                "them": Person.THEM,
                "mine": float(item.starts_after[Person.ME]),
                "theirs": float(item.starts_after[Person.THEM]),
            },
        )
        for item in (_sparse(pattern) if pattern.clear else [])
        if item.starts_after is not None
    ]
    if items:
        yield _line(analysis, "after", None, whose=person, list=Parts(tuple(items)))


__all__ = ["back_and_forth", "hot_cold_lines"]
