"""Proposals for the signs that need meaning: behind a gate, ranked, at most ten a sign and month, with the opposite."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import blake2b
from itertools import chain, pairwise
from typing import Final

import numpy as np
import polars as pl

from ebbtide.analysis.finding import Phrase, key
from ebbtide.analysis.language import affect_heads, features
from ebbtide.analysis.measures.weekly import hidden_days
from ebbtide.analysis.signs.proposals.gates import Talk, talk
from ebbtide.analysis.signs.proposals.meaning_rules import IN_COMPANY, RULES
from ebbtide.analysis.signs.proposals.proposal import Hit, Missing, Proposal, Proposals, Rule
from ebbtide.analysis.signs.sign import JournalEntry
from ebbtide.history.conversation import Conversation, Span
from ebbtide.history.turns import TALK

#: At most so many proposals a sign and month (docs/method/signs.md#proposals).
BUDGET: Final = 10
#: Messages shown on each side of a proposal.
AROUND: Final = 3
#: Messages of one turn that are put before the user at once.
MOST_ROWS: Final = 6
_RULES: Final = {rule.sign: rule for rule in RULES}
#: Ids of the catalogue's signs that have a rule.
SIGNS: Final = tuple(rule.sign for rule in RULES)
#: Bytes of an id; with these a million proposals have two alike once in 10^7 conversations.
_ID_BYTES: Final = 8


@dataclass(frozen=True)
class Line:
    """A message as it stands around a proposal. text: None where there is none, or it was taken out.

    judged, about: it is judged, or answered by what is judged. skipped: messages between it and the line above.
    """

    person: int
    at: datetime
    text: str | None
    judged: bool
    about: bool
    skipped: int


def spoken(chat: Conversation, as_of: date | None = None, away: Sequence[Span] = ()) -> Talk:
    """The turns of a conversation with what their words show.

    as_of: up to and with that day. away: trips and the like, in which no silence counts.
    """
    events = chat.events if as_of is None else chat.events.filter(pl.col("at_local").dt.date() <= as_of)
    exported = chat.coverage.exported_at if chat.coverage else None
    days = [day for day in (exported, as_of) if day is not None]
    return talk(events, features(events), min(days) if days else None, _hidden(chat, away))


def _hidden(chat: Conversation, away: Sequence[Span]) -> list[date]:
    """Days that the user marked, or that the sources hide."""
    if chat.coverage is None:
        return []
    first, days = chat.coverage.first, (chat.coverage.last - chat.coverage.first).days + 1
    hidden = hidden_days(chat.coverage, first, days, away)
    return [first + timedelta(days=int(day)) for day in np.flatnonzero(hidden)]


def propose(chat: Conversation | Talk, sign: str, journal: Sequence[JournalEntry] = ()) -> list[Proposal]:
    """The proposals of one sign, by time; see `propose_all`. Raises KeyError for a sign without a rule."""
    return _proposals(chat if isinstance(chat, Talk) else spoken(chat), _RULES[sign], journal)


def propose_all(chat: Conversation | Talk, journal: Sequence[JournalEntry] = ()) -> Proposals:
    """Every proposal of a conversation, and what could not be looked at.

    Both people's messages go through the same rules; of each sign and month at most `BUDGET` are kept,
    taken in turn from both people and from what speaks for the sign and against it.
    """
    talk = chat if isinstance(chat, Talk) else spoken(chat)
    proposals = chain.from_iterable(_proposals(talk, rule, journal) for rule in RULES)
    ordered = sorted(proposals, key=lambda item: (item.on, SIGNS.index(item.sign), item.id))
    return Proposals(tuple(ordered), tuple(_missing(talk, journal)))


def _proposals(talk: Talk, rule: Rule, journal: Sequence[JournalEntry]) -> list[Proposal]:
    if not len(talk):
        return []
    hits = _ranked(talk, rule, rule.find(talk, journal))
    best = sorted(_within_budget(talk, hits), key=lambda hit: (hit.turn, hit.offer, hit.counter))
    return [_proposal(talk, rule, hit) for hit in best]


def candidates(talk: Talk, sign: str, journal: Sequence[JournalEntry] = ()) -> list[Proposal]:
    """All that passed the gate of one sign, also beyond the budget: the boards count those with an answer."""
    rule = _RULES[sign]
    return [_proposal(talk, rule, hit) for hit in rule.find(talk, journal)] if len(talk) else []


def _ranked(talk: Talk, rule: Rule, hits: Sequence[Hit]) -> list[Hit]:
    """Hits with what the n-gram heads of English say added to their strength: the mean of both, where there are any."""
    scored = [place for place, hit in enumerate(hits) if talk.languages[hit.turn] == affect_heads.LANGUAGE]
    messages = [talk.events["text"].gather(_rows(talk, hits[place].turn, hits[place].marks)) for place in scored]
    texts = pl.Series(["\n".join(text for text in part if text) for part in messages], dtype=pl.String)
    scores = affect_heads.score(texts) if scored and any(rule.heads) else None
    ranked = list(hits)
    for row, place in enumerate(scored):
        label = rule.heads[hits[place].counter]
        if scores is not None and label:
            ranked[place] = replace(hits[place], strength=(hits[place].strength + float(scores[label][row])) / 2)
    return ranked


def _within_budget(talk: Talk, hits: Iterable[Hit]) -> Iterator[Hit]:
    """At most `BUDGET` a month: the best of each person and side first, then the second best, and so on."""
    months: dict[tuple[int, int], dict[tuple[int, bool], list[Hit]]] = defaultdict(lambda: defaultdict(list))
    for hit in hits:
        day = talk.day[hit.turn]
        months[day.year, day.month][hit.person, hit.counter].append(hit)
    for cells in months.values():
        yield from [hit for _, hit in sorted(_places(cells.values()), key=lambda item: item[0])][:BUDGET]


def _places(cells: Iterable[list[Hit]]) -> Iterator[tuple[tuple[int, bool, int], Hit]]:
    """Each hit with its rank in its cell; what is left of a tie goes by time, never by person."""
    for cell in cells:
        best = sorted(cell, key=lambda hit: (-hit.strength, hit.turn))
        yield from (((rank, hit.counter, hit.turn), hit) for rank, hit in enumerate(best))


def _proposal(talk: Talk, rule: Rule, hit: Hit) -> Proposal:
    uids = _uids(talk, _rows(talk, hit.turn, hit.marks))
    about = _uids(talk, _rows(talk, hit.offer, rule.asks)) if hit.offer >= 0 else ()
    return Proposal(
        id=proposal_id(uids[0], rule, hit.counter),
        sign=rule.sign,
        rule=rule.id,
        version=rule.version,
        person=hit.person,
        on=talk.day[hit.turn],
        uids=uids,
        about=about,
        why=Phrase(key("proposals.why", hit.why), hit.values),
        question=Phrase(key("proposals.ask", hit.why)),
        counter=hit.counter,
        kind=hit.kind,
        strength=hit.strength,
    )


def proposal_id(uid: bytes, rule: Rule, counter: bool) -> str:
    """The same for the same message, rule and version, whatever else the conversation holds."""
    key = f"{rule.id}.{rule.version}.{int(counter)}.".encode()
    return blake2b(key + uid, digest_size=_ID_BYTES).hexdigest()


def _rows(talk: Talk, turn: int, marks: Sequence[str]) -> list[int]:
    """The messages of a turn that have any of `marks`, else all of its messages; the first few of either."""
    first, size = int(talk.first[turn]), int(talk.last[turn] - talk.first[turn]) + 1
    part = talk.events.slice(first, size)
    written = (part["person"] == talk.person[turn]) & part["kind"].cast(pl.String).is_in(TALK)
    features = talk.rows.slice(first, size)
    marked = written & features.select(pl.any_horizontal(*marks)).to_series() if marks else written
    places = (marked if marked.any() else written).arg_true()
    return [first + place for place in places[:MOST_ROWS]]


def _uids(talk: Talk, rows: list[int]) -> tuple[bytes, ...]:
    return tuple(talk.events["uid"].gather(rows))


def _missing(talk: Talk, journal: Sequence[JournalEntry]) -> Iterator[Missing]:
    """What the rules would need: words that a list knows, a text that is still there, the journal."""
    by_words = tuple(rule.sign for rule in RULES if rule.needs)
    unread = (talk.chars > 0) & ~talk.readable
    identified = np.array([bool(name) for name in talk.languages], dtype=bool)
    strange = tuple(sorted({name for name, hit in zip(talk.languages, unread & identified, strict=True) if hit}))
    # Every turn counts as gone where there never was any text.
    gone = unread & ~identified if (talk.chars > 0).any() else np.ones(len(talk), dtype=bool)
    for reason, turns, languages in (("language", unread & identified, strange), ("text", gone, ())):
        months = {talk.day[turn].replace(day=1) for turn in np.flatnonzero(turns)}
        if months:
            yield Missing(reason, by_words, len(months), languages)
    if not any(IN_COMPANY in entry.tags for entry in journal):
        yield Missing("journal", tuple(rule.sign for rule in RULES if rule.journal))


def around(events: pl.DataFrame, proposal: Proposal, least: int = AROUND) -> tuple[Line, ...]:
    """The messages of a proposal, what they answer, and `least` more on each side of both, in time order."""
    return Surroundings(events).of(proposal, least)


class Surroundings:
    """The messages and calls of a conversation, ready to show many proposals in their place."""

    def __init__(self, events: pl.DataFrame) -> None:
        talked = pl.col("kind").cast(pl.String).is_in(TALK) & (pl.col("person") >= 0)
        self._rows = events.filter(talked).select("uid", "person", "at_local", "text")
        self._place = {uid: place for place, uid in enumerate(self._rows["uid"])}

    def of(self, proposal: Proposal, least: int = AROUND) -> tuple[Line, ...]:
        """As `around` gives them."""
        judged = {self._place[uid] for uid in proposal.uids}
        about = {self._place[uid] for uid in proposal.about}
        near = {middle + step for middle in judged | about for step in range(-least, least + 1)}
        places = sorted(place for place in near if 0 <= place < self._rows.height)
        skips = [0, *(after - before - 1 for before, after in pairwise(places))]
        lines = zip(places, skips, self._rows[places].iter_rows(named=True), strict=True)
        return tuple(
            Line(row["person"], row["at_local"], row["text"], place in judged, place in about, skipped)
            for place, skipped, row in lines
        )


__all__ = [
    "AROUND",
    "BUDGET",
    "SIGNS",
    "Line",
    "Missing",
    "Proposal",
    "Proposals",
    "Surroundings",
    "around",
    "candidates",
    "propose",
    "propose_all",
    "spoken",
]
