"""The user's own row and the next steps of the method: ask once, look at your own row, wait until a date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np

from ebbtide.analysis.changes.analysis import Analysis, Change, State
from ebbtide.analysis.changes.findings.measure_rows import controlled, nouns, of_person, towards_less
from ebbtide.analysis.finding import Amount, Finding, Phrase, Since, Times, key
from ebbtide.analysis.measures.specs import INDEX
from ebbtide.people import Person, Side

#: A page is worth another look after this long (product rule 3: four weeks).
WAIT = timedelta(weeks=4)
#: Reports move on by complete weeks (product rule 5).
WEEK = timedelta(weeks=1)
#: The order in which a plain fact is looked for: what sounds least like a reproach comes first.
FACTS = ("start_hazard", "reply_time", "length", "fast_turns", "answered", "warmth")
#: Answers that come later by fewer minutes than this are no fact to bring to another person.
FACT_MINUTES = 10.0


def own(tide: Analysis) -> Finding:
    """What the user's own row shows, in one sentence."""
    if tide.state == State.USUAL:
        return _own("usual")
    if tide.state in (State.SHORT, State.BOTH_STOPPED):
        return _own("beside", whose=Person.THEM)
    return _own_changed(tide) if tide.state == State.CHANGED else _own("open")


def _own(kind: str, evidence: tuple[str, ...] = (), change: bool = False, **values: object) -> Finding:
    return Finding(
        key("findings.own", kind), "own", values, Person.ME, evidence, ("both_sides",) if change else (), change
    )


def _own_changed(tide: Analysis) -> Finding:
    rows = of_person(tide, Person.ME)
    moved = tuple(name for name in INDEX if name in rows and controlled(tide, rows[name]))
    together = tide.context.living == "together"
    if tide.first == Person.ME and not together:
        return _own("first", moved, change=True)
    if tide.side == Side.ME and not together:
        return _own("mine", moved, change=True)
    if moved:
        return _own("moved", moved, change=True, measures=nouns(moved))
    return _own("both", change=True) if tide.side == Side.BOTH and not together else _own("held")


def _next(kind: str, claims: tuple[str, ...] = (), **values: object) -> Finding:
    return Finding(key("findings.next", kind), "next", values, None, (), claims)


def next_steps(tide: Analysis) -> Iterator[Finding]:
    """Steps of the method that are open now; none of them is a verdict about the two people."""
    if tide.state == State.RESTING:
        yield _opens(tide)
        return
    if tide.state == State.BOTH_STOPPED:
        yield _next("tell")
    if tide.state in (State.CHANGED, State.BOTH_STOPPED):
        yield _once(tide)
        yield _next("own")
    elif tide.state != State.TOO_EARLY:
        yield _next("question", ("not_mindreader",))
    else:
        yield _next("own")
    yield _wait(tide)


def _once(tide: Analysis) -> Finding:
    """Ask once; where the change is on the user's own side there is more to say than to ask."""
    mine = tide.state == State.CHANGED and tide.side == Side.ME and tide.context.living != "together"
    return _next("say" if mine else "ask", ("unsaid_grows", "i_statements"), fact=fact(tide))


def _opens(tide: Analysis) -> Finding:
    return _next("opens", ("wait_settle",), date=rest_ends(tide))


def rest_ends(tide: Analysis) -> date | Phrase:
    """The day on which the rest after an ending is over (product rule 14), or that it cannot be told."""
    opens = tide.context.rest_ends
    return Phrase("findings.dates.unknown") if opens is None else opens


def last_day(tide: Analysis) -> date | None:
    """The day up to which the look goes, as far as it is known."""
    if tide.as_of is not None:
        return tide.as_of
    if tide.weekly is not None and tide.weekly.monday:
        return tide.weekly.monday[-1] + timedelta(days=6)
    return tide.conversation.coverage.last if tide.conversation.coverage is not None else None


def _wait(tide: Analysis) -> Finding:
    now = last_day(tide)
    if tide.state == State.TOO_EARLY and tide.date is not None:
        until = tide.date + WAIT if now is None else max(tide.date + WAIT, now + WEEK)
        return _next("wait_early", date=until)
    if now is None or tide.export_day_unknown:
        return _next("wait_undated")  # the export may be old: a day counted from it may be past
    return _next("wait", date=now + WAIT)


def fact(tide: Analysis) -> Phrase:
    """One sentence of fact for the user to start from: no quotes, no shares, a plain count or none."""
    since: object = Phrase("findings.dates.some_time")
    if tide.date is not None:
        since = Since(tide.date, tide.date_interval, last_day(tide))
    if tide.state == State.BOTH_STOPPED:
        return Phrase("findings.fact.stopped", {"since": since})
    if tide.context.living == "together" or not tide.side.people:
        return Phrase("findings.fact.unclear", {"since": since})
    return _fact_of(tide, tide.side.people, since)


def _fact_of(tide: Analysis, people: tuple[Person, ...], since: object) -> Phrase:
    """The first measure that may be said of all `people` and means less contact."""
    for name in FACTS:
        changes = [of_person(tide, person).get(name) for person in people]
        if all(item is not None and controlled(tide, item) and towards_less(item) for item in changes):
            values = _fact_values(tide, [item for item in changes if item is not None])
            if values is not None:
                return Phrase(key("findings.fact", tide.side, name), {"since": since, **values})
    return Phrase("findings.fact.unclear", {"since": since})


def _fact_values(tide: Analysis, changes: list[Change]) -> Mapping[str, object] | None:
    """What the sentence of fact names; None where it would not be true as it stands."""
    first = changes[0]
    if first.measure == "start_hazard":
        counts = [true_starts(tide, item.person) for item in changes]
        if any(item is None for item in counts):
            return None
        return counts[0] if len(changes) == 1 else {}
    if first.measure == "reply_time" and any(item.after - item.before < FACT_MINUTES for item in changes):
        return None
    if first.measure == "reply_time" and tide.side == Side.THEM:
        return {
            "before": Amount(first.measure, first.unit, first.before),
            "after": Amount(first.measure, first.unit, first.after),
        }
    return {}


def true_starts(tide: Analysis, person: Person) -> Mapping[str, object] | None:
    """Starts a week before and after as they were counted; None where they did not fall.

    A rate per quiet hour is no fact to say aloud, so the counts have to have fallen as well.
    """
    if tide.weekly is None or tide.date is None:
        return None
    row, usable = tide.weekly.expected_starts[person], ~tide.weekly.marked
    after = np.array([monday >= tide.date for monday in tide.weekly.monday], dtype=bool)
    parts = [row[usable & when & np.isfinite(row)] for when in (~after, after)]
    if not all(part.size for part in parts):
        return None
    before, since = (Times(float(part.mean()), mean=True) for part in parts)
    fell = float(parts[1].mean()) < float(parts[0].mean()) and before != since
    return {"before": before, "after": since} if fell else None
