"""A proposal: a message that may show a sign, or the opposite of it, until the user has judged it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ebbtide.analysis.finding import Parts, Phrase, key
from ebbtide.analysis.signs.proposals.gates import Talk
from ebbtide.analysis.signs.sign import JournalEntry

#: The type under a name that no field hides.
Day = date


@dataclass(frozen=True)
class Hit:
    """A turn that passed a gate. turn: what is judged; offer: the turn that it answers, or -1.

    person: whose doing it would be. counter: it shows the opposite of the sign. why: the key of the
    sentence. strength: for ranking only, 0 to 1 and never shown. marks: of the messages that are judged.
    kind: class of an answer to good news, of the catalogue's four (E084); else "".
    """

    turn: int
    offer: int
    person: int
    counter: bool
    why: str
    strength: float
    marks: tuple[str, ...] = ()
    values: Mapping[str, int] = field(default_factory=dict)
    kind: str = ""


Find = Callable[[Talk, Sequence[JournalEntry]], list[Hit]]


@dataclass(frozen=True)
class Rule:
    """How the proposals of one sign are found. sign: its id in the catalogue; needs: marks that it rests on.

    version: kept with every verdict; raised when the rule would judge another message. asks: marks of
    what is answered. heads: labels that help to rank, of the sign and of its opposite. journal: it works
    only beside entries of the journal.
    """

    id: str
    version: int
    sign: str
    needs: tuple[str, ...]
    find: Find
    asks: tuple[str, ...] = ()
    heads: tuple[str, str] = ("", "")
    journal: bool = False


@dataclass(frozen=True)
class Proposal:
    """A message to be judged by the user, and nothing before that (rule 6).

    id: a hash of its first message and the rule with its version. person: 0 or 1, whose doing it would
    be (of a need that was not met the one who did not meet it). on: local day of the message. uids: the messages
    that are judged; about: those that they answer. why: it is proposed. question: what the user is asked of it.
    counter: it would show the opposite. kind, strength: as in `Hit`.
    """

    id: str
    sign: str
    rule: str
    version: int
    person: int
    on: Day
    uids: tuple[bytes, ...]
    about: tuple[bytes, ...]
    why: Phrase
    question: Phrase
    counter: bool
    kind: str = ""
    strength: float = 0.0


@dataclass(frozen=True)
class Missing:
    """What rules could not look at. reason: "language", "text" or "journal"; signs: of these rules.

    months: how many calendar months; languages: what they are written in, as far as that is known.
    """

    reason: str
    signs: tuple[str, ...]
    months: int = 0
    languages: tuple[str, ...] = ()

    @property
    def phrase(self) -> Phrase:
        """What is said of it."""
        names = Parts(tuple(Phrase(key("proposals.name", sign)) for sign in self.signs))
        counted = {"months": self.months} if self.months else {}
        return Phrase(key("proposals.missing", self.reason), {"signs": names, **counted})


@dataclass(frozen=True)
class Proposals:
    """All proposals of a conversation, by time, and what could not be looked at."""

    items: tuple[Proposal, ...]
    missing: tuple[Missing, ...] = ()

    def only(self, signs: Collection[str]) -> Proposals:
        """Those of some signs."""
        return Proposals(tuple(item for item in self.items if item.sign in signs), self.missing)
