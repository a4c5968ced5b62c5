"""From what the readers gave to one conversation of two people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from ebbtide.errors import BadRequest
from ebbtide.history.conversation import EVENT_SCHEMA, Conversation
from ebbtide.history.coverage import cover
from ebbtide.history.merging.merge import Merged, merge
from ebbtide.history.people import choose, is_group, listed, same_name, shown
from ebbtide.history.readers.contract import ReadResult
from ebbtide.people import NOBODY, Person
from ebbtide.wording import say


def people(results: Sequence[ReadResult]) -> list[tuple[str, int]]:
    """The people found with their message counts, most first; one person under two names counts once.

    Raises
    ------
    ReadError
        nobody wrote anything.
    """
    merged = merge(results)
    return listed(merged.speakers, merged.counts)


def build(results: Sequence[ReadResult], me: str | None, *, exported: date | None = None) -> Conversation:
    """One conversation out of all exports of one chat.

    me: the user's own name, as any of the exports has it; case, spaces and emoji do not matter.
    exported: the day of the export, where the user told it.

    A group gives a conversation too (all others are person 1): ask `is_group` before looking.

    Raises
    ------
    ReadError
        nobody wrote anything.
    ChoiceNeeded
        `me` is None; `.people` are the names and counts.
    BadRequest
        nobody, or more than one, goes by the name `me`; or the files are chats with different people.
    """
    merged = merge(results)
    mine = choose(merged.speakers, merged.counts, me)
    if len(merged.speakers) > 2 and not is_group(results):
        raise BadRequest("conversation.people.different", names=shown(merged.speakers, merged.counts))
    coverage, warnings = cover(merged.days, exported, one_sided=sum(count > 0 for count in merged.counts) < 2)
    names = (me or "" if mine is None else merged.speakers[mine][0], _other(merged, mine))
    return Conversation(_events(merged, mine), names, merged.reports, coverage, merged.fold, warnings)


def _events(merged: Merged, mine: int | None) -> pl.DataFrame:
    mine_only = pl.col("speaker") == mine if mine is not None else pl.lit(False)
    person = pl.when(pl.col("speaker") < 0).then(NOBODY).when(mine_only).then(Person.ME).otherwise(Person.THEM)
    return merged.events.with_columns(person.cast(pl.Int8).alias("person")).select(EVENT_SCHEMA.keys())


def _other(merged: Merged, mine: int | None) -> str:
    """The other's name: who wrote most, else the chat's own name, else "they"."""
    others = [(-count, index) for index, count in enumerate(merged.counts) if index != mine]
    if others:
        return merged.speakers[min(others)[1]][0]
    my_names = () if mine is None else merged.speakers[mine]
    parts = (part for report in merged.reports for part in report.name.replace("\\", "/").split("/"))
    files = {part.rsplit(".", 1)[0] for part in parts}
    for thread in merged.events["thread"].drop_nulls().unique(maintain_order=True):
        # A chat that is called as its file is has no name of its own.
        if thread.strip() and thread not in files and not any(same_name(thread, name) for name in my_names):
            return str(thread)
    return say("common.people.them")
