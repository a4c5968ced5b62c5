"""Lock: end what holds the vault open, and the key with it."""

from __future__ import annotations

from ebbtide import vault
from ebbtide.service.session import Session
from ebbtide.vault import worker


def lock(session: Session) -> bool:
    """Lock the vault now; False where it was locked already."""
    return vault.lock(session.place)


def lock_after(session: Session, minutes: int) -> None:
    """Keep after how many minutes left alone an open vault locks itself."""
    session.open_vault.tables.settings.put(worker.IDLE_SETTING, minutes)
