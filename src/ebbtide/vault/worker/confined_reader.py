"""Reading an export in a process of its own: it has no key, can open no connection, write no file and use little."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from ebbtide.errors import EbbtideError, ReadError
from ebbtide.history.readers import ReadResult, read_source
from ebbtide.history.readers.contract import SCHEMA
from ebbtide.vault.worker import hardening, process, requests, seccomp
from ebbtide.vault.worker.values import packed, unpacked
from ebbtide.vault.worker.wire import Broken, Frame, receive, send

Progress = Callable[[int, int], None]

#: Bounds against hostile files (docs/method/security.md#hostile-files), wide enough for a slow computer. Bytes of
#: address space: Polars alone reserves 1.0 GB, and a million messages (80 MB) 1.7 GB. Seconds of work: they take 5 for
#: them.
_MEMORY: Final = 2 * 1024**3
_MEMORY_PER_BYTE: Final = 24
_SECONDS: Final = 60
_BYTES_PER_SECOND: Final = 2 * 1024**2
_HANDLES: Final = 64
#: How many times the seconds of work it may be silent.
_PATIENCE: Final = 3


@dataclass(frozen=True)
class Job:
    """What a parser is told. parent: the number of the process that it serves."""

    path: Path
    parent: int
    date_order: str | None = None
    exported: date | None = None
    chat: str | None = None
    since: date | None = None


def read(
    path: Path,
    *,
    date_order: str | None = None,
    exported: date | None = None,
    chat: str | None = None,
    since: date | None = None,
    progress: Progress | None = None,
) -> ReadResult:
    """Read one export file as `readers.read_source` does, in a process of its own.

    Raises
    ------
    ReadError, BadRequest
        as `read_source`, and where the process ended by itself: the file asked for too much memory or time.
    """
    # A busy computer gives the process only a part of the seconds of work that it may use.
    child = process.start("confined_reader", patience=_PATIENCE * _seconds(path))
    try:
        send(child.ask, packed(Job(path.absolute(), os.getpid(), date_order, exported, chat, since)))
        told = _last(child, progress)
        return _checked(requests.result(told, ReadResult))
    except Broken as error:
        raise ReadError("worker.parser.ended", file=path.name) from error
    finally:
        child.stop()


def _last(child: process.Child, progress: Progress | None) -> Frame:
    """The frame after those that tell how far it is."""
    while True:
        frame = receive(child.answer)
        if not (isinstance(frame.told, dict) and "part" in frame.told):
            return frame
        done, whole = unpacked(tuple[int, int], frame.told["part"], ())
        if progress is not None:
            progress(done, whole)


def _checked(found: ReadResult) -> ReadResult:
    """Only the rows that a reader may give are let in."""
    if dict(found.events.schema) != SCHEMA:
        raise Broken
    return found


def main() -> None:
    """Give up all abilities, then read the file that is named over the pipe."""
    ask, answer = process.own_pipes()
    told = receive(ask)
    job: Job = unpacked(Job, told.told, told.tables)
    give_up(job)
    with suppress(Broken):
        send(answer, _read(job, lambda done, whole: send(answer, packed({"part": (done, whole)}))))


def give_up(job: Job) -> None:
    """What a hostile file could use, before its first byte is read."""
    hardening.end_with_parent(job.parent)
    hardening.harden()
    hardening.bounded(_MEMORY + _MEMORY_PER_BYTE * _size(job.path), _seconds(job.path), _HANDLES)
    seccomp.drop()


def _seconds(path: Path) -> int:
    """Seconds of work for a file of this size."""
    return _SECONDS + _size(path) // _BYTES_PER_SECOND


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _read(job: Job, progress: Progress) -> Frame:
    try:
        told = {"date_order": job.date_order, "exported": job.exported, "chat": job.chat, "since": job.since}
        found: Any = read_source(job.path, **told, progress=progress)  # type: ignore[arg-type]
    except EbbtideError as error:
        return requests.refusal(error)
    except (Broken, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - told to the one who asked, without the words of the file
        return requests.refusal(ReadError("worker.parser.failed", file=job.path.name, kind=type(error).__name__))
    return requests.answer(found)
