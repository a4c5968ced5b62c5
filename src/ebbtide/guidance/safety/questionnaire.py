"""The answers to the safety questions and the states that they come to; a no is no proof of safety."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from ebbtide.catalogue import table
from ebbtide.catalogue.entries import SafetyQuestion
from ebbtide.errors import BadRequest
from ebbtide.guidance.safety.gate import SafetyState

#: A no is good for so long. Source: catalogue, `ask_when`.
NO_IS_GOOD_FOR = timedelta(weeks=8)
DEVICE = "device"


class Answer(StrEnum):
    """What a person may answer; leaving out is always fine and shuts nobody out."""

    YES = "yes"
    NO = "no"
    SKIP = "skip"


def safety_questions(*, device_known: bool = False) -> tuple[SafetyQuestion, ...]:
    """The questions in their order. device_known: the one about the device was answered elsewhere."""
    questions = table("decisions", "safety_question").values()
    return tuple(item for item in questions if not (device_known and item.id == DEVICE))


@dataclass(frozen=True)
class Safety:
    """The answers that count. on: the day of the oldest no among them, None where nothing was asked.

    device_told: the user told elsewhere that somebody may read along. going_on: after the crisis page the user
    chose to go on to their own page; the answer stays as it is.
    """

    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    on: date | None = None
    device_told: bool = False
    going_on: bool = False

    @classmethod
    def from_answers(
        cls, answers: Mapping[str, str], on: date, *, device_told: bool = False, going_on: bool = False
    ) -> Self:
        """From plain words, checked.

        Raises
        ------
        BadRequest
            there is no such question or no such answer.
        """
        known = {question.id for question in safety_questions()}
        for question, answer in answers.items():
            if question not in known:
                raise BadRequest("safety.no_question", given=question, known=", ".join(sorted(known)))
            if answer not in set(Answer):
                raise BadRequest("safety.no_answer", given=answer, question=question)
        typed = MappingProxyType({question: Answer(answer) for question, answer in answers.items()})
        return cls(typed, on, device_told, going_on)

    def states(self, today: date) -> frozenset[SafetyState]:
        """What the answers come to on a day: a yes stays, a no ages, one left out is never a yes."""
        questions = safety_questions(device_known=self.device_told)
        states = {SafetyState(item.yes) for item in questions if self.answers.get(item.id) is Answer.YES}
        if self.device_told:
            states.add(SafetyState.DEVICE)
        if self.going_on:
            states.discard(SafetyState.CRISIS)
        if self.on is None or any(self.answers.get(item.id, Answer.SKIP) is Answer.SKIP for item in questions):
            states.add(SafetyState.UNSET)
        elif Answer.NO in self.answers.values() and today - self.on > NO_IS_GOOD_FOR:
            states.add(SafetyState.STALE)
        return frozenset(states)

    def due(self, today: date) -> tuple[SafetyQuestion, ...]:
        """The questions to ask again: those left out, and a no that is too old."""
        old = self.on is None or today - self.on > NO_IS_GOOD_FOR
        unanswered = (Answer.SKIP, Answer.NO) if old else (Answer.SKIP,)
        questions = safety_questions(device_known=self.device_told)
        return tuple(item for item in questions if self.answers.get(item.id, Answer.SKIP) in unanswered)

    @property
    def cards(self) -> tuple[str, ...]:
        """Plays that a yes offers."""
        yes = (item for item in safety_questions() if self.answers.get(item.id) is Answer.YES)
        return tuple(item.card for item in yes if item.card)
