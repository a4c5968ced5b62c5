"""The affect heads on comments they were not trained on: how well they rank, how large they are and how fast."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.text.scores import average_precision
from ebbtide.analysis.language.affect_heads import LABELS, heads, score

#: Least area under the precision-recall curve on the development split. Source: docs/method/bars.md#the-words.
BARS = {"gratitude": 0.91, "love": 0.63, "admiration": 0.60, "negative": 0.50}
MOST_BYTES = 200_000
SPEED_MESSAGES = 100_000
#: Bins of equal width in which a mean probability is set against the share that was labelled so.
BINS = 10
DRAWS = 400


def calibration_error(scores: np.ndarray, truth: np.ndarray) -> float:
    """Mean distance of probability and share over `BINS` bins, weighted by their size."""
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    sizes = np.bincount(bins, minlength=BINS)
    gaps = np.abs(np.bincount(bins, scores, BINS) - np.bincount(bins, truth, BINS))
    return float(gaps[sizes > 0].sum() / len(scores))


def spread(scores: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """The area's 95 % interval over comments drawn anew."""
    rng = np.random.default_rng(7)
    picks = (rng.integers(0, len(truth), len(truth)) for _ in range(DRAWS))
    low, high = np.nanquantile([average_precision(scores[pick], truth[pick]) for pick in picks], [0.025, 0.975])
    return float(low), float(high)


def labelled(texts: pl.Series, truth: np.ndarray) -> list[dict[str, Any]]:
    """One row a label."""
    scored, rows = score(texts), []
    for place, label in enumerate(LABELS):
        scores, right = scored[label].to_numpy(), truth[:, place]
        low, high = spread(scores, right)
        rows.append(
            {
                "label": label,
                "of": len(right),
                "labelled": int(right.sum()),
                "area": average_precision(scores, right),
                "low": low,
                "high": high,
                "bar": BARS.get(label),
                "calibration": calibration_error(scores, right),
            }
        )
    return rows


def messages_a_second(texts: pl.Series) -> float:
    """Messages scored in a second of one core."""
    some = pl.concat([texts] * (SPEED_MESSAGES // len(texts) + 1)).head(SPEED_MESSAGES)
    score(some.head(1000))
    began = time.process_time()
    score(some)
    return SPEED_MESSAGES / (time.process_time() - began)


def measured(folder: Path) -> dict[str, Any]:
    """The figures of the heads; says whether training anew gives the very file that comes with Ebbtide."""
    from benchmarks.text import head_training

    texts, truth = head_training.read(folder / "text" / "goemo_dev.tsv")
    weights = head_training.train(*head_training.read(folder / "text" / "goemo_train.tsv"))
    return {
        "rows": labelled(texts, truth),
        "terms": len(heads().terms),
        "bytes": head_training.OUT.stat().st_size,
        "reproduced": weights == head_training.OUT.read_text("utf-8"),
        "messages a second": messages_a_second(texts),
    }
