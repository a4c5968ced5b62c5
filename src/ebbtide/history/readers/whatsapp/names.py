"""Who wrote a line: names with colons and emoji, names glued to the text, lines that nobody wrote."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt
import polars as pl

from ebbtide.history.readers.whatsapp.times.day_words import MARKS, SPACES

#: A longer "name" is a sentence of the program with a colon in it. WhatsApp's own names end at 25
#: characters; an address book may hold longer ones.
LONGEST_NAME = 80
#: Signs that stand in WhatsApp's sentences about names of groups, never around a sender.
_QUOTES = frozenset('"“”„«»')
#: A name with ": " in it is believed when all its rows, at least so many, have it.
LEAST_WITH_COLON = 2
#: Names that are looked for in notices.
MOST_LOOKED_FOR = 50
_EDGES = MARKS + SPACES
_END = ": "
#: A name glued to its text; no link and no time of day.
_GLUED = r"^([^:\n]{1,40}):[^\s/0-9]"
#: Somebody whose every row is glued is believed from so many rows on, or where one name only is known otherwise.
LEAST_GLUED, LEAST_PEOPLE = 2, 2
#: Beside the empty body, some exports write a message to be seen once as "Name:." without a space.
_VIEW_ONCE = "."


class Names:
    """The senders of a file. `learn` from all rows first, then `split` them.

    A name ends at ": ", at a colon that ends the row, or, for names known from other rows (or where
    most rows have no ": "), at any colon. Where several ends are possible the longest known name wins.
    """

    def __init__(self, thread: str) -> None:
        self._thread = thread
        self._rows: Counter[str] = Counter()
        self._with_second: Counter[tuple[str, str]] = Counter()
        self._glued_rows = 0
        self._glued: Counter[str] = Counter()
        self._known: set[str] = set()
        self._longer: dict[str, str] = {}
        self._plain: dict[str, str] = {}

    def learn(self, texts: pl.Series) -> None:
        """Count the names of some rows (texts behind the header)."""
        parts = _parts(texts)
        first, spaced = texts.str.find(":", literal=True), texts.str.find(_END, literal=True)
        glued = (
            texts.filter((first != spaced) | (first.is_not_null() & spaced.is_null())).str.extract(_GLUED).drop_nulls()
        )
        self._glued_rows += int(texts.filter(parts["body"].is_null()).str.contains(_GLUED).sum())
        self._glued.update(dict(glued.value_counts().iter_rows()))
        parts = parts.filter(pl.col("body").is_not_null())
        self._rows.update(dict(parts["name"].value_counts().iter_rows()))
        both = parts.filter(pl.col("body").str.contains(_END, literal=True))
        if len(both):
            seconds = both.with_columns(second=_parts(both["body"])["name"])
            counted = seconds.group_by("name", "second").len()
            self._with_second.update({(name, second): count for name, second, count in counted.iter_rows()})

    def decide(self) -> None:
        """Settle which of the counted names are names."""
        if self._glued_rows > self._rows.total():
            return
        names = {name for name in self._rows if _may_be_name(name)}
        names |= self._always_glued(names)
        self._known = names - {name for name in names if _glued(name, names)}
        for (name, second), count in self._with_second.items():
            whole = f"{name}{_END}{second}"
            always = count == self._rows[name] and count >= LEAST_WITH_COLON
            if name in self._known and _may_be_name(whole) and (always or whole == self._thread):
                self._longer[name] = whole
        self._plain = {name: clean(name) for name in self._known if name not in self._longer}

    def _always_glued(self, spaced: set[str]) -> set[str]:
        """Names that never have a space behind their colon, as one person's may."""
        few = len(spaced) < LEAST_PEOPLE and len(self._glued) == 1
        return {
            name
            for name, rows in self._glued.items()
            if name not in spaced and _may_be_name(name) and (rows >= LEAST_GLUED or few or clean(name) == self._thread)
        }

    def people(self) -> tuple[str, ...]:
        """The names that most rows have, cleaned, most first."""
        often = sorted(self._known, key=lambda name: -self._rows[name])
        return tuple(clean(self._longer.get(name, name)) for name in often[:MOST_LOOKED_FOR])

    def split(self, texts: pl.Series) -> pl.DataFrame:
        """Columns `sender` (null: nobody wrote the row) and `body`."""
        frame = (
            _parts(texts)
            .with_columns(sender=pl.col("name").replace_strict(self._plain, default=None, return_dtype=pl.String))
            .select("sender", "body")
        )
        rows = frame["sender"].is_null().arg_true()
        if not len(rows):
            return frame
        remaining = texts.gather(rows)
        by_text = {text: self._split_one(text) for text in remaining.unique()}
        columns = list(zip(*(by_text[text] for text in remaining), strict=True))
        return frame.with_columns(
            frame[name].scatter(rows, pl.Series(name, values, frame[name].dtype))
            for name, values in zip(frame.columns, columns, strict=True)
        )

    def _split_one(self, text: str) -> tuple[str | None, str]:
        first, spaced, body = text.partition(_END)
        if spaced and first in self._longer:
            whole = self._longer[first]
            if text.startswith(whole + _END):
                return clean(whole), text[len(whole) + len(_END) :]
            return clean(first), body
        name = _glued(text, self._known)
        if name is not None:
            behind = text[len(name) + 1 :]
            return clean(name), "" if behind == _VIEW_ONCE else behind
        bare = text.rstrip(_EDGES).removesuffix(_VIEW_ONCE)
        if bare.endswith(":") and not spaced and _may_be_name(bare[:-1]):
            return clean(bare[:-1]), ""
        first, colon, body = text.partition(":")
        if colon and not self._known and _may_be_name(first) and not first[-1].isdigit():
            return clean(first), body.removeprefix(" ")
        return None, text


def _parts(texts: pl.Series) -> pl.DataFrame:
    """Columns `name`, up to the first ": ", and `body`, behind it (both null where there is none)."""
    frame = pl.DataFrame({"text": texts}).with_columns(at=pl.col("text").str.find(_END, literal=True))
    name = pl.col("text").cast(pl.Binary).bin.slice(0, pl.col("at")).cast(pl.String)
    frame = frame.with_columns(name=pl.when(pl.col("at").is_not_null()).then(name))
    return frame.select("name", body=pl.col("text").str.slice(pl.col("name").str.len_chars() + len(_END)))


def sender_numbers(texts: pl.Series) -> npt.NDArray[np.int32]:
    """A number for the name in front of each text, -1 where there is none."""
    name = texts.str.extract(r"^([^\n]{1,80}?)(?:: |:$)").str.strip_chars(_EDGES + "~")
    numbers: npt.NDArray[np.int32] = name.rank("dense").fill_null(0).to_numpy().astype(np.int32) - 1
    return numbers


def clean(name: str) -> str:
    """A name without marks and spaces at its ends, and without the tilde of unknown contacts.

    >>> clean("~\u202fSam ")
    'Sam'
    """
    bare = name.strip(_EDGES)
    return bare.removeprefix("~").strip(_EDGES) or bare


def _may_be_name(text: str) -> bool:
    return bool(clean(text)) and len(text) <= LONGEST_NAME and _QUOTES.isdisjoint(text)


def _glued(text: str, names: set[str]) -> str | None:
    """The longest known name that opens `text` before a colon."""
    at = text.rfind(":", 0, LONGEST_NAME + 1)
    while at > 0:
        if text[:at] in names:
            return text[:at]
        at = text.rfind(":", 0, at)
    return None
