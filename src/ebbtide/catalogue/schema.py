"""Turn TOML tables into typed entries, and say exactly where one does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from ebbtide.catalogue import entries
from ebbtide.errors import EbbtideError

T = TypeVar("T")

#: "A1:12" or "A3:4-5,15-18": an article and its lines.
CITATION = re.compile(r"A[1-5]:\d+(-\d+)?(,\d+(-\d+)?)*")
#: Fields that hold one of a few words.
CHOICES: dict[tuple[type, str], tuple[str, ...]] = {
    (entries.Claim, "verdict"): entries.VERDICTS,
    (entries.Claim, "grade"): entries.GRADES,
    (entries.Sign, "grade"): entries.GRADES,
    (entries.Sign, "area"): entries.AREAS,
    (entries.Sign, "rule"): entries.RULES,
    (entries.Play, "grade"): entries.GRADES,
    (entries.SafetyQuestion, "yes"): entries.SAFETY_STATES,
    (entries.Source, "status"): entries.SOURCE_STATUS,
    (entries.HelpLine, "status"): entries.LINE_STATUS,
    (entries.Emergency, "status"): entries.LINE_STATUS,
}


class CatalogueError(EbbtideError):
    """An entry of the catalogue does not fit: names the file, the entry and the key."""

    def __init__(self, file: str, entry: str, key: str, problem: str) -> None:
        super().__init__(f"catalogue.broken.{problem}", file=file, entry=entry, name=key)


def _text(value: object) -> bool:
    return isinstance(value, str)


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _table(value: object) -> bool:
    return isinstance(value, dict)


@cache
def _kinds(cls: type) -> dict[str, Callable[[object], bool]]:
    """How to check each field of `cls`, from its type."""
    simple: dict[Any, Callable[[object], bool]] = {str: _text, int: _whole, bool: _flag}
    hints = get_type_hints(cls)
    return {name: simple.get(hint) or (_texts if get_origin(hint) is tuple else _table) for name, hint in hints.items()}


def _must(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def build(cls: type[T], row: Mapping[str, Any], file: str) -> T:
    """One entry of type `cls` from a TOML table.

    Raises
    ------
    CatalogueError
        a key is unknown or missing, or its value is of the wrong kind or not one of the known words.
    """
    name = str(row.get("id") or row.get("country") or "?")
    known = {item.name: item for item in fields(cls)}  # type: ignore[arg-type]
    for key in row.keys() - known.keys():
        raise CatalogueError(file, name, key, "unknown_key")
    for key in (key for key, item in known.items() if _must(item) and key not in row):
        raise CatalogueError(file, name, key, "missing_key")
    for key, value in row.items():
        _check_value(cls, file, name, key, value)
    return cls(**{key: _value(cls, key, value, file) for key, value in row.items()})


def _check_value(cls: type, file: str, name: str, key: str, value: object) -> None:
    if not _kinds(cls)[key](value):
        raise CatalogueError(file, name, key, "wrong_kind")
    if (choices := CHOICES.get((cls, key))) and value not in choices:
        raise CatalogueError(file, name, key, "unknown_word")
    if key == "acts" and isinstance(value, list) and not (value and set(value) <= set(entries.ACTS)):
        raise CatalogueError(file, name, key, "unknown_word")
    if key == "cited" and isinstance(value, list) and not all(CITATION.fullmatch(item) for item in value):
        raise CatalogueError(file, name, key, "unknown_word")


def _value(cls: type, key: str, value: object, file: str) -> object:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        inner: type = get_args(get_type_hints(cls)[key])[1]
        return {name: build(inner, part, file) for name, part in value.items()}
    return value
