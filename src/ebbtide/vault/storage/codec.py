"""Small typed records to JSON and back: dataclasses of plain values, days, times, tuples and dictionaries."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def dump(value: object) -> str:
    """One line of JSON for a record or a plain value; keys keep their order."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def load(kind: type[T], text: str) -> T:
    """The value of type `kind` that `dump` wrote.

    >>> load(tuple[date, ...], dump((date(2026, 3, 1),)))
    (datetime.date(2026, 3, 1),)
    """
    made: T = _typed(kind, json.loads(text))
    return made


def _typed(kind: Any, told: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return None if told is None else _typed(next(one for one in get_args(kind) if one is not NoneType), told)
    if origin is tuple:
        return _tuple(get_args(kind), told)
    if origin is dict:
        return {name: _typed(get_args(kind)[1], one) for name, one in told.items()}
    if kind in (date, datetime):
        return kind.fromisoformat(told)
    if is_dataclass(kind):
        return _record(kind, told)
    return told


def _tuple(kinds: tuple[Any, ...], told: list[Any]) -> tuple[Any, ...]:
    if kinds[-1] is Ellipsis:
        return tuple(_typed(kinds[0], one) for one in told)
    return tuple(_typed(kind, one) for kind, one in zip(kinds, told, strict=True))


def _record(kind: Any, told: dict[str, Any]) -> Any:
    hints = hints_of(kind)
    # A field that a later version adds has its default when an older record is read.
    return kind(**{name: _typed(hints[name], value) for name, value in told.items() if name in hints})


def hints_of(kind: type) -> dict[str, Any]:
    """The types of a dataclass's fields."""
    return get_type_hints(kind)
