"""Structure gates: who answers what, after how long, and how evenly; exact, and the same in every language."""

from __future__ import annotations

import bisect
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.analysis.language.closed_lists import LANGUAGES
from ebbtide.history.event_table import Millis, millis
from ebbtide.history.readers.contract import FLAG_FEATURES_READ
from ebbtide.history.turns import TALK, turns
from ebbtide.people import PEOPLE

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

DAY_MS: Final = 24 * 60 * 60 * 1000
#: What comes later answers something else (catalogue: bid_answered and minimise_hits, 24 h).
REPLY_MS: Final = DAY_MS
#: Turns of an answer that are read together, so that "one moment" and the comfort after it are one answer.
ANSWER_TURNS: Final = 3
#: A silence is long above this share of the person's own earlier silences (docs/method/signs.md#proposals) ...
LONG_SILENCE: Final = 0.95
#: ... of which there have to be this many, and never below two days: a night and a busy day are no silence.
LEAST_SILENCES: Final = 20
LEAST_SILENCE_MS: Final = 2 * DAY_MS
#: Twelve weeks, the catalogue's baseline, in which two people's counts are held against each other.
BALANCE_MS: Final = 84 * DAY_MS
#: Uneven: at least five events, four in five of them on one side (catalogue: "fewer than 5" is too few).
LEAST_EVENTS: Final = 5
UNEVEN: Final = 0.8

#: Columns of `language.features` that are no mark of a turn.
_NO_MARKS: Final = ("words", "language")


@dataclass(frozen=True)
class Talk:
    """The turns of two people in time order, (n,), with what the words of each turn show.

    person: 0 or 1. start, end: milliseconds. first, last: rows of `events`. day: local day of the start.
    words, chars: of the turn's texts. marks: by the names of `language.features`, True where any message
    of the turn has it. readable: its text is there, or was read before it was taken out, and its language has
    lists or is not known.
    spoken: it has a call or media, whose content nobody here knows. until: the moment at which the data
    end. rows: `language.features`, one row an event. languages: of each turn ("" where it is not known).
    hidden: days that the sources do not show, or that the user marked as away: no silence counts there.
    """

    events: pl.DataFrame
    rows: pl.DataFrame
    person: NDArray[np.int8]
    start: Millis
    end: Millis
    first: Ints
    last: Ints
    day: tuple[date, ...]
    words: Ints
    chars: Ints
    marks: Mapping[str, Bools]
    readable: Bools
    spoken: Bools
    languages: tuple[str, ...]
    until: int
    hidden: frozenset[date] = frozenset()

    def __len__(self) -> int:
        return len(self.person)

    def any(self, *names: str) -> Bools:
        """Turns with at least one of these marks; (n,)."""
        marked = np.zeros(len(self), dtype=bool)
        for name in names:
            marked |= self.marks[name]
        return marked


def talk(
    events: pl.DataFrame, features: pl.DataFrame, until: date | None = None, hidden: Collection[date] = ()
) -> Talk:
    """The turns of `events` (time order) with the marks of `features`, one row an event.

    until: the day on which the export was made, where it is known; silence up to it counts. hidden: as in `Talk`.
    """
    table, at = turns(events), millis(events)
    first, last = table["first_row"].to_numpy(), table["last_row"].to_numpy()
    personal = events.select(pl.col("kind").cast(pl.String).is_in(TALK) & (pl.col("person") >= 0)).to_series()
    texts = (personal & events["text_state"].cast(pl.String).is_in(["present", "purged"])).fill_null(False)
    legible = events["text"].is_not_null() | ((events["flags"].fill_null(0) & FLAG_FEATURES_READ) > 0)
    listed = texts & legible & features["language"].cast(pl.String).is_in(LANGUAGES).fill_null(True)
    unseen = personal & (events["media"].is_not_null() | (events["kind"].cast(pl.String) == "call"))
    language = pl.select(pl.when(texts).then(features["language"].cast(pl.String))).to_series().fill_null("")
    names = [name for name in features.columns if name not in _NO_MARKS]
    return Talk(
        events=events,
        rows=features,
        person=table["person"].to_numpy().astype(np.int8),
        start=at[first],
        end=at[last],
        first=first,
        last=last,
        day=tuple(table["start"].dt.date()),
        words=_summed(features["words"].fill_null(0) * personal.cast(pl.Int64), first, last),
        chars=table["chars"].fill_null(0).to_numpy().astype(np.int64),
        marks={name: _summed(personal & features[name], first, last) > 0 for name in names},
        readable=_summed(listed, first, last) > 0,
        spoken=_summed(unseen, first, last) > 0,
        languages=tuple(language.gather(first)),
        until=_until(events, at, until),
        hidden=frozenset(hidden),
    )


def _summed(rows: pl.Series, first: Ints, last: Ints) -> Ints:
    """Sum of `rows` over each turn's rows."""
    total = np.concatenate([[0], np.cumsum(rows.cast(pl.Int64).to_numpy())])
    summed: Ints = total[last + 1] - total[first]
    return summed


def _until(events: pl.DataFrame, at: Millis, until: date | None) -> int:
    """The last event, or the beginning of the day of the export where that is later."""
    if not len(at):
        return 0
    last = events["at_local"].dt.date().max()
    ahead = (until - last).days - 1 if until is not None and isinstance(last, date) else 0
    return int(at.max()) + max(0, ahead) * DAY_MS


def next_by(talk: Talk) -> Ints:
    """(2, n) the first later turn of each person; n where there is none."""
    size = len(talk)
    following = np.full((2, size), size, dtype=np.int64)
    for person in PEOPLE:
        places = np.where(talk.person == person, np.arange(size), size)
        following[person, :-1] = np.minimum.accumulate(places[::-1])[::-1][1:]
    return following


def silences(talk: Talk) -> Millis:
    """(n,) milliseconds since the same person's last turn ended; -1 for their first."""
    quiet = np.full(len(talk), -1, dtype=np.int64)
    for person in PEOPLE:
        places = np.flatnonzero(talk.person == person)
        quiet[places[1:]] = talk.start[places[1:]] - talk.end[places[:-1]]
    return quiet


def after_long_silence(talk: Talk) -> Bools:
    """(n,) turns that end a silence above the person's own 95th percentile of the silences before it."""
    quiet = silences(talk)
    ends_silence = np.zeros(len(talk), dtype=bool)
    for person in PEOPLE:
        places = np.flatnonzero((talk.person == person) & (quiet >= 0))
        long: list[int] = []  # shorter ones need only be counted
        for before in np.flatnonzero(quiet[places] >= LEAST_SILENCE_MS):
            value = int(quiet[places[before]])
            shorter = before - (len(long) - bisect.bisect_left(long, value))
            ends_silence[places[before]] = before >= LEAST_SILENCES and shorter > LONG_SILENCE * (before - 1)
            bisect.insort(long, value)
    return ends_silence


def hidden_between(talk: Talk, start: Millis, end: Millis) -> Bools:
    """(k,) whether any hidden day lies from `start` to `end`, both in milliseconds of the clock, inclusive."""
    days = np.array(sorted(talk.hidden), dtype="datetime64[D]").astype(np.int64)
    first, last = start // DAY_MS, end // DAY_MS
    hidden: Bools = np.searchsorted(days, last, side="right") > np.searchsorted(days, first)
    return hidden


def usual_length(talk: Talk, turns: Ints) -> Ints:
    """(turns,) median characters of the same person's turns with text before each of `turns`; 0 where there is none."""
    with_text = [np.flatnonzero((talk.person == person) & (talk.chars > 0)) for person in PEOPLE]
    usual = np.zeros(len(turns), dtype=np.int64)
    for place, turn in enumerate(turns):
        before = with_text[talk.person[turn]]
        past = talk.chars[before[: np.searchsorted(before, turn)]]
        usual[place] = np.median(past) if len(past) else 0
    return usual


def counts_before(talk: Talk, marked: Bools) -> Ints:
    """(2, n) turns of each person with a mark in the twelve weeks up to and with each turn."""
    begin = np.searchsorted(talk.start, talk.start - BALANCE_MS)
    by_person = np.stack([marked & (talk.person == person) for person in PEOPLE])
    total = np.concatenate([np.zeros((2, 1), dtype=np.int64), np.cumsum(by_person, axis=1)], axis=1)
    counted: Ints = total[:, 1:] - total[:, begin]
    return counted


def uneven(talk: Talk, marked: Bools) -> Bools:
    """(n,) where of at least five marked turns of twelve weeks four in five were on one side, and both wrote."""
    count = counts_before(talk, marked)
    wrote = counts_before(talk, np.ones(len(talk), dtype=bool)).min(axis=0) >= LEAST_EVENTS
    total = count.sum(axis=0)
    one_sided: Bools = wrote & (total >= LEAST_EVENTS) & (count.max(axis=0) >= UNEVEN * total)
    return one_sided
