"""The signs on a page: at most five, two lines each for either person, evidence against first, and what to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ebbtide.catalogue import SIGN_NOTE
from ebbtide.people import PEOPLE, Person
from ebbtide.presentation.sentences import Sentence, SpokenSign, SpokenSigns
from ebbtide.wording import say

#: The group of these lines on a page.
GROUP = "signs"


def sign_lines(signs: SpokenSigns | None) -> tuple[Sentence, ...]:
    """The lines of a page: what the signs come to, then each shown sign of both people, then what stays to be asked."""
    return () if signs is None else tuple(_lines(signs))


def _lines(signs: SpokenSigns) -> Iterator[Sentence]:
    for item in signs.lines:
        yield _said(None, item.text, item.claims)
    for name in signs.shown:
        for person in PEOPLE:
            yield from _person(signs, name, person)
        yield from _asks(signs[name])


def _person(signs: SpokenSigns, name: str, person: Person) -> Iterator[Sentence]:
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


def _asks(rows: Sequence[SpokenSign]) -> Iterator[Sentence]:
    asked = next((row for row in rows if row.questions), None)
    if asked is not None:
        yield _said(None, say("signs.report.asks", name=asked.name, question=asked.questions[0]), ())


def _text(items: Sequence[Sentence]) -> str:
    return " ".join(item.text for item in items)


def _claims(items: Sequence[Sentence], row: SpokenSign | None = None) -> tuple[str, ...]:
    own = () if row is None else (SIGN_NOTE + row.id,)
    return tuple(dict.fromkeys((*own, *(claim for item in items for claim in item.claims))))


def _said(person: Person | None, text: str, claims: tuple[str, ...]) -> Sentence:
    return Sentence("signs.report.plain", GROUP, {"text": text}, person, (), claims, text=text)


__all__ = ["GROUP", "sign_lines"]
