"""`ebbtide init`: asks what is safe here, then makes a vault, or nothing at all."""

from __future__ import annotations

from pathlib import Path

import click

from ebbtide.cli import first_run
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.first_run import NOTHING, Choice
from ebbtide.cli.new_secret import choose, show_code
from ebbtide.cli.output import give
from ebbtide.cli.questions import on_terminal, tell
from ebbtide.cli.showing import busy
from ebbtide.errors import BadRequest
from ebbtide.wording import say

#: What is said of nearly every medium that one carries, and no reason to ask again whether one wants it.
OF_A_MEDIUM = ("removable", "no_rights")


@click.command("init", help=say("cli_vault.init.help"))
@on_vault
@click.option(
    "--answers", type=click.Path(path_type=Path), metavar=say("cli.metavar.file"), help=say("cli_vault.init.answers")
)
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, answers: Path | None, as_json: bool) -> int:
    """Ask first, then make what was chosen."""
    chosen = first_run.asked(access) if answers is None else first_run.told(answers, access)
    if answers is not None:
        first_run.advise(chosen.who)
    if chosen.store == NOTHING:
        return give(
            as_json,
            "init",
            [say("cli_vault.init.nothing")],
            made=False,
            folder=None,
            recovery_code=None,
            lock_minutes=None,
            warnings=[],
        )
    _refuse_taken(chosen.folder)
    warnings = _warned(chosen.folder, ask=answers is None)
    return _make(
        Access(chosen.folder, access.named or chosen.folder != access.folder, access.piped), chosen, warnings, as_json
    )


def _refuse_taken(folder: Path) -> None:
    """Told before a passphrase is asked for."""
    from ebbtide.vault.storage.owner_files import DATA, KEYS

    if any((folder / name).exists() for name in (DATA, KEYS)):
        raise BadRequest("cli_vault.init.there", folder=folder)
    for place in (folder, *folder.parents):
        if place.exists() and not place.is_dir():
            raise BadRequest("cli_vault.init.is_file", file=place)
    if folder.exists() and any(folder.iterdir()):
        raise BadRequest("vault.create.not_empty", folder=folder)


def _warned(folder: Path, ask: bool) -> list[str]:
    """Say what to know about the place before a vault lies there; on a terminal it can still be another one.

    Raises
    ------
    BadRequest
        another place was preferred; nothing was made.
    """
    from ebbtide.vault.places import warnings

    found = warnings(folder)
    for notice in found:
        tell(notice.sentence)
    doubtful = any(notice.kind not in OF_A_MEDIUM for notice in found)
    if ask and doubtful and not click.confirm(say("cli_vault.init.anyway"), default=False, err=True):
        raise BadRequest("cli_vault.init.other_place")
    return [notice.sentence for notice in found]


def _make(access: Access, chosen: Choice, warnings: list[str], as_json: bool) -> int:
    from ebbtide.vault import calibrate, create, unlock
    from ebbtide.vault.keys.slots import RECOVERY
    from ebbtide.vault.opening import held_apart
    from ebbtide.vault.worker.autolock import IDLE_SETTING

    passphrase = choose(access)
    with busy("make"):
        code = create(access.folder, passphrase, calibrate())
        with unlock(access.folder, code, RECOVERY) as vault:
            vault.tables.settings.put(IDLE_SETTING, chosen.minutes)
    shown = on_terminal() and not as_json
    if shown:
        show_code(code)
    lines = [say("cli_vault.init.made", folder=access.folder, minutes=chosen.minutes)]
    lines += [] if shown else [say("cli_vault.secret.code", code=code)]
    lines += [] if held_apart() else [say("worker.open.here")]
    lines += [say("cli_vault.init.next", vault=access.flag)]
    return give(
        as_json,
        "init",
        lines,
        made=True,
        folder=access.folder,
        recovery_code=code,
        lock_minutes=chosen.minutes,
        warnings=warnings,
    )
