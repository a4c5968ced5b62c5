"""Families, rules and checks of the draft linter as data: one TOML file a rule, one folder a language.

A rule leaves out what its family says for all of its rules: severity, why, fix, grade, sources.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from ebbtide.catalogue.schema import CatalogueError, build

#: From the weakest to the strongest.
SEVERITIES = ("hint", "soft", "warn", "stop")
#: How a rule looks: for a phrase; for so many of them; for so many different ones; at the length of the text; at the
#: hour and the calm of the writer; at messages without an answer; at lines of somebody else.
KINDS = ("phrase", "count", "distinct", "words", "hour", "unanswered", "quotation")
#: How a check looks: for a phrase, at a rule that must not have spoken, or at the size of the text.
CHECK_KINDS = ("phrase", "silent", "size")
#: Files of a language's folder that are no rules.
WORDS, CHECKS = "words.toml", "checks.toml"
#: What the suite asks of every rule.
LEAST_BAD, LEAST_GOOD = 5, 8


@dataclass(frozen=True)
class LintFamily:
    """What all rules of one kind share. fix: a question to the writer. opens_safety: the safety page is offered."""

    id: str
    severity: str
    why: str
    fix: str
    grade: str
    sources: tuple[str, ...]
    message: str = ""
    replaces: tuple[str, ...] = ()
    opens_safety: bool = False


@dataclass(frozen=True)
class LintRule:
    """One rule in one language; see docs/lint-rules.md for the notation of `pattern` and `unless`.

    kind: one of `KINDS`. least, most: bounds of the kinds that count. without: checks that must be absent.
    frames: whether the sentence frames of the language ("I am not saying that ...") silence it.
    """

    id: str
    family: str
    lang: str
    message: str
    since: str
    bad: tuple[str, ...]
    good: tuple[str, ...]
    kind: str = "phrase"
    pattern: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    scope: str = "sentence"
    least: int = 1
    most: int = 0
    without: tuple[str, ...] = ()
    frames: bool = True
    severity: str = ""
    why: str = ""
    fix: str = ""
    grade: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class LintCheck:
    """Something good that a draft may hold; absent ones are only named. family: whose silence it asks for."""

    id: str
    kind: str
    pattern: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    family: str = ""
    most: int = 0


@dataclass(frozen=True)
class LintWords:
    """What a language's rules share: word classes, short forms written out, and frames that take a sentence back."""

    classes: Mapping[str, tuple[str, ...]]
    short_forms: Mapping[str, str]
    frames: tuple[str, ...]


@dataclass(frozen=True)
class LintLanguage:
    """Everything that the linter knows of one language, rules in the order of their ids."""

    code: str
    words: LintWords
    rules: tuple[LintRule, ...]
    checks: tuple[LintCheck, ...]


def _folder() -> Traversable:
    return resources.files("ebbtide.catalogue") / "data" / "lint"


@cache
def lint_languages() -> tuple[str, ...]:
    """Codes of the languages with rules, sorted."""
    return tuple(sorted(item.name for item in _folder().iterdir() if item.is_dir() and not item.name.startswith("_")))


@cache
def common_words() -> Mapping[str, frozenset[str]]:
    """Frequent words by language, also of languages without rules: what a draft's language is guessed from."""
    rows: dict[str, str] = tomllib.loads((_folder() / "common_words.toml").read_text("utf-8"))
    return MappingProxyType({code: frozenset(words.split()) for code, words in rows.items()})


@cache
def lint_language(code: str, families: tuple[LintFamily, ...]) -> LintLanguage:
    """Rules, checks and words of one language; `families` fill what a rule leaves out.

    Raises
    ------
    CatalogueError
        a rule does not fit the schema, or names a family that does not exist.
    """
    folder = _folder() / code
    by_id = {family.id: family for family in families}
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    rules = [_rule(folder, name, by_id) for name in names if name not in (WORDS, CHECKS)]
    checks = tomllib.loads((folder / CHECKS).read_text("utf-8"))["check"]
    table = tomllib.loads((folder / WORDS).read_text("utf-8"))
    classes = {key: tuple(part.strip() for part in text.split("/")) for key, text in table["classes"].items()}
    words = LintWords(MappingProxyType(classes), MappingProxyType(table["short_forms"]), tuple(table["frames"]))
    return LintLanguage(
        code, words, tuple(rules), tuple(build(LintCheck, row, f"lint/{code}/{CHECKS}") for row in checks)
    )


def _rule(folder: Traversable, name: str, families: Mapping[str, LintFamily]) -> LintRule:
    file = f"lint/{folder.name}/{name}"
    row: dict[str, Any] = tomllib.loads((folder / name).read_text("utf-8"))
    family = families.get(str(row.get("family")))
    if family is None:
        raise CatalogueError(file, str(row.get("id")), "family", "no_such")
    shared = {item.name for item in fields(LintFamily)} & {"severity", "why", "fix", "grade", "sources"}
    inherited = {key: value for key in shared if not isinstance(value := getattr(family, key), tuple)}
    rule = build(LintRule, inherited | {"sources": list(family.sources)} | row, file)
    for key, value, choices in (
        ("severity", rule.severity, SEVERITIES),
        ("kind", rule.kind, KINDS),
        ("lang", rule.lang, (folder.name,)),
    ):
        if value not in choices:
            raise CatalogueError(file, rule.id, key, "unknown_word")
    return rule
