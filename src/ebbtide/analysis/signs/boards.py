"""Boards: good news, needs and invitations, thanks, and who carries what; both people, the same rows, with counts.

Counts of what was written need no judgement. Rows that judge an answer hold only what the user confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from ebbtide.analysis.finding import Phrase
from ebbtide.analysis.finding import key as sentence_key
from ebbtide.analysis.measures.weekly import weekly
from ebbtide.analysis.signs.proposals.bids import Answers, answers
from ebbtide.analysis.signs.proposals.gates import DAY_MS, Bools, Talk
from ebbtide.analysis.signs.proposals.meaning_rules import FLAT, UNDERCUT, WARM_ACTIVE, WARM_QUIET
from ebbtide.analysis.signs.proposals.proposal import Proposal
from ebbtide.analysis.signs.proposals.ranking import candidates, propose, spoken
from ebbtide.analysis.signs.proposals.verdicts import CONFIRM, Verdicts
from ebbtide.analysis.signs.sign import JournalEntry
from ebbtide.history.conversation import Conversation, Span
from ebbtide.people import PEOPLE, Person

#: Weeks that a board covers, unless another number is asked for: rare things need half a year.
WEEKS: Final = 26
#: Least events for a share (catalogue: "fewer than 5 shared wins", "fewer than 5 each way") and for starts.
LEAST: Final = 5
LEAST_STARTS: Final = 20
#: Normal quantile of a 90 % interval, the width used everywhere in Ebbtide.
Z90: Final = 1.6449
#: Thanks within so long belong to the favour (catalogue: thanks_rate, 48 h).
THANKS_MS: Final = 2 * DAY_MS
#: Tag of the journal for a favour that the user did.
FAVOUR: Final = "favour"

#: The type under a name that no field hides.
Day = date


@dataclass(frozen=True)
class Cell:
    """One person's number. count: of what the row says; total: out of so many, None where it is a plain count.

    share, low, high: with a 90 % Wilson interval (1927), None where `enough` is False or there is no total.
    """

    count: float
    total: float | None = None
    enough: bool = True
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Row:
    """One row for both people: `cells[0]` the user's, `cells[1]` the other's."""

    key: str
    cells: tuple[Cell, Cell]

    @property
    def is_empty(self) -> bool:
        """Whether neither of the two has anything in it."""
        return not any(cell.count or cell.total for cell in self.cells)


@dataclass(frozen=True)
class Board:
    """Rows under one heading; start, end: days covered, inclusive. notes: what it cannot show, and what waits.

    unthanked: days of favours of each of the two without thanks within two days, on the board of thanks.
    """

    key: str
    start: Day
    end: Day
    rows: tuple[Row, ...]
    notes: tuple[Phrase, ...]
    unthanked: tuple[tuple[Day, ...], tuple[Day, ...]] = ((), ())


@dataclass(frozen=True)
class Window:
    """What the boards of one conversation are made of: its turns, which of them count, and what was judged."""

    talk: Talk
    inside: Bools
    start: date
    end: date
    verdicts: Verdicts
    journal: tuple[JournalEntry, ...]

    def count(self, marked: Bools) -> tuple[int, int]:
        """Turns of each person that are marked, within the window."""
        mine = marked & self.inside
        return int((mine & (self.talk.person == Person.ME)).sum()), int(
            (mine & (self.talk.person == Person.THEM)).sum()
        )

    def judged(self, sign: str) -> list[tuple[Proposal, str | None]]:
        """All proposals of one rule within the window, with the user's answer."""
        proposals = candidates(self.talk, sign, self.journal)
        pairs = ((item, self.verdicts.of(item)) for item in proposals if self.start <= item.on <= self.end)
        return [(item, verdict.answer if verdict else None) for item, verdict in pairs]

    def waiting(self, sign: str) -> int:
        """Proposals of one sign within the window that the user has not answered."""
        open_ones = self.verdicts.waiting(propose(self.talk, sign, self.journal))
        return sum(self.start <= item.on <= self.end for item in open_ones)


def boards(
    chat: Conversation,
    verdicts: Verdicts | None = None,
    journal: Sequence[JournalEntry] = (),
    as_of: date | None = None,
    weeks: int = WEEKS,
    away: Sequence[Span] = (),
) -> tuple[Board, ...]:
    """The four boards of the last `weeks` weeks up to `as_of` (the day of the export, else the last message).

    verdicts, journal: the user's own; away: trips and the like.
    """
    window = _window(chat, spoken(chat, as_of, away), verdicts or Verdicts(), journal, as_of, weeks)
    starts = _starts(chat, window)
    return (good_news(window), needs(window), thanks(window), balance(window, starts))


def _window(
    chat: Conversation, talk: Talk, verdicts: Verdicts, journal: Sequence[JournalEntry], as_of: date | None, weeks: int
) -> Window:
    last_day = as_of or (chat.coverage and (chat.coverage.exported_at or chat.coverage.last))
    end = last_day or max(talk.day, default=date.min)
    start = max(end - timedelta(weeks=weeks) + timedelta(days=1), min(talk.day, default=end))
    inside = np.array([start <= day <= end for day in talk.day], dtype=bool)
    return Window(talk, inside, start, end, verdicts, tuple(journal))


def _starts(chat: Conversation, window: Window) -> tuple[float, float]:
    """Expected starts of each in the complete weeks of the window (docs/method/measures.md#starts)."""
    w = weekly(chat, window.end + timedelta(days=1))
    if w is None:
        return 0.0, 0.0
    inside = [monday >= window.start for monday in w.monday]
    mine, theirs = w.expected_starts[:, inside].sum(axis=1)
    return float(mine), float(theirs)


def good_news(window: Window) -> Board:
    """How each of the two answered the other's good news: only answers that the user confirmed have a class."""
    judged = window.judged("wins_fall_flat")
    offers = _in(window, answers(window.talk, window.talk.marks["good_news"]))
    confirmed = [item for item, answer in judged if answer == CONFIRM]
    totals = _people([(item.person, 0) for item in confirmed])
    heard = _offered(offers)
    rows = [Row("heard", (Cell(heard[Person.ME]), Cell(heard[Person.THEM])))]
    for kind in (WARM_ACTIVE, WARM_QUIET, FLAT, UNDERCUT):
        counted = _people([(item.person, 0) for item in confirmed if item.kind == kind])
        rows.append(_shares(kind.replace(" ", "_"), counted, totals))
    return _board(window, "wins", rows, window.waiting("wins_fall_flat"))


def needs(window: Window) -> Board:
    """What became of each one's requests, feelings and invitations with the other."""
    talk = window.talk
    requests = _in(window, answers(talk, talk.marks["support_asked"]))
    feelings = _in(window, answers(talk, talk.marks["feeling"]))
    invitations = _in(window, answers(talk, talk.marks["invitation"]))
    missed, met = _confirmed(window, "selective_presence")
    smaller, comforted = _confirmed(window, "feelings_waved_away")
    rows = [
        _shares("asked", _of(requests, requests.answered), _offered(requests)),
        _shares("met", met, (met[0] + missed[0], met[1] + missed[1])),
        _shares("comforted", comforted, _offered(feelings)),
        _shares("smaller", smaller, _offered(feelings)),
        _shares("invited", _of(invitations, invitations.answered), _offered(invitations)),
        _shares("yes", _of(invitations, invitations.has_mark("accept")), _offered(invitations)),
        _shares("another_day", _of(invitations, invitations.has_mark("alternative")), _offered(invitations)),
    ]
    return _board(window, "needs", rows, window.waiting("selective_presence") + window.waiting("feelings_waved_away"))


def _confirmed(window: Window, sign: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Confirmed ones of each person that show a sign, and that show its opposite."""
    hits = [item for item, answer in window.judged(sign) if answer == CONFIRM]
    showing, opposite = ([(item.person, 0) for item in hits if item.counter == counter] for counter in (False, True))
    return _people(showing), _people(opposite)


def thanks(window: Window) -> Board:
    """Thanks in words, and how many favours were followed by them within two days, with the days of the others."""
    talk = window.talk
    turns = window.count(np.ones(len(talk), dtype=bool))
    gratitude, favours = talk.marks["gratitude"], _favours(window)
    thanked = [(person, row) for person, row in favours if _thanked(talk, gratitude, person, row)]
    rows = [_shares("said", window.count(gratitude), turns), _shares("favours", _people(thanked), _people(favours))]
    day = talk.events["at_local"].dt.date()
    missed = [(1 - person, day[row]) for person, row in favours if (person, row) not in thanked]
    mine, theirs = (tuple(sorted(at for owner, at in missed if owner == person)) for person in PEOPLE)
    return replace(_board(window, "thanks", rows), unthanked=(mine, theirs))


def _favours(window: Window) -> list[tuple[int, int]]:
    """(the one who is to thank, when) of favours: tagged in the journal, or help in messages that was confirmed."""
    tagged = [entry.on for entry in window.journal if FAVOUR in entry.tags and window.start <= entry.on <= window.end]
    at = window.talk.events["at_local"].dt.date().to_list()
    first = {day: place for place, day in reversed(list(enumerate(at)))}
    favours = [(Person.THEM, place) for day in tagged if (place := _first_after(first, day)) is not None]
    helped = [item for item, answer in window.judged("selective_presence") if answer == CONFIRM and item.counter]
    uids = {uid: place for place, uid in enumerate(window.talk.events["uid"])} if helped else {}
    return favours + [(1 - item.person, uids[item.uids[0]]) for item in helped]


def _first_after(first: dict[date, int], day: date) -> int | None:
    """Row of the first event of a day or of the two days after it."""
    return next((first[near] for ahead in range(3) if (near := day + timedelta(days=ahead)) in first), None)


def _thanked(talk: Talk, gratitude: Bools, person: int, row: int) -> bool:
    """Whether the person thanked within two days of an event."""
    turn = int(np.searchsorted(talk.first, row, side="right")) - 1
    at = talk.start[max(turn, 0)]
    near = gratitude & (talk.person == person) & (talk.start >= at) & (talk.start - at <= THANKS_MS)
    return bool(near.any())


def balance(window: Window, starts: tuple[float, float]) -> Board:
    """Who starts, plans, arranges, comforts, adjusts, thanks and apologises: each one's part of what both did."""
    talk = window.talk
    rows = [_split("starts", starts, LEAST_STARTS)]
    rows += [_split(name, window.count(talk.any(*marks)), LEAST) for name, marks in CARRIED.items()]
    offered = _in(window, answers(talk, talk.marks["alternative"]))
    rows.append(_split("adjusting", _of(offered, offered.has_mark("accept")), LEAST))
    return _board(window, "balance", rows)


#: Rows of the balance board that count turns, and the marks that they count.
CARRIED: Final[dict[str, tuple[str, ...]]] = {
    "plans": ("plan", "invitation"),
    "arrangements": ("logistics",),
    "comfort": ("support_given",),
    "thanks": ("gratitude",),
    "apologies": ("apology",),
}


def interval(count: float, total: float) -> tuple[float, float]:
    """90 % Wilson interval of a share.

    >>> tuple(round(end, 2) for end in interval(8, 10))
    (0.54, 0.93)
    """
    share, spread = count / total, Z90**2 / total
    middle = share + spread / 2
    reach = Z90 * np.sqrt(share * (1 - share) / total + spread / (4 * total))
    return max(0.0, float((middle - reach) / (1 + spread))), min(1.0, float((middle + reach) / (1 + spread)))


def _cell(count: float, total: float, least: int) -> Cell:
    if total < least:
        return Cell(count, total, enough=False)
    low, high = interval(count, total)
    return Cell(count, total, True, count / total, low, high)


def _split(name: str, pair: tuple[float, float], least: int) -> Row:
    """Each one's part of what both did together."""
    cells = (_cell(pair[Person.ME], sum(pair), least), _cell(pair[Person.THEM], sum(pair), least))
    return Row(name, cells)


def _shares(name: str, counts: Sequence[float], totals: Sequence[float]) -> Row:
    """Each one's count out of their own total; both need enough of it, so that no row is one-sided."""
    enough = min(totals) >= LEAST
    cells = [_cell(count, total, LEAST if enough else _NEVER) for count, total in zip(counts, totals, strict=True)]
    return Row(name, (cells[Person.ME], cells[Person.THEM]))


_NEVER: Final = 2**62


def _in(window: Window, offers: Answers) -> Answers:
    """Settled offers within the window."""
    keep = window.inside[offers.offer] & offers.settled
    return Answers(offers.talk, offers.offer[keep], offers.turns[keep], offers.settled[keep])


def _offered(offers: Answers) -> tuple[int, int]:
    return _of(offers, np.ones(len(offers), dtype=bool))


def _of(offers: Answers, counted: Bools) -> tuple[int, int]:
    """Chosen offers by whose answer they waited for."""
    return int((counted & (offers.to == Person.ME)).sum()), int((counted & (offers.to == Person.THEM)).sum())


def _people(items: Iterable[tuple[int, int]]) -> tuple[int, int]:
    owners = [person for person, _ in items]
    return owners.count(Person.ME), owners.count(Person.THEM)


def _board(window: Window, key: str, rows: Sequence[Row], waiting: int = 0) -> Board:
    notes = [Phrase("boards.note.waiting", {"count": waiting})] if waiting else []
    texts = window.inside & (window.talk.chars > 0)
    unread = int((texts & ~window.talk.readable).sum())
    if unread:
        notes.append(Phrase("boards.note.unread", {"count": unread, "total": int(texts.sum())}))
    if any(not cell.enough for row in rows for cell in row.cells):
        notes.append(Phrase("boards.note.least", {"count": LEAST}))
    notes.append(Phrase(sentence_key("boards.note", key)))
    return Board(key, window.start, window.end, tuple(rows), tuple(notes))
