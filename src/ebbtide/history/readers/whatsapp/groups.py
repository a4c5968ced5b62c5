"""Whether a chat is a group, and from which day on a group was two people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl

from ebbtide.history.readers.whatsapp.contents.notices import fold, phrases

#: A chat holds this many people; more senders make a group.
PAIR = 2
#: So many days and messages of two people alone are worth a look.
LEAST_DAYS, LEAST_MESSAGES = 28, 50
#: Names of those who left, latest first, and notices after them, that are compared.
MOST_NAMES, MOST_NOTICES = 50, 1000


def is_group(rows: pl.DataFrame, *, only_people: bool = False) -> bool:
    """Whether more than two wrote, or a notice speaks of a group; only_people: of a part that the user chose."""
    if rows["sender"].drop_nulls().n_unique() > PAIR:
        return True
    if only_people:
        return False
    # In a chat of two an iPhone writes its notices under the other's name, in a group under the group's.
    under_writer = pl.col("under").is_in(rows["sender"].drop_nulls().unique().implode())
    notices = rows.filter((pl.col("kind") == "system") & ~under_writer.fill_null(value=False))["text"].unique()
    return any(phrases().group.search(f" {fold(notice)}") for notice in notices if notice)


def pair_since(rows: pl.DataFrame) -> date | None:
    """The day after which only two people of a group wrote, where they wrote for some weeks.

    A notice that names one of the others (that they left) counts as the end of their time.
    """
    last = rows.filter(pl.col("sender").is_not_null()).group_by("sender").agg(pl.col("time").max()).sort("time")
    if len(last) <= PAIR:
        return None
    others = last.head(len(last) - PAIR)
    end = int(others["time"].max())  # type: ignore[arg-type]
    gone = [fold(name) for name in others["sender"].tail(MOST_NAMES)]
    notices = rows.filter((pl.col("kind") == "system") & (pl.col("time") >= end) & pl.col("text").is_not_null())
    for text, time in notices.select("text", "time").head(MOST_NOTICES).iter_rows():
        if any(name in fold(text) for name in gone):
            end = max(end, int(time))
    day = datetime.fromtimestamp(end / 1000, UTC).date() + timedelta(days=1)
    start = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
    after = rows.filter((pl.col("time") >= start) & pl.col("sender").is_not_null())
    span = (int(after["time"].max()) - start) / 86_400_000 if len(after) else 0  # type: ignore[arg-type]
    enough = len(after) >= LEAST_MESSAGES and span >= LEAST_DAYS and after["sender"].n_unique() == PAIR
    return day if enough else None
