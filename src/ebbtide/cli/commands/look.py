"""`ebbtide look`: reads exports or the vault, looks for what changed, prints it, and writes the report asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.files import check_inputs, check_output
from ebbtide.cli.options import Day, Days, Stretch, spans
from ebbtide.cli.questions import ORDERS, choose_me, choose_order, on_terminal, tell
from ebbtide.cli.root import EXIT_OK, EXIT_TOO_LITTLE
from ebbtide.cli.showing import busy, reading, say_where, show, step
from ebbtide.errors import BadRequest, ChoiceNeeded, DateOrderUnknown, ReadError
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.cli.vault_content import Kept
    from ebbtide.history.conversation import Context, Conversation

#: The state of a result in which there is nothing to put on a report.
TOO_LITTLE = "too little"
#: A phone in another zone can be a day ahead of this computer.
AHEAD = timedelta(days=1)

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def option(flag: str, metavar: str | None = None, **settings: Any) -> Option:
    """An option of `look` whose help is the sentence `cli.look.<name>`."""
    name = flag.lstrip("-").replace("-", "_")
    shown = say(f"cli.metavar.{metavar}") if metavar else None
    return click.option(flag, help=say(f"cli.look.{name}"), metavar=shown, **settings)


#: What the user knows and messages cannot show, and how the files are to be read.
TOLD = (
    option("--living", type=click.Choice(["together", "apart"])),
    option("--away", "span", type=Stretch(), multiple=True),
    option("--stressor", "stressor", type=Stretch(names=True), multiple=True),
    option("--also", "also", multiple=True),
    option("--ended", "day", type=Day()),
    option("--exported", "day", type=Day()),
    option("--as-of", "day", type=Day()),
    option("--date-order", type=click.Choice(ORDERS)),
)


def told_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of `TOLD`, in their order."""
    for one in reversed(TOLD):
        command = one(command)
    return command


@click.command("look", help=say("cli.look.help"))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar=say("cli.look.maybe_files"))
@option("--me", "name")
@option("--out", "file", type=click.Path(path_type=Path))
@option("--force", is_flag=True)
@click.option("--json", "as_json", is_flag=True, help=say("cli.look.json"))
@told_options
@on_vault
def command(
    access: Access,
    files: tuple[Path, ...],
    me: str | None,
    out: Path | None,
    force: bool,
    as_json: bool,
    as_of: date | None,
    date_order: str | None,
    exported: date | None,
    **told: Any,
) -> int:
    """Look at the exports, or without any at the vault; `told` holds what the user knows and messages cannot show."""
    check_inputs(files)
    if out is not None:
        check_output(out, files, force)
    if not files and (me or date_order):
        raise BadRequest("cli.look.only_files")
    known = None if files else kept(access, ask=not as_json)
    chat = known.chat if known else read_chat(files, me, date_order, exported)
    if as_of is None and chat.coverage:
        refuse_future(chat.coverage.last)
    note_single_voice(chat)
    context = joined(known.context if known else None, context_of(chat.people, exported=exported, **told))
    return look_and_show(chat, context, files, as_of=as_of, out=out, as_json=as_json, known=known)


def read_chat(
    files: Sequence[Path], me: str | None = None, date_order: str | None = None, exported: date | None = None
) -> Conversation:
    """The conversation in `files`; what only the user knows is asked on a terminal, once each.

    Raises
    ------
    EbbtideError
        a file cannot be read, is no chat of two, or a question stays open.
    """
    import ebbtide as eb

    told = {"me": me, "date_order": date_order}
    while True:
        try:
            with reading(files) as progress:
                return eb.read(*files, exported=exported, progress=progress, **told)
        except ChoiceNeeded as need:
            told["me"] = choose_me(need)
        except DateOrderUnknown as need:
            told["date_order"] = choose_order(need)


def kept(access: Access, ask: bool) -> Kept:
    """What the vault holds; ask: on a terminal, for the gut before any number is shown."""
    from ebbtide.cli.checkins import gut_first
    from ebbtide.cli.vault_content import kept_in

    with access.opened() as vault:
        if ask and not access.piped and on_terminal():
            gut_first(vault, date.today())
        return kept_in(vault)


def joined(known: Context | None, told: Context) -> Context:
    """What the marks of the vault say and what was told for this look, which counts more where only one can hold."""
    if known is None:
        return told
    return replace(
        told,
        living=told.living or known.living,
        away=known.away + told.away,
        stressors=known.stressors + told.stressors,
        ended=told.ended or known.ended,
        channels=tuple(dict.fromkeys(known.channels + told.channels)),
    )


def refuse_future(last: date | None, key: str = "cli.wrong.future") -> None:
    """Stop where messages lie in the future; last: the day of the last one. key: what is said then.

    Raises
    ------
    ReadError
        the last message is dated more than `AHEAD` after today.
    """
    if last is not None and last > date.today() + AHEAD:
        raise ReadError(key, last=last)


def note_single_voice(chat: Conversation) -> None:
    """Say so where one name wrote everything: two people of one name look like that too."""
    names = {name for source in chat.sources for name in source.senders}
    if len(names) == 1:
        tell(say("cli.look.single_voice", name=names.pop()))


def context_of(
    people: tuple[str, str],
    *,
    living: str | None,
    away: Sequence[Days],
    stressor: Sequence[Days],
    also: Sequence[str],
    ended: date | None,
    exported: date | None,
) -> Context:
    """What was told on the command line, as the library takes it."""
    from ebbtide.history.conversation import Context

    return Context(
        living=living,
        away=spans(away, people),
        stressors=spans(stressor, people),
        ended=ended,
        channels=tuple(also),
        exported=exported,
    )


def look_and_show(
    chat: Conversation,
    context: Context,
    files: Sequence[Path],
    *,
    as_of: date | None = None,
    out: Path | None = None,
    as_json: bool = False,
    remind: bool = True,
    known: Kept | None = None,
) -> int:
    """Look, write the report if `out` is given, print; gives the exit code. known: journal and verdicts of a vault."""
    import ebbtide as eb

    with step("look", files) if files else busy("look"):
        tide = eb.look(chat, as_of=as_of, context=context)
        signs = eb.signs(chat, tide, context, known.journal if known else (), known.verdicts if known else None)
    if out is not None:
        with step("write", files):
            tide.report(out, signs)
    show(tide, as_json, signs)
    _close(files if remind else (), out, as_json, "cli.end.nothing_kept" if files else "cli.end.no_page")
    return EXIT_TOO_LITTLE if tide.state == TOO_LITTLE else EXIT_OK


def _close(exports: Sequence[Path], out: Path | None, aside: bool, no_report: str) -> None:
    click.echo(err=aside)
    if out is None:
        click.echo(say(no_report), err=aside)
    say_where(exports, out, aside)
