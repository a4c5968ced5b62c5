"""`ebbtide look`: reads exports or the vault, looks for what changed, prints it, and writes the report asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from ebbtide import service
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.circumstance_questions import ask_circumstances
from ebbtide.cli.files import check_inputs, check_output
from ebbtide.cli.looking import OFFERED, Page, loading, look_and_show
from ebbtide.cli.options import look_options, option
from ebbtide.wording import say


@click.command("look", help=say("cli.look.help"))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar=say("cli.look.maybe_files"))
@option("--me", "name")
@option("--out", "file", type=click.Path(path_type=Path))
@option("--force", is_flag=True)
@option("--full", is_flag=True)
@click.option("--open", "open_it", is_flag=True, help=say("cli.look.open"))
@option("--no-questions", is_flag=True)
@click.option("--json", "as_json", is_flag=True, help=say("cli.look.json"))
@look_options
@on_vault
def command(
    access: Access,
    files: tuple[Path, ...],
    me: str | None,
    out: Path | None,
    force: bool,
    full: bool,
    open_it: bool,
    no_questions: bool,
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
    page = Page(out or (OFFERED if open_it else None), force, open_it)
    if page.path is not None:
        check_output(page.path, files, force)
    asks = access.asks and not no_questions and not as_json
    told = service.Circumstances(**circumstances)
    if files and asks:
        told = ask_circumstances(told)
    how = service.Reading(date_order, None, chat, since, same)
    request = service.see.LoadRequest(files, me, how, told, as_of)
    with loading(access, request, gut=not as_json) as (session, source):
        pass  # a vault need not be open for what follows
    return look_and_show(session, source, files, replace(page, offer=asks), as_json=as_json, full=full)
