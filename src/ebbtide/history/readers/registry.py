"""Recognise the format of a file by its content and read it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from ebbtide.errors import BadRequest
from ebbtide.history.readers import whatsapp
from ebbtide.history.readers.contract import ReadResult
from ebbtide.history.readers.lines import Progress, encoding_of
from ebbtide.history.readers.source import open_source
from ebbtide.history.readers.whatsapp.headers import find_headers
from ebbtide.history.readers.whatsapp.times.dates import ORDERS
from ebbtide.wording import say


def read_source(
    path: Path,
    *,
    date_order: str | None = None,
    exported: date | None = None,
    chat: str | None = None,
    since: date | None = None,
    progress: Progress | None = None,
) -> ReadResult:
    """Read one export file to events in file order and its account.

    Parameters
    ----------
    path : a text file, or a zip as the phone made it.
    date_order : "dmy", "mdy", "ymd", "ydm", "dym" or "myd", where the file leaves it open.
    exported : day of the export, where the file does not tell.
    chat : name of the chat, where an archive holds several.
    since : the first day that counts; what was before is read and left out.
    progress : called with bytes done and bytes in all.

    Raises
    ------
    ReadError
        and its kinds NotRecognised, DateOrderUnknown, TooLarge: nothing was kept from the file.
    ChatChoiceNeeded
        an archive holds several chats and `chat` was not given.
    BadRequest
        an order that is none of the above.
    """
    if date_order is not None and date_order not in ORDERS:
        raise BadRequest("readers.date_order.no_such", told=date_order, orders=", ".join(ORDERS))
    with open_source(Path(path), chat) as source:
        return whatsapp.read(source, date_order=date_order, exported=exported, since=since, progress=progress)


def sniff(head: bytes, name: str) -> list[tuple[str, float, str]]:
    """Formats that the first bytes of a text may be: (format, confidence 0 to 1, why), best first.

    The name is only for the sentence: content decides.
    """
    encoding = encoding_of(head)
    if encoding == "binary" or not head.strip():
        return []
    lines = [line for line in head.decode(encoding, "replace").splitlines() if line.strip()]
    headers = len(find_headers(pl.Series(lines, dtype=pl.String)))
    if not headers:
        return []
    why = say("readers.sniffed.whatsapp", file=name, found=headers, lines=len(lines))
    return [(whatsapp.FORMAT, headers / len(lines), why)]
