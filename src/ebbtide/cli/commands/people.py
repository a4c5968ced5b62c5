"""`ebbtide people`: who the two are, and by which name a report calls them."""

from __future__ import annotations

from typing import Any

import click

from ebbtide import service
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.output import give
from ebbtide.cli.questions import tell
from ebbtide.wording import say


@click.command("people", help=say("cli_vault.people.help"))
@click.option(
    "--rename", nargs=2, default=None, metavar=say("cli_vault.metavar.who_name"), help=say("cli_vault.people.rename")
)
@click.option("--me", metavar=say("cli.metavar.name"), help=say("cli_vault.people.me"))
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, rename: tuple[str, str] | None, me: str | None, as_json: bool) -> int:
    """Change what is asked for, then list both."""
    with access.opened() as session:
        service.keep.people(session)  # before the first import nobody is known: this says so
        if me is not None:
            changed = service.keep.choose_me(session, me)
            tell(say("cli_vault.people.chosen" if changed else "cli_vault.people.same"))
        if rename is not None:
            service.keep.rename_person(session, *rename)
        both = service.keep.people(session)
    return give(as_json, "people", map(_line, both), people=[_plain(person) for person in both])


def _line(person: service.keep.Person) -> str:
    shown = person.shown_as or person.name
    values = {"side": say(f"cli_vault.people.{service.keep.SIDES[person.side]}_side"), "name": shown}
    others = [name for name in dict.fromkeys((person.name, *person.known_as)) if name != shown]
    if not others:
        return say("cli_vault.people.row", **values)
    return say("cli_vault.people.row_known", **values, known=", ".join(others))


def _plain(person: service.keep.Person) -> dict[str, Any]:
    return {
        "side": service.keep.SIDES[person.side],
        "name": person.shown_as or person.name,
        "name_in_exports": person.name,
        "known_as": list(person.known_as),
    }
