"""Busy or fading in words: what speaks for each, what stays open, earlier spells, and the sum last."""

from __future__ import annotations

from collections.abc import Iterator

from ebbtide.analysis.changes.findings import phrases as words
from ebbtide.analysis.changes.tide import Busy, BusyRow, Finding, Fits, State, Tide
from ebbtide.people import PEOPLE, Person
from ebbtide.wording import say

#: What speaks against fading stands first (product rule 1).
_ORDER = (Fits.BUSY, Fits.FADING, Fits.OPEN)
_CLAIMS: dict[str, tuple[str, ...]] = {
    "reason": ("stress_withdrawal",),
    "breadth": ("load_answers",),
    "length": ("busy_rule",),
    "catch_up": ("busy_rule",),
    "warmth": ("stress_withdrawal",),
}
#: At most so many earlier stretches are listed, the latest ones.
_LISTED = 3


def weighed(tide: Tide) -> bool:
    """Whether a page weighs busy against fading: a dated change, its side known, four weeks or older."""
    return bool(tide.state == State.CHANGED and tide.context.living != "together" and _moved(tide))


def _moved(tide: Tide) -> list[tuple[Person, Busy]]:
    if tide.busy is None:
        return []
    made = [(person, tide.busy[person]) for person in tide.side.people]
    return [] if any(one.words == Fits.TOO_EARLY or one.since is None for _, one in made) else made


def busy_or_fading(tide: Tide) -> Iterator[Finding]:
    """Five lines for each person who moved: for busy, for fading, open, earlier stretches, the sum in words.

    A person whose change is not named has one line, which says so: nothing of theirs is weighed.
    """
    if not weighed(tide):
        return
    moved = dict(_moved(tide))
    for person in PEOPLE:
        if person in moved:
            yield from _person(tide, person, moved[person])
        else:
            yield Finding("findings.busy.still", "busy", {"whose": words.whose(tide, person)}, person, ("index",))


def _person(tide: Tide, person: Person, one: Busy) -> Iterator[Finding]:
    whose = words.whose(tide, person)
    for fits in _ORDER:
        yield _rows(person, whose, one, [row for row in one.rows if row.fits == fits], fits)
    yield _spells(tide, person, one)
    yield _finding(_key(one.words), person, ("busy_rule",), whose=whose)


def _finding(key: str, person: Person, claims: tuple[str, ...], **values: str) -> Finding:
    return Finding(f"findings.busy.{key}", "busy", values, person, ("index",), claims, claim_of_change=True)


def _key(fits: Fits) -> str:
    return fits.replace(" ", "_")


def _rows(person: Person, whose: str, one: Busy, rows: list[BusyRow], fits: Fits) -> Finding:
    """The rows that point one way, as one line; a line stands there also where no row does."""
    if not rows:
        return _finding(f"nothing.{_key(fits)}", person, (), whose=whose)
    claims = tuple(dict.fromkeys(claim for row in rows for claim in _CLAIMS[row.kind]))
    shown = "; ".join(_part(one, row) for row in rows)
    return _finding(f"rows.{_key(fits)}", person, claims, whose=whose, list=shown)


def _part(one: Busy, row: BusyRow) -> str:
    values = {"weeks": words.weeks_text(one.weeks)} if row.kind == "length" else {}
    return say(f"findings.busy.{row.kind}.{_key(row.fits)}", **values)


def _spells(tide: Tide, person: Person, one: Busy) -> Finding:
    whose = words.whose(tide, person)
    if not one.spells:
        return _finding("spells.none", person, ("busy_rule",), whose=whose)
    if len(one.spells) == 1:
        weeks = words.weeks_text(one.spells[0].weeks)
        return _finding("spells.one", person, ("busy_rule",), whose=whose, list=weeks)
    shown = [_spell(spell.weeks, words.day(spell.start)) for spell in one.spells[-_LISTED:]]
    return _finding("spells.several", person, ("busy_rule",), whose=whose, list=words.joined(shown))


def _spell(weeks: int, start: str) -> str:
    return say("findings.busy.spells.item", weeks=words.weeks_text(weeks), start=start)
