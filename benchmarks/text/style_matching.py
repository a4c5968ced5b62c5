"""Does style matching stay still when only the length halves, and move when the style does?

Writers are the streams of donated English text messages (Chen and Kan 2013) with `LEAST_POOL` words or more. A made-up
pair draws messages with replacement from two writers, the same two before and after: nothing about their style moves.
Then one side writes half as many messages, or messages of half as many words (a random stretch of each). For the power
both people draw from one writer before, and one of them from another writer after.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.shared.statistics import rate
from ebbtide.analysis.language.style import CLASSES, Counts, counts, matching, move

LEAST_POOL = 1500
#: Words a side and window where nothing is halved, and made-up pairs of each kind and size.
SIZES, PAIRS = (800, 1600, 3200), 200
#: The most false drops. Source: docs/method/bars.md#the-words.
BAR = 0.05
HALVED = ("half as many messages", "messages half as long")
KINDS = ("nothing", *HALVED, "another writer", "a far writer")
#: A far writer is one of so many who are least alike.
FARTHEST = 5


def halved(texts: pl.Series, rng: np.random.Generator) -> pl.Series:
    """A random stretch of half of the words of each message."""
    messages = []
    for words in texts.str.split(" ").to_list():
        size = max(1, len(words) // 2)
        start = int(rng.integers(0, len(words) - size + 1))
        messages.append(" ".join(words[start : start + size]))
    return pl.Series(messages)


def pools(folder: Path) -> list[tuple[Counts, Counts]]:
    """The counts of each writer's messages, whole and halved."""
    table = pl.read_parquet(folder / "dyads" / "nus_sms_en.parquet").drop_nulls("text")
    rng, writers = np.random.default_rng(5), []
    for _, row in table.sort("dyad", "ts_utc").group_by("dyad", maintain_order=True):
        whole = counts(row["text"], "en")
        if whole[:, -1].sum() >= LEAST_POOL:
            writers.append((whole, counts(halved(row["text"], rng), "en")))
    return writers


def drawn(pool: Counts, words: float, rng: np.random.Generator) -> Counts:
    """Messages drawn with replacement until there are `words` words."""
    some = pool[pool[:, -1] > 0]
    messages = some[rng.integers(0, len(some), int(words))]
    return messages[: int(np.searchsorted(np.cumsum(messages[:, -1]), words)) + 1]


def shares(cell: Counts) -> np.ndarray:
    """Shares of the classes (classes,)."""
    return cell[:, :-1].sum(axis=0) / cell[:, -1].sum()


def far(writers: list[tuple[Counts, Counts]], mine: int) -> list[int]:
    """The other writers, the least alike first."""
    others = [place for place in range(len(writers)) if place != mine]
    return sorted(others, key=lambda place: float(matching(shares(writers[mine][0]), shares(writers[place][0]))))


def pair(writers: list[tuple[Counts, Counts]], kind: str, words: int, seed: int) -> dict[str, Any]:
    """One made-up pair: the state told, and the fall of plain matching."""
    rng = np.random.default_rng(seed)
    mine, theirs = (int(place) for place in rng.choice(len(writers), 2, replace=False))
    late, size = writers[theirs][0], words
    if kind == "half as many messages":
        size = words // 2
    elif kind == "messages half as long":
        late, size = writers[theirs][1], words // 2
    elif kind == "another writer":
        theirs = mine
    elif kind == "a far writer":
        late, theirs = writers[int(rng.choice(far(writers, mine)[:FARTHEST]))][0], mine
    before = (drawn(writers[mine][0], words, rng), drawn(writers[theirs][0], words, rng))
    after = (drawn(writers[mine][0], words, rng), drawn(late, size, rng))
    plain = [float(matching(shares(row), shares(other))) for row, other in (before, after)]
    return {"state": move(before, after).state, "plain": plain[1] - plain[0]}


def cell(writers: list[tuple[Counts, Counts]], kind: str, words: int, pairs: int) -> dict[str, Any]:
    """How often a drop was told for one kind of pair at one size."""
    pairs_of_kind = [pair(writers, kind, words, 1_000_000 + seed) for seed in range(pairs)]
    fell = rate(sum(row["state"] == "fell" for row in pairs_of_kind), pairs)
    rose = rate(sum(row["state"] == "rose" for row in pairs_of_kind), pairs)
    return {
        "kind": kind,
        "words": words,
        "fell": fell,
        "rose": rose,
        "plain": float(np.mean([row["plain"] for row in pairs_of_kind])),
    }


def measured(folder: Path, pairs: int = PAIRS) -> dict[str, Any]:
    """All kinds and sizes, and how many of the words the lists know."""
    writers = pools(folder)
    every = np.concatenate([whole for whole, _ in writers])
    rows = [cell(writers, kind, words, pairs) for kind in KINDS for words in SIZES]
    return {
        "writers": len(writers),
        "known": float(every[:, :-1].sum() / every[:, -1].sum()),
        "classes": dict(zip(CLASSES, shares(every).round(4).tolist(), strict=True)),
        "rows": rows,
    }
