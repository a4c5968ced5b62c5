"""What one person offered or asked, and the other's answer to it: the pairs that proposals and boards rest on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ebbtide.analysis.signs.proposals.gates import ANSWER_TURNS, REPLY_MS, Bools, Ints, Talk, next_by
from ebbtide.history.turns import QUIET_MS


@dataclass(frozen=True)
class Answers:
    """Offers, (m,), each with the turns that answer it.

    offer: turn in which it was made. by, to: who made it, whose answer it is. turns: (m, 3) the answering
    turns within 24 hours, -1 for none. settled: answered, or the 24 hours are over.
    """

    talk: Talk
    offer: Ints
    turns: Ints
    settled: Bools

    def __len__(self) -> int:
        return len(self.offer)

    @property
    def by(self) -> Ints:
        """(m,) who made the offer."""
        return self.talk.person[self.offer].astype(np.int64)

    @property
    def to(self) -> Ints:
        """(m,) whose answer it is."""
        return 1 - self.by

    @property
    def answered(self) -> Bools:
        """(m,) there was an answer within 24 hours, of whatever kind."""
        return self.turns[:, 0] >= 0

    def has_mark(self, *names: str) -> Bools:
        """(m,) any turn of the answer has any of these marks."""
        return self.has(self.talk.any(*names))

    def has(self, marked: Bools) -> Bools:
        """(m,) any turn of the answer is marked in `marked` (n,)."""
        hits: Bools = np.any(np.append(marked, False)[self.turns], axis=1)
        return hits

    def at_once(self, *names: str) -> Bools:
        """(m,) the same, but only in one stretch of talk with the first turn: without an hour of quiet."""
        hits: Bools = np.any(np.append(self.talk.any(*names), False)[self.turns] & self._together(), axis=1)
        return hits

    def words_at_once(self) -> Ints:
        """(m,) words of the answer in one stretch of talk with its first turn."""
        words: Ints = np.sum(np.append(self.talk.words, 0)[self.turns] * self._together(), axis=1)
        return words

    def _together(self) -> Bools:
        """(m, 3) turns in one stretch of talk with the first of the answer; an hour of mutual quiet ends a stretch."""
        new = np.ones(len(self.talk), dtype=np.int64)
        new[1:] = self.talk.start[1:] - self.talk.end[:-1] >= QUIET_MS
        stretch = np.append(np.cumsum(new), -1)[self.turns]
        together: Bools = (stretch == stretch[:, :1]) & (self.turns >= 0)
        return together

    def where(self, marked: Bools) -> Ints:
        """(m,) the first turn of the answer that is marked; the first of all where none is, -1 without an answer."""
        hit = np.append(marked, False)[self.turns]
        first: Ints = self.turns[np.arange(len(self)), hit.argmax(axis=1)]
        return first


def answers(talk: Talk, offered: Bools) -> Answers:
    """Pair every offer with its answer; offers of one day that wait for the same answer are one, dated by the first."""
    size, following = len(talk), next_by(talk)
    offers = _first_of_each(talk, np.flatnonzero(offered), following)
    turn = following[1 - talk.person[offers], offers]
    replies = np.full((len(offers), ANSWER_TURNS), -1, dtype=np.int64)
    start = np.append(talk.start, np.iinfo(np.int64).max)
    onward = np.concatenate([following, np.full((2, 1), size)], axis=1)
    for place in range(ANSWER_TURNS):
        in_time = start[turn] - talk.end[offers] <= REPLY_MS
        replies[:, place] = np.where(in_time & (turn < size), turn, -1)
        turn = onward[1 - talk.person[offers], turn]
    over = talk.until - talk.end[offers] > REPLY_MS
    return Answers(talk, offers, replies, over | (replies[:, 0] >= 0))


def _first_of_each(talk: Talk, offers: Ints, following: Ints) -> Ints:
    """Of offers that wait for the same turn of the other, the first, and again the first after a day without one."""
    first: list[int] = []
    waits_for = following[1 - talk.person[offers], offers]
    latest: dict[int, tuple[int, int]] = {}
    for turn, waiting in zip(offers.tolist(), waits_for.tolist(), strict=True):
        person = int(talk.person[turn])
        before = latest.get(person)
        if before is None or before[0] != waiting or talk.start[turn] - talk.end[before[1]] > REPLY_MS:
            first.append(turn)
            latest[person] = (waiting, turn)
    return np.array(first, dtype=np.int64)
