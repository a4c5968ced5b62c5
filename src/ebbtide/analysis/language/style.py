"""Style matching: how alike two people use function words, and whether it moved, free of how much they write.

Language style matching is the mean over classes of function words of 1 - |a - b| / (a + b + 0.0001), a and b the
shares of words (Ireland and Pennebaker 2010). With fewer words it falls by chance alone, so every window is rarefied
to the same number of words (Sanders 1968; Hurlbert 1971) and set against what the pair's words match when dealt out
at random.
"""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.analysis.language.flags import SPOKEN
from ebbtide.analysis.language.spelling import beginnings

Floats = NDArray[np.float64]
#: Words of one person in one window, by message: a column a class, the number of words last (n, classes + 1).
Counts = Floats
#: The counts of the two people in one window, or of one person in two.
Sides = tuple[Counts, Counts]

CLASSES = (
    "article",
    "auxiliary",
    "conjunction",
    "adverb",
    "personal",
    "impersonal",
    "preposition",
    "quantifier",
    "negation",
)
LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pt")
#: Below so many words a side nothing is said: even one writer matches themselves only .86 (sd .04) there.
#: Source: docs/method/signs.md#style.
LEAST_WORDS = 400
#: Above so many words more say little: two samples of one style then match .93 (sd .02). Source: as above.
MOST_WORDS = 1600
#: Stretches of equal size that are averaged in one order of the messages, and such orders.
DRAWS, ORDERS = 16, 8
#: How often each person's messages are dealt anew to the two windows, which says what chance does.
SHUFFLES = 200
#: Messages that are dealt at a time: some tens of megabytes.
MOST_DEALT = 250_000
#: A move is told when fewer shuffles than this go as far, either way.
LEVEL = 0.05
#: Keeps the share of a class that nobody uses from dividing by zero. Source: Ireland and Pennebaker 2010.
_EPSILON = 0.0001

_JOINS = "['’‘ʼ´`]"
State = Literal["fell", "rose", "not seen", "too little"]


@dataclass(frozen=True)
class Lists:
    """The function words of one language: the class of each, and whether an apostrophe parts two words."""

    classes: dict[str, int]
    split: bool


@dataclass(frozen=True)
class Match:
    """One window at `words` a side: matching, what the same words match when dealt out at random, and the difference.

    An excess of 0 is as alike as one writer; below 0 two writers can be told apart.
    """

    words: int
    matching: float
    by_chance: float
    excess: float


@dataclass(frozen=True)
class Move:
    """The excess in two windows, the difference with its 95 % interval, and what may be said of it.

    Where a side has under `LEAST_WORDS` in a window the state is "too little" and there are no numbers;
    `words` (2, 2) are the words there are: windows down, people across.
    """

    state: State
    words: tuple[tuple[int, int], tuple[int, int]]
    before: Match | None = None
    after: Match | None = None
    change: float | None = None
    interval: tuple[float, float] | None = None


def bare(word: str) -> str:
    """`word` without accents."""
    # A letter at a time: the library puts a run of marks in order in the square of its length.
    parts = (part for letter in word for part in unicodedata.normalize("NFD", letter))
    return "".join(part for part in parts if not unicodedata.combining(part))


@cache
def lists(language: str) -> Lists:
    """The lists of one of `LANGUAGES`; raises ValueError for another."""
    if language not in LANGUAGES:
        raise ValueError(language)
    file = resources.files("ebbtide.analysis.language") / "data" / f"style_{language}.toml"
    table = tomllib.loads(file.read_text("utf-8"))
    classes = {word: place for place, name in enumerate(CLASSES) for word in table["classes"][name].split()}
    return Lists(classes, table["split"])


def counts(texts: pl.Series, language: str) -> Counts:
    """Function words by class and all words, last, of each of `texts` (n,): (n, classes + 1); null has none."""
    vocabulary = lists(language)
    plain = beginnings(texts.fill_null("")).str.to_lowercase().str.replace_all(_JOINS, " " if vocabulary.split else "")
    parts = plain.str.extract_all(r"[\p{L}\p{M}]+").alias("word")
    rows = pl.DataFrame({"row": pl.int_range(len(texts), eager=True), "word": parts}).explode("word").drop_nulls()
    words = rows["word"].unique()
    places = [vocabulary.classes.get(word, vocabulary.classes.get(bare(word), -1)) for word in words]
    table = pl.DataFrame({"word": words, "place": places}, schema={"word": pl.String, "place": pl.Int64})
    placed = rows.join(table, on="word")
    row, place = placed["row"].to_numpy(), placed["place"].to_numpy()
    counted = np.zeros((len(texts), len(CLASSES) + 1))
    counted[:, -1] = np.bincount(row, minlength=len(texts))
    np.add.at(counted, (row[place >= 0], place[place >= 0]), 1)
    return counted


def sides(events: pl.DataFrame, language: str) -> Sides:
    """The counts of both people (person 0, then 1) over the words that they typed in `events`.

    Needs the columns `kind`, `person`, `text` and `text_state`; what was purged, quoted by the system or sent as a
    picture has no words.
    """
    spoken = pl.col("kind").cast(pl.String).is_in(SPOKEN) & (pl.col("text_state").cast(pl.String) == "present")
    messages = events.filter(spoken & pl.col("text").is_not_null())
    mine, theirs = (counts(messages.filter(pl.col("person") == person)["text"], language) for person in (0, 1))
    return mine, theirs


def matching(mine: Floats, theirs: Floats) -> Floats:
    """Language style matching (...,) of shares of words by class (..., classes)."""
    alike: Floats = 1 - np.abs(mine - theirs) / (mine + theirs + _EPSILON)
    return np.asarray(alike.mean(axis=-1))


def _reached(total: Floats, marks: Floats) -> Floats:
    """Counts (orders, marks, classes) up to so many words of each order (orders, marks); inside a message by share.

    `total` (orders, n + 1, classes + 1) are the running counts of the messages, words last, from 0.
    """
    orders, size = total.shape[:2]
    # One ascending line for all orders, so that one search serves them all.
    line = total[:, :, -1] + np.arange(orders)[:, None] * (total[:, -1, -1].max() + 1)
    first = np.arange(orders)[:, None] * size
    sought = marks + (line[:, 0])[:, None]
    place = np.clip(np.searchsorted(line.ravel(), sought, side="right") - 1, first, first + size - 2)
    flat = total.reshape(-1, total.shape[2])
    start, width = flat[place], flat[place + 1] - flat[place]
    part = (marks - start[:, :, -1]) / np.where(width[:, :, -1] > 0, width[:, :, -1], 1)
    reached: Floats = start[:, :, :-1] + np.minimum(part, 1)[:, :, None] * width[:, :, :-1]
    return reached


def _totals(messages: Counts, orders: int, rng: np.random.Generator) -> Floats:
    """Running counts of the messages in random orders (orders, n + 1, classes + 1)."""
    places = rng.permuted(np.tile(np.arange(len(messages)), (orders, 1)), axis=1)
    return np.concatenate([np.zeros((orders, 1, messages.shape[1])), np.cumsum(messages[places], axis=1)], axis=1)


def _shares(total: Floats, low: float, high: float, words: int) -> Floats:
    """Shares (orders, `DRAWS`, classes) in stretches of `words` words, evenly spaced from word `low` to `high`.

    A stretch that passes the end goes on from the start.
    """
    starts = low + np.arange(DRAWS) * ((high - low) / DRAWS)
    over = np.maximum(starts + words - high, 0)
    marks = np.concatenate([starts, np.minimum(starts + words, high), low + over, [low]])
    reached = _reached(total, np.tile(marks, (len(total), 1)))
    begin, end, again = (reached[:, part * DRAWS : (part + 1) * DRAWS] for part in range(3))
    shares: Floats = (end - begin + again - reached[:, -1:]) / words
    return shares


def by_chance(mine: Floats, theirs: Floats, words: int) -> Floats:
    """Matching (...,) that is expected when the `2 * words` words of both are dealt out to two sides at random.

    Of N words of a class each goes to either side, so the expected |a - b| / (a + b) is C(2m, m) / 4^m with
    m = N / 2, here by 1 / sqrt(pi (m + 1/4)).
    """
    half = (mine + theirs) * words / 2
    chance: Floats = 1 - np.minimum(1, 1 / np.sqrt(np.pi * (half + 0.25)))
    return np.asarray(chance.mean(axis=-1))


def _rarefied(mine: Floats, theirs: Floats, words: int) -> Floats:
    """Matching, and what chance would match (2, orders), on average over the stretches of shares."""
    return np.stack([matching(mine, theirs).mean(axis=1), by_chance(mine, theirs, words).mean(axis=1)])


def _match(sides: Sides, words: int, rng: np.random.Generator) -> Match:
    """One window, rarefied, averaged over several random orders of the messages."""
    mine, theirs = (_shares(_totals(side, ORDERS, rng), 0, side[:, -1].sum(), words) for side in sides)
    real, chance = _rarefied(mine, theirs, words).mean(axis=1)
    return Match(words, float(real), float(chance), float(real - chance))


def _moved(before: Sides, after: Sides, words: int, orders: int, rng: np.random.Generator) -> Floats:
    """Differences of the excess (orders,) with each person's messages dealt anew to windows of as many words."""
    early, late = [], []
    for pair in zip(before, after, strict=True):
        total = _totals(np.concatenate(pair), orders, rng)
        cut, end = float(pair[0][:, -1].sum()), float(total[0, -1, -1])
        early.append(_shares(total, 0, cut, words))
        late.append(_shares(total, cut, end, words))
    then, now = _rarefied(early[0], early[1], words), _rarefied(late[0], late[1], words)
    moved: Floats = (now[0] - now[1]) - (then[0] - then[1])
    return moved


def _chance(before: Sides, after: Sides, words: int, rng: np.random.Generator) -> Floats:
    """Differences of the excess (`SHUFFLES`,) where neither person's style moved, in parts that fit into memory."""
    part = min(SHUFFLES, max(1, MOST_DEALT // max(map(len, (*before, *after)))))
    sizes = [min(part, SHUFFLES - start) for start in range(0, SHUFFLES, part)]
    return np.concatenate([_moved(before, after, words, size, rng) for size in sizes])


def _seed(cells: tuple[Counts, ...]) -> int:
    """From the content, so that the same messages give the same answer."""
    digest = hashlib.blake2b(digest_size=8)
    for cell in cells:
        digest.update(np.ascontiguousarray(cell).tobytes() + bytes([len(cell) % 256]))
    return int.from_bytes(digest.digest(), "little")


def size(sides: Sides) -> tuple[int, int]:
    """Words of either person."""
    return int(sides[0][:, -1].sum()), int(sides[1][:, -1].sum())


def match(sides: Sides) -> Match | None:
    """How alike two people write in one window, from the `counts` of either; None below `LEAST_WORDS` a side."""
    words = min(size(sides))
    rng = np.random.default_rng(_seed(sides))
    return _match(sides, min(words, MOST_WORDS), rng) if words >= LEAST_WORDS else None


def move(before: Sides, after: Sides) -> Move:
    """Whether two people came to write less or more alike, from the `counts` of either in two windows.

    Both windows are rarefied to the same number of words, that of the smallest cell. The shuffles deal each
    person's own messages anew to the two windows; seeded from the content.
    """
    sizes = (size(before), size(after))
    words = min(*sizes[0], *sizes[1], MOST_WORDS)
    if words < LEAST_WORDS:
        return Move("too little", sizes)
    rng = np.random.default_rng(_seed((*before, *after)))
    early, late = _match(before, words, rng), _match(after, words, rng)
    change, chance = late.excess - early.excess, _chance(before, after, words, rng)
    tail = min((chance <= change).sum(), (chance >= change).sum()) + 1
    clear = 2 * tail / (SHUFFLES + 1) < LEVEL
    low, high = np.quantile(chance - np.median(chance), [LEVEL / 2, 1 - LEVEL / 2])
    state: State = "not seen" if not clear else "fell" if change < 0 else "rose"
    return Move(state, sizes, early, late, change, (change - float(high), change - float(low)))
