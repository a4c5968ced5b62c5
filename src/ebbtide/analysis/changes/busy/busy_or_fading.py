"""Busy or fading: five rows of evidence both ways for a person, and the words that their sum gives.

The sum of the rows is the log-odds of a change that lasts against a spell that ended or ends. It
orders couples and sets the words; it is no probability of anything and is never shown on a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from ebbtide.analysis.changes.analysis import Busy, BusyRow, Fits, Spell
from ebbtide.analysis.changes.busy import evidence as rows
from ebbtide.analysis.changes.busy.low_stretches import Stretch, ended_before, latest, shortfall
from ebbtide.analysis.changes.constants import YOUNG_WEEKS
from ebbtide.analysis.changes.minimum_data import NOTHING, Withheld
from ebbtide.analysis.changes.verdict import Look
from ebbtide.analysis.measures.measure import Floats, Weekly
from ebbtide.history.conversation import Context
from ebbtide.people import PEOPLE, Person

#: The sum from which the words say "fits fading", and below which "fits a busy spell". The first is
#: higher: calling a busy person fading is the dearer mistake.
FADING_LINE, BUSY_LINE = 1.75, -1.0


#: A person without any low stretch: nothing to weigh.
_NOTHING = Busy(Fits.OPEN, 0.0, tuple(rows.row(kind, None) for kind in rows.KINDS))


def busy(
    w: Weekly,
    look: Look,
    context: Context,
    withheld: Withheld = NOTHING,
    week: int | None = None,
    *,
    called: bool = False,
) -> tuple[Busy, Busy]:
    """Busy or fading for both people by the same code, from data up to the look's last week.

    week: of the change, where the rule dated one; else the deepest stretch of the last 16 weeks counts. called: calls
    were told, or rose as texts fell; what went on by voice is no fading, however long the texts are fewer.
    """
    me, them = (_person(w, look, context, withheld[person], week, person) for person in PEOPLE)
    return (_called(me), _called(them)) if called else (me, them)


def _called(answer: Busy) -> Busy:
    row = rows.row("reason", rows.REASON_COVERS)
    busy_rows = tuple(row if entry.kind == "reason" else entry for entry in answer.rows)
    total = min(sum(entry.log_odds for entry in busy_rows), FADING_LINE)
    return replace(
        answer,
        words=answer.words if answer.since is None else words_of(total, answer.weeks),
        log_odds=total,
        rows=busy_rows,
    )


def _person(
    w: Weekly, look: Look, context: Context, withheld: frozenset[str], week: int | None, person: Person
) -> Busy:
    first = look.index.first_week
    dated = None if week is None else max(0, week - first)
    low = shortfall(look, person, dated)
    stretch = latest(low, dated)
    if stretch is None:
        return _NOTHING
    start = stretch.start if dated is None else dated
    past = ended_before(low, start)
    here = Stretch(stretch.start + first, stretch.end + first, stretch.depth, stretch.strength)
    weeks = max(len(low) - start - 1, 0)
    busy_rows = tuple(_rows(w, low, here, weeks, past, person, context, withheld))
    total = sum(entry.log_odds for entry in busy_rows)
    spells = tuple(
        Spell(w.monday[entry.start + first], w.monday[entry.end + first - 1] + timedelta(days=6), entry.weeks)
        for entry in past
    )
    return Busy(words_of(total, weeks), total, busy_rows, w.monday[start + first], weeks, spells)


def _rows(
    w: Weekly,
    low: Floats,
    stretch: Stretch,
    weeks: int,
    past: tuple[Stretch, ...],
    person: Person,
    context: Context,
    withheld: frozenset[str],
) -> Iterator[BusyRow]:
    falls, now = rows.fallen(w, stretch, person, withheld), rows.lower_now(low)
    yield rows.row("reason", rows.reason(w, stretch, person, context))
    yield rows.row("breadth", rows.breadth(w, falls, stretch.weeks))
    yield rows.row("length", rows.length(now, weeks, tuple(entry.weeks for entry in past)))
    yield rows.row("catch_up", rows.catch_up(now, stretch, falls))
    yield rows.row("warmth", rows.warmth(falls))


def words_of(log_odds: float, weeks: int) -> Fits:
    """The words of a sum of log-odds, `weeks` complete weeks after the change."""
    if weeks < YOUNG_WEEKS:
        return Fits.TOO_EARLY
    return Fits.FADING if log_odds > FADING_LINE else Fits.BUSY if log_odds < BUSY_LINE else Fits.OPEN
