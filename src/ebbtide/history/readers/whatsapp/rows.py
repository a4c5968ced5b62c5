"""Header lines and the lines that follow them, to rows of the event table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from ebbtide.history.readers.contract import CALL_ENDS, KINDS, MEDIA, TEXT_STATES
from ebbtide.history.readers.text_lengths import text_counts
from ebbtide.history.readers.whatsapp.contents.bodies import classify, special
from ebbtide.history.readers.whatsapp.contents.body import Body, Form
from ebbtide.history.readers.whatsapp.times.day_words import MARKS

Numbers = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
KIND, STATE, MEDIUM, END = pl.Enum(KINDS), pl.Enum(TEXT_STATES), pl.Enum(MEDIA), pl.Enum(CALL_ENDS)
#: Longest text kept (docs/method/security.md#hostile-files); the rest is cut and flagged.
MOST_TEXT_BYTES = 64 * 1024


@dataclass(frozen=True)
class Tally:
    """Lines beside the headers: further lines of a row, blank ones, and those before the first header."""

    continuations: int = 0
    ignored: int = 0
    unread: tuple[int, ...] = ()

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.continuations + other.continuations, self.ignored + other.ignored, self.unread + other.unread)


@dataclass(frozen=True)
class Joined:
    """Text of each row with its further lines, and what became of each line."""

    text: pl.Series
    tally: Tally


def before_first(lines: pl.Series, first: int) -> Tally:
    """The account of the lines before the first header: 1-based numbers of those that are not blank."""
    filled = (lines.head(first).str.strip_chars() != "").arg_true()
    return Tally(ignored=first - len(filled), unread=tuple(number + 1 for number in filled))


def join_lines(lines: pl.Series, headers: Numbers, body: pl.Series) -> Joined:
    """Append to each body the lines up to the next header; blank lines at its end are left out.

    `headers` are the places of the headers in `lines`, the first of them 0.
    """
    other = np.ones(len(lines), bool)
    other[headers] = False
    at = np.flatnonzero(other)
    if not len(at):
        return Joined(body, Tally())
    blank = (lines.gather(at).str.strip_chars() == "").to_numpy()
    row = np.searchsorted(headers, at, side="right") - 1
    last = np.full(len(headers), -1, np.int64)
    np.maximum.at(last, row[~blank], at[~blank])
    continued = at <= last[row]
    tally = Tally(int(continued.sum()), int((~continued).sum()))
    if not continued.any():
        return Joined(body, tally)
    further = (
        pl.DataFrame({"row": row[continued], "line": lines.gather(at[continued])})
        .group_by("row", maintain_order=True)
        .agg(pl.col("line").str.join("\n"))
    )
    rows = further["row"]
    return Joined(body.scatter(rows, body.gather(rows) + "\n" + further["line"]), tally)


def without_marks(text: pl.Series) -> pl.Series:
    """Texts without marks of direction and without spaces at their ends."""
    rows = (text.str.len_bytes() != text.str.len_chars()).fill_null(False).arg_true()
    if len(rows):
        text = text.scatter(rows, text.gather(rows).str.replace_all(f"[{MARKS}]", ""))
    return text.str.strip_chars()


def cut_long(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Texts within `MOST_TEXT_BYTES`, and which were cut."""
    long = text.str.len_bytes() > MOST_TEXT_BYTES
    rows = long.arg_true()
    for row in rows:
        short = text[row].encode()[:MOST_TEXT_BYTES].decode("utf-8", "ignore")
        text = text.scatter(row, short)
    return text, long


@dataclass(frozen=True)
class Marks:
    """What stands around the headers of some rows: square brackets and a mark before them, or a dash behind."""

    brackets: Bools
    lead: Bools
    dash: Bools

    def part(self, rows: slice) -> Marks:
        """The same for some of the rows."""
        return Marks(self.brackets[rows], self.lead[rows], self.dash[rows])


def make_rows(
    lines: pl.Series, headers: Numbers, texts: pl.DataFrame, marks: Marks, form: Form
) -> tuple[pl.DataFrame, Tally]:
    """Rows of some messages: sender, what `read_bodies` finds, cut, and the counts of the text.

    `lines` are all lines of these messages, `headers` the places of their headers in it (the first
    is 0), `texts` has columns sender and body, `marks` stand around the headers, `form` is what the file shows.
    """
    joined = join_lines(lines, headers, texts["body"])
    text, cut = cut_long(joined.text)
    bodies = read_bodies(text, texts["sender"], marks, form)
    bodies = bodies.with_columns(
        text=without_marks(bodies["text"]), cut=cut, sender=texts["sender"], under=texts["sender"]
    )
    rows = bodies.with_columns(sender=pl.when(pl.col("kind") != "system").then("sender"))
    return rows.hstack(text_counts(rows["text"])), joined.tally


def read_bodies(text: pl.Series, sender: pl.Series, marks: Marks, form: Form) -> pl.DataFrame:
    """Columns of the names of `Body` for each row."""
    lead = marks.lead if form.leads else np.zeros(len(text), bool)
    rows = (special(text) | sender.is_null() | pl.Series(lead)).arg_true()
    plain = pl.DataFrame({"text": text}).with_columns(
        kind=pl.lit("message", KIND),
        text_state=pl.lit("present", STATE),
        media=pl.lit(None, MEDIUM),
        duration_ms=pl.lit(None, pl.Int64),
        call_end=pl.lit(None, END),
        edited=pl.lit(False),
        video_call=pl.lit(False),
        attached=pl.lit(False),
        doubtful=pl.lit(False),
    )
    if not len(rows):
        return plain
    at = rows.to_numpy()
    odd = pl.DataFrame(
        {
            "text": text.gather(rows),
            "written": sender.gather(rows).is_not_null(),
            "apple": marks.brackets[at],
            "lead": lead[at],
            "dashed": marks.dash[at],
        }
    )
    distinct = odd.unique(maintain_order=True)
    bodies = [_body(form, **row) for row in distinct.iter_rows(named=True)]
    columns = {
        name: pl.Series(name, [getattr(body, name) for body in bodies], plain[name].dtype) for name in plain.columns
    }
    place = odd.join(distinct.with_row_index("place"), on=odd.columns, how="left", maintain_order="left")["place"]
    return plain.with_columns(plain[name].scatter(rows, column.gather(place)) for name, column in columns.items())


def _body(form: Form, text: str, written: bool, apple: bool, lead: bool, dashed: bool) -> Body:
    body = classify(text, apple, lead, form, dashed=dashed)
    if written or body.kind == "call":
        return body
    return Body(kind="system", text=text, text_state="none")
