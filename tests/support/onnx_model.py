"""A tiny ONNX model, written byte by byte: looks each number up in a table and gives one row a piece."""

from __future__ import annotations

import struct
from collections.abc import Sequence

FLOAT, INT64 = 1, 7


def varint(value: int) -> bytes:
    made = b""
    while value > 127:
        made += bytes([value & 127 | 128])
        value >>= 7
    return made + bytes([value])


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def part(field: int, content: bytes | str) -> bytes:
    """A field with a length: text, bytes or another message."""
    raw = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | 2) + varint(len(raw)) + raw


def value(name: str, kind: int, shape: Sequence[str]) -> bytes:
    """A ValueInfoProto with named dimensions."""
    dimensions = b"".join(part(1, part(2, one)) for one in shape)
    return part(1, name) + part(2, part(1, number(1, kind) + part(2, dimensions)))


def model(table: Sequence[Sequence[float]], names: tuple[str, ...] = ("input_ids", "attention_mask")) -> bytes:
    """A ModelProto: `table` (pieces, d) is gathered by the first input; the others are taken and not used."""
    raw = b"".join(struct.pack("<f", number) for row in table for number in row)
    rows = number(1, len(table)) + number(1, len(table[0])) + number(2, FLOAT) + part(8, "table") + part(9, raw)
    node = part(1, "table") + part(1, names[0]) + part(2, "rows") + part(4, "Gather")
    taken = b"".join(part(11, value(name, INT64, ("n", "t"))) for name in names)
    graph = part(1, node) + part(2, "made") + part(5, rows) + taken + part(12, value("rows", FLOAT, ("n", "t", "d")))
    return number(1, 8) + part(8, number(2, 13)) + part(7, graph)
