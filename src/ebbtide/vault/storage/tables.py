"""Typed repositories: a table for each kind of record, with the same few verbs for all of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final, Generic, TypeVar, get_args, get_origin

from ebbtide.errors import BadRequest
from ebbtide.history.conversation import Context, Span
from ebbtide.vault.storage import codec
from ebbtide.vault.storage.engine import Connection
from ebbtide.vault.storage.records import (
    MARKS,
    AcceptedRecord,
    CheckIn,
    Confirmation,
    DraftRecord,
    Entry,
    Mark,
    Person,
    PlayRecord,
    Record,
    SafetyRecord,
    SittingRecord,
)

R = TypeVar("R", bound=Record)
Begin = Callable[[], AbstractContextManager[None]]
Freeing = Callable[[Callable[[], None]], None]


def _plainly(work: Callable[[], None]) -> None:
    work()


class Table(Generic[R]):
    """All records of one kind, in the order in which they were added. What a verb returned is on the disk."""

    def __init__(self, made: Connection, begin: Begin, name: str, kind: type[R], freeing: Freeing = _plainly) -> None:
        self._made, self._begin, self._name, self._freeing = made, begin, name, freeing
        self._kind: type[R] = kind
        self._fields: Final = [item.name for item in fields(kind) if item.name != "id"]

    def add(self, record: R) -> R:
        """Keep a record; returns it with its number."""
        names = ", ".join(f'"{name}"' for name in self._fields)
        marks = ", ".join("?" * len(self._fields))
        with self._begin():
            done = self._made.execute(f"INSERT INTO {self._name} ({names}) VALUES ({marks})", self._values(record))  # noqa: S608
            number = done.lastrowid
        return replace(record, id=number)

    def change(self, record: R) -> None:
        """Put a record in the place of the one with its number."""
        names = ", ".join(f'"{name}" = ?' for name in self._fields)
        with self._begin():
            sql = f"UPDATE {self._name} SET {names} WHERE id = ?"  # noqa: S608
            done = self._made.execute(sql, (*self._values(record), record.id))
            self._one(done.rowcount, record.id)

    def remove(self, number: int) -> None:
        """Take a record out; its place in the file is overwritten. Works on a full disk too (`vault.ballast`)."""
        self._freeing(lambda: self._remove(number))

    def _remove(self, number: int) -> None:
        with self._begin():
            done = self._made.execute(f"DELETE FROM {self._name} WHERE id = ?", (number,))  # noqa: S608
            self._one(done.rowcount, number)

    def all(self) -> list[R]:
        """Every record."""
        names = ", ".join(f'"{name}"' for name in ("id", *self._fields))
        with self._begin():
            rows = self._made.execute(f"SELECT {names} FROM {self._name} ORDER BY id").fetchall()  # noqa: S608
        return [self._record(row) for row in rows]

    def get(self, number: int) -> R:
        """The record with this number.

        Raises
        ------
        BadRequest
            there is none.
        """
        found = [record for record in self.all() if record.id == number]
        self._one(len(found), number)
        return found[0]

    def _one(self, count: int, number: int | None) -> None:
        if count != 1:
            raise BadRequest("vault.record.none", number=number)

    def _values(self, record: R) -> tuple[Any, ...]:
        return tuple(_stored(getattr(record, name)) for name in self._fields)

    def _record(self, row: tuple[Any, ...]) -> R:
        hints = codec.hints_of(self._kind)
        read = {name: _read(hints[name], value) for name, value in zip(self._fields, row[1:], strict=True)}
        return self._kind(id=row[0], **read)


def _stored(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return codec.dump(value) if isinstance(value, tuple | dict) else value


def _read(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(kind) in (tuple, dict):
        return codec.load(kind, value)
    return date.fromisoformat(value) if kind is date or date in get_args(kind) else value


class Marks(Table[Mark]):
    """What the user told about weeks and ways of keeping in touch, and the context that it makes."""

    def add(self, record: Mark) -> Mark:
        """Keep a mark; raises `BadRequest` for a kind that there is not, or an end before its start."""
        if record.kind not in MARKS:
            raise BadRequest("vault.record.mark_kind", kind=record.kind, kinds=", ".join(MARKS))
        if record.start and record.end and record.end < record.start:
            raise BadRequest("vault.record.mark_order", start=record.start, end=record.end)
        if record.kind in ("away", "stressor", "ended") and record.start is None:
            raise BadRequest("vault.record.mark_day", kind=record.kind)
        return super().add(record)

    def context(self) -> Context:
        """What `look` wants to know: of living and the ending the last word counts."""
        marks = self.all()
        return Context(
            living=_last([mark.value for mark in marks if mark.kind == "living"]),
            away=_spans(marks, "away"),
            stressors=_spans(marks, "stressor"),
            ended=_last([mark.start for mark in marks if mark.kind == "ended"]),
            channels=tuple(mark.value for mark in marks if mark.kind == "channel" and mark.value),
        )


L = TypeVar("L")


def _last(values: list[L | None]) -> L | None:
    return values[-1] if values else None


def _spans(marks: list[Mark], kind: str) -> tuple[Span, ...]:
    own = [mark for mark in marks if mark.kind == kind]
    return tuple(Span(mark.start, mark.end or mark.start, mark.who) for mark in own if mark.start)


class Settings:
    """Plain values by name."""

    def __init__(self, made: Connection, begin: Begin) -> None:
        self._made, self._begin = made, begin

    def get(self, name: str, default: Any = None) -> Any:
        """The value kept under `name`."""
        with self._begin():
            found = self._made.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return default if found is None else codec.load(object, found[0])

    def put(self, name: str, value: Any) -> None:
        """Keep a value (text, number, truth value, list or dictionary of these) under `name`."""
        with self._begin():
            self._made.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, codec.dump(value)))


@dataclass(frozen=True)
class Tables:
    """Every repository of one open vault."""

    people: Table[Person]
    marks: Marks
    confirmations: Table[Confirmation]
    journal: Table[Entry]
    checkins: Table[CheckIn]
    plays: Table[PlayRecord]
    drafts: Table[DraftRecord]
    sittings: Table[SittingRecord]
    safety: Table[SafetyRecord]
    accepted: Table[AcceptedRecord]
    settings: Settings


def tables(made: Connection, begin: Begin, freeing: Freeing = _plainly) -> Tables:
    """The repositories of a connection; `begin` opens a transaction, `freeing` makes room for a removal."""
    return Tables(
        people=Table(made, begin, "person", Person, freeing),
        marks=Marks(made, begin, "mark", Mark, freeing),
        confirmations=Table(made, begin, "confirmation", Confirmation, freeing),
        journal=Table(made, begin, "journal", Entry, freeing),
        checkins=Table(made, begin, "checkin", CheckIn, freeing),
        plays=Table(made, begin, "play", PlayRecord, freeing),
        drafts=Table(made, begin, "draft", DraftRecord, freeing),
        sittings=Table(made, begin, "sitting", SittingRecord, freeing),
        safety=Table(made, begin, "safety", SafetyRecord, freeing),
        accepted=Table(made, begin, "accepted", AcceptedRecord, freeing),
        settings=Settings(made, begin),
    )
