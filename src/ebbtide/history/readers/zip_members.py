"""Opening an archive and reading a member of it: whatever is wrong with the bytes is one error, `BadZipFile`."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

#: What the library and its decompressors raise on damaged or made-up bytes; each method of packing has its own. The
#: one that Python 3.14 adds (Zstandard) has an error without a common kind.
_DAMAGE: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    MemoryError,
    RuntimeError,  # NotImplementedError among them: a method of packing that Python does not know
)
try:
    from compression.zstd import ZstdError  # type: ignore[import-not-found, unused-ignore]

    _DAMAGE = (*_DAMAGE, ZstdError)
except ImportError:
    pass


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise zipfile.BadZipFile(type(error).__name__) from error


@contextmanager
def open_zip(stream: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """The archive in a stream.

    Raises
    ------
    BadZipFile
        it is none, or its list of members is damaged.
    """
    with _damage_told():
        archive = zipfile.ZipFile(stream)
    with archive:
        yield archive


class _Member:
    """A member of an archive, to be read once from its beginning."""

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member

    def read(self, most: int = -1) -> bytes:
        with _damage_told():
            return self._member.read(most)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._member, name)


@contextmanager
def open_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """A member of an archive as a stream.

    Raises
    ------
    BadZipFile
        now or while it is read: it is damaged, or packed in a way that Python does not know.
    """
    with _damage_told():
        member = archive.open(entry)
    with member:
        yield cast(IO[bytes], _Member(member))
