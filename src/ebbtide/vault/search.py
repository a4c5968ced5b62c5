"""Search in what was written: every word that is asked for has to stand in the message, in any order."""

from __future__ import annotations

import unicodedata
from typing import Final

import polars as pl

from ebbtide.vault.engine import Connection

HIT_SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "at_local": pl.Datetime("ms"), "sender": pl.String, "text": pl.String,
}
#: Categories that make up a word; the index was made with the same (`vault.schema`).
_CUT: Final = ("L", "N", "M", "Co")


def terms(query: str) -> list[str]:
    """The words of a query, as the index cuts them: letters, numbers and the marks on them."""
    return "".join(char if unicodedata.category(char).startswith(_CUT) else " " for char in query).split()


def search(made: Connection, query: str, limit: int) -> pl.DataFrame:
    """Messages that hold every word of the query, newest first (`HIT_SCHEMA`); the last word may be unfinished.

    Accents and case do not matter. A message that stands in several exports is shown once.
    """
    words = terms(query)
    if not words:
        return pl.DataFrame(schema=HIT_SCHEMA)
    asked = " ".join(f'"{word}"' for word in words) + "*"
    rows = made.execute(
        "SELECT DISTINCT at_local, name.text, event.text FROM word JOIN event ON event.id = word.rowid "
        "JOIN label AS name ON name.id = sender WHERE word MATCH ? ORDER BY at_local DESC LIMIT ?", (asked, limit),
    )
    found = pl.DataFrame(rows.fetchall(), schema={**HIT_SCHEMA, "at_local": pl.Int64}, orient="row")
    return found.cast(pl.Schema(HIT_SCHEMA))
