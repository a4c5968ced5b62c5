"""The boards: good news, needs, thanks and the balance of both people."""

from __future__ import annotations

from ebbtide.analysis import signs as analysis
from ebbtide.analysis.signs import WEEKS, Board, Cell
from ebbtide.service.see.source import Rest, Source
from ebbtide.service.session import Session


def boards(_: Session, source: Source, weeks: int | None = None) -> tuple[Board, ...] | Rest:
    """The boards over the last `weeks` of a source; while an ending rests, only until when."""
    if source.rest:
        return source.rest
    away = source.context.away
    return tuple(analysis.boards(source.chat, source.verdicts, source.journal, source.as_of, weeks or WEEKS, away))


__all__ = ["Board", "Cell", "boards"]
