"""What the user said of each proposal: confirmed, rejected, or not sure; only confirmed ones ever count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ebbtide.analysis.signs.proposals.proposal import Proposal
from ebbtide.errors import BadRequest

CONFIRM: Final = "confirm"
REJECT: Final = "reject"
UNSURE: Final = "not sure"
ANSWERS: Final = (CONFIRM, REJECT, UNSURE)

#: Characters of a note that are kept.
LONGEST_NOTE: Final = 2000
_FOR, _AGAINST = "for", "against"
_WHAT = re.compile(rf"(\w+)/(\w+)\.(\d+)/([0-9a-f]+)/([01])/({_FOR}|{_AGAINST})")

#: The type under a name that no field hides.
Day = date


@dataclass(frozen=True)
class Verdict:
    """The user's answer to one proposal, with the version of the rule that proposed it; no text of a message.

    id, sign, rule, version, person, on, counter: of the proposal; uid: of its first message, in hex.
    answer: one of `ANSWERS`. note: the user's own words.
    """

    id: str
    sign: str
    rule: str
    version: int
    person: int
    on: Day
    counter: bool
    uid: str
    answer: str
    note: str = ""

    def to_row(self) -> dict[str, Any]:
        """Plain values after the vault's table `confirmations`: day, what, answer, uid.

        day is the message's; the first line of answer is the verdict, what follows it the note.
        """
        side = _AGAINST if self.counter else _FOR
        return {
            "day": self.on,
            "what": f"{self.sign}/{self.rule}.{self.version}/{self.id}/{self.person}/{side}",
            "answer": f"{self.answer}\n{self.note}" if self.note else self.answer,
            "uid": self.uid,
        }


def judge(proposal: Proposal, answer: str, note: str = "") -> Verdict:
    """The verdict on a proposal. Raises `BadRequest` for an answer that there is not."""
    if answer not in ANSWERS:
        raise BadRequest("proposals.wrong.answer", given=answer, answers=", ".join(ANSWERS))
    return Verdict(
        proposal.id,
        proposal.sign,
        proposal.rule,
        proposal.version,
        proposal.person,
        proposal.on,
        proposal.counter,
        proposal.uids[0].hex(),
        answer,
        note.strip()[:LONGEST_NOTE],
    )


@dataclass(frozen=True)
class Verdicts:
    """All verdicts, one a proposal, in the order in which they were first given."""

    items: tuple[Verdict, ...] = ()

    def confirmed(self, sign: str) -> list[tuple[date, int]]:
        """Local day and person (0 the user, 1 the other) of every confirmed hit of a sign; never its opposite."""
        return self._hits(sign, counter=False)

    def confirmed_against(self, sign: str) -> list[tuple[date, int]]:
        """Day and person of every confirmed hit of the opposite of a sign."""
        return self._hits(sign, counter=True)

    def _hits(self, sign: str, counter: bool) -> list[tuple[date, int]]:
        mine = (item for item in self.items if item.sign == sign and item.counter == counter)
        return sorted((item.on, item.person) for item in mine if item.answer == CONFIRM)

    def put(self, verdict: Verdict) -> Verdicts:
        """With one verdict more; a new answer to the same proposal takes the old one's place."""
        by_id = {item.id: item for item in self.items} | {verdict.id: verdict}
        return Verdicts(tuple(by_id.values()))

    def of(self, proposal: Proposal) -> Verdict | None:
        """The answer to a proposal, also to the same message as an earlier version of the rule proposed it."""
        key = (proposal.rule, proposal.counter, proposal.uids[0].hex())
        same = [item for item in self.items if item.id == proposal.id]
        earlier = [item for item in self.items if (item.rule, item.counter, item.uid) == key]
        return next(iter((*same, *earlier)), None)

    def waiting(self, proposals: Iterable[Proposal]) -> list[Proposal]:
        """Proposals without an answer, in their order."""
        return [item for item in proposals if self.of(item) is None]

    def to_rows(self) -> list[dict[str, Any]]:
        """One plain row a verdict; see `Verdict.to_row`."""
        return [item.to_row() for item in self.items]

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> Verdicts:
        """Read `to_rows` back; rows about anything else are passed over, and the last answer to a proposal stands."""
        verdicts = cls()
        for row in rows:
            match = _WHAT.fullmatch(str(row["what"]))
            if match is not None:
                verdicts = verdicts.put(_read(match, row))
        return verdicts


def _read(match: re.Match[str], row: Mapping[str, Any]) -> Verdict:
    sign, rule, version, number, person, side = match.groups()
    answer, _, note = str(row["answer"]).partition("\n")
    return Verdict(
        number, sign, rule, int(version), int(person), row["day"], side == _AGAINST, str(row["uid"]), answer, note
    )
