"""Words that only this pair uses, most of them pet names, learned from how they call each other; and lost again.

A pet name that no list knows shows by its place: it stands at the edge of a sentence ("night, bobbin"), and it is no
ordinary word. These are candidates for the user to keep or strike, never a finding by themselves.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import polars as pl

from ebbtide.analysis.language.closed_lists import lists
from ebbtide.analysis.language.flags import SPOKEN
from ebbtide.analysis.language.language_guess import function_vocabulary
from ebbtide.analysis.language.lexicon import lexicon
from ebbtide.analysis.language.spelling import fold

#: The last days, which are set against all before. Source: the catalogue's `recent_days`.
RECENT = timedelta(days=28)
#: A word is learned from at least so many messages of one person before the recent days, in so many weeks.
LEAST_MESSAGES, LEAST_WEEKS = 8, 4
#: And when at least this share of them has it beside the edge of a sentence, where somebody is called.
LEAST_CALLED = 0.6
#: Shorter words are particles and slips.
LEAST_LETTERS = 3

_SCHEMA = {
    "word": pl.String,
    "person": pl.Int8,
    "first": pl.Date,
    "last": pl.Date,
    "before": pl.Float64,
    "now": pl.Float64,
}


@cache
def _ordinary() -> pl.Series:
    """Words that any pair uses: function words and all words of the lists, folded."""
    words = set(lexicon().vocabulary) | set(function_vocabulary())
    phrases = (*lists().affection, *lists().opens, *lists().ends, *lists().affection_not, *lists().opens_not)
    words.update(word for phrase in phrases for word in phrase.split())
    return pl.Series(sorted(words))


def private_words(events: pl.DataFrame, until: date, names: tuple[str, ...] = ()) -> pl.DataFrame:
    """Private words of either person, learned from days before the last four weeks up to `until`.

    names: of the two people, which are no private words. Columns: word (folded), person; first, last (days
    of use up to `until`); before, now: messages with it per 100 of that person's, from its first use to the
    recent days, and in these (null where nothing was written). Sorted by person, then by how frequent it was.
    Uses nothing after `until`; needs readable texts.
    """
    messages = _messages(events, until)
    edge = until - RECENT
    uses = _uses(messages).filter(~pl.col("word").is_in(_ordinary().implode()) & ~pl.col("word").is_in(_folded(names)))
    learned = (
        uses.filter(pl.col("day") <= edge)
        .group_by("word", "person")
        .agg(pl.len().alias("n"), pl.col("called").mean(), pl.col("day").dt.truncate("1w").n_unique().alias("weeks"))
        .filter((pl.col("n") >= LEAST_MESSAGES) & (pl.col("weeks") >= LEAST_WEEKS) & (pl.col("called") >= LEAST_CALLED))
    )
    if not learned.height:
        return pl.DataFrame(schema=_SCHEMA)
    spans = (
        uses.join(learned.select("word", "person"), on=["word", "person"])
        .group_by("word", "person")
        .agg(
            pl.col("day").min().alias("first"),
            pl.col("day").max().alias("last"),
            (pl.col("day") <= edge).sum().alias("used_before"),
            (pl.col("day") > edge).sum().alias("used_now"),
        )
    )
    return _rates(spans, messages, edge).sort("person", "before", "word", descending=[False, True, False])


def _messages(events: pl.DataFrame, until: date) -> pl.DataFrame:
    """Readable messages up to `until`: person, day, text."""
    spoken = pl.col("kind").cast(pl.String).is_in(SPOKEN) & (pl.col("text_state").cast(pl.String) == "present")
    readable = spoken & pl.col("text").is_not_null() & (pl.col("person") >= 0)
    return events.select("person", "text", readable.alias("readable"), day=pl.col("at_local").dt.date()).filter(
        pl.col("readable") & (pl.col("day") <= until)
    )


def _uses(messages: pl.DataFrame) -> pl.DataFrame:
    """One row a word and message: person, day, word, and whether it stands beside an edge or a comma there."""
    parts = fold(messages["text"]).str.strip_chars(" ").str.split(" ")
    words = messages.select("person", "day", row=pl.int_range(pl.len()), word=parts).explode("word")
    edge = pl.col("word").is_in(["|", ","])
    called = (edge.shift(1) | edge.shift(-1)).fill_null(True)
    letters = pl.col("word").str.contains(rf"^\p{{L}}{{{LEAST_LETTERS},}}$")
    laughs = pl.col("word").str.contains("(?:ha){2}|(?:ja){2}")
    candidates = words.with_columns(called.alias("called")).filter(letters & ~laughs)
    return candidates.group_by("row", "word").agg(pl.first("person", "day"), pl.col("called").any())


def _folded(names: tuple[str, ...]) -> list[str]:
    return fold(pl.Series(names, dtype=pl.String)).str.extract_all(r"\p{L}+").explode().drop_nulls().to_list()


def _rates(spans: pl.DataFrame, messages: pl.DataFrame, edge: date) -> pl.DataFrame:
    """`spans` with the rates before and now instead of counts."""
    pairs = spans.join(messages.select("person", "day"), on="person")
    inside = (pl.col("day") >= pl.col("first")) & (pl.col("day") <= edge)
    recent = (pl.col("day") > edge).sum()
    totals = pairs.group_by("word", "person").agg(inside.sum().alias("all"), recent.alias("recent"))
    now = pl.when(pl.col("recent") > 0).then(100 * pl.col("used_now") / pl.col("recent"))
    rated = spans.join(totals, on=["word", "person"]).with_columns(
        before=100 * pl.col("used_before") / pl.col("all"), now=now
    )
    return rated.select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())


def names_used(events: pl.DataFrame, people: tuple[str, str]) -> pl.Series:
    """Whether each message calls or mentions the other person by a part of their name; Booleans (rows,)."""
    folded = fold(events["text"].fill_null(""))
    person = events["person"]
    used = pl.Series([False]).new_from_index(0, events.height)
    for sender, other in ((0, people[1]), (1, people[0])):
        parts = [f" {part} " for part in _folded((other,)) if len(part) >= LEAST_LETTERS]
        if parts:
            used = used | ((person == sender) & folded.str.contains_any(parts))
    return used.alias("name_used")
