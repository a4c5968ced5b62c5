"""`ebbtide mark`: what messages cannot show, kept so that every look knows it."""

from __future__ import annotations

from typing import Any

import click

from ebbtide import service
from ebbtide.cli.access import Access, line, on_vault
from ebbtide.cli.options import Day, Stretch, option
from ebbtide.cli.output import give
from ebbtide.cli.questions import ask
from ebbtide.errors import BadRequest
from ebbtide.wording import say


@click.command("mark", help=say("cli_vault.mark.help"))
@option("--away", "span", type=Stretch(), multiple=True)
@option("--stressor", "stressor", "stressors", type=Stretch(names=True), multiple=True)
@option("--ended", "day", type=Day())
@option("--living", type=click.Choice(["together", "apart"]))
@option("--also", "also", "channels", multiple=True)
@click.option("--note", is_flag=True, help=say("cli_vault.mark.note"))
@click.option(
    "--remove",
    type=click.IntRange(min=1),
    multiple=True,
    metavar=say("cli.metavar.number"),
    help=say("cli_vault.mark.remove"),
)
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, note: bool, remove: tuple[int, ...], as_json: bool, **circumstances: Any) -> int:
    """Add and remove what is asked for, then list all marks."""
    with access.opened() as session:
        if note and not any(circumstances.values()):
            raise BadRequest("cli_vault.mark.note_alone")
        words = _note(access) if note else ""
        listed = service.keep.mark(
            session, service.keep.MarkRequest(service.Circumstances(**circumstances), words, remove)
        )
    lines = [_line(mark, listed.people) for mark in listed.marks] or [say("cli_vault.mark.none")]
    return give(as_json, "mark", lines, marks=[_plain(mark) for mark in listed.marks])


def _note(access: Access) -> str:
    """A note is never an argument: arguments stay in the shell's history."""
    return ask(say("cli_vault.mark.note_ask")) if access.asks else line().strip()


def _line(mark: service.keep.Mark, people: tuple[str, str]) -> str:
    who = say("cli_vault.mark.both") if mark.who is None else people[mark.who]
    values: dict[str, object] = {"number": mark.id, "days": _days(mark)}
    if mark.kind == "stressor":
        values["who"] = who
    if mark.kind in ("living", "channel"):
        values = {"number": mark.id, "value": mark.value}
    text = say(f"cli_vault.mark.row_{mark.kind}", **values)
    return say("cli_vault.mark.row_note", row=text, note=mark.note) if mark.note else text


def _days(mark: service.keep.Mark) -> str:
    if mark.end in (None, mark.start):
        return str(mark.start)
    return say("cli_vault.mark.days", start=mark.start, end=mark.end)


def _plain(mark: service.keep.Mark) -> dict[str, Any]:
    return {
        "number": mark.id,
        "kind": mark.kind,
        "start": mark.start,
        "end": mark.end,
        "who": None if mark.who is None else service.keep.SIDES[mark.who],
        "value": mark.value,
        "note": mark.note,
    }
