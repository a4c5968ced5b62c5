"""`ebbtide import`: puts exports into the vault, says what was new, and names the unencrypted files left behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.commands.look import option, refuse_future
from ebbtide.cli.files import check_inputs, who_can_read
from ebbtide.cli.options import Day
from ebbtide.cli.output import give
from ebbtide.cli.questions import ORDERS, choose_me, choose_order
from ebbtide.cli.showing import busy, reading
from ebbtide.errors import ChoiceNeeded, DateOrderUnknown
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.history.conversation import Conversation
    from ebbtide.history.readers.contract import ReadResult
    from ebbtide.vault import Imported
    from ebbtide.vault.opening import VaultLike


@click.command("import", help=say("cli_vault.import.help"))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar=say("cli.look.files"))
@option("--me", "name")
@option("--exported", "day", type=Day())
@option("--date-order", type=click.Choice(ORDERS))
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(
    access: Access,
    files: tuple[Path, ...],
    me: str | None,
    exported: date | None,
    date_order: str | None,
    as_json: bool,
) -> int:
    """Read the exports, keep what is new, and say so."""
    access.there()
    check_inputs(files)
    results = read(files, date_order, exported)
    for result in results:
        refuse_future(result.report.last and result.report.last.date(), "cli_vault.import.future")
    with access.opened() as vault:
        done = _added(vault, results, me)
        chat = vault.conversation()
    read_rows = sum(result.events.height for result in results)
    return _say(done, max(read_rows - done.new, 0), chat, files, as_json)


def read(files: Sequence[Path], date_order: str | None, exported: date | None) -> list[ReadResult]:
    """What the readers find in `files`, each read in a process that has neither the key nor a network.

    The order of day and month is asked on a terminal where it is open.

    Raises
    ------
    ReadError
        a file cannot be read, or the question stays open.
    """
    from ebbtide.vault.opening import read as read_apart

    while True:
        try:
            with reading(files) as progress:
                return [read_apart(file, date_order=date_order, exported=exported, progress=progress) for file in files]
        except DateOrderUnknown as need:
            date_order = choose_order(need)


def _added(vault: VaultLike, results: Sequence[ReadResult], me: str | None) -> Imported:
    try:
        with busy("import"):
            return vault.add(results, me)
    except ChoiceNeeded as need:
        me = choose_me(need)
    with busy("import"):
        return vault.add(results, me)


def _say(done: Imported, already: int, chat: Conversation, files: Sequence[Path], as_json: bool) -> int:
    lines = [say("cli_vault.import.known", file=name) for name in done.known]
    new = say("cli_vault.import.new", new=f"{done.new:,}") if done.new else say("cli_vault.import.nothing_new")
    first, last = _days(chat)
    lines += [f"{new} {say('cli_vault.import.already', already=f'{already:,}')}" if done.new and already else new]
    lines += [say("cli_vault.import.holds", rows=f"{done.rows:,}", first=first, last=last)]
    paths = f" {say('cli.end.and')} ".join(str(path.resolve()) for path in files)
    lines += ["", say("cli_vault.import.left", paths=paths, who=who_can_read(files))]
    return give(
        as_json,
        "import",
        lines,
        rows=done.rows,
        new=done.new,
        already=already,
        known=list(done.known),
        first=first,
        last=last,
        unencrypted=[path.resolve() for path in files],
    )


def _days(chat: Conversation) -> tuple[date | None, date | None]:
    return (chat.coverage.first, chat.coverage.last) if chat.coverage else (None, None)
