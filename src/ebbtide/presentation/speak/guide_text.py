"""A guide and the list of guides as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ebbtide.guidance.speak import OfferedGuide, OpenGuide
from ebbtide.wording import say

STAGE = "stage:"


def list_lines(guides: Sequence[OfferedGuide]) -> Iterator[str]:
    """All guides, a line each: what is open, what still needs something, and the others without a reason."""
    for guide in guides:
        name = guide.id.replace("_", "-")
        if guide.open:
            yield say("speak.guide_open", id=name, name=guide.name, when=guide.when)
        elif guide.missing:
            needs = missing_text(guide.missing)
            yield say("speak.guide_missing", id=name, name=guide.name, when=guide.when, missing=needs)
        else:
            yield say("speak.guide_closed", id=name, name=guide.name)


def missing_text(missing: Sequence[str]) -> str:
    """What a guide still needs, in words."""
    needs = [_need(need) for need in missing]
    return ", ".join(needs)


def _need(need: str) -> str:
    choices = [say(f"speak.needs.{name}") for name in need.removeprefix(STAGE).split("|")]
    return choices[0] if len(choices) == 1 else say("speak.needs.or", first=choices[0], second=choices[1])


def guide_lines(guide: OpenGuide) -> Iterator[str]:
    """A guide to read: when it fits, its parts with examples, and what to take care of."""
    entry = guide.entry
    yield say("speak.guide_open", id=guide.id.replace("_", "-"), name=entry.name, when=entry.when)
    if guide.missing:
        yield say("speak.missing_line", missing=missing_text(guide.missing))
        yield say("speak.instead", guide=entry.instead.replace("_", "-"))
    for number, slot in enumerate(guide.slots.values(), 1):
        yield say("speak.step", number=number, count=len(guide.slots), ask=slot.ask)
        yield say("speak.good", text=slot.good)
        yield say("speak.bad", text=slot.bad)
    for key, text in (("stop_rule", entry.stop_rule), ("limit", entry.limit), ("caution", entry.safety)):
        if text:
            yield say(f"speak.{key}", text=text)
