"""Who wrote a line: names with colons and emoji, names glued to the text, lines that nobody wrote."""

from __future__ import annotations

import polars as pl

from ebbtide.readers.whatsapp.clock import MARKS, SPACES

#: A longer "name" is a sentence of the program with a colon in it. WhatsApp's own names end at 25
#: characters; an address book may hold longer ones.
LONGEST_NAME = 80
#: Signs that stand in WhatsApp's sentences about names of groups, never around a sender.
_QUOTES = frozenset('"“”„«»')
#: A name with ": " in it is believed when all its rows, at least so many, have it.
LEAST_WITH_COLON = 2
_EDGES = MARKS + SPACES


def split_names(rest: pl.Series, thread: str) -> pl.DataFrame:
    """Sender, and the text behind the name, of each row (columns `sender`, `body`, `glued`).

    A name ends at ": ", at a colon that ends the row, or, for names known from other rows (or where
    no row has ": "), at any colon. Where several ends are possible the longest known name wins.
    `sender` is null where nobody wrote the row; `glued` tells that no space followed the colon.
    """
    parts = rest.str.splitn(": ", 2).struct.rename_fields(["name", "body"]).struct.unnest()
    names = parts.filter(pl.col("body").is_not_null())["name"].unique(maintain_order=True).to_list()
    known = {name for name in names if _may_be_name(name)}
    known -= {name for name in known if _glued(name, known)}
    longer = _with_colon(parts, known, thread)
    plain = {name: clean(name) for name in known if name not in longer}
    frame = parts.with_columns(
        sender=pl.col("name").replace_strict(plain, default=None, return_dtype=pl.String),
        glued=pl.lit(False),
    ).with_columns(sender=pl.when(pl.col("body").is_not_null()).then("sender"))
    rows = frame["sender"].is_null().arg_true()
    if len(rows):
        frame = _resplit(frame, rows, rest, known, longer)
    return frame.select("sender", "body", "glued")


def clean(name: str) -> str:
    """A name without marks and spaces at its ends, and without the tilde of unknown contacts.

    >>> clean("~\u202fSam ")
    'Sam'
    """
    bare = name.strip(_EDGES)
    return bare.removeprefix("~").strip(_EDGES) or bare


def _may_be_name(text: str) -> bool:
    return bool(clean(text)) and len(text) <= LONGEST_NAME and _QUOTES.isdisjoint(text)


def _glued(text: str, known: set[str]) -> str | None:
    """The longest known name that opens `text` before a colon without a space."""
    at = text.rfind(":")
    while at > 0:
        if text[:at] in known:
            return text[:at]
        at = text.rfind(":", 0, at)
    return None


def _with_colon(parts: pl.DataFrame, known: set[str], thread: str) -> dict[str, str]:
    """Names that hold ": " themselves: their first part, and the whole."""
    opening = parts.filter(pl.col("body").is_not_null()).group_by("name").agg(pl.col("body").first(), pl.len())
    longer: dict[str, str] = {}
    for name, body, rows in opening.filter(pl.col("body").str.contains(": ", literal=True)).iter_rows():
        whole = f"{name}: {body.partition(': ')[0]}"
        start = whole.removeprefix(f"{name}: ") + ": "
        always = parts.filter(pl.col("name") == name)["body"].str.starts_with(start).all()
        if name in known and (whole == thread or (always and rows >= LEAST_WITH_COLON)) and _may_be_name(whole):
            longer[name] = whole
    return longer


def _resplit(frame: pl.DataFrame, rows: pl.Series, rest: pl.Series, known: set[str],
             longer: dict[str, str]) -> pl.DataFrame:
    """Split the rows that ": " did not settle, one distinct text at a time."""
    texts = rest.gather(rows)
    loose = not known
    found = {text: _split_one(text, known, longer, loose) for text in texts.unique()}
    columns = list(zip(*(found[text] for text in texts), strict=True))
    kinds = (pl.String, pl.String, pl.Boolean)
    return frame.with_columns(
        frame[name].scatter(rows, pl.Series(name, values, kind))
        for name, values, kind in zip(("sender", "body", "glued"), columns, kinds, strict=True)
    )


def _split_one(text: str, known: set[str], longer: dict[str, str], loose: bool) -> tuple[str | None, str, bool]:
    first, colon, body = text.partition(": ")
    if colon and first in longer:
        whole = longer[first]
        return (clean(whole), text[len(whole) + 2:], False) if text.startswith(f"{whole}: ") else (
            clean(first), body, False)
    name = _glued(text, known)
    if name is not None:
        return clean(name), text[len(name) + 1:].removeprefix(" "), bool(text[len(name) + 1:])
    bare = text.rstrip(_EDGES)
    if bare.endswith(":") and not colon and _may_be_name(bare[:-1]):
        return clean(bare[:-1]), "", False
    first, colon, body = text.partition(":")
    if loose and colon and _may_be_name(first) and not first[-1].isdigit():
        return clean(first), body, True
    return None, text, False
