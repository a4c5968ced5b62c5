"""Check: every page of the vault and its seal, and what keeps it while it is open."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from ebbtide import vault
from ebbtide.service.session import Session


@dataclass(frozen=True)
class Protection:
    """warnings: what to know about the place. guards: what holds for the process that holds the vault open, None where
    the system does not tell; None in all where there is no such process."""

    warnings: tuple[str, ...]
    guards: dict[str, bool | None] | None


def check(session: Session) -> Protection:
    """Read every page and test its seal, then tell what protects the vault in its place.

    Raises
    ------
    VaultDamaged
        a page is not as it was written.
    """
    session.open_vault.check()
    notices, state = vault.warnings(session.place), vault.state(session.place)
    return Protection(tuple(notice.sentence for notice in notices), asdict(state) if state else None)
