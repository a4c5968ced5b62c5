"""The headline of a look: the one sentence that answers "am I imagining it?"."""

from __future__ import annotations

from ebbtide.analysis.changes.analysis import Analysis
from ebbtide.analysis.changes.answer.situation import (
    OF_CHANGE,
    Situation,
    moved_people,
    quiet_times,
    situation,
    slow_variant,
)
from ebbtide.analysis.changes.findings.measure_rows import controlled, towards_less
from ebbtide.analysis.changes.findings.page_findings import history_weeks
from ebbtide.analysis.finding import Counted, Finding, Phrase, Since, key
from ebbtide.analysis.measures.specs import INDEX
from ebbtide.history.conversation import REST_DAYS, Span
from ebbtide.people import Person

_ONE_SIDE = (Situation.LESS_FROM_THEM, Situation.LESS_FROM_ME)
_CLAIMS = ("change_date", "false_alarm_rate")
#: Situations whose headline says that something changed.
_CHANGE = OF_CHANGE | {Situation.TOO_EARLY, Situation.BOTH_SILENT, Situation.SLOW, Situation.BACK_AND_FORTH}


def headline(analysis: Analysis) -> Finding:
    """The headline, at most twelve words."""
    topic = situation(analysis)
    kind, values = _kind(analysis, topic)
    change = topic in _CHANGE
    evidence = ("index",) if change else ()
    person = moved_people(analysis)[0] if topic in _ONE_SIDE else None
    return Finding(kind, "headline", values, person, evidence, _CLAIMS if change else (), change)


def _kind(analysis: Analysis, topic: Situation) -> tuple[str, dict[str, object]]:
    """The key of the sentence and what stands in its places."""
    when = analysis.date
    dated = Phrase("findings.dates.some_time") if when is None else Since(when, analysis.date_interval, analysis.as_of)
    since: dict[str, object] = {"since": dated}
    name: dict[str, object] = {"who": Person.THEM}
    if topic in _ONE_SIDE and (measure := _one_thing(analysis)):
        person = moved_people(analysis)[0]
        return key("answer.headline.one", person.name.lower(), measure), since | (name if person else {})
    special = _special(analysis, topic)
    if special is not None:
        return special
    values: dict[str, object] = {**since} if topic in OF_CHANGE | {Situation.BOTH_SILENT} else {}
    if topic in (Situation.LESS_FROM_THEM, Situation.BOTH_THEY_FIRST):
        values |= name
    if topic in (Situation.THEY_SILENT, Situation.NOT_ASKED):
        values |= {"Who": Person.THEM}
    return key("answer.headline", topic.name.lower()), values


def _special(analysis: Analysis, topic: Situation) -> tuple[str, dict[str, object]] | None:
    """Headlines that name something else than the date of a change."""
    if topic is Situation.HOLE and analysis.hole is not None:
        return "answer.headline.hole", {"Span": analysis.hole}
    if topic is Situation.SLOW:
        variant = slow_variant(analysis)
        return key("answer.headline", variant), {"who": Person.THEM} if variant == "slow_them" else {}
    if topic is Situation.BACK_AND_FORTH:
        return "answer.headline.back_and_forth", {"since": Since(quiet_times(analysis)[0].start, None, analysis.as_of)}
    if topic is Situation.SHORT:
        weeks = history_weeks(analysis)
        if weeks is None:
            return "answer.headline.short_plain", {}
        return "answer.headline.short", {"Weeks": Counted(weeks)}
    if topic is Situation.RESTING:
        return "answer.headline.resting", {"days": REST_DAYS}
    if topic is Situation.ENDED and analysis.context.ended is not None:
        return "answer.headline.ended", {"ended": Span(analysis.context.ended, analysis.context.ended)}
    return None


def _one_thing(analysis: Analysis) -> str | None:
    """The measure of the index that alone changed on the side of whom the headline names; None for more or none."""
    (person,) = moved_people(analysis)
    moved = [
        change.measure
        for change in analysis.sizes
        if change.person == person and change.measure in INDEX and controlled(analysis, change) and towards_less(change)
    ]
    return moved[0] if len(moved) == 1 else None


__all__ = ["headline"]
