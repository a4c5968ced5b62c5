"""`ebbtide init`: asks what is safe here, then makes a vault, or nothing at all."""

from __future__ import annotations

from pathlib import Path

import click

from ebbtide import service
from ebbtide.cli import first_run
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.first_run import NOTHING, Choice
from ebbtide.cli.new_secret import choose, show_code
from ebbtide.cli.output import give
from ebbtide.cli.questions import on_terminal, tell
from ebbtide.cli.root import EXIT_OK
from ebbtide.cli.showing import busy
from ebbtide.cli.terminal import confirm, finish
from ebbtide.errors import BadRequest
from ebbtide.wording import say


@click.command("init", help=say("cli_vault.init.help"))
@on_vault
@click.option("--answers", metavar=say("cli.metavar.file"), help=say("cli_vault.init.answers"))
@click.option("--defaults", is_flag=True, help=say("cli_vault.init.defaults"))
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, answers: str | None, defaults: bool, as_json: bool) -> int:
    """Ask first, then make what was chosen."""
    if answers is not None and defaults:
        raise BadRequest("cli_vault.init.one_way")
    # Where both come on standard input, the passphrase is its first line, as everywhere.
    passphrase = access.secret() if answers == first_run.STANDARD_INPUT and access.piped else None
    interactive = answers is None and not defaults
    chosen = first_run.asked(access) if interactive else first_run.told(answers, access)
    if not interactive:
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
    warnings = _warned(chosen.folder, ask=interactive)
    named = access.named or chosen.folder != access.folder
    return _make(Access(chosen.folder, named, access.piped), chosen, warnings, as_json, passphrase)


def _warned(folder: Path, ask: bool) -> tuple[str, ...]:
    """Say what to know about the place before a vault lies there; on a terminal it can still be another one.

    Raises
    ------
    BadRequest
        it is no place for a vault, or another was preferred; nothing was made.
    """
    place = service.protect.survey_place(folder)
    for warning in place.warnings:
        tell(warning)
    if ask and place.doubtful and not confirm(say("cli_vault.init.anyway")):
        raise BadRequest("cli_vault.init.other_place")
    return place.warnings


def _make(access: Access, chosen: Choice, warnings: tuple[str, ...], as_json: bool, piped: str | None) -> int:
    passphrase = choose(access, access.session, piped)
    with busy("make"):
        code = service.protect.init(access.session, passphrase, chosen.minutes, chosen.who)
    shown = on_terminal() and not as_json
    if shown:
        show_code(code)
    lines = [say("cli_vault.init.made", folder=access.folder, minutes=chosen.minutes)]
    lines += [] if shown else [say("cli_vault.secret.code", code=code)]
    lines += [notice] if (notice := service.protect.notice()) else []
    lines += [say("cli_vault.init.next", vault=access.flag)]
    give(
        as_json,
        "init",
        lines,
        made=True,
        folder=access.folder,
        recovery_code=code,
        lock_minutes=chosen.minutes,
        warnings=warnings,
    )
    finish()
    service.protect.confirm_code(access.session, code)
    return EXIT_OK
