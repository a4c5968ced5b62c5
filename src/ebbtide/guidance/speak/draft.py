"""A draft: the parts of a guide joined by its template, linted, with a card to read from; nothing is ever sent."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ebbtide.catalogue.entries import Slot
from ebbtide.errors import BadRequest
from ebbtide.guidance.speak.guides import OpenGuide
from ebbtide.guidance.speak.linter import Lint, LintOptions, lint

#: A card is read aloud from a phone or a slip of paper.
CARD_WIDTH = 60
_CLOSED = (".", "!", "?", "…", ":", ")", "”", '"', "。", "！", "？")


@dataclass(frozen=True)
class Draft:
    """What a guide and its answers came to. slots: answers as joined; card: lines of at most 60 characters.

    card is empty where the linter stopped the text. better_tomorrow: a night's sleep is offered.
    """

    guide: str
    slots: Mapping[str, str]
    text: str
    words: int
    lint: Lint
    spoken_first: bool
    card: tuple[str, ...]
    facts: tuple[str, ...]
    better_tomorrow: bool = False


def build_draft(
    guide: OpenGuide, answers: Mapping[str, str], facts: Sequence[str] = (), options: LintOptions | None = None
) -> Draft:
    """Join the answers and the picked facts (whole sentences) to a text, and lint it.

    Raises
    ------
    BadRequest
        names the part: unknown, missing, blank, too long, too many facts, or a limit that commands the other.
    """
    options = options or LintOptions()
    clean = {name: " ".join(text.split()) for name, text in answers.items()}
    _check(guide, clean, facts)
    own = replace(options, silent=(*options.silent, *guide.entry.silent))
    for name, slot in guide.slots.items():
        if name in clean:
            _check_slot(name, slot, clean[name], own)
    slots = {name: _sentence(text) for name, text in clean.items() if text}
    place = next((name for name, slot in guide.slots.items() if slot.facts), None)
    if facts and place is not None:
        slots[place] = " ".join([*map(_sentence, facts), *filter(None, [slots.get(place)])])
    text = _joined(guide, slots)
    checked = lint(text, own)
    _check_facts(guide, slots, facts, place)
    return Draft(
        guide=guide.id,
        slots=slots,
        text=text,
        words=len(text.split()),
        lint=checked,
        spoken_first=guide.entry.spoken_first,
        card=() if checked.stopped else card(text),
        facts=tuple(facts),
        better_tomorrow=options.situation.better_tomorrow,
    )


def card(text: str) -> tuple[str, ...]:
    """Lines to read aloud, each sentence begins a new one."""
    sentences = re.split(r"(?<=[.!?…])\s+", text)
    return tuple(line for sentence in sentences for line in textwrap.wrap(sentence, CARD_WIDTH))


def _check(guide: OpenGuide, answers: Mapping[str, str], facts: Sequence[str]) -> None:
    if guide.missing:
        raise BadRequest("speak.not_open_yet", guide=guide.id.replace("_", "-"))
    for name in answers:
        if name not in guide.slots:
            raise BadRequest("speak.no_slot", slot=name, known=", ".join(guide.slots))
    if not any(answers.values()):
        raise BadRequest("speak.blank", slot=next(iter(guide.entry.requires)))
    place = next((name for name, slot in guide.slots.items() if slot.facts), None)
    for name in guide.entry.requires:
        if not answers.get(name) and not (name == place and facts):
            raise BadRequest("speak.missing_slot", slot=name)
    most = guide.entry.most_facts if place is not None else 0
    if len(facts) > most:
        raise BadRequest("speak.too_many_facts", slot=place or "facts", count=len(facts), most=most)


def _check_facts(guide: OpenGuide, slots: Mapping[str, str], facts: Sequence[str], place: str | None) -> None:
    """Where a guide needs a dated fact, a picked one will do, or the user's own with its day."""
    if guide.entry.least_facts and place is not None and not facts:
        own = lint(slots.get(place, ""), LintOptions(head=False))
        if not any(check.id == "dated_fact" and check.present for check in own.checks):
            raise BadRequest("speak.few_facts", slot=place)


def _check_slot(name: str, slot: Slot, text: str, options: LintOptions) -> None:
    if len(text.split()) > slot.most_words:
        raise BadRequest("speak.slot_long", slot=name, most=slot.most_words)
    if not (slot.checks and text):
        return
    checked = lint(text, replace(options, head=False))
    commands = any(finding.family == slot.checks for finding in checked.findings)
    own = not slot.own_words or set(slot.own_words) & set(re.findall(r"[^\W_]+", text.casefold()))
    if commands or not own:
        raise BadRequest("speak.commands_only", slot=name)


def _sentence(text: str) -> str:
    """As a sentence of its own: a capital letter first, and an end."""
    text = " ".join(text.split())
    whole = text[:1].upper() + text[1:]
    return whole if whole.endswith(_CLOSED) else whole + "."


def _joined(guide: OpenGuide, slots: Mapping[str, str]) -> str:
    """The template with its parts; what was left out leaves no trace, and private parts never enter."""
    lines = [
        " ".join(slots[name] for name in re.findall(r"\{(\w+)\}", line) if slots.get(name))
        for line in guide.entry.template.split("\n")
    ]
    return "\n".join(line for line in lines if line)
