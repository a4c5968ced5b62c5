"""`ebbtide look`: reads exports or the vault, looks for what changed, prints it, and writes the report asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from ebbtide import service
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.files import check_inputs, check_output
from ebbtide.cli.looking import loading, look_and_show
from ebbtide.cli.options import look_options, option
from ebbtide.wording import say


@click.command("look", help=say("cli.look.help"))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar=say("cli.look.maybe_files"))
@option("--me", "name")
@option("--out", "file", type=click.Path(path_type=Path))
@option("--force", is_flag=True)
@click.option("--json", "as_json", is_flag=True, help=say("cli.look.json"))
@look_options
@on_vault
def command(
    access: Access,
    files: tuple[Path, ...],
    me: str | None,
    out: Path | None,
    force: bool,
    as_json: bool,
    as_of: date | None,
    date_order: str | None,
    chat: str | None,
    since: date | None,
    same: tuple[tuple[str, str], ...],
    **circumstances: Any,
) -> int:
    """Look at the exports, or without any at the vault."""
    check_inputs(files)
    if out is not None:
        check_output(out, files, force)
    how = service.Reading(date_order, None, chat, since, same)
    request = service.see.LoadRequest(files, me, how, service.Circumstances(**circumstances), as_of)
    with loading(access, request, gut=not as_json) as (session, source):
        pass  # a vault need not be open for what follows
    return look_and_show(session, source, files, out, as_json=as_json)
