"""`ebbtide import`: puts exports into the vault, says what was new, and names the unencrypted files left behind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from ebbtide import service
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.files import check_inputs, who_can_read
from ebbtide.cli.options import file_options, option
from ebbtide.cli.output import give
from ebbtide.cli.questions import answered, choose_me
from ebbtide.cli.showing import busy, reading
from ebbtide.errors import ChatChoiceNeeded, ChoiceNeeded, DateOrderUnknown, YearUnknown
from ebbtide.wording import say


@click.command("import", help=say("cli_vault.import.help"))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar=say("cli.look.files"))
@option("--me", "name")
@file_options
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, files: tuple[Path, ...], me: str | None, as_json: bool, **how: Any) -> int:
    """Read the exports, keep what is new, and say so."""
    service.protect.require_vault(access.session)
    check_inputs(files)
    exports = _read(access.session, files, service.Reading(**how))
    with access.opened() as session:
        done = _added(session, exports, me)
    lines = [*_lines(done), say("cli_vault.import.next", vault=access.flag), "", _left_behind(files)]
    return give(
        as_json,
        "import",
        lines,
        rows=done.rows,
        new=done.new,
        already=done.already,
        known=done.repeated,
        first=done.first,
        last=done.last,
        unencrypted=[path.resolve() for path in files],
    )


def _read(session: service.Session, files: Sequence[Path], how: service.Reading) -> service.keep.Exports:
    """Read the files; what they leave open is asked on a terminal, once each."""
    while True:
        try:
            with reading(files) as progress:
                return service.keep.read_exports(session, files, how, progress)
        except (ChatChoiceNeeded, DateOrderUnknown, YearUnknown) as need:
            how = answered(how, need)


def _added(session: service.Session, exports: service.keep.Exports, me: str | None) -> service.keep.Import:
    try:
        with busy("import"):
            return service.keep.import_exports(session, exports, me)
    except ChoiceNeeded as need:
        me = choose_me(need)
    with busy("import"):
        return service.keep.import_exports(session, exports, me)


def _lines(done: service.keep.Import) -> list[str]:
    lines = [say("cli_vault.import.known", file=name) for name in done.repeated]
    new = say("cli_vault.import.new", new=f"{done.new:,}") if done.new else say("cli_vault.import.nothing_new")
    already = say("cli_vault.import.already", already=f"{done.already:,}")
    lines.append(f"{new} {already}" if done.new and done.already else new)
    return [*lines, say("cli_vault.import.holds", rows=f"{done.rows:,}", first=done.first, last=done.last)]


def _left_behind(files: Sequence[Path]) -> str:
    paths = f" {say('cli.end.and')} ".join(str(path.resolve()) for path in files)
    return say("cli_vault.import.left", paths=paths, who=who_can_read(files))
