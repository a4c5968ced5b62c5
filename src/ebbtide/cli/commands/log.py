"""`ebbtide log`: a dated entry of the journal and the sliders of the check-in; words are never an argument."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ebbtide.cli import checkins
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.journal_input import known_tags, read_sliders, read_text, tags_of
from ebbtide.cli.options import Day
from ebbtide.cli.output import give
from ebbtide.cli.questions import ask, ask_text, on_terminal, tell
from ebbtide.errors import BadRequest, Locked, WorkerLost
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.vault.opening import VaultLike
    from ebbtide.vault.storage.records import CheckIn, Entry

T = TypeVar("T")


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
    on = day or date.today()
    if on > date.today():
        raise BadRequest("log.future", day=on)
    if explain:
        return _explain(as_json)
    with access.opened() as vault:
        if remove is not None:
            vault.tables.journal.remove(remove)
            return give(as_json, "log", [say("log.removed", number=remove)], entries=[], checkins=[])
        if listed:
            return _list(vault, day, set(tags_of(tags)), as_json)
        asked = on_terminal() and not access.piped
        entry = None if only == "sliders" else _write(access, vault, on, tags_of(tags), asked)
        made = _slide(access, vault, on, asked) if only == "sliders" or (asked and only is None) else None
    if entry is None and made is None:
        return give(as_json, "log", [say("log.nothing")], entries=[], checkins=[])
    entries, sliders = [entry] if entry else [], [made] if made else []
    return give(as_json, "log", _lines(entries, sliders), entries=_plain(entries), checkins=_plain(sliders))


def _explain(as_json: bool) -> int:
    """The tags that other commands read; opens nothing."""
    known = known_tags()
    lines = [say("log.tag_row", tag=tag, about=about) for tag, about in known.items()]
    return give(as_json, "log", [*lines, say("log.tag_own")], entries=[], checkins=[], tags=known)


def _write(access: Access, vault: VaultLike, on: date, tags: tuple[str, ...], asked: bool) -> Entry | None:
    from ebbtide.vault.storage.records import Entry

    text = ask_text(say("log.ask_text")) if asked else read_text()
    if not text:
        return None
    if asked and not tags:
        tags = tags_of(ask(say("log.ask_tags")).split(","))
    entry = _kept(access, vault, lambda one: one.tables.journal.add(Entry(on, text, tags)))
    if asked:
        tell(say("log.saved"))
    return entry


def _slide(access: Access, vault: VaultLike, on: date, asked: bool) -> CheckIn | None:
    kept = vault.tables.checkins.all()
    context = vault.tables.marks.context()
    values = checkins.ask_values(checkins.due(kept, on, context)) if asked else read_sliders()
    if not values:
        return None
    return _kept(access, vault, lambda one: checkins.keep(one, on, values))


def _kept(access: Access, vault: VaultLike, keep: Callable[[VaultLike], T]) -> T:
    """What was written is not lost where the vault locked itself meanwhile: it is opened again."""
    try:
        return keep(vault)
    except (Locked, WorkerLost) as error:
        tell(str(error))
        with access.opened() as again:
            return keep(again)


def _list(vault: VaultLike, day: date | None, tags: set[str], as_json: bool) -> int:
    """What is kept, of one day or of all; with tags, the entries only that have all of them."""
    entries = [one for one in vault.tables.journal.all() if day in (None, one.day) and tags <= set(one.tags)]
    sliders = [one for one in vault.tables.checkins.all() if day in (None, one.day) and not tags]
    lines = list(_lines(entries, sliders)) or [say("log.empty")]
    return give(as_json, "log", lines, entries=_plain(entries), checkins=_plain(sliders))


def _lines(entries: Iterable[Entry], sliders: Iterable[CheckIn]) -> list[str]:
    """By day; of one day the sliders first."""
    rows = [(one.day, 0, one.id or 0, checkins.line(one)) for one in sliders]
    rows += [(one.day, 1, one.id or 0, _entry_line(one)) for one in entries]
    return [row[-1] for row in sorted(rows)]


def _entry_line(entry: Entry) -> str:
    told = {"number": entry.id, "day": entry.day, "text": entry.text}
    if not entry.tags:
        return say("log.row", **told)
    return say("log.row_tags", **told, tags=", ".join(tag.replace("_", " ") for tag in entry.tags))


def _plain(records: Iterable[Entry | CheckIn]) -> list[dict[str, Any]]:
    return [checkins.plain(one) for one in records]
