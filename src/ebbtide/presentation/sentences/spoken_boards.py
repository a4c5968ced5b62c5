"""The boards in words: titles, rows and notes; plain values for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ebbtide.analysis.signs.boards import Board, Row
from ebbtide.presentation.sentences.speech import phrase
from ebbtide.wording import say

#: The notes of a board name nobody.
_NOBODY = ("", "")


def board_title(board: Board) -> str:
    """The heading of a board."""
    return say("boards.title", board.key)


def row_text(board: Board, row: Row) -> str:
    """What a row counts."""
    return say("boards", board.key, row.key)


def board_notes(board: Board) -> tuple[str, ...]:
    """What a board cannot show, and what waits."""
    return tuple(phrase(note, _NOBODY) for note in board.notes)


def board_dict(board: Board) -> dict[str, Any]:
    """Plain values with the words; days as ISO text."""
    days = [[day.isoformat() for day in own] for own in board.unthanked]
    rows = [{"key": row.key, "text": row_text(board, row), "cells": asdict(row)["cells"]} for row in board.rows]
    ends = {"start": board.start.isoformat(), "end": board.end.isoformat()}
    return {
        "key": board.key,
        "title": board_title(board),
        **ends,
        "rows": rows,
        "notes": board_notes(board),
        "unthanked": days,
    }
