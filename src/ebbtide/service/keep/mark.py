"""Marks: what messages cannot show, kept so that every look knows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ebbtide.service.circumstances import Circumstances
from ebbtide.service.keep.people import names_of
from ebbtide.service.session import Session
from ebbtide.vault.storage import Mark


@dataclass(frozen=True)
class MarkRequest:
    """Marks to add, with the user's note to them, and numbers of marks to remove."""

    circumstances: Circumstances = field(default_factory=Circumstances)
    note: str = ""
    remove: Sequence[int] = ()


@dataclass(frozen=True)
class Marks:
    """All marks, and the names of the two whom they speak of."""

    marks: tuple[Mark, ...]
    people: tuple[str, str]


def mark(session: Session, request: MarkRequest) -> Marks:
    """Remove and add marks, then list all of them.

    Raises
    ------
    BadRequest
        a name is nobody's, or there is no mark of a number; nothing was changed.
    """
    people, table = names_of(session), session.open_vault.tables.marks
    fresh = list(_marks(request.circumstances, people))
    for number in request.remove:
        table.get(number)
    for number in request.remove:
        table.remove(number)
    for entry in fresh:
        table.add(replace(entry, note=request.note))
    return Marks(tuple(table.all()), people)


def _marks(circumstances: Circumstances, people: tuple[str, str]) -> Iterator[Mark]:
    context = circumstances.context(people)
    yield from (Mark("away", span.start, span.end) for span in context.away)
    yield from (Mark("stressor", span.start, span.end, span.who) for span in context.stressors)
    if context.ended is not None:
        yield Mark("ended", context.ended)
    if context.living is not None:
        yield Mark("living", value=context.living)
    yield from (Mark("channel", value=name) for name in context.channels)
