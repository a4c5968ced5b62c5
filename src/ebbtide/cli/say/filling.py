"""Filling a guide on a terminal: one question at a time, facts by their letter, then the words and what next."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from string import ascii_lowercase

from ebbtide.cli.questions import ask, tell
from ebbtide.cli.root import EXIT_FLAGGED, EXIT_OK
from ebbtide.cli.terminal import width_of
from ebbtide.errors import BadRequest
from ebbtide.presentation.speak import Fact, lint_lines
from ebbtide.service import Session, safety, speak
from ebbtide.wording import say

#: Acts of guides that ask something of the other person.
ASKING = {"asks", "confronts", "reaches_out", "agrees"}


def fill(session: Session, guide: speak.OpenGuide, facts: Sequence[Fact], options: speak.LintOptions) -> int:
    """Ask for each part, show the words, and do what the user chooses."""
    tell(say("speak.intro" if ASKING & set(guide.entry.acts) else "speak.intro_own"))
    answers: dict[str, str] = {}
    picked: tuple[str, ...] = ()
    while True:
        picked = _ask_slots(guide, facts, answers)
        try:
            draft = speak.write_draft(guide, answers, picked, options)
        except BadRequest as error:
            tell(str(error))
            continue
        _show(session, draft)
        choice = _choose(draft)
        if choice != "e":
            break
    if choice == "r":
        tell(say("speak.card"))
        for line in draft.card:
            tell(line)
    elif choice in ("k", "s"):
        _keep(session, draft, asleep=choice == "s")
    return EXIT_FLAGGED if draft.lint.flagged else EXIT_OK


def _ask_slots(guide: speak.OpenGuide, facts: Sequence[Fact], answers: dict[str, str]) -> tuple[str, ...]:
    picked: dict[str, str] = {}
    lettered = dict(zip(ascii_lowercase, facts, strict=False))
    for number, (name, slot) in enumerate(guide.slots.items(), 1):
        tell(say("speak.step", number=number, count=len(guide.slots), ask=slot.ask))
        tell(say("speak.good", text=slot.good))
        tell(say("speak.bad", text=slot.bad))
        if slot.private:
            tell(say("speak.private"))
        if slot.facts and lettered:
            _offer(lettered)
        while (answer := ask(">", answers.get(name, ""))) in lettered and slot.facts:
            picked[lettered[answer].id] = lettered[answer].text
        answers[name] = answer
    return tuple(picked.values())


def _offer(lettered: dict[str, Fact]) -> None:
    for letter, fact in lettered.items():
        if fact.source == "journal":
            tell(say("speak.facts_journal", letter=letter, text=fact.text))
        else:
            tell(say("speak.facts_messages", letter=letter, text=fact.text, beside=fact.beside))
    tell(say("speak.pick"))


def _show(session: Session, draft: speak.Draft) -> None:
    tell(say("speak.your_words_spoken" if draft.spoken_first else "speak.your_words", count=draft.words))
    first, then = (draft.card, draft.text.split("\n")) if draft.spoken_first else (draft.text.split("\n"), ())
    for line in (*first, "", *then, *lint_lines(draft.lint, width_of(sys.stderr))):
        tell(line)
    if draft.lint.stopped:
        tell(say("speak.private_line"))
    if (page := safety.crisis_help(session, draft.text)) is not None:
        for line in (say("safety.words_found"), *page.paragraphs):
            tell(line)
    if draft.better_tomorrow:
        tell(say("speak.sleep"))


def _choose(draft: speak.Draft) -> str:
    """What next; a stopped draft has no card and is not kept."""
    allowed = ("e", "q") if draft.lint.stopped else ("r", "e", "s", "k", "q")
    if draft.lint.stopped:
        tell(say("speak.stopped"))
    tell(say("speak.choices_stopped" if draft.lint.stopped else "speak.choices"))
    while (choice := ask(say("speak.choose"), "q")[:1].casefold()) not in allowed:
        continue
    return choice


def _keep(session: Session, draft: speak.Draft, *, asleep: bool) -> None:
    if session.vault is None:
        tell(say("speak.copy_it"))
        return
    saved = speak.save_draft(session, draft, asleep=asleep)
    tell(say("speak.asleep") if asleep else say("speak.kept", number=saved.number))
