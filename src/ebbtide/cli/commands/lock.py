"""`ebbtide lock`: ends what holds the vault open, and the key with it."""

from __future__ import annotations

import click

from ebbtide import service
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.output import give
from ebbtide.wording import say


@click.command("lock", help=say("cli_vault.lock.help"))
@on_vault
@click.option(
    "--after",
    type=click.IntRange(service.protect.IDLE_MINUTES.least, service.protect.IDLE_MINUTES.most),
    metavar=say("cli.metavar.number"),
    help=say("cli_vault.lock.after"),
)
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, after: int | None, as_json: bool) -> int:
    """Lock; with `--after`, also keep after how many minutes left alone it locks by itself."""
    if after is not None:
        with access.opened() as session:
            service.protect.lock_after(session, after)
    was_open = service.protect.lock(access.session)
    lines = [say("cli_vault.lock.done" if was_open else "cli_vault.lock.was", folder=access.folder)]
    lines += [] if after is None else [say("cli_vault.lock.kept", minutes=after)]
    return give(as_json, "lock", lines, was_open=was_open, lock_minutes=after)
