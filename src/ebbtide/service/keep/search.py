"""Search: messages by their words."""

from __future__ import annotations

from typing import Any

from ebbtide.service.session import Session


def search(session: Session, query: str, most: int) -> list[dict[str, Any]]:
    """Messages that hold every word of the query, newest first: at_local, sender, text."""
    return list(session.open_vault.search(query, most).rows(named=True))
