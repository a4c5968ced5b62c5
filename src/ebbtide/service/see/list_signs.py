"""The list of all signs with what each can be seen by."""

from __future__ import annotations

from dataclasses import dataclass

from ebbtide.analysis.measures import SPECS
from ebbtide.analysis.signs.proposals import RULES, SIGNS
from ebbtide.catalogue import Sign, table
from ebbtide.service.session import Session


@dataclass(frozen=True)
class ListedSign:
    """A sign of the catalogue. needs: whether by what (`_needs`). judged: it has messages that the user can judge."""

    id: str
    side: str
    area: str
    grade: str
    needs: dict[str, bool]
    judged: bool


def list_signs(_: Session) -> tuple[ListedSign, ...]:
    """All signs, in the order of the catalogue."""
    signs = table("signs", "sign").values()
    return tuple(ListedSign(s.id, s.side, s.area, s.grade, _needs(s), s.id in SIGNS) for s in signs)


def _needs(sign: Sign) -> dict[str, bool]:
    """What a sign can be seen by: message times, their words, messages that the user confirms, the journal,
    plain answers, and what was done with this program."""
    moves = {move.lstrip("+-") for move in sign.moves}
    ways = sign.measurable.split("+")
    # Words are needed too where the proposals that count for a sign rest on words that lists know.
    read = any(rule.needs and not rule.journal for rule in RULES if rule.sign in (sign.id, *sign.hits))
    return {
        "messages": "messages" in ways,
        "text": any(SPECS[name].needs_text for name in moves) or read,
        "confirmation": bool({sign.id, *sign.hits} & set(SIGNS)),
        "journal": "journal" in ways,
        "answers": "questions" in ways,
        "app": "app" in ways,
    }
