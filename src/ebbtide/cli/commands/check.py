"""`ebbtide check`: reads every page of the vault and tests its seal, and says what keeps it while it is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.output import give
from ebbtide.cli.showing import busy
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.vault.worker.hardening import State

#: What may hold for the process that holds a vault open, as it is said.
_HOLDS = {True: "yes", False: "no", None: "unknown"}


@click.command("check", help=say("cli_vault.check.help"))
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, as_json: bool) -> int:
    """Say that all is well; damage ends with its own sentence."""
    from ebbtide.vault.opening import state
    from ebbtide.vault.places import warnings

    with access.opened() as vault, busy("check"):
        vault.check()
    found, held = [notice.sentence for notice in warnings(access.folder)], state(access.folder)
    lines = [say("cli_vault.check.well", folder=access.folder), *found, *_kept(held)]
    return give(as_json, "check", lines, well=True, warnings=found, open=held and asdict(held))


def _kept(held: State | None) -> Iterator[str]:
    """What holds while the vault is open, what does not, and what this system does not tell."""
    if held is None:
        yield say("worker.open.here")
        return
    for holds, key in _HOLDS.items():
        told = [say(f"cli_vault.check.{name}") for name, found in asdict(held).items() if found is holds]
        if told:
            yield say(f"cli_vault.check.open_{key}", what="; ".join(told))
