"""The closed lists: load them, unfold their short notation, hand them out as plain literals."""

from __future__ import annotations

import itertools
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

#: The languages whose lists are applied, all together; "any" holds what no language owns.
LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pt")

_CHOICE = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True)
class Lists:
    """Literals to look for in folded text (see `fold`); each carries its own blanks at both ends.

    signs and marks are looked for in the text as written.
    """

    signs: tuple[str, ...]
    affection: tuple[str, ...]
    affection_not: tuple[str, ...]
    marks: tuple[str, ...]
    opens: tuple[str, ...]
    ends: tuple[str, ...]
    opens_not: tuple[str, ...]
    fillers: tuple[str, ...]


def unfold(entry: str) -> list[str]:
    """All literals that `entry` stands for; `[a/b/]` is a, b or nothing.

    >>> unfold("[miss/love] you[/ so]")
    ['miss you', 'miss you so', 'love you', 'love you so']
    """
    parts = _CHOICE.split(entry)
    choices = [part.split("/") if odd % 2 else [part] for odd, part in enumerate(parts)]
    return [" ".join("".join(pick).split()) for pick in itertools.product(*choices)]


def _words(entries: list[str]) -> list[str]:
    return [f" {literal} " for entry in entries for literal in unfold(entry)]


def _called(table: dict[str, list[str]], greetings: list[str]) -> list[str]:
    """Places where a word is a name that somebody is called by."""
    literals: list[str] = []
    for name in table["called"]:
        literals += [f" {edge} {name} " for edge in "|,"] + [f" {name} {edge} " for edge in "|,"]
    for name in table.get("last", []):
        literals += [f" {name} {edge} " for edge in "|,"]
    for name in table["greeted"]:
        literals += [f" {left} {name} {right} " for left in "|," for right in "|,"]
    for name in table["called"] + table["greeted"]:
        literals += [f" {greeting} {name} " for greeting in greetings]
    return literals


def _not_called(table: dict[str, list[str]], common: list[str]) -> list[str]:
    """Places where such a word is an ordinary one; `common` are the articles of all languages."""
    names = table["called"] + table.get("last", [])
    before = [f" {article} {name} " for article in (*table["articles"], *common) for name in names]
    return before + [f" {name} {verb} " for verb in table["verbs"] for name in names]


def _unique(literals: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(literals), key=lambda literal: (-len(literal), literal)))


@cache
def lists(languages: tuple[str, ...] = LANGUAGES) -> Lists:
    """The lists of `languages` together, longest literal first; part of the package, read once."""
    files = (resources.files("ebbtide.analysis.language") / "data" / f"{name}.toml" for name in ("any", *languages))
    tables: list[dict[str, dict[str, list[str]]]] = [tomllib.loads(file.read_text("utf-8")) for file in files]
    warm = [table["affection"] for table in tables]
    asks = [table["questions"] for table in tables]
    says = [_words(table["says"] + table["names"]) + _called(table, table["greetings"]) for table in warm]
    nots = [_words(table["not"]) + _not_called(table, warm[0]["articles"]) for table in warm]
    return Lists(
        signs=tuple(warm[0]["signs"]),
        affection=_unique([literal for part in says for literal in part]),
        affection_not=_unique([literal for part in nots for literal in part]),
        marks=tuple(asks[0]["marks"]),
        opens=_unique([f" |{literal}" for table in asks for literal in _words(table["opens"])]),
        ends=_unique([literal for table in asks for literal in _words(table["ends"])]),
        opens_not=_unique([f" |{literal}" for table in asks for literal in _words(table["not"])]),
        fillers=_unique([f" |{literal}" for table in asks for literal in _words(table["fillers"])]),
    )
