"""Precision and recall of the word lists on the held-out messages: what docs/language.md prints."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl

from ebbtide.analysis.language import read
from ebbtide.analysis.language.features import read_features

HELDOUT = Path(__file__).parents[1] / "heldout"
#: Column of the reading and the letter of its label.
QUESTIONS = {"affection": "a", "question": "q"}


def messages(language: str) -> list[tuple[str, str]]:
    """The labelled messages of one language."""
    rows = tomllib.loads((HELDOUT / f"{language}.toml").read_text("utf-8"))["messages"]
    return [(label, text) for label, text in rows]


def score(rows: list[tuple[str, str]], column: str) -> tuple[float, float]:
    """Precision and recall of `column` on labelled messages."""
    found = read(pl.Series([text for _, text in rows]))[column].to_list()
    truth = [QUESTIONS[column] in label for label, _ in rows]
    right = sum(a and b for a, b in zip(found, truth, strict=True))
    return right / sum(found), right / sum(truth)


def row(language: str) -> str:
    """One line of the table in docs/language.md."""
    numbers = [value for column in QUESTIONS for value in score(messages(language), column)]
    return f"| {language} | " + " | ".join(f"{value:.2f}" for value in numbers) + " |"


#: Feature and the letter of its label in the further lists (`more_*.toml`).
MORE = {"laughter": "l", "gratitude": "g", "apology": "s", "plan": "p"}


def more_scores(language: str) -> dict[str, tuple[float, float]]:
    """Precision and recall of each of `MORE` on the further held-out messages of one language."""
    rows = messages(f"more_{language}")
    found = read_features(pl.Series([text for _, text in rows]))
    scores = {}
    for name, letter in MORE.items():
        hits, truth = found[name].to_list(), [letter in labels for labels, _ in rows]
        right = sum(a and b for a, b in zip(hits, truth, strict=True))
        scores[name] = (right / sum(hits), right / sum(truth))
    return scores


def more_row(language: str) -> str:
    """One line of the second table in docs/language.md."""
    cells = [f"{value:.2f}" for pair in more_scores(language).values() for value in pair]
    return f"| {language} | " + " | ".join(cells) + " |"
