"""The rules of one language ready to run: phrases by the word that each of them needs, so that few are tried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ebbtide.catalogue import table
from ebbtide.catalogue.lint import LintCheck, LintFamily, LintLanguage, LintRule, lint_language
from ebbtide.guidance.speak.linter.draft_text import Sentence, Spelling
from ebbtide.guidance.speak.linter.phrase import Classes, Phrase, parse

#: Before an exception that holds anywhere in the sentence.
ANYWHERE = "* "


@dataclass(frozen=True)
class Exceptions:
    """Phrases that take a hit back: those that share a word with it, and those that stand anywhere in its sentence."""

    near: tuple[Phrase, ...]
    anywhere: tuple[Phrase, ...]


@dataclass(frozen=True)
class CompiledRule:
    """A rule with its phrases."""

    rule: LintRule
    phrases: tuple[Phrase, ...]
    exceptions: Exceptions


@dataclass(frozen=True)
class CompiledCheck:
    """A check with its phrases."""

    check: LintCheck
    phrases: tuple[Phrase, ...]
    exceptions: Exceptions


@dataclass(frozen=True)
class CompiledLanguage:
    """Everything of one language. index: word to places of rules and phrases that need it."""

    language: LintLanguage
    rules: tuple[CompiledRule, ...]
    checks: tuple[CompiledCheck, ...]
    frames: Exceptions
    index: Mapping[str, tuple[tuple[int, int], ...]]
    known: frozenset[str]

    def candidates(self, sentence: Sentence) -> dict[int, list[int]]:
        """Rules and their phrases that may stand in `sentence`."""
        found: dict[int, set[int]] = defaultdict(set)
        for word in sentence.vocabulary:
            for rule, phrase in self.index.get(word, ()):
                found[rule].add(phrase)
        return {rule: sorted(phrases) for rule, phrases in sorted(found.items())}

    def spelling(self, names: frozenset[str]) -> Spelling:
        """How words of this language are made plain."""
        return Spelling(self.language.words.short_forms, self.known, names)


def families() -> tuple[LintFamily, ...]:
    """The families of the catalogue, in its order."""
    return tuple(table("speak", "family").values())


@cache
def compiled(code: str) -> CompiledLanguage:
    """The rules of language `code`, compiled once."""
    language = lint_language(code, families())
    classes = language.words.classes
    rules = tuple(
        CompiledRule(rule, _phrases(rule.pattern, classes), _exceptions(rule.unless, classes))
        for rule in language.rules
    )
    checks = tuple(
        CompiledCheck(check, _phrases(check.pattern, classes), _exceptions(check.unless, classes))
        for check in language.checks
    )
    index: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, rule in enumerate(rules):
        for number, phrase in enumerate(rule.phrases):
            for word in phrase.keys:
                index[word].append((place, number))
    frames = _exceptions(language.words.frames, classes)
    known = frozenset(word for rule in rules for phrase in rule.phrases for word in _words(phrase))
    return CompiledLanguage(
        language, rules, checks, frames, {word: tuple(places) for word, places in index.items()}, known
    )


def _phrases(entries: tuple[str, ...], classes: Classes) -> tuple[Phrase, ...]:
    return tuple(parse(entry, classes) for entry in entries)


def _exceptions(entries: tuple[str, ...], classes: Classes) -> Exceptions:
    near = tuple(entry for entry in entries if not entry.startswith(ANYWHERE))
    anywhere = tuple(entry.removeprefix(ANYWHERE) for entry in entries if entry.startswith(ANYWHERE))
    return Exceptions(_phrases(near, classes), _phrases(anywhere, classes))


def _words(phrase: Phrase) -> Iterator[str]:
    for element in phrase.elements:
        yield from getattr(element, "firsts", ())
