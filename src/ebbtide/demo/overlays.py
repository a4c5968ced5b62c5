"""Conditions laid over a couple in which nothing happens: the file or the way of writing changes, and nobody moves.

They take the events of either simulator as they are, so that both have them, and neither is touched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.demo.couple import VOICE, Couple
from ebbtide.demo.noise import WEEK
from ebbtide.demo.talk import START
from ebbtide.history.conversation import Conversation
from ebbtide.history.readers.contract import MEDIA

OTHER = MEDIA.index("other")
Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]

#: Weeks after the onset, as in most conditions of the simulators.
AFTER = 12
#: Pieces that a message is cut into on average; seconds between them (median, spread of the log).
PIECES, PAUSE = (2.0, 8.0), (6.0, 0.8)
#: Minutes within which one person's messages are one thought, for somebody who joins or speaks them.
THOUGHT_MINUTES = 3.0
#: Weeks of a hole; a second one comes in a third of the couples.
HOLE_WEEKS, SECOND_HOLE = (3, 30), 1 / 3
#: Calls a week of both together where they are rare, and marks of affection or questions a week that are left.
RARE_CALLS, RARE_MARKS = (0.2, 1.2), (0.2, 1.5)
#: Share of the exchanges that are talked and no longer written; calls a week before and after.
TALKED, CALLS_BEFORE, CALLS_AFTER = (0.3, 0.7), (0.3, 2.0), (4.0, 12.0)
#: Share of the thoughts that are spoken and no longer typed.
SPOKEN = (0.15, 0.95)
#: Seconds until somebody speaks, and letters a second then.
SPEAKING = (8.0, 12.0)


@dataclass(frozen=True)
class OverlaidCouple(Couple):
    """A couple with calls and media of any kind; (events,) each. Written as a file it lacks its calls.

    call: the row is a call. medium: index into `MEDIA`, -1 for none.
    """

    call: Flags = field(default_factory=lambda: np.zeros(0, bool))
    medium: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))

    def conversation(self) -> Conversation:
        """These events as a `Conversation`."""
        chat = super().conversation()
        names = pl.Series([*MEDIA, None], dtype=pl.Enum(MEDIA)).gather(
            np.where(self.medium < 0, len(MEDIA), self.medium)
        )
        call = pl.Series(self.call)
        kinds = chat.events.schema
        events = chat.events.with_columns(
            pl.when(call).then(pl.lit("call")).otherwise(pl.col("kind")).cast(kinds["kind"]).alias("kind"),
            pl.when(call)
            .then(pl.lit("none"))
            .otherwise(pl.col("text_state"))
            .cast(kinds["text_state"])
            .alias("text_state"),
            pl.when(call).then(0).otherwise(pl.col("flags")).cast(pl.UInt32).alias("flags"),
            names.alias("media"),
        )
        return replace(chat, events=events)


#: Arrays of a couple with one entry an event.
_EVENTS = ("at", "person", "label", "chars", "words", "affection", "question", "voice", "call", "medium")


def overlay(condition: str, couple: Couple, seed: int) -> OverlaidCouple:
    """The couple with `condition` (see `OVERLAYS`) laid over its last `AFTER` weeks.

    Raises KeyError for an unknown condition.
    """
    rng = np.random.default_rng([seed, list(OVERLAYS).index(condition), 5])
    base = _laid(replace(couple, truth=replace(couple.truth, condition=condition)))
    assert base.last_day is not None
    first = np.datetime64(base.last_day + timedelta(days=1 - AFTER * WEEK - int(rng.integers(0, WEEK))), "ms")
    return OVERLAYS[condition](base, first.astype("datetime64[ms]"), rng)


def _picked(couple: OverlaidCouple, rows: Rows, **new: object) -> OverlaidCouple:
    """The couple with these of its rows in this order, some columns replaced, sorted by time."""
    parts = {name: getattr(couple, name)[rows] for name in _EVENTS} | new
    step = np.timedelta64(int(couple.resolution_s * 1000), "ms")
    at = np.asarray(parts["at"], dtype="datetime64[ms]")
    parts["at"] = at - (at - at.astype("datetime64[D]")) % step
    order = np.argsort(parts["at"], kind="stable")
    return replace(couple, **{name: part[order] for name, part in parts.items()})


def _laid(couple: Couple) -> OverlaidCouple:
    own = {part.name: getattr(couple, part.name) for part in fields(Couple)}
    medium = np.where(couple.voice, VOICE, -1).astype(np.int8)
    return OverlaidCouple(**own, call=np.zeros(couple.at.size, bool), medium=medium)


def cut_finer(couple: Couple, person: int, since: date, pieces: float, seed: int) -> OverlaidCouple:
    """The couple in which one person, from a day on, cuts the same words into so many messages on average."""
    mine = (couple.person == person) & (couple.at >= np.datetime64(since, "ms"))
    return _cut(_laid(couple), mine, pieces, np.random.default_rng([seed, 6]))


def bursts(couple: OverlaidCouple, onset: np.datetime64, rng: np.random.Generator) -> OverlaidCouple:
    """From the onset one person cuts the same words into more messages, or into fewer (dictation, another phone)."""
    person = int(rng.integers(0, 2))
    mine = (couple.person == person) & (couple.at >= onset)
    return _joined(couple, mine) if rng.random() < 0.3 else _cut(couple, mine, float(rng.uniform(*PIECES)), rng)


def _cut(couple: OverlaidCouple, mine: Flags, pieces: float, rng: np.random.Generator) -> OverlaidCouple:
    size = couple.at.size
    many = np.where(mine & ~couple.voice, 1 + rng.poisson(pieces - 1, size), 1)
    many = np.minimum(many, np.maximum(couple.words, 1))
    rows = np.repeat(np.arange(size), many)
    place = np.arange(rows.size) - np.repeat(np.cumsum(many) - many, many)
    # Words are dealt out as evenly as they go, letters with them; each piece keeps the spaces inside it.
    each, over = couple.words[rows] // many[rows], couple.words[rows] % many[rows]
    words = each + (place < over)
    letters, all_words = (couple.chars - np.maximum(couple.words - 1, 0))[rows], np.maximum(couple.words[rows], 1)
    passed_words = each * place + np.minimum(place, over)
    own = letters * (passed_words + words) // all_words - letters * passed_words // all_words
    chars = np.where(many[rows] > 1, own + np.maximum(words - 1, 0), couple.chars[rows])
    gap = np.append(np.diff(couple.at), np.timedelta64(1, "D")).astype(np.float64)[rows]
    pause = 1000 * PAUSE[0] * np.exp(PAUSE[1] * rng.standard_normal(rows.size)) * (place > 0)
    total = np.cumsum(pause)
    passed = total - total[np.flatnonzero(place == 0)][np.cumsum(place == 0) - 1]
    whole = np.maximum.reduceat(passed, np.flatnonzero(place == 0))[np.cumsum(place == 0) - 1]
    passed *= np.minimum(1.0, 0.8 * gap / np.maximum(whole, 1.0))  # the same thought, before anything else comes
    marked = place == (rng.random(size) * many).astype(np.int64)[rows]
    return _picked(
        couple,
        rows,
        at=couple.at[rows] + passed.astype("timedelta64[ms]"),
        words=words.astype(np.int32),
        chars=chars.astype(np.int32),
        affection=couple.affection[rows] & marked,
        question=couple.question[rows] & marked,
    )


def thoughts(couple: Couple) -> Rows:
    """(events,) number of the thought that each message belongs to: one person's messages close together."""
    near = np.diff(couple.at).astype(np.float64) < THOUGHT_MINUTES * 60_000
    same = (couple.person[1:] == couple.person[:-1]) & near & (couple.voice[1:] == couple.voice[:-1])
    return np.concatenate([[0], np.cumsum(~same)])


def _joined(couple: OverlaidCouple, mine: Flags) -> OverlaidCouple:
    """The messages of each thought as one."""
    thought = thoughts(couple)
    first = np.flatnonzero(np.diff(thought, prepend=-1))
    whole = np.add.reduceat(np.where(mine & ~couple.voice, 1, 0), first) > 1
    joins = whole[thought]
    opens = np.zeros(couple.at.size, bool)
    opens[first] = True
    kept = opens | ~joins
    total = {name: np.add.reduceat(getattr(couple, name).astype(np.int64), first)[thought] for name in _SUMMED}
    many = np.bincount(thought)[thought]
    return _picked(
        couple,
        np.flatnonzero(kept),
        words=np.where(joins, total["words"], couple.words)[kept].astype(np.int32),
        chars=np.where(joins, total["chars"] + many - 1, couple.chars)[kept].astype(np.int32),
        affection=np.where(joins, total["affection"] > 0, couple.affection)[kept],
        question=np.where(joins, total["question"] > 0, couple.question)[kept],
    )


_SUMMED = ("words", "chars", "affection", "question")


def holes(couple: OverlaidCouple, onset: np.datetime64, rng: np.random.Generator) -> OverlaidCouple:
    """For weeks there is no row of either, and then all goes on as before."""
    starts = [onset]
    if rng.random() < SECOND_HOLE:
        starts.append(onset - np.timedelta64(int(rng.integers(6 * WEEK, 20 * WEEK)), "D"))
    later, days = np.zeros(couple.at.size, dtype="timedelta64[D]"), 0
    for start in starts:
        length = WEEK * int(rng.integers(HOLE_WEEKS[0], HOLE_WEEKS[1] + 1))
        later[couple.at >= start] += np.timedelta64(length, "D")
        days += length
    assert couple.last_day is not None
    moved = replace(couple, last_day=couple.last_day + timedelta(days=days))
    return _picked(moved, np.arange(couple.at.size), at=couple.at + later)


def rare(couple: OverlaidCouple, onset: np.datetime64, rng: np.random.Generator) -> OverlaidCouple:
    """Calls, words of affection and questions come seldom, all through the history, and nothing changes."""
    weeks = float((couple.at[-1] - couple.at[0]) / np.timedelta64(WEEK, "D"))
    marks = {}
    for name in ("affection", "question"):
        mark, left = getattr(couple, name), float(rng.uniform(*RARE_MARKS)) * weeks
        marks[name] = mark & (rng.random(mark.size) < left / max(int(mark.sum()), 1))
    calls = _calls(couple, float(rng.uniform(*RARE_CALLS)), None, rng)
    return _with_calls(replace(couple, **marks), np.ones(couple.at.size, bool), calls, rng)


def calls(couple: OverlaidCouple, onset: np.datetime64, rng: np.random.Generator) -> OverlaidCouple:
    """From the onset a part of what was written is talked: whole exchanges go, and calls of both come instead."""
    exchange = np.cumsum(couple.label == START)
    talked = rng.random(int(exchange[-1]) + 1) < rng.uniform(*TALKED)
    gone = talked[exchange] & (couple.at >= onset)
    before = _calls(couple, float(rng.uniform(*CALLS_BEFORE)), couple.at < onset, rng)
    after = _calls(couple, float(rng.uniform(*CALLS_AFTER)), gone & (couple.label == START), rng)
    return _with_calls(couple, ~gone, np.concatenate([before, after]), rng)


def _calls(couple: Couple, a_week: float, among: Flags | None, rng: np.random.Generator) -> Rows:
    """Rows at whose time somebody calls, so many a week on average."""
    rows = np.arange(couple.at.size) if among is None else np.flatnonzero(among)
    if not rows.size:
        return rows
    weeks = max(float((couple.at[rows[-1]] - couple.at[rows[0]]) / np.timedelta64(WEEK, "D")), 1.0)
    return np.sort(rng.choice(rows, min(rng.poisson(a_week * weeks), rows.size), replace=False))


def _with_calls(couple: OverlaidCouple, kept: Flags, called: Rows, rng: np.random.Generator) -> OverlaidCouple:
    """The kept rows and a call a minute after each of the rows `called`, by either person."""
    lean = rng.uniform(0.35, 0.65)
    who = (rng.random(called.size) < lean).astype(np.int8)
    rows = np.concatenate([np.flatnonzero(kept), called])
    call = np.arange(rows.size) >= int(kept.sum())
    still = {name: np.where(call, 0, getattr(couple, name)[rows]) for name in ("chars", "words")}
    marks = {name: getattr(couple, name)[rows] & ~call for name in ("affection", "question", "voice")}
    return _picked(
        couple,
        rows,
        at=couple.at[rows] + call * np.timedelta64(60_000, "ms"),
        person=np.concatenate([couple.person[kept], who]),
        call=call,
        medium=np.where(call, -1, couple.medium[rows]).astype(np.int8),
        **{name: value.astype(np.int32) for name, value in still.items()},
        **marks,
    )


def speaks(couple: OverlaidCouple, onset: np.datetime64, rng: np.random.Generator) -> OverlaidCouple:
    """From the onset one person speaks a part of what they would have typed, a whole thought or a message at a time.

    Long thoughts are spoken sooner than short ones, and come when they have been spoken. Half of the files know what
    kind of medium it is.
    """
    mine = (couple.person == int(rng.integers(0, 2))) & (couple.at >= onset) & ~couple.voice
    share, medium = rng.uniform(*SPOKEN), VOICE if rng.random() < 0.5 else OTHER
    whole = rng.random() < 0.5
    thought = thoughts(couple) if whole else np.arange(couple.at.size)
    letters = np.bincount(thought, couple.chars)
    rank = np.argsort(np.argsort(letters, kind="stable"), kind="stable") / letters.size
    spoken = mine & (rng.random(letters.size) < share * (0.5 + rank))[thought]
    kept = np.flatnonzero(~spoken | (np.diff(thought, prepend=-1) > 0))
    gap = np.append(np.diff(couple.at[kept]), np.timedelta64(1, "D")).astype(np.float64)
    takes = 1000 * (SPEAKING[0] + letters[thought][kept] / SPEAKING[1]) * spoken[kept]
    return _picked(
        couple,
        kept,
        at=couple.at[kept] + np.minimum(takes, 0.8 * gap).astype("timedelta64[ms]"),
        voice=(couple.voice | spoken)[kept],
        medium=np.where(couple.voice | spoken, medium, -1)[kept].astype(np.int8),
        chars=np.where(spoken, 0, couple.chars)[kept].astype(np.int32),
        words=np.where(spoken, 0, couple.words)[kept].astype(np.int32),
        affection=(couple.affection & ~spoken)[kept],
        question=(couple.question & ~spoken)[kept],
    )


Overlay = Callable[[OverlaidCouple, np.datetime64, np.random.Generator], OverlaidCouple]

#: Every overlay; append only, since its place seeds it.
OVERLAYS: dict[str, Overlay] = {"bursts": bursts, "holes": holes, "rare": rare, "calls": calls, "speaks": speaks}

__all__ = ["OVERLAYS", "OverlaidCouple", "cut_finer", "overlay"]
