"""Typed values inside a frame: dataclasses, days and tables become JSON, and come back only as the type asked for."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin

import polars as pl

from ebbtide.vault.storage.codec import hints_of
from ebbtide.vault.worker.wire import Broken, Frame


def packed(value: object) -> Frame:
    """A frame that holds `value`."""
    tables: list[pl.DataFrame] = []
    return Frame(_plain(value, tables), tables)


def _plain(value: Any, tables: list[pl.DataFrame]) -> Any:
    if isinstance(value, pl.DataFrame):
        tables.append(value)
        return len(tables) - 1
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name), tables) for item in fields(value)}
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _plain(one, tables) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_plain(one, tables) for one in value]
    if isinstance(value, Path):
        return str(value)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{type(value).__name__} cannot be sent")


def unpacked(kind: Any, told: Any, tables: Sequence[pl.DataFrame], record: type | None = None) -> Any:
    """The value of type `kind` that stands in a frame; a type variable means `record`.

    Raises
    ------
    Broken
        it is of another type.
    """
    try:
        return _Reading(tables, record).typed(kind, told)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise Broken from error


class _Reading:
    def __init__(self, tables: Sequence[pl.DataFrame], record: type | None) -> None:
        self._tables, self._record = tables, record

    def typed(self, kind: Any, told: Any) -> Any:
        if kind in (Any, object):
            return told
        if isinstance(kind, TypeVar):
            return self.typed(self._record, told)
        if is_dataclass(kind):
            return self._dataclass(kind, told)
        if get_origin(kind) is not None:
            return self._composed(get_origin(kind), get_args(kind), told)
        return self._single(kind, told)

    def _composed(self, origin: Any, inner: tuple[Any, ...], told: Any) -> Any:
        if origin in (Union, types.UnionType):
            # The unions in use are of one type and None.
            return None if told is None else self.typed(next(one for one in inner if one is not type(None)), told)
        if origin is dict:
            return {name: self.typed(inner[1], one) for name, one in told.items()}
        if not isinstance(told, list):
            raise TypeError(origin)
        if origin is tuple and inner[-1] is not Ellipsis:
            return tuple(self.typed(kind, one) for kind, one in zip(inner, told, strict=True))
        found = [self.typed(inner[0], one) for one in told]
        return tuple(found) if origin is tuple else found

    def _dataclass(self, kind: Any, told: dict[str, Any]) -> Any:
        hints = hints_of(kind)
        return kind(**{name: self.typed(hints[name], value) for name, value in told.items()})

    def _single(self, kind: Any, told: Any) -> Any:
        if kind is pl.DataFrame:
            return self._tables[told]
        if kind in (date, datetime):
            return kind.fromisoformat(told)
        if kind is Path:
            return Path(told)
        wanted = (int, float) if kind is float else (kind,)
        if not isinstance(told, wanted) or (isinstance(told, bool) and kind is not bool):
            raise TypeError(kind)
        return told
