"""Bytes to lines: byte orders, damaged characters, caps; a block at a time."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

import numpy as np
import numpy.typing as npt
import polars as pl

from ebbtide.errors import NotRecognised, TooLarge

#: Bytes read at once: large enough for speed, small beside the memory that the rows need.
BLOCK = 2 * 1024**2
#: Longest line that is read (docs/method/security.md#hostile-files); a real message stays under 64 KiB.
MOST_LINE_BYTES = 1024**2
#: Most lines that are read: fifty times what an export of a chat may hold, and about a gigabyte of memory.
MOST_LINES = 2_000_000
#: Bytes looked at to tell text from anything else.
SNIFFED = 64 * 1024

Progress = Callable[[int, int], None]

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
#: Bytes that no text holds; more than one in so many, and more than a few, make a file something else.
_CONTROL = bytes([*range(9), *range(14, 27), *range(28, 32)])
CONTROL_IN = 20
FEW_BYTES = 16
#: Old Windows files; each byte that it leaves open is read as Latin-1.
_WESTERN = "cp1252"


@dataclass
class Damage:
    """What had to be repaired while reading: lines of a Western encoding, damaged characters."""

    western: int = 0
    replaced: int = 0
    nul: int = 0
    encoding: str = "utf-8"


@dataclass(frozen=True)
class Lines:
    """Lines of a file without their ends, and which of them ended with a carriage return before the line feed."""

    text: pl.Series
    crlf: npt.NDArray[np.bool_]


def read_lines(
    stream: IO[bytes], name: str, size: int, damage: Damage, progress: Progress | None = None
) -> Iterator[Lines]:
    """Blocks of lines without their ends; every line of the file once, in order.

    Raises
    ------
    TooLarge
        a line is longer than `MOST_LINE_BYTES`, or there are more than `MOST_LINES`.
    NotRecognised
        the file is not text.
    """
    done = count = 0
    for block in _whole_lines(_line_feeds(_utf8(stream, name, damage)), name):
        done += len(block)
        count += block.count(b"\n")
        if count > MOST_LINES:
            raise TooLarge("readers.file.many_lines", file=name, most=f"{MOST_LINES:,}")
        lines = _split(block, damage)
        if int(lines.text.str.len_bytes().max() or 0) > MOST_LINE_BYTES:  # type: ignore[arg-type]
            raise TooLarge("readers.file.long_line", file=name, mib=MOST_LINE_BYTES // 1024**2)
        yield lines
        if progress:
            progress(min(done, size), size)


def _utf8(stream: IO[bytes], name: str, damage: Damage) -> Iterator[bytes]:
    first = stream.read(BLOCK)
    damage.encoding = encoding_of(first)
    if damage.encoding == "binary":
        raise NotRecognised("readers.file.binary", file=name)
    if damage.encoding == "utf-8":
        yield first.removeprefix(codecs.BOM_UTF8)
        while block := stream.read(BLOCK):
            yield block
        return
    decoder = codecs.getincrementaldecoder(damage.encoding)("replace")
    block = first
    while block:
        yield decoder.decode(block).removeprefix("\ufeff").encode("utf-8", "replace")
        block = stream.read(BLOCK)
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _line_feeds(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes; where lone carriage returns end the lines, line feeds in their place."""
    lone = None
    for block in blocks:
        if lone is None:
            lone = block.count(b"\r") - block.count(b"\r\n") > block.count(b"\n")
        yield block.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if lone else block


def encoding_of(head: bytes) -> str:
    """The encoding of a file by its first bytes: utf-8, utf-16-le, utf-16-be or binary."""
    if head[:2] in _UTF16:
        return _UTF16[head[:2]]
    sample = head[:SNIFFED]
    low, high = sample[::2].count(0), sample[1::2].count(0)
    if (low + high) > max(len(sample) // 10, FEW_BYTES):  # UTF-16 without its mark: zeros in the same half
        return "utf-16-le" if low * 20 < high else "utf-16-be" if high * 20 < low else "binary"
    unprintable = len(sample) - len(sample.translate(None, _CONTROL))
    return "binary" if unprintable > max(len(sample) // CONTROL_IN, FEW_BYTES) else "utf-8"


def _whole_lines(blocks: Iterator[bytes], name: str) -> Iterator[bytes]:
    rest: list[bytes] = []
    held = 0
    for block in blocks:
        cut = block.rfind(b"\n") + 1
        if cut:
            yield b"".join([*rest, block[:cut]])
            rest, held = [], 0
        rest.append(block[cut:])
        held += len(block) - cut
        if held > MOST_LINE_BYTES:
            raise TooLarge("readers.file.long_line", file=name, mib=MOST_LINE_BYTES // 1024**2)
    if held:
        yield b"".join(rest)


def _split(block: bytes, damage: Damage) -> Lines:
    if b"\0" in block:
        damage.nul += block.count(0)
        block = block.replace(b"\0", b"")
    try:
        text = _as_text(block)
    except pl.exceptions.PolarsError:  # not UTF-8: line by line
        text = _as_text(b"\n".join(_valid_line(line, damage) for line in block.split(b"\n")))
    lines = text.str.split("\n").list.explode()
    if b"\r" not in block:
        return Lines(lines, np.zeros(len(lines), bool))
    return Lines(lines.str.strip_chars_end("\r"), lines.str.ends_with("\r").to_numpy())


def _as_text(block: bytes) -> pl.Series:
    return pl.Series("line", [block.removesuffix(b"\n")], dtype=pl.Binary).cast(pl.String)


def _valid_line(line: bytes, damage: Damage) -> bytes:
    try:
        line.decode("utf-8")
        return line
    except UnicodeDecodeError:
        kept = line.decode("utf-8", "ignore")
        if not kept.isascii():  # the line is UTF-8 but for a damaged character
            damage.replaced += 1
            return line.decode("utf-8", "replace").encode("utf-8")
        damage.western += 1
        return _western(line).encode("utf-8")


def _western(line: bytes) -> str:
    try:
        return line.decode(_WESTERN)
    except UnicodeDecodeError:
        return line.decode("latin-1")
