"""Importing: exports become sources, rows and one merged history, each thing once, all in one transaction."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from ebbtide.errors import BadRequest
from ebbtide.history import refuse_group
from ebbtide.history.conversation import Conversation
from ebbtide.history.merging.alignment import SAME_CHAT
from ebbtide.history.people import same_name
from ebbtide.history.readers.contract import ReadResult, SourceReport
from ebbtide.vault.storage import merged_history, source_rows
from ebbtide.vault.storage.engine import Connection
from ebbtide.vault.storage.records import Person
from ebbtide.vault.storage.removed_texts import KEY_BYTES, marked, marked_result
from ebbtide.vault.storage.tables import Tables

_MARK_KEY = "texts.mark_key"


@dataclass(frozen=True)
class Imported:
    """What an import did. rows: of the history, now. new: how many more than before. stored: rows whose content was
    not there yet. known: names of exports that were there already, row for row."""

    rows: int
    new: int
    stored: int
    known: tuple[str, ...]


def add(made: Connection, kept: Tables, results: Sequence[ReadResult], me: str | None) -> Imported:
    """Import exports of one pair; see `Vault.add`. Runs inside a transaction."""
    before = merged_history.kept(made)
    key = _mark_key(kept)
    fresh, known = _sorted_out(made, results)
    taken = [result if key is None else marked_result(result, key) for result in fresh.values()]
    if not taken and before is not None and not _later_exports(made, known):
        return Imported(before.events.height, 0, 0, tuple(report.name for _, report in known))
    chat = _merged(made, kept, taken, me, before)
    stored = sum(
        source_rows.add_source(made, result, digest, key is not None)
        for digest, result in zip(fresh, taken, strict=True)
    )
    merged_history.keep(made, chat)
    _keep_people(kept, chat)
    rows = chat.events.height
    return Imported(rows, rows - (before.events.height if before else 0), stored, tuple(one.name for _, one in known))


def _sorted_out(
    made: Connection, results: Sequence[ReadResult]
) -> tuple[dict[bytes, ReadResult], list[tuple[int, SourceReport]]]:
    """Exports that are new, by their digest, and the account of those that are there already, with their number."""
    there = {digest: number for number, (digest, _) in source_rows.sources(made).items()}
    fresh: dict[bytes, ReadResult] = {}
    known = []
    for result in results:
        digest = source_rows.digest_of(result)
        if digest in there:
            known.append((there[digest], result.report))
        else:
            fresh.setdefault(digest, result)
    return fresh, known


def _later_exports(made: Connection, known: Sequence[tuple[int, SourceReport]]) -> bool:
    """The same rows exported on a later day tell that nothing was written since: that day is kept."""
    changed = False
    for number, report in known:
        _, kept = source_rows.sources(made)[number]
        if report.exported_at is not None and report.exported_at > (kept.exported_at or date.min):
            told = replace(kept, exported_at=report.exported_at, exported_at_source=report.exported_at_source)
            source_rows.tell_report(made, number, told)
            changed = True
    return changed


def _merged(
    made: Connection, kept: Tables, taken: Sequence[ReadResult], me: str | None, before: Conversation | None
) -> Conversation:
    stored = source_rows.results(made)
    results = [*stored, *taken]
    refuse_group(results)
    mine = me if before is None else before.people[0]
    chat = merged_history.merged(results, mine, _mark_key(kept) is not None)
    if before is not None and me is not None:
        _same_user(chat, me)
    if _mark_key(kept) is not None and before is not None:
        _not_twice(before, chat, taken)
    return chat


def _same_user(chat: Conversation, me: str) -> None:
    names = [chat.people[0], *(other for first, other in chat.fold.renamed if first == chat.people[0])]
    if not any(same_name(name, me) for name in names):
        raise BadRequest("vault.import.other_me", me=me, known=chat.people[0])


def _not_twice(before: Conversation, chat: Conversation, taken: Sequence[ReadResult]) -> None:
    """Without texts, an export of the same days that cannot be matched would count everything twice."""
    for result in taken:
        days = result.events.select(pl.col("at_local").dt.date()).to_series()
        common = before.events.filter(pl.col("at_local").dt.date().is_between(days.min(), days.max())).height
        matched = before.events.height + sum(one.events.height for one in taken) - chat.events.height
        if common and matched < SAME_CHAT * min(common, result.events.height):
            raise BadRequest("vault.import.cannot_match", file=result.report.name)


def _keep_people(kept: Tables, chat: Conversation) -> None:
    there = {person.side: person for person in kept.people.all()}
    for side, name in enumerate(chat.people):
        known = (name, *(other for first, other in chat.fold.renamed if first == name))
        old = there.get(side)
        if old is None:
            kept.people.add(Person(side, name, known))
        elif (old.name, old.known_as) != (name, known):
            kept.people.change(replace(old, name=name, known_as=known))


def choose_me(made: Connection, kept: Tables, me: str) -> bool:
    """Make the other one the user; see `Vault.choose_me`. Runs inside a transaction."""
    before = merged_history.kept(made)
    if before is None:
        raise BadRequest("vault.import.nothing")
    chat = merged_history.merged(source_rows.results(made), me, _mark_key(kept) is not None)
    if chat.people[0] == before.people[0]:
        return False
    sided = [str(mark.id) for mark in kept.marks.all() if mark.who is not None]
    if sided or kept.confirmations.all():
        raise BadRequest("vault.import.sided", numbers=", ".join(sided) or "-")
    merged_history.keep(made, chat)
    shown = {person.name: person.shown_as for person in kept.people.all()}
    for person in kept.people.all():
        kept.people.remove(person.id or 0)
    _keep_people(kept, chat)
    for person in kept.people.all():
        kept.people.change(replace(person, shown_as=shown.get(person.name)))
    return True


def _mark_key(kept: Tables) -> bytes | None:
    """The key of marks where no text is kept, else None."""
    told = kept.settings.get(_MARK_KEY)
    return None if told is None else bytes.fromhex(told)


def purge(made: Connection, kept: Tables) -> None:
    """Take every text out of rows, segments and search, and keep none from now on."""
    if _mark_key(kept) is not None:
        return
    key = os.urandom(KEY_BYTES)
    kept.settings.put(_MARK_KEY, key.hex())
    source_rows.replace_texts(made, marked(source_rows.contents(made), key))
    rebuild(made, kept)


def rebuild(made: Connection, kept: Tables) -> None:
    """Make the merged history and the search anew from the rows."""
    before = merged_history.kept(made)
    if before is not None:
        merged_history.keep(
            made, merged_history.merged(source_rows.results(made), before.people[0], _mark_key(kept) is not None)
        )
    made.execute("INSERT INTO word (word) VALUES ('rebuild')")
