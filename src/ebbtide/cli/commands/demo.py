"""`ebbtide demo`: makes a couple with a known answer and reads it exactly as a user's own chat would be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ebbtide import service
from ebbtide.cli.files import check_output
from ebbtide.cli.looking import Page, look_and_show
from ebbtide.cli.terminal import write
from ebbtide.wording import say

#: Its own name, so that it can replace an earlier demo's report and never one of a real chat.
REPORT = "ebbtide-report-demo.html"
#: A couple on which every part of a report has something to show.
SEED = 8


@click.command("demo", help=say("cli.demo.help"))
@click.option("--open", "open_it", is_flag=True, help=say("cli.demo.open"))
@click.option("--out", type=click.Path(path_type=Path), metavar=say("cli.metavar.file"), help=say("cli.demo.out"))
@click.option("--force", is_flag=True, help=say("cli.look.force"))
@click.option("--full", is_flag=True, help=say("cli.look.full"))
@click.option("--json", "as_json", is_flag=True, help=say("cli.look.json"))
@click.option(
    "--seed", type=click.IntRange(min=0), default=SEED, metavar=say("cli.metavar.number"), help=say("cli.demo.seed")
)
def command(open_it: bool, out: Path | None, force: bool, full: bool, as_json: bool, seed: int) -> int:
    """Make up a couple, read their chat, show what was found."""
    report = Path(REPORT) if out is None else out
    check_output(report, [], force or out is None)
    session = service.Session(date.today(), Path())
    source = service.see.demo(session, seed)
    me, them = source.chat.people
    write(say("cli.demo.intro", me=me, them=them) + "\n", aside=as_json)
    page = Page(report, force or out is None, open_it)
    return look_and_show(session, source, (), page, as_json=as_json, full=full)
