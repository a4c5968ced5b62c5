"""Header lines and the lines that follow them, to rows of the event table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from ebbtide.readers.whatsapp.bodies import Body, classify, special

Ints = npt.NDArray[np.int64]
#: Longest text kept (research/security.md, section 4); the rest is cut and flagged.
MOST_TEXT_BYTES = 64 * 1024


@dataclass(frozen=True)
class Tally:
    """Lines beside the headers: further lines of a row, blank ones, and those before the first header."""

    continuations: int
    ignored: int
    unread: Ints


@dataclass(frozen=True)
class Joined:
    """Text of each row with its further lines, and what became of each line."""

    text: pl.Series
    tally: Tally


def join_lines(lines: pl.Series, headers: Ints, body: pl.Series) -> Joined:
    """Append to each body the lines up to the next header; blank lines at its end are left out."""
    other = np.ones(len(lines), bool)
    other[headers] = False
    at = np.flatnonzero(other)
    blank = (lines.gather(at).str.strip_chars() == "").to_numpy()
    row = np.searchsorted(headers, at, side="right") - 1
    before = row < 0
    last = np.full(len(headers), -1, np.int64)
    inside = ~before & ~blank
    np.maximum.at(last, row[inside], at[inside])
    kept = ~before & (at <= last[row])
    tally = Tally(int(kept.sum()), int((~kept & blank).sum()), at[before & ~blank] + 1)
    if not kept.any():
        return Joined(body, tally)
    further = (
        pl.DataFrame({"row": row[kept], "line": lines.gather(at[kept])})
        .group_by("row", maintain_order=True).agg(pl.col("line").str.join("\n"))
    )
    rows = further["row"]
    return Joined(body.scatter(rows, body.gather(rows) + "\n" + further["line"]), tally)


def cut_long(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Texts within `MOST_TEXT_BYTES`, and which were cut."""
    long = text.str.len_bytes() > MOST_TEXT_BYTES
    rows = long.arg_true()
    for row in rows:
        short = text[row].encode()[:MOST_TEXT_BYTES].decode("utf-8", "ignore")
        text = text.scatter(row, short)
    return text, long


def read_bodies(text: pl.Series, sender: pl.Series, apple: bool) -> pl.DataFrame:
    """Columns kind, text, text_state, media, duration_ms, call_end, edited, video_call, attached of each row."""
    suspicious = special(text) | sender.is_null()
    rows = suspicious.arg_true()
    plain = pl.DataFrame({"text": text}).with_columns(
        kind=pl.lit("message"), text_state=pl.lit("present"), media=pl.lit(None, pl.String),
        duration_ms=pl.lit(None, pl.Int64), call_end=pl.lit(None, pl.String), edited=pl.lit(False),
        video_call=pl.lit(False), attached=pl.lit(False),
    )
    if not len(rows):
        return plain
    odd = pl.DataFrame({"text": text.gather(rows), "written": sender.gather(rows).is_not_null()})
    found = {key: _one(key[0], key[1], apple) for key in odd.unique().iter_rows()}
    bodies = [found[key] for key in odd.iter_rows()]
    return plain.with_columns(
        plain[name].scatter(rows, pl.Series(name, [getattr(body, name) for body in bodies], plain[name].dtype))
        for name in plain.columns
    )


def _one(text: str, written: bool, apple: bool) -> Body:
    body = classify(text, apple)
    if written or body.kind == "call":
        return body
    return Body(kind="system", text=text, text_state="none")
