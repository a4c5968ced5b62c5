"""Busy or fading in words: the rows of whoever moved, what speaks against fading first, then their sum."""

from __future__ import annotations

from collections.abc import Iterator

from ebbtide.changes import findings_phrases as words
from ebbtide.changes.types import Busy, BusyRow, Finding, Tide
from ebbtide.conversation.types import ME, THEM
from ebbtide.wording import say

#: Whose rows stand on a page, by `Tide.side`; where the side is open no person is weighed.
_MOVED = {"me": (ME,), "them": (THEM,), "both": (ME, THEM)}
#: What speaks against fading stands first (product rule 1).
_ORDER = ("busy", "cannot tell", "fading")
_CLAIMS: dict[str, tuple[str, ...]] = {
    "reason": ("stress_withdrawal",), "breadth": ("load_answers",), "length": ("busy_rule",),
    "catch_up": ("busy_rule",), "warmth": ("stress_withdrawal",),
}
#: At most so many earlier stretches are listed, the latest ones.
_LISTED = 3


def weighed(tide: Tide) -> bool:
    """Whether a page weighs busy against fading: a dated change, its side known, four weeks or older."""
    return bool(tide.state == "changed" and tide.context.living != "together" and _moved(tide))


def _moved(tide: Tide) -> list[tuple[int, Busy]]:
    if tide.busy is None:
        return []
    made = [(person, tide.busy[person]) for person in _MOVED.get(tide.side, ())]
    return [] if any(one.words == "too early" or one.since is None for _, one in made) else made


def busy_or_fading(tide: Tide) -> Iterator[Finding]:
    """Seven lines for each person who moved: five rows, earlier stretches, and the sum in words."""
    for person, one in _moved(tide):
        for row in sorted(one.rows, key=lambda row: _ORDER.index(row.fits)):
            yield _row(tide, person, one, row)
        yield _spells(tide, person, one)
        whose = words.whose(tide, person)
        yield _finding(_key(one.words), person, ("busy_rule",), whose=whose)


def _finding(key: str, person: int, claims: tuple[str, ...], **values: str) -> Finding:
    return Finding(f"findings.busy.{key}", "other", values, person, ("index",), claims, claim_of_change=True)


def _key(fits: str) -> str:
    return fits.replace(" ", "_")


def _row(tide: Tide, person: int, one: Busy, row: BusyRow) -> Finding:
    values = {"weeks": words.weeks_text(one.weeks)} if row.kind == "length" else {}
    whose = words.whose(tide, person)
    return _finding(f"{row.kind}.{_key(row.fits)}", person, _CLAIMS[row.kind], whose=whose, **values)


def _spells(tide: Tide, person: int, one: Busy) -> Finding:
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
