"""Where the rules and checks of a language stand in a draft, after exceptions and frames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ebbtide.guidance.situation import Situation
from ebbtide.guidance.speak.linter.compiled import CompiledCheck, CompiledLanguage, CompiledRule, Exceptions
from ebbtide.guidance.speak.linter.draft_text import DraftText, Sentence
from ebbtide.guidance.speak.linter.phrase import Phrase
from ebbtide.guidance.speak.linter.result import Check

#: A hit about the whole text.
WHOLE = (0, 0)
#: Words after which a frame ("I am not saying that ...") no longer holds.
TURNS = frozenset(("but", "yet", "however", "aber", "doch", "pero"))
Span = tuple[int, int]


@dataclass(frozen=True)
class Hit:
    """A rule and the code points that it speaks of; phrase: which of its phrases; sentence: None for the whole text."""

    rule: CompiledRule
    span: Span
    phrase: int = 0
    sentence: Sentence | None = None


def phrase_hits(language: CompiledLanguage, draft: DraftText) -> Iterator[Hit]:
    """Every place where a phrase of a rule stands and nothing takes it back."""
    for sentence in draft.sentences:
        for place, phrases in language.candidates(sentence).items():
            rule = language.rules[place]
            for number in phrases:
                for first, last in rule.phrases[number].spans(sentence):
                    if not _taken_back(rule, language, draft, sentence, (first, last)):
                        span = sentence.words[first].start, sentence.words[last - 1].end
                        yield Hit(rule, span, number, sentence)


def _taken_back(
    rule: CompiledRule, language: CompiledLanguage, draft: DraftText, sentence: Sentence, place: Span
) -> bool:
    if _excepted(rule.exceptions, sentence, place):
        return True
    if rule.rule.scope == "text" and any(_stands(rule.exceptions.anywhere, other) for other in draft.sentences):
        return True
    return rule.rule.frames and _framed(language.frames, sentence, place)


def _excepted(exceptions: Exceptions, sentence: Sentence, place: Span) -> bool:
    near = (span for phrase in exceptions.near for span in phrase.spans(sentence))
    return any(first < place[1] and last > place[0] for first, last in near) or _stands(exceptions.anywhere, sentence)


def _framed(frames: Exceptions, sentence: Sentence, place: Span) -> bool:
    """Whether a frame opens before the place and no turn stands between."""
    for phrase in frames.near:
        for first, last in phrase.spans(sentence):
            between = {word.plain for word in sentence.words[last : place[0]]}
            if first <= place[0] and not between & TURNS:
                return True
    return _stands(frames.anywhere, sentence)


def _stands(phrases: tuple[Phrase, ...], sentence: Sentence) -> bool:
    return any(next(phrase.spans(sentence), None) is not None for phrase in phrases)


def text_hits(language: CompiledLanguage, draft: DraftText, found: list[Hit], situation: Situation) -> Iterator[Hit]:
    """Hits of the rules that look at more than one place; `found`: those of `phrase_hits`."""
    for rule in language.rules:
        own = [hit for hit in found if hit.rule is rule]
        kind = rule.rule.kind
        if kind == "phrase":
            yield from own
        elif kind in _BY_COUNT and _BY_COUNT[kind](rule, draft, own):
            yield Hit(rule, own[0].span, own[0].phrase, own[0].sentence) if own else Hit(rule, WHOLE)
        elif (kind == "hour" and situation.better_tomorrow) or (
            kind == "unanswered" and situation.unanswered >= rule.rule.least
        ):
            yield Hit(rule, WHOLE)
        elif kind == "quotation" and len(draft.cited) >= rule.rule.least:
            yield Hit(rule, draft.cited[0])


_BY_COUNT = {
    "count": lambda rule, draft, own: len(own) >= rule.rule.least,
    "distinct": lambda rule, draft, own: len({hit.phrase for hit in own}) >= rule.rule.least,
    "words": lambda rule, draft, own: draft.word_count > rule.rule.most,
}


def find_check(check: CompiledCheck, draft: DraftText, silent: frozenset[str]) -> Check:
    """Whether the draft has it. silent: families of the linter that did not speak."""
    kind, name = check.check.kind, check.check.id
    if not draft.sentences and kind != "size":
        return Check(name, False)
    if kind == "size":
        return Check(name, bool(draft.text.strip()) and len(draft.text) <= check.check.most)
    if kind == "silent":
        return Check(name, check.check.family in silent)
    for sentence in draft.sentences:
        for phrase in check.phrases:
            for first, last in phrase.spans(sentence):
                if not _excepted(check.exceptions, sentence, (first, last)):
                    return Check(name, True, sentence.words[first].start, sentence.words[last - 1].end)
    return Check(name, False)
