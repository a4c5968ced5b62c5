"""Every feature that the words of a message show, one Boolean column each, from its text or from its kept bits."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.analysis.language.flags import BATCH, SPOKEN, bits
from ebbtide.analysis.language.language_guess import OTHER, languages
from ebbtide.analysis.language.lexicon import lexicon, sentence_classes
from ebbtide.analysis.language.news_replies import joy_at_news
from ebbtide.analysis.language.signals import elongated, laughter
from ebbtide.analysis.language.spelling import fold
from ebbtide.analysis.language.structure import meant
from ebbtide.history.readers.contract import (
    FEATURE_FLAGS,
    FLAG_AFFECTION,
    FLAG_FEATURES_READ,
    FLAG_QUESTION,
    FLAG_READ_BY_LANGUAGE,
)

Bits = NDArray[np.uint32]
Bools = NDArray[np.bool_]

#: The Boolean columns of `features`, in order.
FEATURES = (
    "affection",
    "question",
    "gratitude",
    "appreciation",
    "apology",
    "plan",
    "invitation",
    "future_us",
    "support_asked",
    "support_given",
    "good_news",
    "answered_warm",
    "laughter",
    "elongated",
    "feeling",
    "reassurance",
    "logistics",
    "sharp",
    "play_down",
    "accept",
    "decline",
    "alternative",
    "vague",
    "same_day",
)
_LISTED = FEATURE_FLAGS["listed"]
_BOTH = np.uint32(FLAG_READ_BY_LANGUAGE | FLAG_FEATURES_READ)
_KEPT = FEATURE_FLAGS | {"affection": FLAG_AFFECTION, "question": FLAG_QUESTION}


def features(events: pl.DataFrame) -> pl.DataFrame:
    """What the words of each event show: one row an event, in order.

    Columns: those of `FEATURES`, Boolean, False where nothing readable was written; `words` (UInt32);
    `language` (String): of that person's month, "other" for one without lists, null where too little is
    left to tell. `answered_warm` stands on a message of joy in the turn that answers the other's good news;
    `alternative` is a no that proposes something else. `accept`, `decline`, `vague` and `play_down` are how a
    message reads by itself; they mean something only as an answer. Where the text was purged, the bits that
    `remember` set are read. Needs the columns of the event table, in time order; pure.
    """
    language = languages(events)
    flags = _remember(events, language)["flags"]
    marks = {name: _has(flags, bit) for name, bit in _KEPT.items()}
    marks["answered_warm"] = pl.Series(joy_at_news(events, marks["good_news"].to_numpy(), marks["joy"].to_numpy()))
    marks["alternative"] = marks["decline"] & (marks["plan"] | marks["invitation"])
    words = events["words"].fill_null(0).cast(pl.UInt32).alias("words")
    # Where no text is left, the bits still say that it was in a language without lists.
    other = _has(flags, FLAG_FEATURES_READ) & ~_has(flags, _LISTED) & language.is_null()
    month = pl.select(language=pl.when(other).then(pl.lit(OTHER)).otherwise(language)).to_series()
    return pl.DataFrame([marks[name].alias(name) for name in FEATURES] + [words, month])


def remember(events: pl.DataFrame) -> pl.DataFrame:
    """`events` with all language bits set in `flags`: what stays when the texts are purged.

    Sets what `annotate` sets, and the bits of `FEATURE_FLAGS` with `FLAG_FEATURES_READ`, on rows with a
    person's own words that do not have them yet. Pure, same rows in the same order.
    """
    return _remember(events, languages(events))


def _remember(events: pl.DataFrame, language: pl.Series) -> pl.DataFrame:
    """As `remember`, with the language of each row, `language` (rows,)."""
    spoken = pl.col("kind").cast(pl.String).is_in(SPOKEN)
    present = (pl.col("text_state").cast(pl.String) == "present") & pl.col("text").is_not_null()
    flags = events["flags"].fill_null(0).to_numpy().copy()
    rows = np.flatnonzero(events.select(spoken & present).to_series().to_numpy() & ((flags & _BOTH) != _BOTH))
    listed = ~(language == OTHER).fill_null(False).to_numpy()
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        flags[some] = _added(flags[some], events["text"].gather(some), listed[some])
    return events.with_columns(pl.Series("flags", flags))


def _added(flags: Bits, texts: pl.Series, listed: Bools) -> Bits:
    """`flags` of messages (n,) with the bits that each did not have yet."""
    folded = fold(texts)
    before = (flags & FLAG_READ_BY_LANGUAGE) > 0
    flags = flags | np.where(before, 0, bits(texts, folded).to_numpy()).astype(np.uint32)
    marks = read_features(texts, folded)
    new_bits = np.full(len(texts), FLAG_FEATURES_READ, np.uint32) | np.where(listed, np.uint32(_LISTED), np.uint32(0))
    for name in marks.columns:
        new_bits |= np.where(marks[name].to_numpy(), np.uint32(FEATURE_FLAGS[name]), np.uint32(0))
    return np.where((flags & FLAG_FEATURES_READ) > 0, flags, flags | new_bits).astype(np.uint32)


def read_features(texts: pl.Series, folded: pl.Series | None = None) -> pl.DataFrame:
    """The features that follow from a text alone, as Boolean columns (n,); `texts` (n,) without nulls.

    folded: (n,) the same texts by `fold`, where they are there already.
    """
    marks = meant(sentence_classes(fold(texts) if folded is None else folded, lexicon()))
    return pl.DataFrame(marks | {"laughter": laughter(texts).to_numpy(), "elongated": elongated(texts).to_numpy()})


def _has(flags: pl.Series, bit: int) -> pl.Series:
    return pl.Series((flags.to_numpy() & np.uint32(bit)) > 0)
