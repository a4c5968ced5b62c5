"""Drafts of the vault on the command line: list them, show one, mark it as said, remove it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ebbtide.cli.output import give
from ebbtide.errors import BadRequest
from ebbtide.presentation.speak import lint_lines
from ebbtide.service import Session, Standing, speak
from ebbtide.wording import say


def run_drafts(session: Session, standing: Standing, asked: Mapping[str, Any], as_json: bool) -> int:
    """Do what was asked of one draft, or list them all."""
    number = asked["drafts"]
    if not number and (asked["given"] or asked["remove"]):
        raise BadRequest("speak.cli.only_drafts")
    if asked["remove"]:
        speak.remove_draft(session, number)
        return give(as_json, "say", [say("speak.removed", number=number)], removed=number)
    if asked["given"]:
        saved = speak.give_draft(session, number, asked["answer_by"])
        line = say("speak.given", number=saved.number, day=saved.answer_by)
        return give(as_json, "say", [line], drafts=[plain_saved(saved)])
    drafts = speak.list_drafts(session, standing)
    if number:
        drafts = tuple(draft for draft in drafts if draft.number == number)
        if not drafts:
            raise BadRequest("speak.no_draft", number=number)
    return give(as_json, "say", _lines(drafts, whole=bool(number)), drafts=[plain_saved(item) for item in drafts])


def _lines(drafts: tuple[speak.SavedDraft, ...], *, whole: bool) -> list[str]:
    if not drafts:
        return [say("speak.no_drafts")]
    lines = []
    for draft in drafts:
        state = say(f"speak.state.{draft.state}")
        guide = draft.guide.replace("_", "-")
        lines.append(say("speak.draft_row", number=draft.number, day=draft.day, guide=guide, state=state))
        if whole and draft.lint is not None:
            lines += [*draft.text.split("\n"), "", *lint_lines(draft.lint)]
    return lines


def plain_draft(draft: speak.Draft) -> dict[str, Any]:
    """A draft as plain values."""
    return {
        "guide": draft.guide,
        "slots": dict(draft.slots),
        "text": draft.text,
        "words": draft.words,
        "spoken_first": draft.spoken_first,
        "better_tomorrow": draft.better_tomorrow,
        "card": list(draft.card),
        "facts": list(draft.facts),
        "lint": draft.lint.to_dict(),
    }


def plain_saved(draft: speak.SavedDraft) -> dict[str, Any]:
    """A kept draft as plain values; one that sleeps shows no words."""
    return {
        "number": draft.number,
        "day": draft.day,
        "guide": draft.guide,
        "text": None if draft.lint is None else draft.text,
        "state": draft.state,
        "wake": draft.wake,
        "answer_by": draft.answer_by,
        "lint": None if draft.lint is None else draft.lint.to_dict(),
    }
