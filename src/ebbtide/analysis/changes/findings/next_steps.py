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

#: A page is worth another look after this long (rule 3: four weeks).
WAIT = timedelta(weeks=4)
#: Reports move on by complete weeks (rule 5).
WEEK = timedelta(weeks=1)
#: The order in which a plain fact is looked for: what sounds least like a reproach comes first.
FACTS = ("start_hazard", "reply_time", "length", "fast_turns", "answered", "warmth")
#: Answers that come later by fewer minutes than this are no fact to bring to another person.
FACT_MINUTES = 10.0


def own_row(analysis: Analysis) -> Finding:
    """What the user's own row shows, in one sentence."""
    if analysis.state == State.USUAL:
        return _own("usual")
    if analysis.state in (State.SHORT, State.BOTH_STOPPED):
        return _own("beside", whose=Person.THEM)
    return _own_changed(analysis) if analysis.state == State.CHANGED else _own("open")


def _own(kind: str, evidence: tuple[str, ...] = (), change: bool = False, **values: object) -> Finding:
    return Finding(
        key("findings.own", kind), "own", values, Person.ME, evidence, ("both_sides",) if change else (), change
    )


def _own_changed(analysis: Analysis) -> Finding:
    rows = of_person(analysis, Person.ME)
    moved = tuple(name for name in INDEX if name in rows and controlled(analysis, rows[name]))
    together = analysis.context.living == "together"
    if analysis.first == Person.ME and not together:
        return _own("first", moved, change=True)
    if analysis.side == Side.ME and not together:
        return _own("mine", moved, change=True)
    if moved:
        return _own("moved", moved, change=True, measures=nouns(moved))
    return _own("both", change=True) if analysis.side == Side.BOTH and not together else _own("held")


def _next(kind: str, claims: tuple[str, ...] = (), **values: object) -> Finding:
    return Finding(key("findings.next", kind), "next", values, None, (), claims)


def next_steps(analysis: Analysis) -> Iterator[Finding]:
    """Steps of the method that are open now; none of them is a verdict about the two people."""
    if analysis.state == State.RESTING:
        yield _next("opens", ("wait_settle",), date=rest_ends(analysis))
        return
    if analysis.state == State.BOTH_STOPPED:
        yield _next("tell")
    if analysis.state in (State.CHANGED, State.BOTH_STOPPED):
        # Ask once; where the change is on the user's own side there is more to say than to ask.
        mine = analysis.state == State.CHANGED and analysis.side == Side.ME and analysis.context.living != "together"
        yield _next("say" if mine else "ask", ("unsaid_grows", "i_statements"), fact=fact(analysis))
        yield _next("own")
    elif analysis.state != State.TOO_EARLY:
        yield _next("question", ("not_mindreader",))
    else:
        yield _next("own")
    yield _wait(analysis)


def rest_ends(analysis: Analysis) -> date | Phrase:
    """The day on which the rest after an ending is over (rule 14), or that it cannot be told."""
    opens = analysis.context.rest_ends
    return Phrase("findings.dates.unknown") if opens is None else opens


def last_day(analysis: Analysis) -> date | None:
    """The day up to which the look goes, as far as it is known."""
    if analysis.as_of is not None:
        return analysis.as_of
    if analysis.weekly is not None and analysis.weekly.monday:
        return analysis.weekly.monday[-1] + timedelta(days=6)
    return analysis.conversation.coverage.last if analysis.conversation.coverage is not None else None


def _wait(analysis: Analysis) -> Finding:
    now = last_day(analysis)
    if analysis.state == State.TOO_EARLY and analysis.date is not None:
        until = analysis.date + WAIT if now is None else max(analysis.date + WAIT, now + WEEK)
        return _next("wait_early", date=until)
    if now is None or analysis.export_day_unknown:
        return _next("wait_undated")  # the export may be old: a day counted from it may be past
    return _next("wait", date=now + WAIT)


def fact(analysis: Analysis) -> Phrase:
    """One sentence of fact for the user to start from: no quotes, no shares, a plain count or none."""
    since: object = Phrase("findings.dates.some_time")
    if analysis.date is not None:
        since = Since(analysis.date, analysis.date_interval, last_day(analysis))
    if analysis.state == State.BOTH_STOPPED:
        return Phrase("findings.fact.stopped", {"since": since})
    if analysis.context.living == "together" or not analysis.side.people:
        return Phrase("findings.fact.unclear", {"since": since})
    return _fact_of(analysis, analysis.side.people, since)


def _fact_of(analysis: Analysis, people: tuple[Person, ...], since: object) -> Phrase:
    """The first measure that may be said of all `people` and means less contact."""
    for name in FACTS:
        changes = [of_person(analysis, person).get(name) for person in people]
        if all(item is not None and controlled(analysis, item) and towards_less(item) for item in changes):
            values = _fact_values(analysis, [item for item in changes if item is not None])
            if values is not None:
                return Phrase(key("findings.fact", analysis.side, name), {"since": since, **values})
    return Phrase("findings.fact.unclear", {"since": since})


def _fact_values(analysis: Analysis, changes: list[Change]) -> Mapping[str, object] | None:
    """What the sentence of fact names; None where it would not be true as it stands."""
    first = changes[0]
    if first.measure == "start_hazard":
        counts = [true_starts(analysis, item.person) for item in changes]
        if any(item is None for item in counts):
            return None
        return counts[0] if len(changes) == 1 else {}
    if first.measure == "reply_time" and any(item.after - item.before < FACT_MINUTES for item in changes):
        return None
    if first.measure == "reply_time" and analysis.side == Side.THEM:
        return {
            "before": Amount(first.measure, first.unit, first.before),
            "after": Amount(first.measure, first.unit, first.after),
        }
    return {}


def true_starts(analysis: Analysis, person: Person) -> Mapping[str, object] | None:
    """Starts a week before and after as they were counted; None where they did not fall.

    A rate per quiet hour is no fact to say aloud, so the counts have to have fallen as well.
    """
    if analysis.weekly is None or analysis.date is None:
        return None
    row, usable = analysis.weekly.expected_starts[person], ~analysis.weekly.marked
    after = np.array([monday >= analysis.date for monday in analysis.weekly.monday], dtype=bool)
    parts = [row[usable & when & np.isfinite(row)] for when in (~after, after)]
    if not all(part.size for part in parts):
        return None
    before, since = (Times(float(part.mean()), mean=True) for part in parts)
    fell = float(parts[1].mean()) < float(parts[0].mean()) and before != since
    return {"before": before, "after": since} if fell else None
