"""Every feature that the words of a message show, one Boolean column each, from its text or from its kept bits."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.language.flags import BATCH, SPOKEN, annotate
from ebbtide.language.fold import fold
from ebbtide.language.lexicon import lexicon, said
from ebbtide.language.signals import elongated, laughter
from ebbtide.language.structure import meant
from ebbtide.readers.contract import (
    FEATURE_FLAGS,
    FLAG_AFFECTION,
    FLAG_FEATURES_READ,
    FLAG_QUESTION,
)

Bits = NDArray[np.uint32]

#: The Boolean columns of `features`, in order.
FEATURES = (
    "affection", "question", "gratitude", "appreciation", "apology", "plan", "invitation", "future_us", "support_asked",
    "support_given", "good_news", "answered_warm", "laughter", "elongated", "feeling", "reassurance", "logistics",
    "sharp", "play_down", "accept", "decline", "alternative", "vague", "same_day",
)
_KEPT = FEATURE_FLAGS | {"affection": FLAG_AFFECTION, "question": FLAG_QUESTION}


def features(events: pl.DataFrame) -> pl.DataFrame:
    """What the words of each event show: one row an event, in order.

    Columns: those of `FEATURES`, Boolean, False where nothing readable was written; `words` (UInt32);
    `language` (String): of that person's month, null where nothing is left to tell it by. Where the
    text was purged, the bits that `remember` set are read. Needs the columns of the event table; pure.
    """
    flags = remember(events)["flags"]
    known = {name: _has(flags, bit) for name, bit in _KEPT.items()}
    known["answered_warm"] = _none(events.height)
    known["alternative"] = known["decline"] & (known["plan"] | known["invitation"])
    words = events["words"].fill_null(0).cast(pl.UInt32).alias("words")
    return pl.DataFrame([known[name].alias(name) for name in FEATURES] + [words, _language(events)])


def remember(events: pl.DataFrame) -> pl.DataFrame:
    """`events` with all language bits set in `flags`: what stays when the texts are purged.

    Sets what `annotate` sets, and the bits of `FEATURE_FLAGS` with `FLAG_FEATURES_READ`, on rows with a
    person's own words that do not have them yet. Pure, same rows in the same order.
    """
    events = annotate(events.with_columns(pl.col("flags").fill_null(0)))
    spoken = pl.col("kind").cast(pl.String).is_in(SPOKEN)
    present = (pl.col("text_state").cast(pl.String) == "present") & pl.col("text").is_not_null()
    unread = (pl.col("flags") & FLAG_FEATURES_READ) == 0
    places = events.select((spoken & present & unread).arg_true()).to_series()
    flags = events["flags"].to_numpy().copy()
    for start in range(0, len(places), BATCH):
        some = places.slice(start, BATCH)
        flags[some.to_numpy()] |= _bits(events["text"].gather(some))
    return events.with_columns(pl.Series("flags", flags))


def _bits(texts: pl.Series) -> Bits:
    """The bits of `FEATURE_FLAGS` of each text (n,)."""
    found = read_features(texts)
    bits = np.full(len(texts), FLAG_FEATURES_READ, np.uint32)
    for name in found.columns:
        bits |= np.where(found[name].to_numpy(), np.uint32(FEATURE_FLAGS[name]), np.uint32(0))
    return bits


def read_features(texts: pl.Series) -> pl.DataFrame:
    """The features that follow from a text alone, as Boolean columns (n,); `texts` (n,) without nulls."""
    found = meant(said(fold(texts), lexicon()))
    return pl.DataFrame(found | {"laughter": laughter(texts).to_numpy(), "elongated": elongated(texts).to_numpy()})


def _has(flags: pl.Series, bit: int) -> pl.Series:
    return pl.Series((flags.to_numpy() & np.uint32(bit)) > 0)


def _none(height: int) -> pl.Series:
    return pl.Series(np.zeros(height, bool))


def _language(events: pl.DataFrame) -> pl.Series:
    return pl.Series("language", [None] * events.height, dtype=pl.String)
