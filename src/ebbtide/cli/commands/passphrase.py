"""`ebbtide passphrase`: another passphrase, another recovery code, or new keys for everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.keyring_switch import switch
from ebbtide.cli.new_secret import choose, show_code
from ebbtide.cli.output import give
from ebbtide.cli.questions import on_terminal
from ebbtide.cli.showing import busy
from ebbtide.errors import BadRequest
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.vault.opening import VaultLike


@click.command("passphrase", help=say("cli_vault.passphrase.help"))
@on_vault
@click.option("--code", "renew", is_flag=True, help=say("cli_vault.passphrase.code"))
@click.option("--everything", is_flag=True, help=say("cli_vault.passphrase.everything"))
@click.option("--keyring", type=click.Choice(("on", "off")), help=say("keyring.option"))
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, renew: bool, everything: bool, keyring: str | None, as_json: bool) -> int:
    """Ask for the present secret, whoever left the vault unlocked, then change what was asked for."""
    if renew and everything:
        raise BadRequest("cli_vault.passphrase.one")
    if keyring is not None:
        if renew or everything:
            raise BadRequest("keyring.alone")
        return switch(access, keyring == "on", as_json)
    before = _holder(access)
    with access.opened(prove=True) as vault:
        code = vault.renew_code() if renew else _changed(access, vault, everything)
    done = "code" if renew else "everything" if everything else "passphrase"
    lines = [say(f"cli_vault.passphrase.done_{done}"), *_of_keyring(access, before)]
    if code is not None and on_terminal() and not as_json:
        show_code(code)
    elif code is not None:
        lines.append(say("cli_vault.secret.code", code=code))
    return give(as_json, "passphrase", lines, changed=done, recovery_code=code)


def _changed(access: Access, vault: VaultLike, everything: bool) -> str | None:
    from ebbtide.vault import calibrate

    new = choose(access, vault.known_words())
    with busy("keys"):
        if everything:
            return vault.rekey(new, calibrate())
        vault.change_passphrase(new, calibrate())
    return None


def _holder(access: Access) -> str | None:
    from ebbtide.vault.keys.keyring_slot import holder

    return holder(access.folder)


def _of_keyring(access: Access, before: str | None) -> list[str]:
    """What became of the way in by the keyring of the system, where there was one; its secret goes with its slot."""
    from ebbtide.vault.keys.system_keyring import forget

    if before is None:
        return []
    if _holder(access) is not None:
        return [say("keyring.still")]
    return [say("keyring.dropped"), *([] if forget(before) else [say("keyring.left")])]
