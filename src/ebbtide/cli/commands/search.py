"""`ebbtide search`: finds messages by their words, which are asked for and never an argument."""

from __future__ import annotations

import click

from ebbtide import service
from ebbtide.cli.access import Access, line, on_vault
from ebbtide.cli.output import give
from ebbtide.cli.questions import ask
from ebbtide.wording import say

#: Hits that fit on a few screens.
MOST = 50


@click.command("search", help=say("cli_vault.search.help"))
@on_vault
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=MOST,
    metavar=say("cli.metavar.number"),
    help=say("cli_vault.search.most"),
)
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, most: int, as_json: bool) -> int:
    """Ask for the words, show the messages, newest first."""
    with access.opened() as session:
        query = ask(say("cli_vault.search.ask")) if access.asks else line()
        rows = service.keep.search(session, query, most)
    messages = [{**row, "at_local": f"{row['at_local']:%Y-%m-%d %H:%M}"} for row in rows]
    lines = [say("cli_vault.search.row", **row) for row in messages] or [say("cli_vault.search.none")]
    return give(as_json, "search", lines, messages=messages)
