"""`ebbtide check`: reads every page of the vault and tests its seal."""

from __future__ import annotations

import click

from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.giving import give
from ebbtide.cli.showing import busy
from ebbtide.wording import say


@click.command("check", help=say("cli_vault.check.help"), short_help=say("cli_vault.check.short"))
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, as_json: bool) -> int:
    """Say that all is well; damage ends with its own sentence."""
    with access.opened() as vault, busy("check"):
        vault.check()
    return give(as_json, "check", [say("cli_vault.check.well", folder=access.folder)], well=True)
