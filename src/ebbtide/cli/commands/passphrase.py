"""`ebbtide passphrase`: another passphrase, another recovery code, or new keys for everything."""

from __future__ import annotations

from contextlib import nullcontext

import click

from ebbtide import service
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.keyring_switch import switch
from ebbtide.cli.new_secret import choose, show_code
from ebbtide.cli.output import give
from ebbtide.cli.questions import on_terminal
from ebbtide.cli.root import EXIT_OK
from ebbtide.cli.showing import busy
from ebbtide.cli.terminal import finish
from ebbtide.errors import BadRequest
from ebbtide.wording import say

#: What is said of the way in by the keyring of the system, by what became of it.
_OF_KEYRING: dict[str, tuple[str, ...]] = {
    "": (),
    "still": ("keyring.still",),
    "dropped": ("keyring.dropped",),
    "left": ("keyring.dropped", "keyring.left"),
}


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
    done = "code" if renew else "everything" if everything else "passphrase"
    with access.opened(prove=True) as session:
        passphrase = None if renew else choose(access, session)
        with nullcontext() if renew else busy("keys"):
            keys = service.protect.change_keys(session, passphrase, everything)
        lines = [say(f"cli_vault.passphrase.done_{done}"), *map(say, _OF_KEYRING[keys.keyring])]
        if keys.code is not None and on_terminal() and not as_json:
            show_code(keys.code)
        elif keys.code is not None:
            lines.append(say("cli_vault.secret.code", code=keys.code))
        give(as_json, "passphrase", lines, changed=done, recovery_code=keys.code)
        if keys.code is not None:
            finish()
            service.protect.confirm_code(session, keys.code)
    return EXIT_OK
