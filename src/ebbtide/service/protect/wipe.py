"""Purge and wipe: what goes for good. A face asks for the secret and for words before it calls either."""

from __future__ import annotations

from ebbtide import vault
from ebbtide.service.session import Session
from ebbtide.vault import Wiped


def purge(session: Session) -> None:
    """Take the texts of all messages out of the vault; every measure stays."""
    session.open_vault.purge_texts()


def wipe(session: Session) -> Wiped:
    """End what holds the vault open, and destroy it; raises `NoVault` where there is none."""
    vault.lock(session.place)
    return vault.wipe(session.place)
