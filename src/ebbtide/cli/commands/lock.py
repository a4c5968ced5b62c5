"""`ebbtide lock`: ends what holds the vault open, and the key with it."""

from __future__ import annotations

import click

from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.output import give
from ebbtide.vault.worker.autolock import IDLE_SETTING, LEAST_IDLE_MINUTES, MOST_IDLE_MINUTES
from ebbtide.wording import say


@click.command("lock", help=say("cli_vault.lock.help"))
@on_vault
@click.option(
    "--after",
    type=click.IntRange(LEAST_IDLE_MINUTES, MOST_IDLE_MINUTES),
    metavar=say("cli.metavar.number"),
    help=say("cli_vault.lock.after"),
)
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, after: int | None, as_json: bool) -> int:
    """Lock; with `--after`, also keep after how many minutes left alone it locks by itself."""
    from ebbtide.vault.opening import lock

    if after is not None:
        with access.opened() as vault:
            vault.tables.settings.put(IDLE_SETTING, after)
    was_open = lock(access.folder)
    lines = [say("cli_vault.lock.done" if was_open else "cli_vault.lock.was", folder=access.folder)]
    lines += [] if after is None else [say("cli_vault.lock.kept", minutes=after)]
    return give(as_json, "lock", lines, was_open=was_open, lock_minutes=after)
