"""`ebbtide check`: reads every page of the vault and tests its seal, and says what keeps it while it is open."""

from __future__ import annotations

from collections.abc import Iterator

import click

from ebbtide import service
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.output import give
from ebbtide.cli.showing import busy
from ebbtide.wording import say

#: What may hold for the process that holds a vault open, as it is said.
_HOLDS = {True: "yes", False: "no", None: "unknown"}


@click.command("check", help=say("cli_vault.check.help"))
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, as_json: bool) -> int:
    """Say that all is well; damage ends with its own sentence."""
    with access.opened() as session, busy("check"):
        protection = service.protect.check(session)
    lines = [say("cli_vault.check.well", folder=access.folder), *protection.warnings, *_guards(protection.guards)]
    return give(as_json, "check", lines, well=True, warnings=protection.warnings, open=protection.guards)


def _guards(guards: dict[str, bool | None] | None) -> Iterator[str]:
    """What holds while the vault is open, what does not, and what this system does not tell."""
    if guards is None:
        yield service.protect.notice() or say("worker.open.here")
        return
    for answer, key in _HOLDS.items():
        named = [say(f"cli_vault.check.{name}") for name, holds in guards.items() if holds is answer]
        if named:
            yield say(f"cli_vault.check.open_{key}", what="; ".join(named))
