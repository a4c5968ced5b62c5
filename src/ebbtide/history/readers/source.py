"""The bytes of one export: a plain text file, or the chat's member of a zip, streamed and never unpacked."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from ebbtide.errors import ReadError, TooLarge
from ebbtide.history.readers.archive import chat_entry, is_ornament, thread_of
from ebbtide.history.readers.contract import SourceNote
from ebbtide.history.readers.zip_members import open_member, open_zip

#: Caps against hostile archives: docs/method/security.md#hostile-files.
MOST_BYTES = 4 * 1024**3
MOST_ENTRIES = 50_000
MOST_RATIO = 200
RATIO_COUNTS_FROM = 10 * 1024**2
#: The day that a zip holds when no day was written into it.
_NO_DAY = (1980, 1, 1)
_ENCRYPTED = 0x1
_ZIP_START = b"PK\x03\x04"
_ZIP_EMPTY = b"PK\x05\x06"


@dataclass(frozen=True)
class Source:
    """An opened export. `size` in bytes of text; `exported_at` from the archive entry, where it holds one."""

    path: Path
    name: str
    thread: str
    size: int
    stream: IO[bytes]
    exported_at: date | None = None
    media_members: int = 0
    notes: tuple[SourceNote, ...] = ()


@contextmanager
def open_source(path: Path, chat: str | None = None) -> Iterator[Source]:
    """Open a text file or the chat inside a zip; chat: its name, where the archive holds several.

    Raises
    ------
    ReadError
        missing, a folder, empty, not readable, a broken or encrypted archive.
    TooLarge
        a cap against hostile archives was reached.
    NotRecognised
        an archive without a text file.
    ChatChoiceNeeded
        an archive with several chats, none of them called as it is.
    """
    with _open_file(path) as stream:
        start = stream.read(4)
        stream.seek(0)
        if start in (_ZIP_START, _ZIP_EMPTY):
            with _open_archive(path, stream, chat) as source:
                yield source
            return
        size = stream.seek(0, 2)
        stream.seek(0)
        if not size:
            raise ReadError("readers.file.empty", file=path.name)
        if size > MOST_BYTES:
            raise TooLarge("readers.file.too_large", file=path.name, gib=MOST_BYTES // 1024**3)
        yield Source(path, path.name, thread_of(path.name, path), size, stream)


@contextmanager
def _open_file(path: Path) -> Iterator[IO[bytes]]:
    if path.is_dir():
        raise ReadError("readers.file.folder", file=path.name or str(path))
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for, and a device has no end
            raise ReadError("readers.file.special", file=path.name)
        stream = path.open("rb")
    except FileNotFoundError as problem:
        raise ReadError("readers.file.missing", file=str(path)) from problem
    except (OSError, ValueError) as problem:
        raise ReadError("readers.file.unreadable", file=path.name) from problem
    with stream:
        yield stream


@contextmanager
def _open_archive(path: Path, stream: IO[bytes], wanted: str | None) -> Iterator[Source]:
    try:
        with open_zip(stream) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES:
                raise TooLarge("readers.archive.too_many", file=path.name, most=MOST_ENTRIES)
            chat, notes = chat_entry(path, archive, entries, wanted)
            _refuse_hostile(path, chat)
            with open_member(archive, chat) as member:
                yield Source(
                    path,
                    f"{path.name}/{chat.filename}",
                    thread_of(chat.filename, path),
                    chat.file_size,
                    member,
                    _day_of(chat),
                    sum(not is_ornament(entry) for entry in entries) - 1,
                    notes,
                )
    except (zipfile.BadZipFile, OSError) as problem:
        raise ReadError("readers.archive.broken", file=path.name) from problem


def _refuse_hostile(path: Path, chat: zipfile.ZipInfo) -> None:
    if chat.flag_bits & _ENCRYPTED:
        raise ReadError("readers.archive.encrypted", file=path.name)
    if stat.S_ISLNK(chat.external_attr >> 16):
        raise ReadError("readers.archive.link", file=path.name)
    if not chat.file_size:
        raise ReadError("readers.file.empty", file=path.name)
    packed = max(chat.compress_size, 1)
    if chat.file_size > MOST_BYTES:
        raise TooLarge("readers.file.too_large", file=path.name, gib=MOST_BYTES // 1024**3)
    if chat.file_size > RATIO_COUNTS_FROM and chat.file_size / packed > MOST_RATIO:
        raise TooLarge("readers.archive.bomb", file=path.name)


def _day_of(entry: zipfile.ZipInfo) -> date | None:
    if entry.date_time[:3] == _NO_DAY:
        return None
    try:
        return date(*entry.date_time[:3])
    except ValueError:
        return None
