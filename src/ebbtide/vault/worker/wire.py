"""What a worker and a client say to each other: length-limited frames of JSON and Arrow tables, which run nothing.

A frame is a mark, the sizes of its parts, one JSON value, and the tables that the value names by number.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import polars as pl

_MARK: Final = b"EBB1"
#: The mark, bytes of JSON, number of tables; then eight bytes for the size of each table.
_START: Final = struct.Struct(">4sII")
_SIZE: Final = struct.Struct(">Q")
#: A journal of a lifetime fits the first, a hundred million messages the last.
MOST_JSON: Final = 64 * 1024**2
MOST_TABLES: Final = 4096
MOST_BYTES: Final = 8 * 1024**3
#: Bytes that are read at a time: a size that was made up does not get its memory in advance.
_PIECE: Final = 4 * 1024**2


class Broken(Exception):
    """The other side ended, or sent what is no frame."""


class Silent(Broken):
    """The other side is there, and neither says nor takes anything."""


Bytes = bytes | bytearray


class Stream(Protocol):
    """A pipe or a socket without a buffer of its own."""

    def read(self, most: int, /) -> bytes | None: ...
    def write(self, content: Any, /) -> int | None: ...


@dataclass(frozen=True)
class Frame:
    """One message: a JSON value, and the tables that it names."""

    told: Any
    tables: Sequence[pl.DataFrame] = ()


def send(stream: Stream, frame: Frame) -> None:
    """Write a frame whole.

    Raises
    ------
    Broken
        the other side is gone.
    ValueError
        it is larger than a reader would take.
    """
    told = json.dumps(frame.told, ensure_ascii=False, allow_nan=False).encode()
    packed = [_packed(table) for table in frame.tables]
    if len(told) > MOST_JSON or len(packed) > MOST_TABLES or sum(map(len, packed)) > MOST_BYTES:
        raise ValueError(f"a frame of {len(told)} bytes and {len(packed)} tables")
    sizes = b"".join(_SIZE.pack(len(part)) for part in packed)
    for part in (_START.pack(_MARK, len(told), len(packed)) + sizes + told, *packed):
        _write(stream, part)


def _packed(table: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.rechunk().write_ipc(buffer)
    return buffer.getvalue()


def _write(stream: Stream, content: bytes) -> None:
    left = memoryview(content)
    while left:
        try:
            written = stream.write(left[:_PIECE])
        except TimeoutError as error:
            raise Silent from error
        except OSError as error:
            raise Broken from error
        left = left[written or 0 :]


def receive(stream: Stream) -> Frame:
    """Read a frame.

    Raises
    ------
    Silent
        the other side was silent for too long.
    Broken
        the other side ended, or sent what is no frame.
    """
    told, count = _counts(_read(stream, _START.size))
    sizes = _sizes(_read(stream, count * _SIZE.size))
    try:
        value = json.loads(_read(stream, told))
    except (ValueError, RecursionError) as error:
        raise Broken from error
    return Frame(value, [_table(_read(stream, size)) for size in sizes])


def _counts(start: Bytes) -> tuple[int, int]:
    """Bytes of JSON, and the number of tables."""
    mark, told, count = _START.unpack_from(start)
    if mark != _MARK or told > MOST_JSON or count > MOST_TABLES:
        raise Broken
    return told, count


def _sizes(told: Bytes) -> list[int]:
    """Bytes of each table."""
    sizes = [size for (size,) in _SIZE.iter_unpack(told)]
    if sum(sizes) > MOST_BYTES:
        raise Broken
    return sizes


class IncomingFrame:
    """A frame that comes in pieces, so that nobody has to wait for the rest of it."""

    def __init__(self) -> None:
        self._held = bytearray()

    @property
    def partial(self) -> bool:
        """Whether a part of a frame is there."""
        return bool(self._held)

    def add(self, piece: bytes) -> None:
        """The next bytes."""
        self._held += piece

    def whole(self) -> Frame | None:
        """The first frame, once all of it is there.

        Raises
        ------
        Broken
            it is no frame; said as soon as that can be seen.
        """
        held = self._held
        if len(held) < _START.size:
            return None
        told, count = _counts(held)
        head = _START.size + count * _SIZE.size
        if len(held) < head:
            return None
        end = head + told + sum(_sizes(held[_START.size : head]))
        if len(held) < end:
            return None
        frame, self._held = receive(io.BytesIO(held)), held[end:]
        return frame


def _table(content: bytearray) -> pl.DataFrame:
    try:
        return pl.read_ipc(io.BytesIO(content))
    except (OSError, ValueError, MemoryError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise Broken from error


def _read(stream: Stream, size: int) -> bytearray:
    found = bytearray()
    for piece in _pieces(stream, size):
        found += piece
    return found


def _pieces(stream: Stream, size: int) -> Iterator[bytes]:
    while size:
        try:
            piece = stream.read(min(size, _PIECE))
        except TimeoutError as error:
            raise Silent from error
        except OSError as error:
            raise Broken from error
        if not piece:
            raise Broken
        size -= len(piece)
        yield piece
