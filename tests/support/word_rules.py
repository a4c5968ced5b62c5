"""The rules for a sentence that a user can meet: length, glossary, full stops, and words that are not used.

A text may hold several sentences, places such as {name}, commands between backticks, and blocks of examples after a
lone ``\\b``. Commands and examples are no sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from statistics import fmean

LONGEST, LONGEST_MEAN = 20, 12
#: From so many words on a text that opens with a capital is a sentence and ends as one does.
SENTENCE_WORDS = 12

#: What is said instead stands beside each word (the glossary, and words that judge or frighten).
NOT_USED: dict[str, str] = {
    r"conversations?": "talk",
    r"sessions?": "talk",
    r"starts": "writes first, begins",
    r"initiat\w+": "writes first",
    r"responsiveness": "answers",
    r"reply latency": "time to answer",
    r"answered share": "answers",
    r"warmth": "warm words",
    r"affection hits": "warm words",
    r"gaps?": "quiet time",
    r"baselines?": "your usual",
    r"levels?": "your usual",
    r"index": "your usual",
    r"rows?": "line",
    r"not firm enough": "no clear change",
    r"no change found": "no clear change",
    r"about as before": "about the same",
    r"fading": "less comes from",
    r"pulled away": "less comes from",
    r"pull(ing)? away": "a step back",
    r"declin(e|ed|es|ing)": "less comes from; say no",
    r"spells?": "a busy time, a quiet time",
    r"stressors?": "hard time",
    r"marked weeks": "hard time",
    r"recheck\w*": "look again",
    r"monitor\w*": "look again",
    r"wait until": "look again on",
    r"(un)?healthy": "a plain fact",
    r"healthier": "a plain fact",
    r"toxic": "a plain fact",
    r"scor(e|es|ed|ing)": "a plain fact",
    r"risk\w*": "danger, or what can happen",
    r"alerts?": "a plain fact",
    r"warnings?": "a plain fact",
    r"insights?": "what shows",
    r"journey": "months",
    r"streaks?": "days",
    r"oops": "what happened",
    r"great job": "nothing",
    r"verdicts?": "answer",
    r"(ab)?normal(ly)?": "usual, common",
    r"you should (stay|leave)": "the reader decides",
    r"(stay with|leave) (them|him|her|this person)": "the reader decides",
}
_NOT_USED = {word: re.compile(rf"\b({word})\b", re.IGNORECASE) for word in NOT_USED}
_EXAMPLES = re.compile(r"^\\?\x08\n(.+\n?)+?(\n|\Z)|^\\b\n(.+\n?)+?(\n|\Z)", re.MULTILINE)
_CODE = re.compile(r"`[^`]*`|(?<!\S)--?[a-z][\w-]*")
_PLACE = re.compile(r"\{\w+[^}]*\}")
_END = re.compile(r"(?<=[.?!])(?=\s)|(?<=[.?!][\"”’)])(?=\s)|\n\s*\n")
_WORD = re.compile(r"\w")
#: Stands for a command or a place, which may end in a full stop of its own.
_FILLED = "X"


def sentences(text: str) -> list[str]:
    """The sentences of a text, without examples; a command and a place count as one word each."""
    return [" ".join(part.split()) for part in _END.split(_bare(text)) if part and _WORD.search(part)]


def _bare(text: str) -> str:
    """The text without examples, with one word for each command and place."""
    return _PLACE.sub(_FILLED, _CODE.sub(_FILLED, _EXAMPLES.sub("\n\n", text)))


def words(sentence: str) -> int:
    """How many words a sentence has; a dash or a lone sign is none."""
    return sum(bool(_WORD.search(part)) for part in sentence.split())


def faults(text: str) -> Iterator[str]:
    """What one text does against the rules."""
    parts = sentences(text)
    yield from (f"{words(part)} words: {part}" for part in parts if words(part) > LONGEST)
    bare = _bare(text)
    for sign, name in ((";", "semicolon"), ("!", "exclamation mark")):
        if sign in bare:
            yield f"{name}: {text}"
    for word, pattern in _NOT_USED.items():
        if pattern.search(bare):
            yield f"{word}, say {NOT_USED[word]}: {text}"
    yield from _stops(bare.rstrip(), parts)


def _stops(text: str, parts: list[str]) -> Iterator[str]:
    """A sentence ends with one full stop, question mark or colon."""
    if re.search(r"(?<!\.)\.\.(?!\.)(?=\W|\Z)|\. \.|[?:,]\.(?!\w)", text):
        yield f"two stops: {text}"
    whole = len(parts) > 1 or (parts and words(parts[0]) >= SENTENCE_WORDS and parts[0][0].isupper())
    if whole and not re.search(rf"[.?:][\"”’)]*( [\[(][^\])]*[\])])?$|\b{_FILLED}$", text):
        yield f"no full stop: {text}"


def mean_words(texts: Mapping[str, str]) -> float:
    """Words a sentence, on average over the texts of a file."""
    return fmean(words(part) for text in texts.values() for part in sentences(text))
