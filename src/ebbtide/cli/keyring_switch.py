"""`ebbtide passphrase --keyring`: lets the keyring of the system open the vault, or no more, and says what it means."""

from __future__ import annotations

from ebbtide import service
from ebbtide.cli.access import Access
from ebbtide.cli.output import give
from ebbtide.cli.questions import tell
from ebbtide.wording import say


def switch(access: Access, on: bool, as_json: bool) -> int:
    """Turn it on, which needs the passphrase or the code whoever left the vault unlocked, or off."""
    if on:
        service.protect.check_keyring(access.session)
        answers = {name: say(f"cli_vault.init.who_{name}") for name in ("others", "account", "watched")}
        tell(say("keyring.meaning", **answers))
    with access.opened(prove=on) as session:
        before = service.protect.switch_keyring(session, on)
    lines = [say("keyring.on" if on else "keyring.off" if before.was else "keyring.was_off")]
    lines += [] if before.gone else [say("keyring.left")]
    return give(as_json, "passphrase", lines, changed=f"keyring_{'on' if on else 'off'}", recovery_code=None)
