"""Daily words, silence then burst, and the longest silence: shown for both people alike, never judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ebbtide.analysis.changes.analysis import Analysis, State
from ebbtide.analysis.changes.minimum_data import hours_shifted, last_week
from ebbtide.analysis.finding import Clock, Days, Finding, OfTen, Parts, Phrase, Times, key
from ebbtide.analysis.measures.measure import Burst, LongSilence, Routine, Weekly
from ebbtide.analysis.measures.routines import WINDOW_HOURS
from ebbtide.history.conversation import Span
from ebbtide.people import PEOPLE, Person

#: Two episodes of silence and burst are the least that is listed: one is a trip or a deadline. Design choice.
LEAST_BURSTS = 2
#: So many of them are listed, the latest; a list with more says how many there were.
BURSTS_LISTED = 5
#: A word that stopped longer than this before the change belongs to another time than the change.
BEFORE_CHANGE = timedelta(weeks=8)
#: A gap under so many times the usual one is not named by its date. Design choice.
LEAST_TIMES = 2.0
#: Kinds of words that share a line: the first of the day, whenever it comes, and the last.
SLOTS = (("first", ("morning", "midday", "evening")), ("last", ("night",)))


def routines(analysis: Analysis) -> Iterator[Finding]:
    """The group "routine" of a report: the same lines for both people, whatever they show.

    A word that stopped is a sentence of change: it is said only on a page that finds a change on
    its owner's side, and never where hours of day moved (a new shift, another zone).
    """
    if analysis.weekly is None or analysis.state == State.RESTING:
        return
    for slot, kinds in SLOTS:
        yield from _slot(analysis, slot, {item.person: item for item in analysis.weekly.routines if item.kind in kinds})
    if analysis.context.living != "together":  # how much is written says little about two who share a home
        silences = {item.person: item for item in analysis.weekly.silences}
        if len(silences) == len(PEOPLE):
            for person in PEOPLE:
                yield _silence(analysis, silences[person])
        yield from _bursts(analysis)


def _line(kind: str, person: Person, evidence: str, claims: tuple[str, ...] = (), /, **values: object) -> Finding:
    change = kind.startswith("lost.")
    return Finding(key("findings.routine", kind), "routine", values, person, (evidence,), claims, change)


def _slot(analysis: Analysis, slot: str, owned: dict[int, Routine]) -> Iterator[Finding]:
    lines = {person: _said(analysis, item) for person, item in owned.items()}
    if not any(lines.values()):
        return
    for person in PEOPLE:
        none = _line(key("none", slot), person, "routines", whose=person)
        yield lines.get(person) or none


def _said(analysis: Analysis, item: Routine) -> Finding | None:
    """The sentence of a word kept or lost; None where it may not be said."""
    values = {"Whose": item.person, "start": Clock(item.start_hour), "end": Clock(item.end_hour)}
    if item.stopped is None:
        return _line(key("kept", item.kind), item.person, "routines", days=OfTen(item.now), **values)
    if not may_say_lost(analysis, item):
        return None
    dated = {"day": item.last_held, "before": OfTen(item.before), "now": OfTen(item.now)}
    return _line(key("lost", item.kind), item.person, "routines", (), **values, **dated)


def may_say_lost(analysis: Analysis, item: Routine) -> bool:
    """Whether the page finds a change on the owner's side, at that time, and no moved day explains it."""
    w = analysis.weekly
    if item.stopped is None or analysis.state != State.CHANGED or analysis.date is None or w is None:
        return False
    if item.person not in analysis.side.people:
        return False
    since = (analysis.date_interval or (analysis.date, analysis.date))[0]
    return item.stopped >= since - BEFORE_CHANGE and not _day_moved(w, item)


def _day_moved(w: Weekly, item: Routine) -> bool:
    """Whether hours of day moved outside the word's own window too; inside it they move with the word."""
    hours = w.hours.copy()
    hours[item.person, :, [hour % 24 for hour in range(item.start_hour, item.start_hour + WINDOW_HOURS)]] = 0.0
    return hours_shifted(hours, last_week(w))


def _silence(analysis: Analysis, item: LongSilence) -> Finding:
    who, claims = item.person, ("silence_rhythm",)
    if item.times < LEAST_TIMES:
        return _line("silence_usual", item.person, "silences", claims, who=who, usual=Days(item.usual))
    size = {"days": Days(item.days), "usual": Days(item.usual)}
    if item.open:
        start = item.start
        return _line("silence_open", item.person, "silences", claims, who=who, start=start, **size)
    whose, span = item.person, Span(item.start, item.end)
    return _line("silence", item.person, "silences", claims, Whose=whose, span=span, **size)


def _bursts(analysis: Analysis) -> Iterator[Finding]:
    bursts = analysis.weekly.bursts if analysis.weekly is not None else ()
    episodes = {person: [item for item in bursts if item.person == person] for person in PEOPLE}
    if max(len(items) for items in episodes.values()) < LEAST_BURSTS:
        return
    for person, items in episodes.items():
        if len(items) < LEAST_BURSTS:
            yield _line("no_bursts", person, "bursts", who=person)
        else:
            yield _listed(analysis, person, items)


def _listed(analysis: Analysis, person: Person, items: list[Burst]) -> Finding:
    phrases = [
        Phrase(
            "findings.routine.episode_one" if item.other_messages == 1 else "findings.routine.episode",
            {
                "span": Span(item.quiet_from, item.quiet_to),
                "other": person.other,
                "back": item.back,
                **({} if item.other_messages == 1 else {"n": item.other_messages}),
            },
        )
        for item in items[-BURSTS_LISTED:]
    ]
    kind = "bursts" if len(items) <= BURSTS_LISTED else "bursts_latest"
    return _line(kind, person, "bursts", who=person, times=Times(len(items)), list=Parts(tuple(phrases)))


__all__ = ["may_say_lost", "routines"]
