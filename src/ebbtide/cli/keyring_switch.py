"""`ebbtide passphrase --keyring`: lets the keyring of the system open the vault, or no more, and says what it means."""

from __future__ import annotations

from ebbtide.cli.access import Access
from ebbtide.cli.output import give
from ebbtide.cli.questions import tell
from ebbtide.wording import say


def switch(access: Access, on: bool, as_json: bool) -> int:
    """Turn it on, which needs the passphrase or the code whoever left the vault unlocked, or off."""
    from ebbtide.vault.keys import keyring_slot

    if on:
        _explained(access)
    with access.opened(prove=on) as vault:
        if on:
            keyring_slot.turn_on(vault)
            lines = [say("keyring.on")]
        else:
            lines = _off(*keyring_slot.turn_off(vault))
    return give(as_json, "passphrase", lines, changed=f"keyring_{'on' if on else 'off'}", recovery_code=None)


def _explained(access: Access) -> None:
    """Refuse before a secret is asked for what cannot be done, and say before it what giving it means."""
    from ebbtide.vault.keys import system_keyring

    access.there()
    system_keyring.safe(system_keyring.load())
    answers = {name: say(f"cli_vault.init.who_{name}") for name in ("others", "account", "watched")}
    tell(say("keyring.meaning", **answers))


def _off(was: bool, gone: bool) -> list[str]:
    lines = [say("keyring.off" if was else "keyring.was_off")]
    return lines if gone else [*lines, say("keyring.left")]
