"""The account of the files that were read: their lines, and what was assumed or could not be read."""

from __future__ import annotations

from typing import Any

from ebbtide.history.conversation import Conversation
from ebbtide.history.readers.contract import SourceReport
from ebbtide.presentation.charts.words import day
from ebbtide.wording import say

#: A conversation from plain rows has no file.
_NO_FILE = "rows"


def file_lines(conversation: Conversation) -> tuple[str, ...]:
    """One line a file and one for each note on it, in words."""
    return tuple(line for report in conversation.sources if report.format != _NO_FILE for line in _lines(report))


def _lines(report: SourceReport) -> list[str]:
    days = {name: day(at.date()) for name, at in (("first", report.first), ("last", report.last)) if at is not None}
    key = "report.files.row" if len(days) == 2 else "report.files.row_undated"
    row = say(key, name=report.name, messages=f"{sum(report.senders.values()):,}", **days)
    return [row, *(note.spoken() for note in report.notes)]


def file_accounts(conversation: Conversation) -> list[dict[str, Any]]:
    """The same as plain values: the account of the lines, and each note with its key, raw values and sentence."""
    return [_account(report) for report in conversation.sources if report.format != _NO_FILE]


def _account(report: SourceReport) -> dict[str, Any]:
    counts = ("lines", "events", "system", "continuations", "ignored", "unread", "doubtful")
    return {
        "name": report.name,
        "format": report.format,
        **{name: getattr(report, name) for name in counts},
        "unread_lines": list(report.unread_lines),
        "doubtful_lines": list(report.doubtful_lines),
        "notes": [
            {
                "key": note.key,
                "count": note.count,
                "line": note.line,
                "what": note.what,
                "day": note.day,
                "text": note.spoken(),
            }
            for note in report.notes
        ],
    }
