"""`ebbtide people`: who the two are, and by which name a report calls them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.options import person_of
from ebbtide.cli.output import give
from ebbtide.cli.questions import tell
from ebbtide.errors import BadRequest
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.history.conversation import Conversation
    from ebbtide.vault.opening import VaultLike
    from ebbtide.vault.storage.records import Person

#: Names of the two sides, as the commands take them.
SIDES = ("me", "them")


@click.command("people", help=say("cli_vault.people.help"))
@click.option(
    "--rename", nargs=2, default=None, metavar=say("cli_vault.metavar.who_name"), help=say("cli_vault.people.rename")
)
@click.option("--me", metavar=say("cli.metavar.name"), help=say("cli_vault.people.me"))
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, rename: tuple[str, str] | None, me: str | None, as_json: bool) -> int:
    """Change what is asked for, then list both."""
    with access.opened() as vault:
        vault.conversation()  # before the first import nobody is known: this says so
        if me is not None:
            _choose(vault, me)
        if rename is not None:
            _rename(vault, *rename)
        both = sorted(vault.tables.people.all(), key=lambda one: one.side)
    return give(as_json, "people", map(_line, both), people=[_plain(one) for one in both])


def _choose(vault: VaultLike, me: str) -> None:
    changed = vault.choose_me(me)
    tell(say("cli_vault.people.chosen" if changed else "cli_vault.people.same"))


def _rename(vault: VaultLike, who: str, name: str) -> None:
    both = {one.side: one for one in vault.tables.people.all()}
    side = person_of(who, (both[0].name, both[1].name), "cli_vault.people.unknown")
    if side is None or not name.strip():
        raise BadRequest("cli_vault.people.unknown", given=who, me=both[0].name, them=both[1].name)
    shown = name.strip()
    vault.tables.people.change(replace(both[side], shown_as=None if shown == both[side].name else shown))


def shown_names(vault: VaultLike, chat: Conversation) -> Conversation:
    """The conversation with the names that the user chose."""
    chosen = {one.side: one.shown_as or one.name for one in vault.tables.people.all()}
    return replace(chat, people=(chosen.get(0, chat.people[0]), chosen.get(1, chat.people[1])))


def _line(one: Person) -> str:
    told = {"side": say(f"cli_vault.people.{SIDES[one.side]}_side"), "name": one.shown_as or one.name}
    others = [name for name in dict.fromkeys((one.name, *one.known_as)) if name != told["name"]]
    if not others:
        return say("cli_vault.people.row", **told)
    return say("cli_vault.people.row_known", **told, known=", ".join(others))


def _plain(one: Person) -> dict[str, Any]:
    return {
        "side": SIDES[one.side],
        "name": one.shown_as or one.name,
        "name_in_exports": one.name,
        "known_as": list(one.known_as),
    }
