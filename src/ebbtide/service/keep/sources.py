"""Sources: the exports that the vault holds."""

from __future__ import annotations

from ebbtide.history import SourceReport
from ebbtide.service.session import Session


def sources(session: Session) -> tuple[SourceReport, ...]:
    """The exports, in the order of import; raises `BadRequest` where nothing was imported yet."""
    return session.open_vault.conversation().sources


__all__ = ["SourceReport", "sources"]
