"""The account of the files that were read: their lines, and what was assumed or could not be read."""

from __future__ import annotations

from typing import Any

from ebbtide.history.conversation import Conversation
from ebbtide.history.readers.contract import SourceReport

#: A conversation from plain rows has no file.
_NO_FILE = "rows"


def file_accounts(conversation: Conversation) -> list[dict[str, Any]]:
    """As plain values: the account of the lines, and each note with its key, raw values and sentence."""
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
