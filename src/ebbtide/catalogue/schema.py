"""Turn TOML tables into typed entries, and say exactly where one does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
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


#: How to check the value of a field, by the type of the field.
_CHECKS: dict[Any, Callable[[object], bool]] = {
    str: lambda value: isinstance(value, str),
    int: lambda value: isinstance(value, int) and not isinstance(value, bool),
    bool: lambda value: isinstance(value, bool),
    tuple: lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
    Mapping: lambda value: isinstance(value, dict),
}


_hints = cache(get_type_hints)


def build(cls: type[T], row: Mapping[str, Any], file: str) -> T:
    """One entry of type `cls` from a TOML table.

    Raises
    ------
    CatalogueError
        a key is unknown or missing, or its value is of the wrong kind or not one of the known words.
    """
    name = str(row.get("id") or row.get("country") or "?")
    expected = {item.name: item for item in fields(cls)}  # type: ignore[arg-type]
    for key in row.keys() - expected.keys():
        raise CatalogueError(file, name, key, "unknown_key")
    for key, item in expected.items():
        if key not in row and item.default is MISSING and item.default_factory is MISSING:
            raise CatalogueError(file, name, key, "missing_key")
    for key, value in row.items():
        _check_value(cls, file, name, key, value)
    return cls(**{key: _value(cls, key, value, file) for key, value in row.items()})


def _check_value(cls: type, file: str, name: str, key: str, value: object) -> None:
    hint = _hints(cls)[key]
    if not _CHECKS[get_origin(hint) or hint](value):
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
        inner: type = get_args(_hints(cls)[key])[1]
        return {name: build(inner, part, file) for name, part in value.items()}
    return value
