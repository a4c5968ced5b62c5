"""The safety questions: asked, answered, kept, forgotten; and the help lines that stand beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ebbtide.catalogue import table
from ebbtide.guidance.safety import HelpPage, Safety, SafetyState, crisis_words, help_lines, safety_questions
from ebbtide.service.session import Session
from ebbtide.service.standing import GOING_ON, kept_safety

#: The day on which words of a crisis last brought the help lines.
SHOWN_ON = "safety.crisis_lines"


def crisis_help(session: Session, text: str, country: str | None = None) -> HelpPage | None:
    """The help page where `text` holds words of a crisis, once a day where the vault is open; else None.

    The words are kept nowhere, set no state and enter no report.
    """
    if not crisis_words(text):
        return None
    if session.vault is not None:
        settings = session.vault.tables.settings
        if settings.get(SHOWN_ON) == session.today.isoformat():
            return None
        settings.put(SHOWN_ON, session.today.isoformat())
    return list_help(session, country)


@dataclass(frozen=True)
class DueQuestion:
    """A safety question as it is asked."""

    id: str
    text: str


@dataclass(frozen=True)
class SafetyPage:
    """What the answers come to. states: for JSON and pages, never a reason for a refusal. cards: names of pauses."""

    safety: Safety
    states: tuple[str, ...]
    cards: tuple[str, ...]
    kept: bool

    def is_in(self, state: str) -> bool:
        """Whether the answers come to `state`."""
        return state in self.states


def list_due_questions(session: Session) -> tuple[DueQuestion, ...]:
    """The questions to ask now: all of them where nothing is kept; those that are old or were left out else."""
    due = safety_questions() if session.vault is None else kept_safety(session).due(session.today)
    return tuple(DueQuestion(item.id, item.text) for item in due)


def answer_safety(session: Session, answers: Mapping[str, str], *, going_on: bool | None = None) -> SafetyPage:
    """Keep the answers where the vault is open, and say what they come to; without one they live for this command.

    going_on: whether the user goes on from the crisis page to their own; the answer itself stays.

    Raises
    ------
    BadRequest
        there is no such question, or no such answer; nothing was kept.
    """
    checked = Safety.from_answers(answers, session.today, going_on=bool(going_on))
    if session.vault is None:
        return _page(session, checked, kept=False)
    from ebbtide.vault.storage import SafetyRecord

    for question, answer in checked.answers.items():
        session.vault.tables.safety.add(SafetyRecord(session.today, question, answer.value))
    if checked.answers or going_on is not None:
        session.vault.tables.settings.put(GOING_ON, bool(going_on))
    return read_safety(session)


def read_safety(session: Session) -> SafetyPage:
    """What the kept answers come to; raises `Locked` where the vault is not open."""
    return _page(session, kept_safety(session), kept=True)


def forget_safety(session: Session) -> int:
    """Take all answers out and overwrite their pages; returns how many there were."""
    vault = session.open_vault
    records = vault.tables.safety.all()
    for record in records:
        vault.tables.safety.remove(record.id or 0)
    vault.tables.settings.put(GOING_ON, False)
    vault.tidy()
    return len(records)


def list_help(session: Session, country: str | None = None) -> HelpPage:
    """Help lines of a country as of today; without one, the countries to choose from."""
    return help_lines(country, session.today)


def _page(session: Session, safety: Safety, *, kept: bool) -> SafetyPage:
    states = safety.states(session.today)
    plays = table("plays", "play")
    cards = tuple(plays[card].name for card in safety.cards)
    return SafetyPage(safety, tuple(state.value for state in SafetyState if state in states), cards, kept)
