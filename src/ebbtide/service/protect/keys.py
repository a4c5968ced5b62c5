"""What opens the vault: another passphrase, another recovery code, new keys for everything, the system's keyring."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from ebbtide import vault
from ebbtide.errors import BadRequest, Locked, VaultInUse, WorkerLost
from ebbtide.service.protect.unlock import require_vault
from ebbtide.service.session import Session
from ebbtide.vault import keys


@dataclass(frozen=True)
class Keys:
    """What was changed. code: a new recovery code, shown once. keyring: what became of the way in by the system's
    keyring: "" where there was none, "still", "dropped", or "left" where its secret could not be removed."""

    code: str | None
    keyring: str


@dataclass(frozen=True)
class KeyringSwitch:
    """was: the keyring opened the vault before. gone: its secret is gone from the keyring, or there was none."""

    was: bool
    gone: bool


def offer_passphrase(session: Session) -> str:
    """Six words drawn at random, none of which the other person could guess from the chats."""
    return vault.offer(_known_words(session))


def check_passphrase(session: Session, passphrase: str, again: str | None = None) -> None:
    """Raise `BadRequest` where a passphrase could be guessed, or was typed otherwise the second time."""
    vault.check(passphrase, _known_words(session))
    if again is not None and not keys.same(passphrase, again):
        raise BadRequest("cli_vault.secret.differ")


def _known_words(session: Session) -> tuple[str, ...]:
    return session.vault.known_words() if session.vault else ()


def change_keys(session: Session, passphrase: str | None = None, everything: bool = False) -> Keys:
    """Open with another passphrase from now on, without one given with another recovery code.

    everything: encrypt everything anew too, which needs a passphrase and makes a new code.

    Raises
    ------
    BadRequest
        the passphrase could be guessed.
    """
    opened, code = session.open_vault, None
    before = keys.holder(session.place)
    if passphrase is None:
        code = opened.renew_code()
    elif everything:
        code = opened.rekey(passphrase, vault.calibrate())
    else:
        opened.change_passphrase(passphrase, vault.calibrate())
    if before is None:
        return Keys(code, "")
    if keys.holder(session.place) is not None:
        return Keys(code, "still")
    return Keys(code, "dropped" if keys.forget(before) else "left")


def confirm_code(session: Session, code: str) -> None:
    """Say that a new recovery code was shown, in the open vault or else with the code itself.

    Until then every opening tells that it may not have been: a vault that has locked meanwhile asks for another one.
    """
    with suppress(Locked, VaultInUse, WorkerLost):
        if session.vault:
            session.vault.code_shown()
            return
        with vault.unlock(session.place, code, keys.RECOVERY) as opened:
            opened.code_shown()


def check_keyring(session: Session) -> None:
    """Refuse before a secret is asked for what cannot be done; raises `NoVault`, or `BadRequest` without a keyring."""
    require_vault(session)
    keys.safe()


def switch_keyring(session: Session, on: bool) -> KeyringSwitch:
    """Let the keyring of the system open the vault, or no more; raises as `check_keyring` does."""
    if not on:
        return KeyringSwitch(*keys.turn_off(session.open_vault))
    keys.turn_on(session.open_vault)
    return KeyringSwitch(was=False, gone=True)
