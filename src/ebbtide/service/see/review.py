"""The review: messages that only the user can judge, and the verdicts on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest

from ebbtide.analysis.signs import proposals
from ebbtide.analysis.signs.proposals import Line, Missing, Proposal, Proposals, Surroundings, Verdict, Verdicts
from ebbtide.errors import BadRequest
from ebbtide.service.see.source import Rest, Source
from ebbtide.service.session import Session


@dataclass(frozen=True)
class Answer:
    """The user's answer to the proposal with this id: "confirm", "reject" or "not sure"."""

    id: str
    answer: str
    note: str = ""


@dataclass(frozen=True)
class Review:
    """Proposals with the answers that they have. missing: what could not be looked for, and why."""

    source: Source
    proposals: Sequence[Proposal]
    missing: Sequence[Missing]

    @cached_property
    def _surroundings(self) -> Surroundings:
        return Surroundings(self.source.chat.events)

    def lines(self, proposal: Proposal) -> Sequence[Line]:
        """The messages around a proposal, with what is judged marked."""
        return self._surroundings.of(proposal)

    def answer(self, proposal: Proposal) -> Verdict | None:
        """The answer that a proposal has."""
        return self.source.verdicts.of(proposal)

    @property
    def waiting(self) -> list[Proposal]:
        """Those without an answer, the most telling first: the best of each sign and side, then the second best, and so
        on. What may speak against a sign comes before what may show it."""
        return list(_in_turn(self.source.verdicts.waiting(self.proposals)))


@dataclass(frozen=True)
class Tally:
    """Confirmed messages of one sign, of the user and of the other: `showing` it and its `opposite`."""

    sign: str
    showing: tuple[int, int]
    opposite: tuple[int, int]


@dataclass(frozen=True)
class Judged:
    """What became of answers. count: how many. lasting: they are in the vault. waiting: how many still wait."""

    count: int
    lasting: bool
    waiting: int
    confirmed: tuple[Tally, ...]


def review(_: Session, source: Source, ids: Sequence[str] = (), redo: bool = False) -> Review | Rest:
    """What the user can judge, of the signs `ids` or of all; with redo all of it waits again.

    While an ending rests, only until when. What is kept stays until a new answer takes its place.
    """
    if source.rest:
        return source.rest
    candidates = proposals_of(source)
    if ids:
        candidates = candidates.only(ids)
    return Review(replace(source, verdicts=Verdicts()) if redo else source, candidates.items, candidates.missing)


def judge(session: Session, subject: Review, answers: Sequence[Answer]) -> Judged:
    """Take answers to proposals of a review, all of them or none; those on a vault's content are kept in it.

    Raises
    ------
    BadRequest
        an answer is none that there is, or is about no proposal of the review.
    Locked, WorkerLost
        the vault locked itself meanwhile; once it is open again the same call completes.
    """
    by_id = {proposal.id: proposal for proposal in subject.proposals}
    for answer in answers:
        if answer.id not in by_id:
            raise BadRequest("cli_signs.no_proposal", id=answer.id)
    fresh = [proposals.judge(by_id[answer.id], answer.answer, answer.note) for answer in answers]
    verdicts = subject.source.verdicts
    for verdict in fresh:
        verdicts = verdicts.put(verdict)
    if subject.source.lasting:
        _keep(session, fresh)
    signs = dict.fromkeys(proposal.sign for proposal in subject.proposals)
    tallies = (Tally(sign, _each(verdicts.confirmed(sign)), _each(verdicts.confirmed_against(sign))) for sign in signs)
    waiting = len(verdicts.waiting(subject.proposals))
    return Judged(len(fresh), subject.source.lasting, waiting, tuple(tallies))


def _keep(session: Session, verdicts: Sequence[Verdict]) -> None:
    """Each in the place of an earlier one on the same proposal."""
    from ebbtide.vault.storage import Confirmation

    table = session.open_vault.tables.confirmations
    numbers = {row.what: row.id for row in table.all()}
    for verdict in verdicts:
        row = Confirmation(**verdict.to_row())
        if row.what in numbers:
            table.change(replace(row, id=numbers[row.what]))
        else:
            numbers[row.what] = table.add(row).id


def _each(confirmed: Sequence[tuple[object, int]]) -> tuple[int, int]:
    owners = [person for _, person in confirmed]
    return owners.count(0), owners.count(1)


def proposals_of(source: Source) -> Proposals:
    """All proposals of a source as of its day."""
    talk = proposals.spoken(source.chat, source.as_of, source.context.away)
    return proposals.propose_all(talk, source.journal)


def _in_turn(waiting: Sequence[Proposal]) -> Iterator[Proposal]:
    cells: dict[tuple[str, bool, int], list[Proposal]] = {}
    for item in sorted(waiting, key=lambda item: (-item.strength, item.on, item.id)):
        cells.setdefault((item.sign, not item.counter, item.person), []).append(item)
    for places in zip_longest(*(cells[cell] for cell in sorted(cells))):
        yield from (item for item in places if item is not None)


__all__ = ["Answer", "Judged", "Proposal", "Review", "judge", "review"]
