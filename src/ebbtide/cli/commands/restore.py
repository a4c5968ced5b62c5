"""`ebbtide restore`: makes a vault in a new place out of a backup."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from ebbtide import service
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.output import give
from ebbtide.cli.showing import busy
from ebbtide.errors import Locked
from ebbtide.wording import say


@click.command("restore", help=say("cli_vault.restore.help"))
@click.argument("file", type=click.Path(path_type=Path), metavar=say("cli_vault.metavar.backup"))
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, file: Path, as_json: bool) -> int:
    """Open the backup in the new place, then say what to do with the old one."""
    source, session = file.expanduser(), access.session
    with suppress(Locked):  # what cannot be done is told before a secret is asked for
        service.protect.restore(session, source)
    secret = access.secret()
    with busy("restore"):
        folder = service.protect.restore(session, source, secret)
    lines = [say("backup.restore.done", folder=folder), say("cli_vault.restore.old")]
    return give(as_json, "restore", lines, folder=folder)
