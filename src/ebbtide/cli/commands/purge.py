"""`ebbtide purge`: takes the texts of all messages out of the vault, while every measure stays."""

from __future__ import annotations

import click

from ebbtide import service
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.output import give
from ebbtide.cli.showing import busy
from ebbtide.cli.typed_confirmation import confirm
from ebbtide.wording import say


@click.command("purge", help=say("cli_vault.purge.help"))
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, as_json: bool) -> int:
    """Ask for the secret and the words, then remove."""
    with access.opened(prove=True) as session:
        confirm(access, "purge")
        with busy("purge"):
            service.protect.purge(session)
    return give(as_json, "purge", [say("cli_vault.purge.done"), say("cli_vault.purge.copies")], purged=True)
