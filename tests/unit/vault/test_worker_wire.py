"""What goes over the wire comes back equal and only as what was asked for; what is no frame is refused."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ebbtide.errors import BadRequest, ChoiceNeeded, EbbtideError, NoRoom, WorkerLost
from ebbtide.vault.keys.derivation import Cost
from ebbtide.vault.local_vault import Vault
from ebbtide.vault.storage.imports import Imported
from ebbtide.vault.storage.records import Entry, Mark, PlayRecord
from ebbtide.vault.storage.tables import Table
from ebbtide.vault.worker import requests, wire
from ebbtide.vault.worker.values import packed, unpacked
from ebbtide.vault.worker.wire import Broken, Frame, receive, send


class Slow(io.BytesIO):
    """A stream that gives and takes a few bytes at a time, as sockets may."""

    def read(self, most: int | None = -1) -> bytes:
        return super().read(min(most or 0, 7))

    def write(self, content: Any) -> int:
        return super().write(content[:11])


def over(frame: Frame) -> Frame:
    stream = Slow()
    send(stream, frame)
    stream.seek(0)
    return receive(stream)


def across(kind: Any, value: object, record: type | None = None) -> Any:
    got = over(packed({"done": value}))
    return unpacked(kind, got.told["done"], got.tables, record)


TABLE = pl.DataFrame(
    {"at": [datetime(2026, 3, 1, 9), None], "kind": ["a", "b"], "uid": [b"\0\1", b""], "n": [1, None]},
    schema={"at": pl.Datetime("ms"), "kind": pl.Enum(["a", "b"]), "uid": pl.Binary, "n": pl.UInt32},
)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (type(None), None),
        (bool, True),
        (int, 7),
        (str, "a café 🫖\0"),
        (Path, Path("a/b")),
        (float, 2.5),
        (tuple[str, ...], ("a", "b")),
        (tuple[int, str], (1, "b")),
        (list[Entry], [Entry(date(2026, 1, 2), "x", ("t",), id=3)]),
        (Mark, Mark("away", date(2026, 1, 1), None, 1)),
        (Cost, Cost(4, 65536, 2)),
        (Imported, Imported(1, 2, 3, ("x",))),
        (PlayRecord, PlayRecord("walk", date(2026, 1, 1), "open", {"weeks": [1, 2], "by": None})),
        (str | None, None),
    ],
)
def test_values_come_back_equal(kind: Any, value: object) -> None:
    assert across(kind, value) == value


def test_tables_come_back_equal_and_in_order() -> None:
    first, second = across(list[pl.DataFrame], [TABLE, TABLE.head(0)])
    assert first.equals(TABLE)
    assert first.schema == TABLE.schema
    assert (second.height, second.schema) == (0, TABLE.schema)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (int, "7"),
        (int, True),
        (int, 1.5),
        (str, None),
        (str, ["a"]),
        (bool, 1),
        (list[int], [1, "2"]),
        (list[int], "12"),
        (tuple[int, str], (1,)),
        (date, "tomorrow"),
        (date, 5),
        (Entry, {"day": "2026-01-01"}),
        (Entry, {"x": 1}),
        (Entry, [1]),
        (pl.DataFrame, 3),
        (pl.DataFrame, "x"),
        (dict[str, int], [1]),
        (Path, 3),
        (type(None), 0),
    ],
)
def test_another_type_than_asked_for_is_refused(kind: Any, value: object) -> None:
    with pytest.raises(Broken):
        across(kind, value)


def test_what_has_no_plain_form_is_not_sent() -> None:
    with pytest.raises(TypeError):
        packed({"x": object()})
    with pytest.raises(TypeError):
        packed(b"bytes")


def frame_bytes(frame: Frame) -> bytes:
    stream = io.BytesIO()
    send(stream, frame)
    return stream.getvalue()


WHOLE = frame_bytes(packed({"done": [TABLE], "more": "x" * 50}))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"EBB1",
        WHOLE[:-1],
        WHOLE[: len(WHOLE) // 2],
        b"GET / HTTP/1.1\r\n\r\n",
        b"XXXX" + WHOLE[4:],
        wire._START.pack(b"EBB1", wire.MOST_JSON + 1, 0),
        wire._START.pack(b"EBB1", 2, wire.MOST_TABLES + 1) + b"{}",
        wire._START.pack(b"EBB1", 2, 1) + wire._SIZE.pack(wire.MOST_BYTES + 1) + b"{}",
        wire._START.pack(b"EBB1", 2, 1) + wire._SIZE.pack(2**40) + b"{}",
        wire._START.pack(b"EBB1", 2, 0) + b"{]",
        wire._START.pack(b"EBB1", 2, 1) + wire._SIZE.pack(4) + b"{}abcd",
        wire._START.pack(b"EBB1", 1, 0) + b"\xff",
        wire._START.pack(b"EBB1", 200_000, 0) + b"[" * 200_000,
    ],
)
def test_what_is_no_frame_is_refused(content: bytes) -> None:
    with pytest.raises(Broken):
        receive(io.BytesIO(content))


@given(some.binary(max_size=200), some.integers(0, len(WHOLE) - 1), some.integers(1, 255))
@settings(max_examples=300, deadline=None)
def test_noise_and_changed_bytes_are_a_frame_or_refused(noise: bytes, at: int, change: int) -> None:
    changed = WHOLE[:at] + bytes([WHOLE[at] ^ change]) + WHOLE[at + 1 :]
    for content in (noise, changed):
        try:
            receive(io.BytesIO(content))
        except Broken:
            continue


def test_a_made_up_size_gets_no_memory_in_advance(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Empty(io.BytesIO):
        def read(self, most: int | None = -1) -> bytes:
            asked.append(most or 0)
            return super().read(most)

    content = wire._START.pack(b"EBB1", 2, 1) + wire._SIZE.pack(wire.MOST_BYTES) + b"{}"
    with pytest.raises(Broken):
        receive(Empty(content))
    assert max(asked) <= wire._PIECE


def test_too_much_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_JSON", 100)
    with pytest.raises(ValueError, match="bytes"):
        send(io.BytesIO(), packed("x" * 101))


@pytest.mark.parametrize(
    "error",
    [
        BadRequest("vault.record.none", number=3),
        NoRoom("vault.disk.full", folder=Path("/a/b")),
        ChoiceNeeded("vault.import.nothing", people=[("Ana", 3), ("Sam", 2)]),
        WorkerLost("worker.lost.ended", folder="x"),
    ],
)
def test_errors_come_back_as_they_were(error: EbbtideError) -> None:
    with pytest.raises(type(error)) as caught:
        requests.result(over(requests.refusal(error)), type(None))
    assert str(caught.value) == str(error)
    assert type(caught.value) is type(error)
    assert getattr(caught.value, "people", ()) == getattr(error, "people", ())


def test_an_unforeseen_error_tells_its_kind_and_none_of_its_words() -> None:
    told = json.dumps(requests.failure(ValueError("Marzipan")).told)
    assert "ValueError" in told
    assert "Marzipan" not in told


@pytest.mark.parametrize(
    "told",
    [
        [],
        {"error": "SystemExit", "key": "x", "values": {}},
        {"error": "EbbtideError.__init__", "key": "x", "values": {}},
        {"error": "Sequence", "key": "x", "values": {}},
        "x",
    ],
)
def test_only_errors_of_ebbtide_are_raised(told: Any) -> None:
    with pytest.raises(Broken):
        requests.result(Frame(told), type(None))


def test_every_public_verb_of_the_vault_and_its_tables_can_be_asked_for() -> None:
    """What stays out: what only one who holds the connection itself can use."""
    own = {"transaction", "close", "path", "code_unseen"}
    public = {name for name in vars(Vault) if not name.startswith("_")} - own
    assert public == set(requests.VAULT)
    assert {name for name in vars(Table) if not name.startswith("_")} == set(requests.TABLE)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "_key",
        "close",
        "transaction",
        "tables",
        "tables.journal",
        "tables.journal._made.execute",
        "path.unlink",
        "__class__",
        "tables.journal.add.__globals__",
    ],
)
def test_nothing_else_can_be_asked_for(path: str) -> None:
    nothing: Any = None
    with pytest.raises(Broken):
        requests.done(nothing, requests.asked(path, ()))


@pytest.mark.parametrize(
    ("path", "arguments"),
    [
        ("search", (1,)),
        ("search", ("a", "b")),
        ("search", ("a", 1, 2)),
        ("tables.journal.add", ({"day": "x"},)),
        ("tables.journal.get", ("1 OR 1",)),
        ("add", ([{"events": 0, "report": {}}],)),
        ("backup", (3,)),
    ],
)
def test_arguments_of_another_type_are_refused_before_anything_is_done(path: str, arguments: tuple[Any, ...]) -> None:
    nothing: Any = None
    with pytest.raises(Broken):
        requests.done(nothing, requests.asked(path, arguments))
