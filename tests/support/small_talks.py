"""Small made-up talks for the tests of gates, proposals and boards: rows with the marks that they are to have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import polars as pl

from ebbtide.analysis.language.features import FEATURES
from ebbtide.analysis.signs.proposals.gates import Talk, talk
from ebbtide.history import from_rows
from ebbtide.history.conversation import Conversation

MONDAY = datetime(2025, 3, 3, 9)
#: hours after MONDAY, person, marks, text
Said = tuple[float, int, str, str]


def chat_of(rows: Sequence[Said], swap: bool = False) -> Conversation:
    made = [(MONDAY + timedelta(hours=hours), person, text) for hours, person, _, text in rows]
    chat = from_rows(made, people=("Ana", "Sam"))
    return swapped(chat) if swap else chat


def swapped(chat: Conversation) -> Conversation:
    """The same messages, with the same uids, in the other's hands."""
    other = pl.when(pl.col("person") >= 0).then(1 - pl.col("person")).otherwise(pl.col("person")).cast(pl.Int8)
    events = chat.events.with_columns(other.alias("person"))
    return Conversation(events, (chat.people[1], chat.people[0]), chat.sources, chat.coverage)


def marked(rows: Sequence[Said], language: str | None = "en") -> pl.DataFrame:
    """The features that `rows` say they have."""
    columns = {name: [name in marks.split() for _, _, marks, _ in rows] for name in FEATURES}
    words = pl.Series("words", [len(text.split()) for *_, text in rows], dtype=pl.UInt32)
    return pl.DataFrame(columns).with_columns(words, pl.lit(language, dtype=pl.String).alias("language"))


def talk_of(rows: Sequence[Said], until: date | None = None, swap: bool = False, language: str | None = "en") -> Talk:
    ordered = sorted(rows, key=lambda row: row[0])
    return talk(chat_of(ordered, swap).events, marked(ordered, language), until)


def rhythm(days: int, person: int = 0, every: float = 24, start: float = 0) -> list[Said]:
    """A talk with a short exchange every so many hours: what a silence is held against."""
    found: list[Said] = []
    at = start
    while at < start + 24 * days:
        found += [(at, person, "", "how was your day then"), (at + 0.2, 1 - person, "", "fine so far, and yours")]
        at += every
    return found
