"""`ebbtide backup`: the vault as one encrypted file, which counts only after it was opened again."""

from __future__ import annotations

from pathlib import Path

import click

from ebbtide import service
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.output import give
from ebbtide.cli.showing import busy
from ebbtide.wording import say


@click.command("backup", help=say("cli_vault.backup.help"))
@click.argument("file", type=click.Path(path_type=Path), metavar=say("cli.metavar.file"))
@on_vault
@click.option("--force", is_flag=True, help=say("cli_vault.backup.force"))
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, file: Path, force: bool, as_json: bool) -> int:
    """Write it, and say how it can be used."""
    with access.opened() as session, busy("backup"):
        copy = service.protect.backup(session, file.expanduser(), force)
    lines = [say("backup.write.done", file=copy), say("cli_vault.backup.keep")]
    return give(as_json, "backup", lines, file=copy, bytes=copy.stat().st_size)
