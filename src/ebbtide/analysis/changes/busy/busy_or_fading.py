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
    w: Weekly, look: Look, told: Context, withheld: Withheld = NOTHING, week: int | None = None, *, called: bool = False
) -> tuple[Busy, Busy]:
    """Busy or fading for both people by the same code, from data up to the look's last week.

    week: of the change, where the rule dated one; else the deepest stretch of the last 16 weeks counts. called: calls
    were told, or rose as texts fell; what went on by voice is no fading, however long the texts are fewer.
    """
    me, them = (_person(w, look, told, withheld[person], week, person) for person in PEOPLE)
    return (_called(me), _called(them)) if called else (me, them)


def _called(found: Busy) -> Busy:
    row = rows.row("reason", rows.REASON_COVERS)
    made = tuple(row if one.kind == "reason" else one for one in found.rows)
    total = min(sum(one.log_odds for one in made), FADING_LINE)
    return replace(
        found, words=found.words if found.since is None else words_of(total, found.weeks), log_odds=total, rows=made
    )


def _person(w: Weekly, look: Look, told: Context, withheld: frozenset[str], week: int | None, person: Person) -> Busy:
    first = look.index.first_week
    dated = None if week is None else max(0, week - first)
    low = shortfall(look, person, dated)
    found = latest(low, dated)
    if found is None:
        return _NOTHING
    start = found.start if dated is None else dated
    past = ended_before(low, start)
    here = Stretch(found.start + first, found.end + first, found.depth, found.strength)
    weeks = max(len(low) - start - 1, 0)
    made = tuple(_rows(w, low, here, weeks, past, person, told, withheld))
    total = sum(one.log_odds for one in made)
    spells = tuple(_spell(w, one, first) for one in past)
    return Busy(words_of(total, weeks), total, made, w.monday[start + first], weeks, spells)


def _rows(
    w: Weekly,
    low: Floats,
    found: Stretch,
    weeks: int,
    past: tuple[Stretch, ...],
    person: Person,
    told: Context,
    withheld: frozenset[str],
) -> Iterator[BusyRow]:
    falls, now = rows.fallen(w, found, person, withheld), rows.lower_now(low)
    yield rows.row("reason", rows.reason(w, found, person, told))
    yield rows.row("breadth", rows.breadth(w, falls, found.weeks))
    yield rows.row("length", rows.length(now, weeks, tuple(one.weeks for one in past)))
    yield rows.row("catch_up", rows.catch_up(now, found, falls))
    yield rows.row("warmth", rows.warmth(falls))


def _spell(w: Weekly, one: Stretch, first: int) -> Spell:
    start, end = w.monday[one.start + first], w.monday[one.end + first - 1] + timedelta(days=6)
    return Spell(start, end, one.weeks)


def words_of(log_odds: float, weeks: int) -> Fits:
    """The words of a sum of log-odds, `weeks` complete weeks after the change."""
    if weeks < YOUNG_WEEKS:
        return Fits.TOO_EARLY
    return Fits.FADING if log_odds > FADING_LINE else Fits.BUSY if log_odds < BUSY_LINE else Fits.OPEN
