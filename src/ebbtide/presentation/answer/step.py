"""The one thing to do, what stands under it, and words to start with: to the other only where that is kind."""

from __future__ import annotations

from collections.abc import Iterator

from ebbtide.analysis.changes.answer import Situation
from ebbtide.presentation.answer.answer import Step, Words
from ebbtide.presentation.answer.voice import Voice
from ebbtide.wording import formats

#: Words to a friend, never to the other person (rule 13, and after an ending).
TO_FRIEND = frozenset({Situation.THEY_SILENT, Situation.RESTING, Situation.ENDED})
#: Situations without a next look: the step itself names the day, or there is none.
_NO_LOOK = TO_FRIEND | {
    Situation.NOT_ASKED,
    Situation.TOO_EARLY,
    Situation.USUAL,
    Situation.SHORT,
    Situation.TOO_LITTLE,
    Situation.BOTH_SILENT,
    Situation.HOLE,
}
_OWN_TRACK = frozenset(
    {
        Situation.LESS_FROM_THEM,
        Situation.LESS_FROM_BOTH,
        Situation.BOTH_THEY_FIRST,
        Situation.BOTH_ME_FIRST,
        Situation.UNCLEAR,
        Situation.TOGETHER,
    }
)


def step(voice: Voice, *, afraid: bool = False) -> Step:
    """The one thing to do. afraid: fear was flagged, so that nothing but help is offered (rule 13)."""
    if afraid:
        return Step(voice.say("answer.step.afraid.title"), voice.say("answer.step.afraid.line"))
    return Step(
        voice.say("answer.step", voice.variant, "title"),
        voice.say("answer.step", voice.variant, "line"),
        tuple(_again(voice)),
        _words(voice),
    )


def _again(voice: Voice) -> Iterator[str]:
    if voice.situation not in _NO_LOOK:
        yield voice.say("answer.again.look")
    if voice.situation in _OWN_TRACK:
        yield voice.say("answer.again.own")
    if voice.situation in (Situation.USUAL, Situation.TOO_EARLY, Situation.SHORT):
        yield voice.say("answer.again.yours")
    if voice.situation is Situation.THEY_SILENT:
        yield voice.say("answer.again.they_write")
    if voice.situation in (Situation.BOTH_SILENT, Situation.HOLE):
        yield voice.say("answer.again.ways")


def _words(voice: Voice) -> Words | None:
    if not formats.known(f"answer.words.{voice.variant}.say"):
        return None
    friend = voice.situation in TO_FRIEND
    title = "open_friend" if friend else "open_kind" if voice.situation is Situation.USUAL else "open"
    other = f"answer.words.{voice.variant}.else"
    return Words(
        voice.say("answer.words", title),
        voice.say("answer.words", "to_friend" if friend else "to_them"),
        voice.say("answer.words", voice.variant, "say"),
        voice.say(other) if formats.known(other) else "",
    )
