"""The signs on a page: at most five, two lines each for either person, evidence against first, and what to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ebbtide.analysis.changes.tide import Finding
from ebbtide.analysis.signs import Sign, Signs
from ebbtide.catalogue import SIGN_NOTE
from ebbtide.people import PEOPLE, Person
from ebbtide.wording import say

#: The group of these lines on a page.
GROUP = "signs"


def sign_lines(signs: Signs | None) -> tuple[Finding, ...]:
    """The lines of a page: what the signs come to, then each shown sign of both people, then what stays to be asked."""
    return () if signs is None else tuple(_lines(signs))


def _lines(signs: Signs) -> Iterator[Finding]:
    for item in signs.lines:
        yield _said(None, item.text, item.claims)
    for name in signs.shown:
        for person in PEOPLE:
            yield from _person(signs, name, person)
        yield from _asks(signs[name])


def _person(signs: Signs, name: str, person: Person) -> Iterator[Finding]:
    """Two lines of one person: what speaks against the sign, and what for it."""
    row = signs.of(name, person)
    title = signs[name][0].name
    if row is None:
        yield _said(person, say("signs.report.titled", name=title, text=say("signs.report.own_notes")), ())
        yield _said(person, say("signs.report.not_known"), ())
        return
    against = _text(row.evidence_against or row.missing)
    yield _said(person, say("signs.report.titled", name=title, text=against), _claims(row.evidence_against, row))
    yield _said(person, _text(row.evidence_for) or say("signs.report.nothing"), _claims(row.evidence_for))


def _asks(rows: Sequence[Sign]) -> Iterator[Finding]:
    asked = next((row for row in rows if row.questions), None)
    if asked is not None:
        yield _said(None, say("signs.report.asks", name=asked.name, question=asked.questions[0]), ())


def _text(items: Sequence[Finding]) -> str:
    return " ".join(item.text for item in items)


def _claims(items: Sequence[Finding], row: Sign | None = None) -> tuple[str, ...]:
    own = () if row is None else (SIGN_NOTE + row.id,)
    return tuple(dict.fromkeys((*own, *(claim for item in items for claim in item.claims))))


def _said(person: Person | None, text: str, claims: tuple[str, ...]) -> Finding:
    return Finding("signs.report.plain", GROUP, {"text": text}, person, (), claims)


__all__ = ["GROUP", "sign_lines"]
