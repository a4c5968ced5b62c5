"""The rules of the eight signs that need meaning: a structure gate first, then what the words show, and the opposite.

The opposite of each sign is looked for behind the same gate, so that both come from the same moments. Which person
wrote what never enters a rule but as "the one" and "the other": swapping the two swaps the proposals. Kindness counts
within a day, whatever holds against somebody only where it was said at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

import numpy as np

from ebbtide.analysis.signs.proposals.bids import Answers, answers
from ebbtide.analysis.signs.proposals.gates import (
    BALANCE_MS,
    DAY_MS,
    REPLY_MS,
    Bools,
    Ints,
    Talk,
    after_long_silence,
    counts_before,
    hidden_between,
    next_by,
    silences,
    uneven,
    usual_length,
)
from ebbtide.analysis.signs.proposals.proposal import Hit, Rule
from ebbtide.analysis.signs.sign import JournalEntry
from ebbtide.people import PEOPLE

#: An answer of so few words, without a question, laughter or a warm word, is flat.
FLAT_WORDS: Final = 3
#: A return of up to so many of the person's usual turns in two days is little; above the second number it is real.
LITTLE, MUCH = 2, 6
#: What belongs to a return, and to a day in company (journal).
AFTERWARDS_MS: Final = 2 * DAY_MS
AFTERWARDS_DAYS: Final = 2
#: Tag of journal entries about being made small before others (catalogue: E072).
IN_COMPANY: Final = "public"

WARM: Final = ("answered_warm", "affection", "appreciation")
COMFORT: Final = ("support_given", "affection")
HARSH: Final = ("play_down", "sharp")
LIVELY: Final = ("question", "laughter", "elongated")
#: How good news is answered (catalogue: E084; Gable et al. 2004).
WARM_ACTIVE, WARM_QUIET, FLAT, UNDERCUT = "warm active", "warm quiet", "flat", "undercut"


def _hits(
    replies: Answers, hard: Bools, kind: Bools, keys: tuple[str, str], marks: tuple[tuple[str, ...], tuple[str, ...]]
) -> Iterator[Hit]:
    """Answers that are `hard` and not `kind`, and the other way round; both at once says nothing."""
    for counter, passed, names in ((False, hard & ~kind, marks[0]), (True, kind & ~hard, marks[1])):
        turn = replies.where(replies.talk.any(*names)) if names else replies.turns[:, 0]
        for at in np.flatnonzero(passed):
            yield Hit(
                int(turn[at]),
                int(replies.offer[at]),
                int(replies.to[at]),
                counter,
                keys[counter],
                _strength(replies.talk, int(turn[at]), names),
                names,
            )


def _strength(talk: Talk, turn: int, marks: Sequence[str]) -> float:
    """Of a turn, for ranking: more marks are clearer, and so are short turns, where they stand alone."""
    count = sum(bool(talk.marks[name][turn]) for name in marks)
    return min(1.0, 0.3 + 0.2 * count + 2 / (8 + float(talk.words[turn])))


def feelings_waved_away(talk: Talk, _: Sequence[JournalEntry]) -> list[Hit]:
    """A feeling that is answered by playing it down; against it: comfort."""
    replies = answers(talk, talk.marks["feeling"])
    keys = ("feelings_waved_away", "feelings_waved_away_not")
    marks = (("play_down",), COMFORT)
    return list(_hits(replies, replies.at_once(*marks[0]), replies.has_mark(*marks[1]), keys, marks))


def wins_fall_flat(talk: Talk, _: Sequence[JournalEntry]) -> list[Hit]:
    """Good news that is played down, taken sharply or met with a word or two; against it: joy.

    Four classes after Gable et al. 2004: warm and active (asks, exclaims), warm and quiet, flat, undercut.
    """
    replies = answers(talk, talk.marks["good_news"])
    warm, harsh = replies.has_mark(*WARM), replies.at_once(*HARSH)
    lively, unseen = replies.at_once(*LIVELY), replies.has(talk.spoken)
    never = np.zeros(len(replies), dtype=bool)
    keys, marks = ("wins_fall_flat", "wins_fall_flat_not"), (HARSH, WARM)
    bare = flatly(replies) & ~lively & ~unseen & ~harsh & ~warm
    return [
        *_kinds(_hits(replies, harsh & ~warm, never, keys, marks), UNDERCUT),
        *_kinds(_hits(replies, never, warm & ~harsh & lively, keys, marks), WARM_ACTIVE),
        *_kinds(_hits(replies, never, warm & ~harsh & ~lively, keys, marks), WARM_QUIET),
        *_kinds(_hits(replies, bare, never, ("wins_fall_flat_short", ""), ((), ())), FLAT),
    ]


def _kinds(hits: Iterator[Hit], kind: str) -> Iterator[Hit]:
    return (replace(hit, kind=kind) for hit in hits)


def flatly(replies: Answers) -> Bools:
    """(m,) answers that can be read and held no more than three words at once."""
    flat: Bools = replies.answered & replies.has(replies.talk.readable) & (replies.words_at_once() <= FLAT_WORDS)
    return flat


def jabs(talk: Talk, _: Sequence[JournalEntry]) -> list[Hit]:
    """A sharp turn that no sharp turn of the other called for and that nobody laughed at; against it: praise."""
    sharp = talk.marks["sharp"]
    bare = sharp & ~_provoked(talk) & ~_laughed_at(talk)
    one_sided = uneven(talk, sharp)
    hits = [_remark(talk, int(turn), "sharp", 1.0 if one_sided[turn] else 0.8) for turn in np.flatnonzero(bare)]
    praise = np.flatnonzero(talk.marks["appreciation"] & ~sharp)
    return hits + [_remark(talk, int(turn), "appreciation") for turn in praise]


def _remark(talk: Talk, turn: int, mark: str, weight: float = 1.0) -> Hit:
    """A turn with one mark, by itself: sharp words, or against them praise."""
    counter, strength = mark == "appreciation", weight * _strength(talk, turn, (mark,))
    return Hit(turn, -1, int(talk.person[turn]), counter, "jabs_not" if counter else "jabs", strength, (mark,))


def _laughed_at(talk: Talk) -> Bools:
    """(n,) turns with laughter in them or in the other's next turn within a day."""
    after = next_by(talk)[1 - talk.person, np.arange(len(talk))]
    start, laughter = np.append(talk.start, np.iinfo(np.int64).max), talk.marks["laughter"]
    laughed: Bools = laughter | (start[after] - talk.end <= REPLY_MS) & np.append(laughter, False)[after]
    return laughed


def _provoked(talk: Talk) -> Bools:
    """(n,) turns that come within a day of sharp words of the other."""
    provoked = np.zeros(len(talk), dtype=bool)
    for person in PEOPLE:
        near = _soon_after(talk, talk.marks["sharp"] & (talk.person != person))
        provoked |= near & (talk.person == person)
    return provoked


def _soon_after(talk: Talk, marked: Bools) -> Bools:
    """(n,) turns that start within a day of the end of an earlier marked turn."""
    hard = np.flatnonzero(marked)
    before = np.searchsorted(hard, np.arange(len(talk))) - 1
    since = talk.start - np.append(talk.end[hard], 0)[before]
    near: Bools = (before >= 0) & (since <= REPLY_MS)
    return near


def vague_plans(talk: Talk, _: Sequence[JournalEntry]) -> list[Hit]:
    """An invitation or a plan that is answered neither with yes nor with another day; against it: a clear yes."""
    replies = answers(talk, talk.any("invitation", "future_us"))
    keys, marks = ("no_future", "no_future_not"), (("vague",), ("accept", "alternative"))
    return list(_hits(replies, replies.at_once(*marks[0]), replies.has_mark(*marks[1]), keys, marks))


def crumbs(talk: Talk, _: Sequence[JournalEntry]) -> list[Hit]:
    """A short turn after a long silence in which the other wrote, and little more; against it: a real return.

    Rests on lengths alone, each against the person's own usual turn, so it works in every language.
    """
    waited = _waited(talk)
    back = np.flatnonzero(after_long_silence(talk) & (waited > 0))
    usual, total, days = usual_length(talk, back), _written_after(talk, back), silences(talk)[back] // DAY_MS
    real = talk.any("plan", "invitation", "apology", "alternative")[back] | (total > MUCH * usual)
    certain = ~talk.spoken[back] & (talk.chars[back] > 0) & (talk.until - talk.end[back] > AFTERWARDS_MS)
    certain &= ~hidden_between(talk, talk.start[back] - silences(talk)[back], talk.start[back])
    small = ~real & certain & (talk.chars[back] <= usual) & (total <= LITTLE * usual)
    return [
        _return(talk, int(turn), bool(real[at]), int(days[at]), int(waited[turn]))
        for at, turn in enumerate(back)
        if usual[at] > 0 and (small[at] or real[at])
    ]


def _return(talk: Talk, turn: int, real: bool, days: int, written: int) -> Hit:
    values = {} if real else {"days": days, "written": written}
    why = "hot_cold_not" if real else "hot_cold"
    return Hit(turn, -1, int(talk.person[turn]), real, why, min(1.0, 0.2 + 0.05 * days), (), values)


def _waited(talk: Talk) -> Ints:
    """(n,) turns of the other since the person's own last turn."""
    turns = np.stack([np.cumsum(talk.person == person) for person in PEOPLE])
    other = turns[1 - talk.person, np.arange(len(talk))]
    waited = np.zeros(len(talk), dtype=np.int64)
    for person in PEOPLE:
        mine = np.flatnonzero(talk.person == person)
        waited[mine[1:]] = np.diff(other[mine])
    return waited


def _written_after(talk: Talk, turns: Ints) -> Ints:
    """Characters of the same person from each of `turns` to two days after it."""
    total = np.stack([np.cumsum(np.where(talk.person == person, talk.chars, 0)) for person in PEOPLE])
    stop = np.searchsorted(talk.start, talk.end[turns] + AFTERWARDS_MS, side="right") - 1
    person = talk.person[turns]
    written: Ints = total[person, stop] - total[person, turns] + talk.chars[turns]
    return written


def one_sided_apology(talk: Talk, _: Sequence[JournalEntry]) -> list[Hit]:
    """Apologies after sharp words, where twelve weeks of them came from one side; against it: the other's.

    A ratio, never a single message: all of those weeks are proposed, of both people, or none.
    """
    hard = talk.any(*HARSH)
    sorry = talk.marks["apology"] & (hard | _soon_after(talk, hard))
    count, lopsided = counts_before(talk, sorry), sorry & uneven(talk, sorry)
    hits: dict[int, Hit] = {}
    for turn in np.flatnonzero(lopsided):
        more = int(count[1, turn] > count[0, turn])
        since = np.searchsorted(talk.start, talk.start[turn] - BALANCE_MS)
        hits |= {
            int(past): _apology(talk, int(past), more, count[:, turn])
            for past in since + np.flatnonzero(sorry[since : turn + 1])
        }
    return list(hits.values())


def _apology(talk: Talk, turn: int, more: int, count: Ints) -> Hit:
    """One apology; `more` is the person with the most of `count` (2,)."""
    person = int(talk.person[turn])
    values = {"own": int(count[person]), "all": int(count.sum())}
    why = "one_sided_work" if person == more else "one_sided_work_not"
    return Hit(turn, -1, person, person != more, why, 0.5, ("apology",), values)


def selective_presence(talk: Talk, _: Sequence[JournalEntry]) -> list[Hit]:
    """A need that was not met within a day, by one whose own needs were met; against it: needs that were met."""
    replies = answers(talk, talk.marks["support_asked"])
    met = engaged(replies)
    at = talk.end[replies.offer]
    visible = np.where(replies.answered, replies.has(talk.readable), ~hidden_between(talk, at, at + REPLY_MS))
    unmet = replies.settled & ~met & ~replies.has(talk.spoken) & visible
    judged = met | unmet & _own_needs_met(replies, met)
    return [_need(replies, int(at), bool(met[at])) for at in np.flatnonzero(judged)]


def _need(replies: Answers, at: int, met: bool) -> Hit:
    comforted = bool(replies.has_mark(*COMFORT)[at])
    turn = int(replies.where(replies.talk.any(*(COMFORT if comforted else ENGAGED)))[at])
    offer, to = int(replies.offer[at]), int(replies.to[at])
    if met:
        return Hit(turn, offer, to, True, "selective_presence_not", 0.5, ENGAGED)
    if turn >= 0:
        return Hit(turn, offer, to, False, "selective_presence", 0.5)
    return Hit(offer, -1, to, False, "selective_presence_silent", 0.4, ("support_asked",))


#: How a need is met in words (catalogue, bid_answered: "question, comfort, offer").
ENGAGED: Final = (*COMFORT, "question", "accept", "plan", "invitation", "alternative")


def engaged(replies: Answers) -> Bools:
    """(m,) answers with comfort within the day, or with a question, an offer or a yes at once."""
    return replies.has_mark(*COMFORT) | replies.at_once(*ENGAGED)


def _own_needs_met(replies: Answers, met: Bools) -> Bools:
    """(m,) whose answer it is had a need of their own met in the twelve weeks before."""
    talk = replies.talk
    met_needs = np.zeros(len(talk), dtype=bool)
    met_needs[replies.offer[met]] = True
    had_one: Bools = counts_before(talk, met_needs)[replies.to, replies.offer] > 0
    return had_one


def public_private(talk: Talk, journal: Sequence[JournalEntry]) -> list[Hit]:
    """Lavish words within two days after a day in company that the journal tags; against it: an apology for it."""
    tagged = {entry.on for entry in journal if IN_COMPANY in entry.tags}
    near = {day + timedelta(days=ahead) for day in tagged for ahead in range(AFTERWARDS_DAYS + 1)}
    sorry = talk.marks["apology"]
    return [
        Hit(
            int(turn),
            -1,
            int(talk.person[turn]),
            bool(sorry[turn]),
            "public_private_split_not" if sorry[turn] else "public_private_split",
            _strength(talk, int(turn), WARM),
            ("apology",) if sorry[turn] else WARM,
        )
        for turn in np.flatnonzero(talk.any("affection", "appreciation") | sorry)
        if talk.day[turn] in near
    ]


#: Every rule, in the order of the signs in the catalogue's section on meaning.
RULES: Final = (
    Rule(
        "played_down",
        1,
        "feelings_waved_away",
        ("feeling", "play_down", *COMFORT),
        feelings_waved_away,
        asks=("feeling",),
        heads=("negative", "love"),
    ),
    Rule(
        "flat_joy",
        1,
        "wins_fall_flat",
        ("good_news", *HARSH, *WARM),
        wins_fall_flat,
        asks=("good_news",),
        heads=("negative", "admiration"),
    ),
    Rule("jab", 1, "jabs", ("sharp", "laughter", "appreciation"), jabs, heads=("negative", "admiration")),
    Rule(
        "vague_plan",
        1,
        "no_future",
        ("invitation", "future_us", "vague", "accept"),
        vague_plans,
        asks=("invitation", "future_us"),
    ),
    Rule("crumb", 1, "hot_cold", (), crumbs),
    Rule("one_apology", 1, "one_sided_work", ("apology", *HARSH), one_sided_apology, heads=("remorse", "remorse")),
    Rule(
        "need",
        1,
        "selective_presence",
        ("support_asked", *ENGAGED),
        selective_presence,
        asks=("support_asked",),
        heads=("", "love"),
    ),
    Rule("company", 1, "public_private_split", ("affection", "appreciation", "apology"), public_private, journal=True),
)
