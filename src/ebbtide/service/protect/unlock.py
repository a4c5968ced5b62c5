"""Unlock: a session with the vault open, by a secret or by what holds it open already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from ebbtide import vault
from ebbtide.errors import NoVault
from ebbtide.service.session import Session
from ebbtide.vault import keys, storage


def require_vault(session: Session, sentence: str = "cli_vault.open.none") -> None:
    """Raise `NoVault` with that sentence where there is none, before anything long is done or asked for."""
    if not storage.holds_vault(session.place):
        raise NoVault(sentence, folder=session.place)


@contextmanager
def unlock(session: Session, secret: str | None = None) -> Iterator[Session]:
    """Open the vault for as long as the block lasts. secret: the passphrase or the recovery code.

    Raises
    ------
    Locked
        no secret was given, and neither a worker nor a keyring opens it.
    VaultError
        it cannot be opened; the sentence says what to do.
    """
    require_vault(session)
    kind = keys.PASSPHRASE if secret is None else keys.kind_of(secret)
    with vault.opened(session.place, secret, kind) as opened:
        yield replace(session, vault=opened)


def prove(session: Session, secret: str) -> None:
    """Try a passphrase or recovery code, also where somebody left the vault unlocked.

    Raises
    ------
    NotOpened
        it opens no slot of the key file.
    """
    require_vault(session)
    keys.prove(session.place, secret)


def notice() -> str | None:
    """What to know where this system keeps no open vault in a process of its own; None where it does."""
    return vault.notice()
