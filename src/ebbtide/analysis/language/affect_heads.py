"""Affect of English messages by word n-grams: logistic heads whose weights are data, with the words that drove them.

Method: TF-IDF with logistic regression over words, pairs of words and beginnings of words; each term's
training weight holds its inverse document frequency and its log-count ratio (Wang and Manning 2012).
"""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.analysis.language.spelling import MOST_LETTERS, beginnings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: What the heads speak of, in the order of the columns; `negative` is annoyance, disapproval, anger or disgust.
LABELS = ("gratitude", "love", "admiration", "negative", "remorse")
#: The language that the weights were trained on; messages in another have no score.
LANGUAGE = "en"
#: How many messages are scored at a time: keeps the working memory to some hundreds of megabytes.
BATCH = 50_000
#: Longer words also count by their beginning of this many letters: "thankful" beside "thanks".
BEGINNING = 5
#: One unit of a weight in the data file, in log-odds of a message of one token.
UNIT = 0.1

_APOSTROPHES = "'’‘ʼ´`"
_ADDRESS = r"(?:https?://|www\.)\S+"
_EMOJI = "[\u2600-\u27bf\U0001f300-\U0001f3fa\U0001f400-\U0001faff]"
_TOKEN = rf"[a-z]+|[!?]|{_EMOJI}"
_PLACE = re.compile(rf"(?i:{_ADDRESS})|(?P<token>[a-zA-Z{_APOSTROPHES}]+|[!?]|{_EMOJI})")
#: Marks both ends of a message, and the beginning of a word as a term.
EDGE, BEGUN = "|", "^"


@dataclass(frozen=True)
class Heads:
    """The weights: terms (t,), weights (t, labels) and intercepts (labels,) in log-odds, and where they come from."""

    terms: tuple[str, ...]
    weights: Floats
    intercepts: Floats
    source: str


@dataclass(frozen=True)
class _Index:
    """Places of terms by what they are: words and beginnings by text, pairs by `first * size + second`."""

    words: dict[str, int]
    begun: dict[str, int]
    parts: dict[str, int]
    pairs: Ints
    places: Ints


def parse(text: str) -> Heads:
    """The heads written in the notation of data/heads_en.txt; raises ValueError where the labels are others."""
    lines = text.splitlines()
    notes = [line.removeprefix("# ") for line in lines if line.startswith("#")]
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    if tuple(rows[0][1:]) != LABELS:
        raise ValueError(rows[0])
    values = np.array([[int(value or 0) for value in row[1:]] for row in rows[1:]]) * UNIT
    return Heads(tuple(row[0] for row in rows[2:]), values[1:], values[0], " ".join(notes))


@cache
def heads() -> Heads:
    """The heads that come with Ebbtide, read once."""
    file = resources.files("ebbtide.analysis.language") / "data" / f"heads_{LANGUAGE}.txt"
    return parse(file.read_text("utf-8"))


def _pairs(terms: tuple[str, ...], parts: dict[str, int]) -> tuple[Ints, Ints]:
    """Keys of the pairs among `terms`, ascending, and their places."""
    places = [place for place, term in enumerate(terms) if " " in term]
    both = [[parts[part] for part in terms[place].split(" ")] for place in places]
    keys = np.array([first * len(parts) + second for first, second in both], dtype=np.int64)
    order = np.argsort(keys)
    return keys[order], np.array(places, dtype=np.int64)[order]


@cache
def _index() -> _Index:
    terms = heads().terms
    parts = {word: place for place, word in enumerate(sorted({part for term in terms for part in term.split(" ")}))}
    words = {term: place for place, term in enumerate(terms) if " " not in term and term[0] != BEGUN}
    begun = {term[1:]: place for place, term in enumerate(terms) if term[0] == BEGUN}
    return _Index(words, begun, parts, *_pairs(terms, parts))


def tokens(texts: pl.Series) -> pl.DataFrame:
    """Columns `row` and `token`: the words, marks and emoji of each text (n,), between two edges `|`."""
    plain = beginnings(texts.fill_null("")).str.to_lowercase()
    addressed = plain.str.contains_any(["http", "www."])
    if addressed.any():
        plain = plain.zip_with(~addressed, plain.str.replace_all(_ADDRESS, " "))
    plain = plain.str.replace_many([*_APOSTROPHES, EDGE], [""] * len(_APOSTROPHES) + [" "])
    parts = pl.select(pl.lit(EDGE) + plain + EDGE).to_series().str.extract_all(rf"{_TOKEN}|\{EDGE}").alias("token")
    return pl.DataFrame({"row": pl.int_range(len(texts), dtype=pl.UInt32, eager=True), "token": parts}).explode("token")


def grams(table: pl.DataFrame) -> pl.DataFrame:
    """Columns `row` and `term`: each word, pair of neighbours and long word's beginning of `table`, once a row."""
    token, row = pl.col("token"), pl.col("row")
    words = table.filter(token != EDGE).select("row", term=token)
    pairs = table.with_columns(term=token + " " + token.shift(-1)).filter(row == row.shift(-1)).select("row", "term")
    long = token.str.contains("^[a-z]") & (token.str.len_bytes() > BEGINNING)
    begun = table.filter(long).select("row", term=BEGUN + token.str.slice(0, BEGINNING))
    return pl.concat([words, pairs, begun]).unique()


def _ids(token: pl.Series) -> tuple[Ints, Ints, Ints]:
    """Places of each token (n,) as a word, as a beginning and as a part of pairs; -1 where it is none."""
    index, distinct = _index(), token.unique()
    table = pl.DataFrame(
        {
            "token": distinct,
            "word": [index.words.get(text, -1) for text in distinct],
            "begun": [index.begun.get(text[:BEGINNING], -1) if len(text) > BEGINNING else -1 for text in distinct],
            "part": [index.parts.get(text, -1) for text in distinct],
        }
    )
    placed = token.to_frame("token").join(table, on="token", how="left", maintain_order="left")
    return placed["word"].to_numpy(), placed["begun"].to_numpy(), placed["part"].to_numpy()


def _hits(table: pl.DataFrame) -> tuple[Ints, Ints]:
    """Rows and places of the terms in `table`, each once a row: what `grams` finds, by numbers and so faster."""
    index, size = _index(), len(heads().terms)
    row, (words, begun, parts) = table["row"].to_numpy().astype(np.int64), _ids(table["token"])
    near = (row[:-1] == row[1:]) & (parts[:-1] >= 0) & (parts[1:] >= 0)
    keys = np.where(near, parts[:-1] * len(index.parts) + parts[1:], -1)
    spot = np.minimum(np.searchsorted(index.pairs, keys), len(index.pairs) - 1)
    pairs = np.where(index.pairs[spot] == keys, index.places[spot], -1)
    places = np.concatenate([words, begun, pairs])
    # As np.unique, which takes ten times as long on whole numbers in NumPy 2.4.
    keys = np.sort((np.concatenate([row, row, row[:-1]]) * size + places)[places >= 0])
    keys = keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
    return keys // size, keys % size


def _log_odds(texts: pl.Series) -> Floats:
    """Log-odds (n, labels) of one batch."""
    table = tokens(texts)
    size = np.bincount(table["row"].to_numpy(), minlength=len(texts))
    rows, places = _hits(table)
    sums = [np.bincount(rows, weights[places], minlength=len(texts)) for weights in heads().weights.T]
    odds: Floats = np.stack(sums, axis=1) / np.sqrt(size)[:, None] + heads().intercepts
    return odds


def score(texts: pl.Series) -> pl.DataFrame:
    """Probability of each of `LABELS` for each of `texts` (n,), (n,) a column; null where there is no text.

    Only for messages in `LANGUAGE`. The probabilities are those of the comments that the weights were
    trained on; in chats the labels are rarer, so compare a person with their own earlier months only.
    """
    odds = [_log_odds(texts.slice(start, BATCH)) for start in range(0, len(texts), BATCH)]
    chance = 1 / (1 + np.exp(-np.concatenate([np.empty((0, len(LABELS))), *odds])))
    scores = pl.DataFrame({label: chance[:, place] for place, label in enumerate(LABELS)})
    return scores.select(pl.when(texts.is_not_null()).then(pl.col(label)).alias(label) for label in LABELS)


def score_in(texts: pl.Series, languages: pl.Series) -> pl.DataFrame:
    """As `score`, null where `languages` (n,), the language of that person's month, is not `LANGUAGE`."""
    return score(pl.select(pl.when(languages.cast(pl.String) == LANGUAGE).then(texts)).to_series())


@dataclass(frozen=True)
class Reason:
    """One term of a message: where it stands (code points, end exclusive) and what it adds to the log-odds."""

    term: str
    start: int
    end: int
    weight: float


def _placed(text: str) -> list[tuple[str, int, int]]:
    """The tokens of the beginning of `text` with their places; the edges have no width."""
    text = text[:MOST_LETTERS]
    placed = [(EDGE, 0, 0)]
    for place in _PLACE.finditer(text):
        token = re.sub(f"[{_APOSTROPHES}]", "", (place["token"] or "").lower())
        placed += [(token, place.start(), place.end())] if token else []
    return [*placed, (EDGE, len(text), len(text))]


def _spans(text: str) -> list[tuple[str, int, int]]:
    """Every term of `text` once, where it first stands."""
    placed = _placed(text)
    inner = placed[1:-1]
    pairs = [
        (f"{a} {b}", start if a != EDGE else first, end if b != EDGE else last)
        for (a, start, last), (b, first, end) in itertools.pairwise(placed)
    ]
    begun = [(BEGUN + token[:BEGINNING], start, end) for token, start, end in inner if len(token) > BEGINNING]
    return list({term: (term, start, end) for term, start, end in reversed([*inner, *pairs, *begun])}.values())


def explain(text: str, label: str) -> list[Reason]:
    """The terms of `text` that `label` weighs, strongest first; with the intercept they add up to the log-odds.

    Raises ValueError where `label` is none of `LABELS`.
    """
    column, terms = LABELS.index(label), {term: place for place, term in enumerate(heads().terms)}
    scale = 1 / math.sqrt(len(_placed(text)))
    spans = [span for span in _spans(text) if span[0] in terms]
    weights = heads().weights[[terms[term] for term, *_ in spans], column] * scale
    reasons = [Reason(*span, float(weight)) for span, weight in zip(spans, weights, strict=True) if weight]
    return sorted(reasons, key=lambda reason: (-abs(reason.weight), reason.start, reason.term))
