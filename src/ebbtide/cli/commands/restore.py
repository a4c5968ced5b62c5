"""`ebbtide restore`: makes a vault in a new place out of a backup."""

from __future__ import annotations

from pathlib import Path

import click

from ebbtide.cli.access import Access, kind_of, on_vault
from ebbtide.cli.output import give
from ebbtide.cli.showing import busy
from ebbtide.errors import BadRequest, NoVault
from ebbtide.wording import say


@click.command("restore", help=say("cli_vault.restore.help"))
@click.argument("file", type=click.Path(path_type=Path), metavar=say("cli_vault.metavar.backup"))
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, file: Path, as_json: bool) -> int:
    """Open the backup in the new place, then say what to do with the old one."""
    from ebbtide.vault import restore

    _refuse_early(file, access.folder)
    secret = access.secret()
    with busy("restore"):
        folder = restore(file.expanduser(), access.folder, secret, kind_of(secret))
    lines = [say("backup.restore.done", folder=folder), say("cli_vault.restore.old")]
    return give(as_json, "restore", lines, folder=folder)


def _refuse_early(file: Path, folder: Path) -> None:
    """What can be told before a passphrase is asked for."""
    if not file.expanduser().is_file():
        raise NoVault("backup.read.missing", file=file)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadRequest("backup.restore.not_empty", folder=folder)
