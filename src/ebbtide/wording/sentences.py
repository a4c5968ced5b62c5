"""Look up a sentence by its key and fill its named places."""

from __future__ import annotations

import string
import tomllib
from functools import cache
from importlib import resources


@cache
def _sentences(language: str) -> dict[str, str]:
    folder = resources.files("ebbtide.wording") / language
    found: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            _flatten(file.name.removesuffix(".toml"), tomllib.loads(file.read_text("utf-8")), found)
    return found


def _flatten(prefix: str, table: dict[str, object], found: dict[str, str]) -> None:
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict):
            _flatten(key, value, found)
        elif isinstance(value, str):
            found[key] = value.strip()
        else:
            raise TypeError(f"{key} is not a sentence")


@cache
def _places(sentence: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


def keys(language: str = "en") -> list[str]:
    """All keys there are, sorted."""
    return sorted(_sentences(language))


def names(table: str, language: str = "en") -> list[str]:
    """Names of the sentences of one table, in the order of its file.

    >>> names("commands.title")
    ['see', 'speak', 'keep']
    """
    return [key.rpartition(".")[2] for key in _sentences(language) if key.rpartition(".")[0] == table]


def places(key: str) -> frozenset[str]:
    """The named places of a sentence."""
    return _places(_sentences("en")[key])


def say(key: str, /, *variants: str, **values: object) -> str:
    """The sentence for `key` with its named places filled.

    variants: which sentence of a table, as in `say("findings.dates", "early", month="March")`.

    Raises
    ------
    KeyError
        the key is unknown, or a place has no value, or a value has no place.

    >>> say("common.people.them")
    'they'
    """
    key = ".".join((key, *variants))
    sentence = _sentences("en")[key]
    open_places = _places(sentence)
    if open_places != values.keys():
        odd = sorted(open_places.symmetric_difference(values))
        raise KeyError(f"{key}: values and places differ in {odd}")
    return sentence.format_map(values)
