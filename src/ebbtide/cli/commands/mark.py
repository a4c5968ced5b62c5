"""`ebbtide mark`: what messages cannot show, kept so that every look knows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from ebbtide.cli.access import Access, line, on_vault
from ebbtide.cli.commands.look import option
from ebbtide.cli.commands.people import SIDES
from ebbtide.cli.options import Day, Days, Stretch, spans
from ebbtide.cli.output import give
from ebbtide.cli.questions import ask, on_terminal
from ebbtide.errors import BadRequest
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.vault.opening import VaultLike
    from ebbtide.vault.storage.records import Mark


@click.command("mark", help=say("cli_vault.mark.help"))
@option("--away", "span", type=Stretch(), multiple=True)
@option("--stressor", "stressor", type=Stretch(names=True), multiple=True)
@option("--ended", "day", type=Day())
@option("--living", type=click.Choice(["together", "apart"]))
@option("--also", "also", multiple=True)
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
def command(access: Access, note: bool, remove: tuple[int, ...], as_json: bool, **told: Any) -> int:
    """Add and remove what is asked for, then list all marks."""
    with access.opened() as vault:
        new = list(_marks(vault, **told))
        if note and not new:
            raise BadRequest("cli_vault.mark.note_alone")
        words = _note(access) if note else ""
        _refuse_strangers(vault, remove)
        for number in remove:
            vault.tables.marks.remove(number)
        for mark in new:
            vault.tables.marks.add(replace(mark, note=words))
        kept, people = vault.tables.marks.all(), _names(vault)
    lines = [_line(mark, people) for mark in kept] or [say("cli_vault.mark.none")]
    return give(as_json, "mark", lines, marks=[_plain(mark) for mark in kept])


def _marks(
    vault: VaultLike,
    away: Sequence[Days],
    stressor: Sequence[Days],
    ended: date | None,
    living: str | None,
    also: Sequence[str],
) -> Iterator[Mark]:
    from ebbtide.vault.storage.records import Mark

    people = _names(vault)
    yield from (Mark("away", one.start, one.end) for one in spans(away, people))
    yield from (Mark("stressor", one.start, one.end, one.who) for one in spans(stressor, people))
    if ended is not None:
        yield Mark("ended", ended)
    if living is not None:
        yield Mark("living", value=living)
    yield from (Mark("channel", value=name) for name in also)


def _names(vault: VaultLike) -> tuple[str, str]:
    known = {one.side: one.shown_as or one.name for one in vault.tables.people.all()}
    return known.get(0, say("common.people.me")), known.get(1, say("common.people.them"))


def _refuse_strangers(vault: VaultLike, numbers: Sequence[int]) -> None:
    """Before anything is changed."""
    for number in numbers:
        vault.tables.marks.get(number)


def _note(access: Access) -> str:
    """A note is never an argument: arguments stay in the shell's history."""
    return ask(say("cli_vault.mark.note_ask")) if on_terminal() and not access.piped else line().strip()


def _line(mark: Mark, people: tuple[str, str]) -> str:
    who = say("cli_vault.mark.both") if mark.who is None else people[mark.who]
    told: dict[str, object] = {"number": mark.id, "days": _days(mark)}
    if mark.kind == "stressor":
        told["who"] = who
    if mark.kind in ("living", "channel"):
        told = {"number": mark.id, "value": mark.value}
    text = say(f"cli_vault.mark.row_{mark.kind}", **told)
    return say("cli_vault.mark.row_note", row=text, note=mark.note) if mark.note else text


def _days(mark: Mark) -> str:
    if mark.end in (None, mark.start):
        return str(mark.start)
    return say("cli_vault.mark.days", start=mark.start, end=mark.end)


def _plain(mark: Mark) -> dict[str, Any]:
    return {
        "number": mark.id,
        "kind": mark.kind,
        "start": mark.start,
        "end": mark.end,
        "who": None if mark.who is None else SIDES[mark.who],
        "value": mark.value,
        "note": mark.note,
    }
