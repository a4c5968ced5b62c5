"""Daily words, silence then burst, and the longest silence: shown for both people alike, never judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ebbtide.analysis.changes.findings import phrases as words
from ebbtide.analysis.changes.minimum_data import hours_shifted, last_week
from ebbtide.analysis.changes.tide import Finding, State, Tide
from ebbtide.analysis.measures.measure import Burst, LongSilence, Routine, Weekly
from ebbtide.analysis.measures.routines import WINDOW_HOURS
from ebbtide.history.conversation import Span
from ebbtide.people import PEOPLE, Person
from ebbtide.wording import say

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


def routines(tide: Tide) -> Iterator[Finding]:
    """The group "routine" of a report: the same lines for both people, whatever they show.

    A word that stopped is a sentence of change: it is said only on a page that finds a change on
    its owner's side, and never where hours of day moved (a new shift, another zone).
    """
    if tide.weekly is None or tide.state == State.RESTING:
        return
    for slot, kinds in SLOTS:
        yield from _slot(tide, slot, {item.person: item for item in tide.weekly.routines if item.kind in kinds})
    if tide.context.living != "together":  # how much is written says little about two who share a home
        yield from _silences(tide)
        yield from _bursts(tide)


def _line(kind: str, person: Person, evidence: str, claims: tuple[str, ...] = (), /, **values: object) -> Finding:
    change = kind.startswith("lost.")
    return Finding(f"findings.routine.{kind}", "routine", values, person, (evidence,), claims, change)


def _slot(tide: Tide, slot: str, owned: dict[int, Routine]) -> Iterator[Finding]:
    lines = {person: _said(tide, item) for person, item in owned.items()}
    if not any(lines.values()):
        return
    for person in PEOPLE:
        none = _line(f"none.{slot}", person, "routines", whose=words.whose(tide, person))
        yield lines.get(person) or none


def _said(tide: Tide, item: Routine) -> Finding | None:
    """The sentence of a word kept or lost; None where it may not be said."""
    values = {
        "Whose": words.whose_opening(tide, item.person),
        "start": clock(item.start_hour),
        "end": clock(item.end_hour),
    }
    if item.stopped is None:
        return _line(f"kept.{item.kind}", item.person, "routines", days=of_ten(item.now), **values)
    if not may_say_lost(tide, item):
        return None
    dated = {"day": words.day(item.last_held), "before": of_ten(item.before), "now": of_ten(item.now)}
    return _line(f"lost.{item.kind}", item.person, "routines", (), **values, **dated)


def may_say_lost(tide: Tide, item: Routine) -> bool:
    """Whether the page finds a change on the owner's side, at that time, and no moved day explains it."""
    w = tide.weekly
    if item.stopped is None or tide.state != State.CHANGED or tide.date is None or w is None:
        return False
    if item.person not in tide.side.people:
        return False
    since = (tide.date_interval or (tide.date, tide.date))[0]
    return item.stopped >= since - BEFORE_CHANGE and not _day_moved(w, item)


def _day_moved(w: Weekly, item: Routine) -> bool:
    """Whether hours of day moved outside the word's own window too; inside it they move with the word."""
    rest = w.hours.copy()
    rest[item.person, :, [hour % 24 for hour in range(item.start_hour, item.start_hour + WINDOW_HOURS)]] = 0.0
    return hours_shifted(rest, last_week(w))


def clock(hour: int) -> str:
    """A full hour of the wall clock.

    >>> clock(7)
    '07:00'
    """
    return say("findings.routine.clock", hour=f"{hour:02d}")


def of_ten(share: float) -> str:
    """A share of days as a count of ten, as people say it.

    >>> [of_ten(item) for item in (0.0, 0.12, 0.87, 1.0)]
    ['hardly any day', 'about 1 of 10 days', 'about 9 of 10 days', 'nearly every day']
    """
    count = int(10 * share + 0.5)
    if count in (0, 10):
        return say("findings.routine.never" if count == 0 else "findings.routine.always")
    return say("findings.routine.of_ten", n=count)


def _silences(tide: Tide) -> Iterator[Finding]:
    found = {item.person: item for item in (tide.weekly.silences if tide.weekly is not None else ())}
    if len(found) == len(PEOPLE):
        for person in PEOPLE:
            yield _silence(tide, found[person])


def _silence(tide: Tide, item: LongSilence) -> Finding:
    who, claims = words.who(tide, item.person), ("silence_rhythm",)
    if item.times < LEAST_TIMES:
        return _line("silence_usual", item.person, "silences", claims, who=who, usual=_days(item.usual))
    size = {"days": _days(item.days), "usual": _days(item.usual)}
    if item.open:
        start = words.day(item.start)
        return _line("silence_open", item.person, "silences", claims, who=who, start=start, **size)
    whose, span = words.whose_opening(tide, item.person), words.span_range(Span(item.start, item.end))
    return _line("silence", item.person, "silences", claims, Whose=whose, span=span, **size)


def _days(count: float) -> str:
    return f"{words.number(count)} {say('findings.units_one.days' if count == 1 else 'findings.units.days')}"


def _bursts(tide: Tide) -> Iterator[Finding]:
    found = {person: _episodes(tide, person) for person in PEOPLE}
    if max(len(items) for items in found.values()) < LEAST_BURSTS:
        return
    for person, items in found.items():
        if len(items) < LEAST_BURSTS:
            yield _line("no_bursts", person, "bursts", who=words.who(tide, person))
        else:
            yield _listed(tide, person, items)


def _episodes(tide: Tide, person: Person) -> list[Burst]:
    return [item for item in (tide.weekly.bursts if tide.weekly is not None else ()) if item.person == person]


def _listed(tide: Tide, person: Person, items: list[Burst]) -> Finding:
    other = words.who(tide, person.other)
    shown = [
        say(
            "findings.routine.episode" if item.other_messages != 1 else "findings.routine.episode_one",
            span=words.span_range(Span(item.quiet_from, item.quiet_to)),
            other=other,
            back=words.day(item.back),
            **({"n": item.other_messages} if item.other_messages != 1 else {}),
        )
        for item in items[-BURSTS_LISTED:]
    ]
    kind = "bursts" if len(items) <= BURSTS_LISTED else "bursts_latest"
    return _line(
        kind, person, "bursts", who=words.who(tide, person), times=words.times(len(items)), list="; ".join(shown)
    )


__all__ = ["clock", "may_say_lost", "of_ten", "routines"]
