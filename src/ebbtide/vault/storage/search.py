"""Search in what was written: every word that is asked for has to stand in the message, in any order."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import Final

import polars as pl

from ebbtide.vault.storage.engine import Connection
from ebbtide.vault.storage.schema import TOKENS

HIT_SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "at_local": pl.Datetime("ms"),
    "sender": pl.String,
    "text": pl.String,
}
_STORED: Final = {**HIT_SCHEMA, "at_local": pl.Int64}
#: Categories that make up a word; the index was made with the same (`vault.schema`).
_CUT: Final = ("L", "N", "M", "Co")
#: For how many words of the index an unfinished one stands at most; for more of them, as after a single letter, the
#: index is asked in its own way, which reads all of their messages first.
MOST_FORMS = 200
#: Follows a word directly in the order of words.
_AFTER: Final = "\x01"
_LAST: Final = (1 << 63) - 1


def terms(query: str) -> list[str]:
    """The words of a query, as the index cuts them: letters, numbers and the marks on them."""
    return "".join(char if unicodedata.category(char).startswith(_CUT) else " " for char in query).split()


def search(made: Connection, query: str, limit: int) -> pl.DataFrame:
    """Messages that hold every word of the query, newest first (`HIT_SCHEMA`); the last word may be unfinished.

    Accents and case do not matter. A message that stands in several exports is shown once.
    """
    words = terms(query)
    asked = _asked(made, words) if words else ""
    if not asked or limit < 1:
        return pl.DataFrame(schema=HIT_SCHEMA)
    most = limit
    while True:
        parts = [_newest(made, asked, first, last, most) for first, last in _ranges(made)]
        found = pl.concat([pl.DataFrame(schema=_STORED), *parts]).unique(maintain_order=True)
        found = found.sort("at_local", descending=True, nulls_last=True, maintain_order=True)
        found = found.head(limit)
        if all(part.height < most or _beyond(part, found, limit) for part in parts):
            return found.cast(pl.Schema(HIT_SCHEMA))
        most *= 4


def _beyond(part: pl.DataFrame, found: pl.DataFrame, limit: int) -> bool:
    """Whether what a source has left is no newer than all that is shown; some of its rows may have been alike."""
    oldest = part["at_local"][-1]
    return found.height == limit and (oldest is None or oldest <= (found["at_local"][-1] or oldest))


def _ranges(made: Connection) -> list[tuple[int, int]]:
    """The numbers of the rows that each source brought, the first and the last."""
    firsts = [row[0] for row in made.execute("SELECT DISTINCT first FROM source ORDER BY first")]
    return [(first, following - 1) for first, following in pairwise([*firsts, _LAST])]


def _newest(made: Connection, asked: str, first: int, last: int, most: int) -> pl.DataFrame:
    """Hits of one source, which are numbered in the order of time: the index gives the newest without the others."""
    rows = made.execute(
        "SELECT at_local, name.text, event.text FROM word CROSS JOIN event ON event.id = word.rowid "
        "JOIN label AS name ON name.id = sender WHERE word MATCH ? AND word.rowid BETWEEN ? AND ? "
        "ORDER BY word.rowid DESC LIMIT ?",
        (asked, first, last, most),
    )
    return pl.DataFrame(rows.fetchall(), schema=_STORED, orient="row")


def _asked(made: Connection, words: list[str]) -> str:
    """The query in the index's language; empty where no word of the index begins as the last one does."""
    *whole, last = words
    forms = _forms(made, last)
    if len(forms) > MOST_FORMS:
        return " ".join(map(_quoted, words)) + "*"
    return " AND ".join([*map(_quoted, whole), f"({' OR '.join(map(_quoted, forms))})"]) if forms else ""


def _quoted(word: str) -> str:
    return f'"{word}"'


def _forms(made: Connection, word: str) -> list[str]:
    """Words of the index that begin with `word`, up to one more than `MOST_FORMS`.

    The index is asked for the next word only, since counting in how many messages each stands would take long.
    """
    made.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.form USING fts5vocab(main, word, instance)")
    begin = _folded(made, word)
    found: list[str] = []
    after = begin
    while len(found) <= MOST_FORMS:
        row = made.execute("SELECT term FROM temp.form WHERE term >= ? LIMIT 1", (after,)).fetchone()
        if row is None or not row[0].startswith(begin):
            break
        found.append(row[0])
        after = row[0] + _AFTER
    return found


def _folded(made: Connection, word: str) -> str:
    """A word as the index writes it, without case and accents: only the index knows."""
    made.execute(f'CREATE VIRTUAL TABLE IF NOT EXISTS temp.folded USING fts5(text, content="", tokenize="{TOKENS}")')
    made.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.folded_word USING fts5vocab(temp, folded, row)")
    made.execute("INSERT INTO temp.folded (folded) VALUES ('delete-all')")
    made.execute("INSERT INTO temp.folded (text) VALUES (?)", (word,))
    row = made.execute("SELECT term FROM temp.folded_word").fetchone()
    made.execute("INSERT INTO temp.folded (folded) VALUES ('delete-all')")
    return "" if row is None else str(row[0])
