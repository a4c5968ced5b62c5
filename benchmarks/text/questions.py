"""Questions by rule on textbook dialogues whose turns are labelled with what they do; nothing is trained on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.text.scores import found
from ebbtide.analysis.language import read

#: Dialogue acts of the labels: a question asks to know something, a directive requests, offers or suggests.
QUESTION, DIRECTIVE = 2, 3
#: Least precision and recall against turns labelled a question. Source: docs/method/bars.md#the-words.
BARS = {"precision": 0.80, "recall": 0.97}


def turns(folder: Path) -> tuple[pl.Series, np.ndarray]:
    """The turns (n,) of the dialogues and what each was labelled as (n,)."""
    lines = (folder / "text" / "dd_validation.txt").read_text("utf-8").splitlines()
    labels = (folder / "text" / "dd_act_validation.txt").read_text("utf-8").splitlines()
    texts = [turn.strip() for line in lines for turn in line.split("__eou__")[:-1]]
    return pl.Series(texts), np.array([int(act) for line in labels for act in line.split()])


def measured(folder: Path) -> dict[str, Any]:
    """Precision and recall against questions, and against all that calls for an answer."""
    texts, acts = turns(folder)
    marked = read(texts)["question"].to_numpy()
    return {
        "turns": len(texts),
        "question": found(marked, acts == QUESTION),
        "question or request": found(marked, np.isin(acts, (QUESTION, DIRECTIVE))),
        "a mark alone": found(texts.str.contains("?", literal=True).to_numpy(), acts == QUESTION),
    }
