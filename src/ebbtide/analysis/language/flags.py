"""Set the bits for affection and question on an event table by the closed lists."""

from __future__ import annotations

import polars as pl

from ebbtide.analysis.language.closed_lists import Lists, lists
from ebbtide.analysis.language.spelling import beginnings, fold
from ebbtide.history.readers.contract import FLAG_AFFECTION, FLAG_QUESTION, FLAG_READ_BY_LANGUAGE

#: Kinds of event that hold a person's own words.
SPOKEN = ("message", "edit")
#: How many messages are folded at a time: keeps the working memory to some tens of megabytes.
BATCH = 100_000
#: Words that may stand before the start of a question: "ok so babe, are you home".
MOST_FILLERS = 3

_ADDRESS = r"(?:https?://|www\.)\S+"
#: Greek writes its question mark as a semicolon; a kiss may be typed as ":*".
_GREEK_QUESTION = r"\p{Greek}\s*;"
_TYPED_KISS = r"(?:^|\s)[:;]-?\*(?:\s|$)"


def _blanked(folded: pl.Series, literals: tuple[str, ...], by: str) -> pl.Series:
    return folded.str.replace_many(list(literals), [by] * len(literals), leftmost=True)


def _warm(texts: pl.Series, folded: pl.Series, words: Lists) -> pl.Series:
    warm = folded.str.contains_any(list(words.affection))
    places = warm.arg_true()
    if len(places):
        cleared = _blanked(folded.gather(places), words.affection_not, " ")
        warm = warm.scatter(places, cleared.str.contains_any(list(words.affection)))
    return warm | texts.str.contains_any(list(words.signs)) | texts.str.contains(_TYPED_KISS)


def _marked(texts: pl.Series, words: Lists) -> pl.Series:
    """A question mark of any script, outside web addresses."""
    marked = texts.str.contains_any(list(words.marks)) | texts.str.contains(_GREEK_QUESTION)
    places = (marked & texts.str.contains_any(["://", "www."])).arg_true()
    if len(places):
        bare = texts.gather(places).str.replace_all(_ADDRESS, "")
        marked = marked.scatter(places, bare.str.contains_any(list(words.marks)))
    return marked


def _opened(folded: pl.Series, words: Lists) -> pl.Series:
    """Starts or ends as a question does, though it has no mark."""
    cleared = folded
    skipped = tuple(filler + comma for comma in (", ", "") for filler in words.fillers)
    for _ in range(MOST_FILLERS):
        cleared = _blanked(cleared, skipped, " | ")
    cleared = _blanked(cleared, words.opens_not, " | ")
    return cleared.str.contains_any(list(words.opens)) | folded.str.contains_any(list(words.ends))


def _asking(texts: pl.Series, folded: pl.Series, words: Lists) -> pl.Series:
    marked = _marked(texts, words)
    gate = [literal.removeprefix(" |") for literal in words.opens] + list(words.ends)
    places = (~marked & folded.str.contains_any(gate)).arg_true()
    return marked.scatter(places, _opened(folded.gather(places), words)) if len(places) else marked


def read(texts: pl.Series, folded: pl.Series | None = None) -> pl.DataFrame:
    """What the words of `texts` (n, no nulls) show: columns `affection` and `question`, booleans (n,).

    folded: (n,) the same texts by `fold`, where they are there already.
    """
    texts = beginnings(texts)
    folded = fold(texts) if folded is None else folded
    words = lists()
    return pl.DataFrame({"affection": _warm(texts, folded, words), "question": _asking(texts, folded, words)})


def bits(texts: pl.Series, folded: pl.Series | None = None) -> pl.Series:
    """What `read` finds as bits of `flags` (n,), with `FLAG_READ_BY_LANGUAGE`."""
    marks = read(texts, folded)
    return marks.select(
        pl.lit(FLAG_READ_BY_LANGUAGE, pl.UInt32)
        | pl.when("affection").then(FLAG_AFFECTION).otherwise(0).cast(pl.UInt32)
        | pl.when("question").then(FLAG_QUESTION).otherwise(0).cast(pl.UInt32)
    ).to_series()


def annotate(events: pl.DataFrame) -> pl.DataFrame:
    """`events` with the bits for affection and question set in `flags`.

    Only rows of a kind in `SPOKEN` whose text is present, and that were not read before, are read
    and get `FLAG_READ_BY_LANGUAGE`; placeholders and system lines never count. Needs the columns
    `kind`, `text`, `text_state` and `flags`; pure, same rows in the same order.
    """
    spoken = pl.col("kind").cast(pl.String).is_in(SPOKEN)
    present = (pl.col("text_state").cast(pl.String) == "present") & pl.col("text").is_not_null()
    unread = (pl.col("flags") & FLAG_READ_BY_LANGUAGE) == 0
    places = events.select((spoken & present & unread).arg_true()).to_series()
    flags = events.get_column("flags").clone()
    for start in range(0, len(places), BATCH):
        some = places.slice(start, BATCH)
        flags = flags.scatter(some, flags.gather(some) | bits(events.get_column("text").gather(some)))
    return events.with_columns(flags.alias("flags"))
