"""The journal: dated entries with tags, some of which signs and boards read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from ebbtide.catalogue import table
from ebbtide.errors import BadRequest
from ebbtide.guidance import SHARED_LIFE
from ebbtide.service.session import Session
from ebbtide.vault.storage import CheckIn, Entry
from ebbtide.wording import say

#: Tags that no sign reads, but lists, boards and the facts of a draft.
OWN: Final = ("win", "own_life", "without_partner", "favour", *SHARED_LIFE)


@dataclass(frozen=True)
class Journal:
    """Entries and check-ins, each in the order in which they were kept."""

    entries: tuple[Entry, ...] = ()
    checkins: tuple[CheckIn, ...] = ()


def day_of(session: Session, day: date | None) -> date:
    """The day that an entry belongs to, today unless told; raises `BadRequest` for a day that lies ahead."""
    on = day or session.today
    if on > session.today:
        raise BadRequest("log.future", day=on)
    return on


def write_entry(session: Session, on: date, text: str, tags: Iterable[str] = ()) -> Entry:
    """Keep an entry; raises `BadRequest` for a day that lies ahead."""
    return session.open_vault.tables.journal.add(Entry(day_of(session, on), text, tags_of(tags)))


def remove_entry(session: Session, number: int) -> None:
    """Take an entry out; raises `BadRequest` where there is none of this number."""
    session.open_vault.tables.journal.remove(number)


def journal(session: Session, day: date | None = None, tags: Iterable[str] = ()) -> Journal:
    """What is kept, of one day or of all; with tags, the entries only that have all of them."""
    tables, every = session.open_vault.tables, set(tags_of(tags))
    entries = (entry for entry in tables.journal.all() if day in (None, entry.day) and every <= set(entry.tags))
    checkins = (checkin for checkin in tables.checkins.all() if day in (None, checkin.day) and not every)
    return Journal(tuple(entries), tuple(checkins))


def tags_of(words: Iterable[str]) -> tuple[str, ...]:
    """Tags as they are kept, the way the catalogue writes its own: lower case, one word each, each once.

    >>> tags_of([" Win", "without partner", "Without-Partner", "win", ""])
    ('win', 'without_partner')
    """
    parts = (tag.casefold().replace("-", " ").replace("_", " ").split() for tag in words)
    return tuple(dict.fromkeys("_".join(part) for part in parts if part))


def known_tags(_: Session) -> dict[str, str]:
    """Tags that other use cases read, each with what it is about."""
    signs = table("signs", "sign").values()
    own_tags = {tag: say(f"log.tags.{tag}") for tag in OWN}
    return own_tags | {tag: say("log.tag_sign", sign=sign.name) for sign in signs for tag in sign.tags}
