"""`ebbtide log`: a dated entry of the journal and the sliders of the check-in; words are never an argument."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import click

from ebbtide import service
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.checkins import ask_values, line
from ebbtide.cli.journal_input import read_sliders, read_text
from ebbtide.cli.options import Day
from ebbtide.cli.output import give
from ebbtide.cli.questions import ask, ask_text, tell
from ebbtide.wording import say


@click.command("log", help=say("log.help"))
@click.option("--on", "day", type=Day(), metavar=say("cli.metavar.day"), help=say("log.on"))
@click.option("--tag", "tags", multiple=True, metavar=say("cli.metavar.name"), help=say("log.tag"))
@click.option("--text", "only", flag_value="text", default=None, help=say("log.text"))
@click.option("--sliders", "only", flag_value="sliders", help=say("log.sliders"))
@click.option("--list", "listed", is_flag=True, help=say("log.list"))
@click.option("--tags", "explain", is_flag=True, help=say("log.tags_help"))
@click.option("--remove", type=click.IntRange(min=1), metavar=say("cli.metavar.number"), help=say("log.remove"))
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(
    access: Access,
    day: date | None,
    tags: tuple[str, ...],
    only: str | None,
    listed: bool,
    explain: bool,
    remove: int | None,
    as_json: bool,
) -> int:
    """Ask for what belongs to the day and keep each part as soon as it is given."""
    on = service.log.day_of(access.session, day)
    if explain:
        return _explain(service.log.known_tags(access.session), as_json)
    with access.opened() as session:
        if remove is not None:
            service.log.remove_entry(session, remove)
            return give(as_json, "log", [say("log.removed", number=remove)], entries=[], checkins=[])
        if listed:
            return _show(service.log.journal(session, day, tags), "log.empty", as_json)
        entry = None if only == "sliders" else _write(access, session, on, tags)
        sliders = only == "sliders" or (access.asks and only is None)
        checkin = _slide(access, session, on) if sliders else None
    return _show(service.log.Journal((entry,) if entry else (), (checkin,) if checkin else ()), "log.nothing", as_json)


def _explain(tags: dict[str, str], as_json: bool) -> int:
    """The tags that other commands read; opens nothing."""
    lines = [say("log.tag_row", tag=tag, about=about) for tag, about in tags.items()]
    return give(as_json, "log", [*lines, say("log.tag_own")], entries=[], checkins=[], tags=tags)


def _write(access: Access, session: service.Session, on: date, tags: Sequence[str]) -> service.log.Entry | None:
    text = ask_text(say("log.ask_text")) if access.asks else read_text()
    if not text:
        return None
    if access.asks and not service.log.tags_of(tags):
        tags = ask(say("log.ask_tags")).split(",")
    entry = access.keeping(session, lambda session: service.log.write_entry(session, on, text, tags))
    if access.asks:
        tell(say("log.saved"))
    if (page := service.safety.crisis_help(session, text)) is not None:
        for paragraph in (say("safety.words_found"), *page.paragraphs):
            tell(paragraph)
    return entry


def _slide(access: Access, session: service.Session, on: date) -> service.log.CheckIn | None:
    if access.asks:
        sliders = service.log.due_sliders(session, on)
        if sliders:
            tell(say("log.about_sliders"))
        values = ask_values(sliders)
    else:
        values = read_sliders()
    return access.keeping(session, lambda session: service.log.check_in(session, on, values)) if values else None


def _show(journal: service.log.Journal, nothing: str, as_json: bool) -> int:
    """Entries and check-ins by day, of one day the check-ins first; nothing: what is said where there are none."""
    rows = [(checkin.day, 0, checkin.id or 0, line(checkin)) for checkin in journal.checkins]
    rows += [(entry.day, 1, entry.id or 0, _entry_line(entry)) for entry in journal.entries]
    lines = [row[-1] for row in sorted(rows)] or [say(nothing)]
    entries, checkins = map(_plain, journal.entries), map(_plain, journal.checkins)
    return give(as_json, "log", lines, entries=list(entries), checkins=list(checkins))


def _entry_line(entry: service.log.Entry) -> str:
    values = {"number": entry.id, "day": entry.day, "text": entry.text}
    if not entry.tags:
        return say("log.row", **values)
    return say("log.row_tags", **values, tags=", ".join(tag.replace("_", " ") for tag in entry.tags))


def _plain(record: service.log.Entry | service.log.CheckIn) -> dict[str, Any]:
    """A record as plain values, its number first."""
    values = asdict(record)
    return {"number": values.pop("id"), **values}
