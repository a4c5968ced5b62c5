"""Run one reader in a process of its own: time it on one file, or give what it reads from many.

    python reader_child.py time TOOL FILE        -> {"cpu", "wall", "messages", "rss", "peak"} (seconds, MB)
    python reader_child.py read TOOL < jobs.json -> for each job [time, sender, text] rows, or the name of an error

Imports nothing of Ebbtide unless that is the tool, so that a peer may live in another environment.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Rows = list[tuple[str, str, str]]


def ebbtide(path: str, order: str | None = None) -> Any:
    """Ebbtide's reader: the whole of it, with identifiers and accounting."""
    from ebbtide.history.readers import read_source

    return read_source(Path(path), date_order=order).events


def whatstk(path: str, order: str | None = None) -> Any:
    """whatstk to a data frame; without its size cap of 50 MiB where it has one."""
    from whatstk import WhatsAppChat

    try:
        return WhatsAppChat.from_source(path, max_size=None).df
    except TypeError:
        return WhatsAppChat.from_source(path).df


def chatminer(path: str, order: str | None = None) -> Any:
    """chat-miner to a data frame."""
    from chatminer.chatparsers import WhatsAppParser

    parser = WhatsAppParser(path)
    parser.parse_file()
    return parser.parsed_messages.get_df()


READERS: dict[str, Callable[..., Any]] = {"ebbtide": ebbtide, "whatstk": whatstk, "chatminer": chatminer}
#: What a tool imports before the clock starts; Polars imports numpy.ma at its first column.
MODULES = {
    "ebbtide": ("ebbtide.history.readers", "numpy.ma"),
    "whatstk": ("whatstk",),
    "chatminer": ("chatminer.chatparsers",),
}


def rows_of(tool: str, result: Any) -> Rows:
    """Messages in file order as (ISO time to the second, sender, text)."""
    if tool == "ebbtide":
        # The samples' own counts leave out messages to be seen once, which no peer gives as rows.
        messages = [
            row for row in result.iter_rows(named=True) if row["kind"] == "message" and row["text_state"] != "view_once"
        ]
        return [(row["at_local"].isoformat(), row["sender"], row["text"] or "") for row in messages]
    if tool == "whatstk":
        return [
            (at.isoformat(), str(who), str(text).rstrip("\n"))
            for at, who, text in zip(result["date"], result["username"], result["message"], strict=True)
        ]
    rows = [(at.isoformat(), str(who), str(text)) for at, who, text in result.iter_rows()]
    return rows[::-1]


def timed(tool: str, path: str) -> dict[str, float]:
    """Seconds and memory of one reading, imports apart."""
    for module in MODULES[tool]:
        importlib.import_module(module)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu, wall = time.process_time(), time.perf_counter()
    with contextlib.redirect_stderr(io.StringIO()):
        result = READERS[tool](path)
    used = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {**used, "messages": len(result), "rss": before / 1024, "peak": peak / 1024}


def read_all(tool: str, jobs: list[tuple[str, str | None]]) -> list[Any]:
    """Rows of each file, or the name of the error that was raised."""
    answers: list[Any] = []
    for path, order in jobs:
        try:
            with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
                answers.append(rows_of(tool, READERS[tool](path, order)))
        except Exception as error:  # every kind of failure of a peer is an answer
            answers.append(type(error).__name__)
    return answers


def main(arguments: list[str]) -> None:
    """Print one JSON document."""
    what, tool, *paths = arguments
    print(json.dumps(timed(tool, paths[0]) if what == "time" else read_all(tool, json.load(sys.stdin))))


if __name__ == "__main__":
    main(sys.argv[1:])
