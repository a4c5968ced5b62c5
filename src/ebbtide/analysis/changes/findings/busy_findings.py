"""Busy or fading in words: what speaks for each, what stays open, earlier spells, and the sum last."""

from __future__ import annotations

from collections.abc import Iterator

from ebbtide.analysis.changes.analysis import Analysis, Busy, BusyRow, Fits, State
from ebbtide.analysis.finding import Finding, Parts, Phrase, Weeks, key
from ebbtide.people import PEOPLE, Person

#: What speaks against fading stands first (rule 1).
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


def weighed(analysis: Analysis) -> bool:
    """Whether a page weighs busy against fading: a dated change, its side known, four weeks or older."""
    return bool(analysis.state == State.CHANGED and analysis.context.living != "together" and _moved(analysis))


def _moved(analysis: Analysis) -> list[tuple[Person, Busy]]:
    if analysis.busy is None:
        return []
    pairs = [(person, analysis.busy[person]) for person in analysis.side.people]
    return [] if any(answer.words == Fits.TOO_EARLY or answer.since is None for _, answer in pairs) else pairs


def busy_or_fading(analysis: Analysis) -> Iterator[Finding]:
    """Five lines for each person who moved: for busy, for fading, open, earlier stretches, the sum in words.

    A person whose change is not named has one line, which says so: nothing of theirs is weighed.
    """
    if not weighed(analysis):
        return
    moved = dict(_moved(analysis))
    for person in PEOPLE:
        if person in moved:
            answer = moved[person]
            for fits in _ORDER:
                yield _rows(person, answer, [row for row in answer.rows if row.fits == fits], fits)
            yield _spells(person, answer)
            yield _finding(key("findings.busy", answer.words), person, ("busy_rule",))
        else:
            yield Finding("findings.busy.still", "busy", {"whose": person}, person, ("index",))


def _finding(sentence: str, person: Person, claims: tuple[str, ...], **values: object) -> Finding:
    return Finding(sentence, "busy", {"whose": person, **values}, person, ("index",), claims, claim_of_change=True)


def _rows(person: Person, answer: Busy, rows: list[BusyRow], fits: Fits) -> Finding:
    """The rows that point one way, as one line; a line stands there also where no row does."""
    if not rows:
        return _finding(key("findings.busy.nothing", fits), person, ())
    claims = tuple(dict.fromkeys(claim for row in rows for claim in _CLAIMS[row.kind]))
    values = {"length": {"weeks": Weeks(answer.weeks)}}
    parts = tuple(Phrase(key("findings.busy", row.kind, row.fits), values.get(row.kind, {})) for row in rows)
    return _finding(key("findings.busy.rows", fits), person, claims, list=Parts(parts))


def _spells(person: Person, answer: Busy) -> Finding:
    if not answer.spells:
        return _finding("findings.busy.spells.none", person, ("busy_rule",))
    if len(answer.spells) == 1:
        return _finding("findings.busy.spells.one", person, ("busy_rule",), list=Weeks(answer.spells[0].weeks))
    items = tuple(
        Phrase("findings.busy.spells.item", {"weeks": Weeks(spell.weeks), "start": spell.start})
        for spell in answer.spells[-_LISTED:]
    )
    return _finding("findings.busy.spells.several", person, ("busy_rule",), list=items)
