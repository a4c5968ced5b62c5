"""How well a score of texts ranks, or a rule finds, what a reader has labelled."""

from __future__ import annotations

import numpy as np

from benchmarks.shared.statistics import Figure, rate


def average_precision(scores: np.ndarray, truth: np.ndarray) -> float:
    """Area under the precision-recall curve by steps (average precision); equal scores count as one step.

    nan where nothing is true.
    """
    if not truth.any():
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    ranked, right = scores[order], np.cumsum(truth[order])
    ends = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    precision, recall = right[ends] / (ends + 1), right[ends] / right[-1]
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def found(marked: np.ndarray, truth: np.ndarray) -> dict[str, Figure]:
    """Precision and recall of a rule, with Wilson's intervals."""
    right = int(np.sum(marked & truth))
    return {"precision": rate(right, int(marked.sum())), "recall": rate(right, int(truth.sum()))}
