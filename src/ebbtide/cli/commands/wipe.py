"""`ebbtide wipe`: destroys the vault, after the passphrase and words that nobody types by accident."""

from __future__ import annotations

import click

from ebbtide import service
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.output import give
from ebbtide.cli.typed_confirmation import confirm
from ebbtide.wording import say


@click.command("wipe", help=say("cli_vault.wipe.help"))
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, as_json: bool) -> int:
    """Ask for both, end what holds the vault open, destroy it."""
    access.prove()
    confirm(access, "wipe")
    done = service.protect.wipe(access.session)
    return give(
        as_json,
        "wipe",
        done.sentences(),
        keys_gone=done.keys_gone,
        removed=list(done.removed),
        left=list(done.left),
        others=done.others,
    )
