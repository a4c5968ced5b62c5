"""Compose the answer of a look from its parts."""

from __future__ import annotations

from ebbtide.analysis.changes.answer import OF_CHANGE, Situation, facts
from ebbtide.presentation.answer.answer import Answer
from ebbtide.presentation.answer.explanations import explanation, held
from ebbtide.presentation.answer.figures import word_row
from ebbtide.presentation.answer.folds import assumed, folds, reading
from ebbtide.presentation.answer.opening import line, sure
from ebbtide.presentation.answer.picture_title import title
from ebbtide.presentation.answer.step import step
from ebbtide.presentation.answer.voice import Voice
from ebbtide.presentation.charts.words import names, plain
from ebbtide.presentation.sentences import SpokenSigns, Tide
from ebbtide.wording import say

#: So many questions of signs stand under the other explanations.
QUESTIONS = 2


def answer(tide: Tide, signs: SpokenSigns | None = None, *, afraid: bool = False) -> Answer:
    """The answer of a look, in words.

    afraid: fear, force or control was flagged, so that the one thing to do is to talk to someone (rule 13).
    """
    voice = Voice(tide)
    rows = tuple(word_row(voice, row, fact=True) for row in facts(tide))
    note = "" if rows or voice.situation not in OF_CHANGE else voice.say("answer.detail.none_single")
    parts = tuple(folds(voice, rows, tide.findings, signs))
    return Answer(
        voice.situation,
        names(tide.conversation.people),
        kicker(voice),
        plain(tide.headline),
        line(voice),
        explanation(voice, _questions(voice, signs)),
        held(voice),
        title(voice),
        rows,
        note,
        sure(voice),
        step(voice, afraid=afraid),
        say("safety.quiet.line"),
        reading(voice),
        tuple(assumed(voice)),
        parts,
        tuple(dict.fromkeys(claim for part in parts for claim in part.claims)),
    )


def kicker(voice: Voice) -> str:
    """Whom the page is about, and how many weeks."""
    return voice.say("answer.kicker.weeks" if voice.weeks else "answer.kicker.plain")


def _questions(voice: Voice, signs: SpokenSigns | None) -> tuple[str, ...]:
    """What only the user can answer, from the signs shown; nothing of that after an ending."""
    if signs is None or voice.situation not in OF_CHANGE or voice.situation is Situation.TOGETHER:
        return ()
    asked = (question for name in signs.shown for row in signs[name] for question in row.questions)
    return tuple(dict.fromkeys(asked))[:QUESTIONS]
