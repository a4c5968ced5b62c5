"""The language of each person in each month, by its function words; "other" for one without lists.

Pooling a month makes counting function words enough (docs/method/signs.md#language); a message alone is too short.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.analysis.language.closed_lists import LANGUAGES
from ebbtide.analysis.language.flags import SPOKEN
from ebbtide.analysis.language.spelling import fold
from ebbtide.analysis.language.style import bare
from ebbtide.analysis.language.style import lists as function_words

Floats = NDArray[np.float64]

#: What is said of a month in a language that has no lists.
OTHER = "other"
#: Messages of a person and month that are looked at, from its start: two hundred settle it.
LOOKED_AT = 200
#: Below so many words a month is told by all of the person's messages, and those by nothing.
LEAST_WORDS = 30
#: Share of words that the language's own function words must make up; a word of k languages counts 1/k.
#: Texts of the seven had .21 (texting in Singapore English) to .49; six other languages had .16 or less.
LEAST_SHARE = 0.18


@cache
def _weights() -> pl.DataFrame:
    """Columns `word` and one a language: 1/k where the word is a function word of k languages, that one among them."""
    vocabularies = {language: {bare(word) for word in function_words(language).classes} for language in LANGUAGES}
    words = sorted(set().union(*vocabularies.values()))
    shared = {word: sum(word in vocabulary for vocabulary in vocabularies.values()) for word in words}
    columns = {name: [(word in vocabularies[name]) / shared[word] for word in words] for name in LANGUAGES}
    return pl.DataFrame({"word": words, **columns})


def function_vocabulary() -> list[str]:
    """The function words of all seven languages, without accents, sorted."""
    return _weights()["word"].to_list()


def languages(events: pl.DataFrame) -> pl.Series:
    """The language of each row's person and month: a code, `OTHER`, or null where too little is left to tell.

    Needs the columns `kind`, `text`, `text_state`, and `person` (or a reader's `sender`) and `at_local` where they
    are known: without them all rows are one person's, or of one month. Pure.
    """
    spoken = pl.col("kind").cast(pl.String).is_in(SPOKEN)
    present = (pl.col("text_state").cast(pl.String) == "present") & pl.col("text").is_not_null()
    writers = [pl.col(name).cast(pl.String) for name in ("person", "sender") if name in events.columns]
    dated = "at_local" in events.columns
    month = pl.col("at_local").dt.truncate("1mo") if dated else pl.lit(None, pl.Datetime("ms"))
    person = writers[0] if writers else pl.lit("", pl.String)
    place = events.with_columns(person=person, month=month).select("person", "month")
    rows = place.with_columns(events["text"]).filter(events.select(spoken & present).to_series())
    looked_at = rows.group_by("person", "month", maintain_order=True).head(LOOKED_AT)
    months = _counted(looked_at, ["person", "month"])
    whole = _counted(looked_at, ["person"])
    counted = months.join(whole, on="person", suffix="_all", maintain_order="left", nulls_equal=True)
    guesses = counted.select("person", "month", language=_guess(counted))
    joined = place.join(guesses, on=["person", "month"], how="left", maintain_order="left", nulls_equal=True)
    return joined["language"]


def _counted(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """For each group its words, and the weight of each language's function words."""
    words = rows.select(*keys, word=fold(rows["text"]).str.extract_all(r"[\p{L}\p{N}]+")).explode("word").drop_nulls()
    weighed = words.join(_weights(), on="word", how="left")
    return weighed.group_by(keys, maintain_order=True).agg(
        pl.len().alias("n"), *(pl.col(name).sum() for name in LANGUAGES)
    )


def _guess(counted: pl.DataFrame) -> pl.Series:
    month, whole = counted["n"].to_numpy(), counted["n_all"].to_numpy()
    small = month < LEAST_WORDS
    monthly: Floats = counted.select(LANGUAGES).to_numpy()
    pooled: Floats = counted.select(f"{name}_all" for name in LANGUAGES).to_numpy()
    words = np.where(small, whole, month)
    share = np.where(small[:, None], pooled, monthly) / np.maximum(words, 1)[:, None]
    names = np.array([*LANGUAGES, OTHER], dtype=object)
    best = np.where(share.max(axis=1, initial=0) >= LEAST_SHARE, share.argmax(axis=1), len(LANGUAGES))
    codes = [str(names[place]) if n >= LEAST_WORDS else None for place, n in zip(best, words, strict=True)]
    return pl.Series(codes, dtype=pl.String)
