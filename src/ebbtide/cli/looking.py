"""Load what there is to look at, asking for what only the user knows; then look and show what was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from ebbtide import service
from ebbtide.cli.access import Access
from ebbtide.cli.checkins import gut_first
from ebbtide.cli.files import check_output
from ebbtide.cli.questions import agreed, answered, ask_export_day, choose_me, tell
from ebbtide.cli.root import EXIT_OK, EXIT_TOO_LITTLE
from ebbtide.cli.showing import busy, reading, say_where, show
from ebbtide.cli.terminal import write
from ebbtide.errors import ChatChoiceNeeded, ChoiceNeeded, DateOrderUnknown, YearUnknown
from ebbtide.wording import say


@contextmanager
def loading(
    access: Access, request: service.see.LoadRequest, *, gut: bool
) -> Iterator[tuple[service.Session, service.see.Source]]:
    """Load what there is to look at, in a session; a vault stays open for the block.

    gut: numbers follow, so on a terminal it is asked for before them, where it is due (rule 11).

    Raises
    ------
    EbbtideError
        as reading and opening do.
    """
    if request.files:
        source = _read(access.session, request)
        _note_single_voice(source)
        yield access.session, source
        return
    service.protect.require_vault(access.session, "cli.look.no_vault")
    with access.opened() as session:
        if gut and access.asks and not session.open_vault.read_only:
            gut_first(session, session.today)
        source = service.see.load(session, request)
        _note_single_voice(source)
        yield session, source


def _note_single_voice(source: service.see.Source) -> None:
    if source.single_voice is not None:
        tell(say("cli.look.single_voice", name=source.single_voice))


def _read(session: service.Session, request: service.see.LoadRequest) -> service.see.Source:
    """Each question that stays open is asked on a terminal, once."""
    while True:
        try:
            with reading(request.files) as progress:
                return service.see.load(session, request, progress)
        except YearUnknown as need:
            told = replace(request.circumstances, exported=ask_export_day(need))
            request = replace(request, circumstances=told)
        except (ChatChoiceNeeded, DateOrderUnknown) as need:
            request = replace(request, reading=answered(request.reading, need))
        except ChoiceNeeded as need:
            request = replace(request, me=choose_me(need))


@dataclass(frozen=True)
class Page:
    """The report to write. path: None for none. open: show it in a browser. offer: ask on a terminal whether to."""

    path: Path | None = None
    force: bool = False
    open: bool = False
    offer: bool = False


#: The page that `--open` and the offer at the end write where `--out` names none.
OFFERED = Path("ebbtide-report.html")


def look_and_show(
    session: service.Session,
    source: service.see.Source,
    files: Sequence[Path],
    page: Page,
    *,
    as_json: bool,
    full: bool = False,
) -> int:
    """Look, print, write the report that `page` names; gives the exit code. files: of the user that were read."""
    from ebbtide.presentation import report, sentences

    with busy("look"):
        look = service.see.look(session, source)
    tide, signs = sentences.Tide.of(look.analysis), sentences.speak_signs(look.signs)
    show(tide, signs, as_json=as_json, full=full)
    path = page.path
    if path is None and page.offer and agreed(say("cli.look.offer", path=OFFERED)):
        path = OFFERED
        check_output(path, files, page.force)
    if path is not None:
        with busy("write"):
            report.write(tide, path, signs)
        if page.open:
            click.launch(str(path.resolve()))
    else:
        write(say("cli.end.nothing_kept" if files else "cli.end.no_page"), aside=as_json)
    say_where(files, path, as_json)
    return EXIT_TOO_LITTLE if look.too_little else EXIT_OK
