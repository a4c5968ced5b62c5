"""Who the two are, and by which name a report calls them."""

from __future__ import annotations

from dataclasses import replace

from ebbtide.errors import BadRequest
from ebbtide.service.circumstances import person_of
from ebbtide.service.session import Session
from ebbtide.vault.storage import Person
from ebbtide.wording import say

#: Names of the two sides, the user's first.
SIDES = ("me", "them")


def people(session: Session) -> tuple[Person, ...]:
    """The two, the user first; raises `BadRequest` where nothing was imported yet."""
    vault = session.open_vault
    vault.conversation()  # before the first import nobody is known: this says so
    return tuple(sorted(vault.tables.people.all(), key=lambda person: person.side))


def choose_me(session: Session, me: str) -> bool:
    """Say anew which of the two is the user; False where that was so already.

    Raises
    ------
    BadRequest
        nobody is called so, nothing was imported yet, or a mark or an answer is kept of one of the two.
    """
    return session.open_vault.choose_me(me)


def rename_person(session: Session, who: str, name: str) -> None:
    """Call one of the two by another name; the name in the exports takes the chosen one away.

    Raises
    ------
    BadRequest
        `who` is neither side nor the name of one, or the new name is empty.
    """
    both, new_name = people(session), name.strip()
    side = person_of(who, (both[0].name, both[1].name), "cli_vault.people.unknown")
    if side is None or not new_name:
        raise BadRequest("cli_vault.people.unknown", given=who, me=both[0].name, them=both[1].name)
    person = both[side]
    session.open_vault.tables.people.change(replace(person, shown_as=None if new_name == person.name else new_name))


def names_of(session: Session) -> tuple[str, str]:
    """The names of the two as the user wants them, also before the first import."""
    names = {person.side: person.shown_as or person.name for person in session.open_vault.tables.people.all()}
    return names.get(0, say("common.people.me")), names.get(1, say("common.people.them"))
