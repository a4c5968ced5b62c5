"""Sources and their rows: append-only tables that hold each row's content once, and where it stands in which source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

import polars as pl

from ebbtide.history.readers.contract import SCHEMA, ReadResult, SourceReport
from ebbtide.vault.storage.codec import dump, load
from ebbtide.vault.storage.engine import Connection

#: Columns that tell where a row stands; a chat's own name follows the name of its file.
PLACE: Final = ("source", "position", "thread")
#: Columns of a row's content.
CONTENT: Final = tuple(name for name in SCHEMA if name not in PLACE)
#: Columns of few different texts, kept once each in `label`.
LABELS: Final = tuple(name for name in CONTENT if isinstance(SCHEMA[name], pl.Enum) or name == "sender")
TIMES: Final = ("at_utc", "at_local", "edited_at", "deleted_at")
#: Rows that are in memory as Python objects at one time.
BATCH: Final = 25_000
#: Rows of one statement; more of them gain nothing (measured with 300,000 rows).
AT_ONCE: Final = 32

_Kind = pl.DataType | type[pl.DataType]
_OTHER: Final[dict[str, _Kind]] = {
    "uid": pl.Binary,
    "target": pl.Binary,
    "resolution_s": pl.Float32,
    "text": pl.String,
    "reaction": pl.String,
}
#: Types of the row tables: labels, times, counts and truth values are whole numbers.
_STORED: Final[dict[str, _Kind]] = {name: _OTHER.get(name, pl.Int64) for name in CONTENT}
_PLACED: Final[dict[str, _Kind]] = {"position": pl.Int64, "thread": pl.Int64}
#: Where a text was removed, its mark stands for it, so that overlapping exports still find each other.
_CHOSEN: Final = ", ".join("coalesce(text, mark)" if name == "text" else name for name in CONTENT)


def digest_of(result: ReadResult) -> bytes:
    """What identifies an export by its content: equal for the same rows in the same places, under any name."""
    rows = result.events.select(pl.col("uid"), pl.col("position").cast(pl.String))
    made = hashlib.sha256(result.report.format.encode())
    for uid, position in rows.iter_rows():
        made.update(b"%b\0%b\0" % (uid, position.encode()))
    return made.digest()


def sources(made: Connection) -> dict[int, tuple[bytes, SourceReport]]:
    """Digest and account of every source, by its number, in the order of import."""
    rows = made.execute("SELECT id, digest, report FROM source ORDER BY id")
    return {number: (digest, load(SourceReport, report)) for number, digest, report in rows}


def add_source(made: Connection, result: ReadResult, digest: bytes, marked: bool) -> int:
    """Keep a source and its rows; returns how many of its rows had a content that was not there.

    Rows get their numbers in the order of time, so that of one source the newest can be found first (`vault.search`).
    marked: the texts are marks (`vault.texts`), and no text is kept.
    """
    first = int(made.execute("SELECT coalesce(max(id), 0) + 1 FROM event").fetchone()[0])
    sql = "INSERT INTO source (digest, report, first) VALUES (?, ?, ?)"
    number = int(made.execute(sql, (digest, dump(result.report), first)).lastrowid or 0)
    rows = result.events.with_row_index("at")
    if not rows["at_local"].is_sorted():
        rows = rows.sort("at_local", maintain_order=True)
    known = _known(made, rows["uid"])
    following = first
    for part in rows.iter_slices(BATCH):
        following = _add(made, number, part, known, following, "mark" if marked else "text")
    return following - first


def _add(made: Connection, source: int, rows: pl.DataFrame, known: pl.DataFrame, first: int, text: str) -> int:
    """Keep some rows of a source, those of them that are new from number `first` on; the number after the last."""
    rows = _stored(made, rows)
    if known.height:
        rows = rows.join(known, on=CONTENT, how="left", nulls_equal=True, maintain_order="left")
    else:
        rows = rows.with_columns(pl.lit(None, pl.Int64).alias("event"))
    new = pl.col("event").is_null()
    fresh = rows.filter(new).select(CONTENT).with_row_index("id", offset=first)
    _insert(made, fresh.rename({"text": text}))
    number = pl.when(new).then(first - 1 + new.cast(pl.Int64).cum_sum()).otherwise("event").alias("event")
    _insert_rows(made, "placed", rows.select(pl.lit(source).alias("source"), "at", "position", "thread", number))
    if text == "text":
        made.execute("INSERT INTO word (rowid, text) SELECT id, text FROM event WHERE id >= ?", (first,))
    return first + fresh.height


def _insert(made: Connection, fresh: pl.DataFrame) -> None:
    """Rows of `event`, by what they lack: handing over a None costs the engine's Python side more than a value."""
    missing = pl.concat_str(pl.col(name).is_null().cast(pl.Int8) for name in fresh.columns)
    for part in fresh.with_columns(lacks=missing).partition_by("lacks", maintain_order=True, include_key=False):
        _insert_rows(made, "event", part.select(name for name in part.columns if not part[name].null_count()))


def _insert_rows(made: Connection, table: str, rows: pl.DataFrame) -> None:
    """Rows of a table, several in a statement, which takes about half the time of one at a time."""
    whole = rows.height - rows.height % AT_ONCE
    marks = f"({', '.join('?' * rows.width)})"
    sql = f"INSERT INTO {table} ({', '.join(rows.columns)}) VALUES "  # noqa: S608
    told = rows.rows()
    groups = (list(chain.from_iterable(told[at : at + AT_ONCE])) for at in range(0, whole, AT_ONCE))
    made.executemany(sql + ", ".join([marks] * AT_ONCE), groups)
    made.executemany(sql + marks, told[whole:])


def _stored(made: Connection, events: pl.DataFrame) -> pl.DataFrame:
    """Rows as the tables hold them: labels by number, times in milliseconds."""
    columns = [pl.col(name).dt.epoch("ms") if name in TIMES else pl.col(name) for name in CONTENT]
    plain = events.select("at", "position", "thread", *columns)
    coded = {name: plain[name].cast(pl.String) for name in (*LABELS, "thread")}
    numbers = _numbers(made, pl.concat([series.drop_nulls().unique() for series in coded.values()]))
    labelled = [
        series.replace_strict(list(numbers), list(numbers.values()), return_dtype=pl.Int64, default=None)
        for series in coded.values()
    ]
    return plain.with_columns(labelled).cast(pl.Schema({"at": pl.Int64, **_PLACED, **_STORED}))


def _numbers(made: Connection, texts: pl.Series) -> dict[str, int]:
    """The number of each label, old and new."""
    made.executemany("INSERT OR IGNORE INTO label (text) VALUES (?)", ((text,) for text in texts.unique().sort()))
    return {text: number for number, text in made.execute("SELECT id, text FROM label")}


def _known(made: Connection, uids: pl.Series) -> pl.DataFrame:
    """Stored rows that may be the same as some of those with `uids`, with their number `event`."""
    schema = {"event": pl.Int64, **_STORED}
    rows = made.execute(f"SELECT id, {_CHOSEN} FROM event ORDER BY id")  # noqa: S608
    parts = [part.filter(pl.col("uid").is_in(uids.implode())) for part in _frames(rows, schema)]
    return pl.concat([pl.DataFrame(schema=schema), *parts]).unique(CONTENT, keep="first", maintain_order=True)


def _frames(rows: Any, schema: dict[str, Any]) -> Iterator[pl.DataFrame]:
    while batch := rows.fetchmany(BATCH):
        yield pl.DataFrame(batch, schema=schema, orient="row")


def results(made: Connection) -> list[ReadResult]:
    """Every source as its reader gave it, in the order of import, from the row tables."""
    texts = dict(made.execute("SELECT id, text FROM label").fetchall())
    return [ReadResult(_rows(made, number, texts), report) for number, (_, report) in sources(made).items()]


def _rows(made: Connection, number: int, texts: dict[int, str]) -> pl.DataFrame:
    schema = {**_PLACED, **_STORED}
    rows = made.execute(
        f"SELECT position, thread, {_CHOSEN} FROM placed JOIN event ON event.id = placed.event "  # noqa: S608
        "WHERE source = ? ORDER BY at",
        (number,),
    )
    frame = pl.concat([pl.DataFrame(schema=schema), *_frames(rows, schema)])
    named = [_named(frame[name], texts) for name in (*LABELS, "thread")]
    source = pl.lit(0, pl.UInt16).alias("source")
    return frame.with_columns(*named, source).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def _named(numbers: pl.Series, texts: dict[int, str]) -> pl.Series:
    return numbers.replace_strict(list(texts), list(texts.values()), return_dtype=pl.String, default=None)


def tell_report(made: Connection, number: int, report: SourceReport) -> None:
    """Replace a source's account, where the same rows came again with a later day of export."""
    made.execute("UPDATE source SET report = ? WHERE id = ?", (dump(report), number))


def contents(made: Connection) -> pl.DataFrame:
    """All rows with a text: their number `id`, and what reading the language and counting needs."""
    rows = made.execute(
        "SELECT event.id, kind.text, event.text, state.text, chars, words, emoji, flags FROM event "
        "JOIN label AS kind ON kind.id = kind JOIN label AS state ON state.id = text_state "
        "WHERE event.text NOT NULL ORDER BY event.id"
    ).fetchall()
    names = ("kind", "text", "text_state", "chars", "words", "emoji", "flags")
    return pl.DataFrame(rows, schema={"id": pl.Int64, **{name: SCHEMA[name] for name in names}}, orient="row")


def replace_texts(made: Connection, marked: pl.DataFrame) -> None:
    """Rows of `contents` whose text is now a mark: the text goes, the mark, lengths and flags stay."""
    numbers = _numbers(made, marked["text_state"].cast(pl.String))
    state = pl.col("text_state").cast(pl.String)
    rows = marked.select(state, "text", "chars", "words", "emoji", "flags", "id").iter_rows()
    made.executemany(
        "UPDATE event SET text_state = ?, text = NULL, mark = ?, chars = ?, words = ?, emoji = ?, flags = ? "
        "WHERE id = ?",
        ((numbers[state], *rest) for state, *rest in rows),
    )
    made.execute("INSERT INTO word (word) VALUES ('delete-all')")
