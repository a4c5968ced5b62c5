"""Innocent explanations, computed where they can be: plain questions to the same data, the same for both people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from ebbtide.analysis.changes.analysis import Fits
from ebbtide.analysis.changes.minimum_data import hours_shifted, media_shifted
from ebbtide.analysis.changes.other_channels import elsewhere
from ebbtide.analysis.finding import Finding
from ebbtide.analysis.signs.case import MOVED, Case
from ebbtide.analysis.signs.comparison import Move, together
from ebbtide.analysis.signs.sign_date import dated
from ebbtide.analysis.signs.sign_findings import line
from ebbtide.history.conversation import Span
from ebbtide.people import Person

#: What pulling back looks like, for "the other side moved first".
LESS_CONTACT = (Move("start_hazard", False), Move("answered", False), Move("reply_time", True), Move("warmth", False))
#: "First" means by so many weeks at least; a move of these counts from this chance on, four being tried.
WEEKS_FIRST, FIRST_CHANCE = 2, 0.05 / len(LESS_CONTACT)
#: A dated stressor covers a change from this share of its days.
COVERED = 0.5
#: Declined plans before "most with another date" means anything, and what most is.
LEAST_DECLINED, MOST = 3, 0.5

#: Explanations that keep a change out of a pattern. Design: a dated reason, another channel or both sides at once.
COVERING = frozenset(
    {
        "mutual",
        "stressor",
        "hours",
        "calls",
        "media",
        "evenings",
        "catch_up",
        "other_rose",
        "other_first",
        "alternatives",
        "replaced",
    }
)


def covering(spans: tuple[Span, ...], person: Person, start: date, end: date) -> Span | None:
    """The first span of that person, or of both, that covers half or more of the days from `start` to `end`."""
    days = max((end - start).days + 1, 1)
    for span in spans:
        shared = (min(span.end, end) - max(span.start, start)).days + 1
        if span.who in (None, person) and shared >= COVERED * days:
            return span
    return None


def at_an_edge(case: Case, interval: tuple[date, date]) -> bool:
    """Whether the file itself begins, ends or differs near these days."""
    cover = case.analysis.conversation.coverage
    return cover is not None and cover.breaks_near(*interval)


def explain(
    case: Case,
    person: Person,
    moves: tuple[Move, ...],
    need: int,
    split: int,
    start: date,
    checks: tuple[str, ...] = (),
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Names and sentences of the explanations that hold for moves of one person since about `start`.

    checks: further ones that this sign names in the catalogue; those that fit any sign are always tried.
    """
    reasons = dict(_always(case, person, moves, need, split, start))
    reasons |= _named(case, person, moves, split, start, checks)
    return tuple(reasons), tuple(reasons.values())


_Reasons = Iterator[tuple[str, Finding]]


def dated_reason(case: Case, person: Person, start: date) -> _Reasons:
    """A time that the user named and that covers the days since `start`."""
    end = case.w.monday[case.last] + timedelta(days=6)
    if (span := covering(case.analysis.context.stressors, person, start, end)) is not None:
        yield "stressor", line("against", "stressor", person, ("stress_withdrawal",), span=span)


def _always(case: Case, person: Person, moves: tuple[Move, ...], need: int, split: int, start: date) -> _Reasons:
    other = person.other
    yield from dated_reason(case, person, start)
    chances = [chance for move in moves if (chance := case.chance(move, other, split)) is not None]
    if together(chances, min(need, max(len(chances), 1))) <= MOVED:
        side = other
        yield "mutual", line("against", "mutual", person, ("both_sides",), Whose=side)
    if hours_shifted(case.w.hours, case.last):
        yield "hours", line("against", "hours", person, ("reply_time",))
    for hint in elsewhere(case.w, split, case.last):
        yield hint, line("against", hint, person, ("text_distance",))
    if media_shifted(case.w.media_share, case.last):
        yield "media", line("against", "media", person, ("text_distance",))


def _named(
    case: Case, person: Person, moves: tuple[Move, ...], split: int, start: date, checks: tuple[str, ...]
) -> _Reasons:
    """Those of `NAMED` that the sign asks for."""
    for name in checks:
        if name in NAMED and (finding := NAMED[name](case, person, moves, split, start)) is not None:
            yield name, finding


def _other_first(case: Case, person: Person, moves: tuple[Move, ...], split: int, start: date) -> Finding | None:
    other = person.other
    for move in LESS_CONTACT:
        chances = [(chance, at) for at in case.splits if (chance := case.chance(move, other, at)) is not None]
        if not chances or min(chances)[0] > FIRST_CHANCE:
            continue
        when = dated([(case.measures[move.measure], other, move)], min(chances)[1], case.last)
        if when is not None and case.w.monday[when.week] <= start - timedelta(weeks=WEEKS_FIRST):
            day = case.w.monday[when.week]
            return line("against", "other_first", person, Whose=other, day=day)
    return None


def _other_rose(case: Case, person: Person, moves: tuple[Move, ...], split: int, start: date) -> Finding | None:
    """The other person does more of it, which takes room without this person having done less."""
    other = person.other
    absolute = [
        Move("start_hazard", True) if move.measure == "start_share" else Move(move.measure, not move.up)
        for move in moves
        if not move.up
    ]
    if not any(case.moved(move, other, at) for move in absolute for at in case.splits):
        return None
    return line("against", "other_rose", person, ("both_sides",), Who=other)


def _catch_up(case: Case, person: Person, moves: tuple[Move, ...], split: int, start: date) -> Finding | None:
    rows = case.analysis.busy[person].rows if case.analysis.busy is not None else ()
    back = any(row.kind == "catch_up" and row.fits == Fits.BUSY for row in rows)
    return line("against", "catch_up", person, ("busy_rule",)) if back else None


def _alternatives(case: Case, person: Person, moves: tuple[Move, ...], split: int, start: date) -> Finding | None:
    declined, offered = (case.answers or {}).get(person, (0.0, 0.0))
    if declined < LEAST_DECLINED or offered < MOST * declined:
        return None
    return line("against", "alternatives", person, n=round(offered), of=round(declined))


def _mood(case: Case, person: Person, moves: tuple[Move, ...], split: int, start: date) -> Finding | None:
    heavier = case.moved(Move("mood", False), person, split)
    return line("against", "mood", person) if heavier else None


#: Explanations by name that only some signs ask for.
NAMED: dict[str, Callable[[Case, Person, tuple[Move, ...], int, date], Finding | None]] = {
    "other_first": _other_first,
    "other_rose": _other_rose,
    "catch_up": _catch_up,
    "alternatives": _alternatives,
    "mood": _mood,
}
