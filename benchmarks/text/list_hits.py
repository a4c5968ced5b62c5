"""The closed lists, measured: how much of strangers' text messages they hit, how fast they are, and how soon ready."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import polars as pl

from ebbtide.analysis.language import FEATURES, features
from ebbtide.analysis.language.lexicon import lexicon
from ebbtide.history.readers.contract import SCHEMA

#: Messages that the speed is measured on; longer runs scale with their number.
MESSAGES = 200_000
#: CPU seconds that a million messages may take through every feature on one core (docs/method/bars.md#the-words).
BAR = 10.0


def texts(folder: Path) -> pl.Series:
    """The donated text messages in English (Chen and Kan 2013)."""
    return pl.read_parquet(folder / "dyads" / "nus_sms_en.parquet")["text"].drop_nulls()


def events(messages: pl.Series) -> pl.DataFrame:
    """`said` (n,) as messages of two people, ten minutes apart."""
    at = pl.datetime(2020, 1, 1) + pl.duration(minutes=10 * pl.int_range(pl.len()))
    columns = {
        "text": messages,
        "kind": pl.lit("message", SCHEMA["kind"]),
        "text_state": pl.lit("present", SCHEMA["text_state"]),
        "flags": pl.lit(0, pl.UInt32),
        "at_local": at.cast(pl.Datetime("ms")),
        "chars": pl.lit(None, pl.Int32),
        "words": pl.lit(None, pl.Int32),
        "person": (pl.int_range(pl.len()) % 2).cast(pl.Int8),
    }
    empty = {name: pl.lit(None, kind) for name, kind in SCHEMA.items() if name not in (*columns, "sender")}
    return pl.DataFrame({"text": messages}).select(**(columns | empty))


def shares(messages: pl.Series) -> dict[str, dict[str, float]]:
    """For each feature the number and share of messages that it hits."""
    marks = features(events(messages))
    return {name: {"hits": int(marks[name].sum()), "share": float(marks[name].mean() or 0)} for name in FEATURES}


def seconds(messages: pl.Series) -> float:
    """CPU seconds for a million messages through every feature; take it with POLARS_MAX_THREADS=1."""
    many = pl.concat([messages] * (MESSAGES // len(messages) + 1)).head(MESSAGES)
    rows = events(many + pl.Series(range(MESSAGES)).cast(pl.String))
    features(rows.head(1000))
    began = time.process_time()
    features(rows)
    return (time.process_time() - began) * 1_000_000 / MESSAGES


def loading() -> float:
    """CPU milliseconds until the lists of all languages are ready."""
    lexicon.cache_clear()
    began = time.process_time()
    lexicon()
    return 1000 * (time.process_time() - began)


def measured(folder: Path) -> dict[str, Any]:
    """All figures of this part."""
    messages = texts(folder)
    return {
        "messages": len(messages),
        "hits": shares(messages),
        "cpu seconds a million": seconds(messages),
        "bar": BAR,
        "loading ms": loading(),
    }
