"""Where the user stands: what the gate and the linter need to know, from the vault and from what was told now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ebbtide.guidance import Situation
from ebbtide.guidance.safety import Answer, Safety
from ebbtide.service.session import Session

if TYPE_CHECKING:
    from ebbtide.vault.storage import SafetyRecord

#: The setting under which `init` keeps who gets at this computer, and the words that mean that somebody may read along.
WHO, WATCHED = "who", ("watched", "account")
#: The setting that says that the user went on from the crisis page to their own.
GOING_ON = "safety.going_on"


@dataclass(frozen=True)
class Standing:
    """Safety, situation, and what is so of the needs of guides ("space_ended", "stage:partner")."""

    safety: Safety = field(default_factory=Safety)
    situation: Situation = field(default_factory=Situation)
    met: Collection[str] = ()


def read_standing(
    session: Session,
    answers: Mapping[str, str] | None = None,
    situation: Situation | None = None,
    met: Collection[str] = (),
) -> Standing:
    """What counts today: answers told now, else those of the open vault; an ending is a mark of the vault.

    Raises
    ------
    BadRequest
        an answer told now is to no question, or is none.
    """
    if answers is not None:
        safety = Safety.from_answers(answers, session.today)
    else:
        safety = Safety() if session.vault is None else kept_safety(session)
    situation = situation or Situation()
    if session.vault is not None and situation.ended is None:
        situation = replace(situation, ended=session.vault.tables.marks.context().ended)
    return Standing(safety, situation, tuple(met))


def kept_safety(session: Session) -> Safety:
    """The answers in the vault: the last one of a question counts, a no is as old as the oldest."""
    tables = session.open_vault.tables
    latest: dict[str, SafetyRecord] = {record.question: record for record in tables.safety.all()}
    device_told = tables.settings.get(WHO) in WATCHED
    if not latest:
        return Safety(device_told=device_told)
    refused = [record.day for record in latest.values() if record.answer == Answer.NO]
    answers = {question: record.answer for question, record in latest.items()}
    day = min(refused or [record.day for record in latest.values()])
    return Safety.from_answers(answers, day, device_told=device_told, going_on=bool(tables.settings.get(GOING_ON)))
