"""The safety questions on a terminal: one page, each may be left out, and "none" answers them all."""

from __future__ import annotations

from ebbtide.cli.questions import ask, tell
from ebbtide.service import Session, safety
from ebbtide.wording import say

ANSWERS = {"y": "yes", "yes": "yes", "n": "no", "no": "no", "": "skip", "skip": "skip"}
NONE = "none"


def ask_safety(session: Session) -> dict[str, str]:
    """Ask what is due; Enter leaves a question out, "none" says no to it and to all that follow."""
    questions = safety.list_due_questions(session)
    if not questions:
        return {}
    tell(say("safety.intro"))
    tell(say("safety.all_at_once"))
    answers: dict[str, str] = {}
    for number, question in enumerate(questions, 1):
        answer = _ask(say("safety.ask", number=number, count=len(questions), text=question.text))
        if answer == NONE:
            return answers | {item.id: "no" for item in questions[number - 1 :]}
        answers[question.id] = answer
    tell(say("safety.no_proof"))
    return answers


def _ask(question: str) -> str:
    tell(question)
    while True:
        answer = ask(say("safety.choices")).casefold()
        if answer == NONE or answer in ANSWERS:
            return ANSWERS.get(answer, NONE)
