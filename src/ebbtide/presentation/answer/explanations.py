"""Other explanations in one line with what opens under it, and what has not changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from ebbtide.analysis.changes.answer import OF_CHANGE, SILENT, Move, Situation, figure_rows, moved_people
from ebbtide.history.conversation import Span
from ebbtide.people import PEOPLE, Person
from ebbtide.presentation.answer.answer import Explanation
from ebbtide.presentation.answer.voice import Voice
from ebbtide.wording import formats

#: An edge of the file, or what was told, this near to a change is named as its first explanation (rule 8).
NEAR = timedelta(days=14)
_EDGES = {
    "cap": "cap",
    "disappearing": "disappearing",
    "one-sided": "one_sided",
    "gap": "gap",
    "hole": "hole",
    "app change": "app_change",
    "join": "join",
}
#: What may be named as unchanged, what says most about being in touch first.
_HELD = ("questions", "answered", "reply_time", "warmth", "fast_turns", "length", "thanks", "start_hazard")
#: In tests, of 100 sudden and of 100 slow changes, so many were found after twelve weeks.
SUDDEN, SLOW = 83, 59


def explanation(voice: Voice, questions: tuple[str, ...] = ()) -> Explanation | None:
    """The line and what opens under it; None while an ending rests. questions: what only the user can answer."""
    if voice.situation is Situation.RESTING:
        return None
    base = voice.say("answer.other", _base(voice))
    second = _also(voice) if _explains(voice) else ""
    return Explanation(f"{base} {second}".strip(), tuple(_more(voice, questions)))


def _explains(voice: Voice) -> bool:
    """Whether there is something to explain: a change, a silence, or weeks without a message."""
    return voice.situation in OF_CHANGE or voice.situation in (
        Situation.TOO_EARLY,
        Situation.BOTH_SILENT,
        Situation.HOLE,
        Situation.SLOW,
        Situation.BACK_AND_FORTH,
    )


def _base(voice: Voice) -> str:
    if voice.situation in OF_CHANGE and voice.situation not in SILENT:
        return "change_told" if voice.tide.context.away else "change"
    return voice.variant


def _also(voice: Voice) -> str:
    """The second sentence: what the file did, what it hints at, what was told; that nothing was, where it was not."""
    return next(_found(voice), voice.say("answer.other.also.none_told"))


def _found(voice: Voice) -> Iterator[str]:
    tide = voice.tide
    yield from _file(voice)
    for hint in tide.elsewhere:
        if hint != "evenings" or tide.context.living is None:
            yield voice.say("answer.other.also", hint)
    yield from _hard_times(voice)
    yield from _trips(voice)
    if tide.context.channels:
        yield voice.say("answer.other.also.channels")
    if tide.context.stressors:
        yield voice.say("answer.other.also.hard_past")
    if tide.context.living in ("together", "apart"):
        yield voice.say("answer.other.also", tide.context.living)


def _dates(voice: Voice) -> tuple[date, date] | None:
    when = voice.tide.date
    return None if when is None else voice.tide.date_interval or (when, when)


def _file(voice: Voice) -> Iterator[str]:
    """Where the file itself begins, ends or differs near the change."""
    coverage, dates = voice.tide.conversation.coverage, _dates(voice)
    if coverage is None or dates is None or voice.situation is Situation.HOLE:
        return
    for edge in coverage.edges:
        near = any(dates[0] - NEAR <= day <= dates[1] + NEAR for day in (edge.start, edge.end) if day is not None)
        if near and edge.reason in _EDGES:
            yield voice.say("answer.other.also", _EDGES[edge.reason])


def _hard_times(voice: Voice) -> Iterator[str]:
    dates = _dates(voice)
    for span in voice.tide.context.stressors:
        if dates is None or (span.start <= dates[1] + NEAR and span.end >= dates[0] - NEAR):
            whose = "hard_both" if span.who is None else "hard_mine" if span.who == Person.ME else "hard_theirs_opening"
            yield voice.say("answer.other.also", whose)


def _trips(voice: Voice) -> Iterator[str]:
    trips, dates = voice.tide.context.away, _dates(voice)
    if dates is not None and any(dates[0] - NEAR <= trip.end <= dates[1] + NEAR for trip in trips):
        yield voice.say("answer.other.also.trip_ended")
    if trips:
        kind = "trips_one" if len(trips) == 1 else "trips_many"
        yield voice.say("answer.other.also", kind, count=formats.counted_word(len(trips)))


def _more(voice: Voice, questions: tuple[str, ...]) -> Iterator[str]:
    tide, context = voice.tide, voice.tide.context
    yield from _spans(voice, context.away, {1: "trip", 2: "trips"})
    yield from _spans(voice, context.stressors, {1: "hard", 2: "hards"})
    if context.channels:
        yield voice.say("answer.other.more.channels", channels=formats.joined(context.channels))
        yield voice.say("answer.other.more.elsewhere")
    for hint in tide.elsewhere:
        yield voice.say("answer.other.more", f"seen_{hint}")
    yield from _untold(voice)
    if voice.situation in OF_CHANGE | {Situation.USUAL, Situation.SHORT, Situation.HOLE}:
        yield from _withheld(voice)
    if tide.first == Person.ME and voice.situation is Situation.BOTH_ME_FIRST:
        yield voice.say("answer.other.more.me_first")
    if voice.situation in SILENT:
        yield voice.say("answer.other.more.only_file")
        yield voice.say("answer.other.more.safety")
    if voice.situation is Situation.USUAL:
        yield voice.say("answer.other.more.shown_rates", sudden=SUDDEN, slow=SLOW)
    for question in questions:
        yield voice.say("answer.other.more.question", question=question)


def _spans(voice: Voice, spans: tuple[Span, ...], kinds: Mapping[int, str]) -> Iterator[str]:
    if spans:
        shown = formats.joined([voice.span(span.start, span.end) for span in spans])
        yield voice.say("answer.other.more", kinds[min(len(spans), 2)], spans=shown)


def _untold(voice: Voice) -> Iterator[str]:
    """What was not told and could look like a change in a person."""
    if voice.situation is Situation.ENDED:
        return
    context = voice.tide.context
    told = {
        "living": context.living in ("together", "apart"),
        "away": bool(context.away),
        "stressors": bool(context.stressors),
        "channels": bool(context.channels),
    }
    missing = [name for name, known in told.items() if not known]
    if not missing:
        return
    if len(missing) == len(told):
        yield voice.say("answer.other.more.untold_all")
    else:
        items = formats.joined([voice.say("answer.untold", name) for name in missing])
        yield voice.say("answer.other.more.untold", items=items)
    yield voice.say("answer.other.more.follow")


def _withheld(voice: Voice) -> Iterator[str]:
    """What is not compared of whom, and why."""
    for person in PEOPLE:
        keys = {change.withheld for change in voice.tide.sizes if change.person == person and change.withheld}
        for key in sorted(keys):
            reason = key.rpartition(".")[2]
            yield voice.say("answer.other.more", f"withheld_{reason}_{person.name.lower()}")


def held(voice: Voice) -> tuple[str, str]:
    """What has not changed: a label and one thing; empty where nothing is compared."""
    found = voice.situation
    if found in SILENT:
        return voice.say("answer.held.label_until"), voice.say("answer.held.until")
    if found in (Situation.TOO_EARLY, Situation.BOTH_SILENT):
        return voice.say("answer.held.label"), voice.say("answer.held", voice.variant)
    if found not in OF_CHANGE:
        return "", ""
    label, person, table, name = _held(voice)
    if not name:
        return voice.say("answer.held.label"), voice.say("answer.held.nothing")
    return voice.say("answer.held", label), voice.say(table, person.name.lower(), name)


def _held(voice: Voice) -> tuple[str, Person, str, str]:
    """One thing that held, else one that rose: of whoever changed first, and not what the line says already."""
    rows = {row.measure: row.cells for row in figure_rows(voice.tide)}
    named = moved_people(voice.tide)
    people = (*named, *(person for person in PEOPLE[::-1] if person not in named))
    for label, move, table in (("label", Move.SAME, "answer.held"), ("label_more", Move.MORE, "answer.held.more")):
        for person in people:
            line_says = ("answered", "start_hazard") if len(named) == 1 and person not in named else ()
            for name in _HELD:
                if name in rows and name not in line_says and rows[name][person].move is move:
                    return label, person, table, name
    return "label", Person.ME, "", ""
