"""`ebbtide signs`: the signs with the evidence both ways, the review of what only the user can judge, the boards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from ebbtide import service
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.files import check_inputs
from ebbtide.cli.looking import loading
from ebbtide.cli.options import look_options, option
from ebbtide.cli.signs.listing import give_boards, give_list, give_rest, give_signs
from ebbtide.cli.signs.review import Sitting, give_review
from ebbtide.errors import BadRequest
from ebbtide.wording import say

REVIEW, BOARDS = "review", "boards"


@dataclass(frozen=True)
class Subject:
    """What was asked for. action: "review", "boards" or "". ids: signs that it is limited to; files: exports."""

    action: str
    ids: tuple[str, ...]
    files: tuple[Path, ...]


@click.command("signs", help=say("cli_signs.help"))
@click.argument("what", nargs=-1, metavar=say("cli_signs.what"))
@click.option("--list", "listed", is_flag=True, help=say("cli_signs.list"))
@click.option("--json", "as_json", is_flag=True, help=say("cli_signs.json"))
@click.option("--verdicts-stdin", "piped_verdicts", is_flag=True, help=say("cli_signs.verdicts_stdin"))
@click.option("--redo", is_flag=True, help=say("cli_signs.redo"))
@click.option("--weeks", type=click.IntRange(min=1), metavar=say("cli.metavar.number"), help=say("cli_signs.weeks"))
@option("--me", "name")
@look_options
@on_vault
def command(
    access: Access,
    what: tuple[str, ...],
    listed: bool,
    as_json: bool,
    piped_verdicts: bool,
    redo: bool,
    weeks: int | None,
    me: str | None,
    as_of: date | None,
    date_order: str | None,
    chat: str | None,
    since: date | None,
    same: tuple[tuple[str, str], ...],
    **circumstances: Any,
) -> int:
    """Sort out what was asked for and hand it on."""
    subject = sorted_out(access.session, what)
    if (piped_verdicts or redo) and subject.action != REVIEW:
        raise BadRequest("cli_signs.only_review")
    if listed:
        return give_list(access.session, as_json)
    check_inputs(subject.files)
    how = service.Reading(date_order, None, chat, since, same)
    request = service.see.LoadRequest(subject.files, me, how, service.Circumstances(**circumstances), as_of)
    with loading(access, request, gut=subject.action != REVIEW and not as_json) as (session, source):
        if subject.action == REVIEW:
            review = service.see.review(session, source, subject.ids, redo)
            if isinstance(review, service.see.Rest):
                return give_rest(review, as_json)
            return give_review(Sitting(access, session, review), as_json, piped_verdicts)
        if subject.action == BOARDS:
            boards = service.see.boards(session, source, weeks)
            if isinstance(boards, service.see.Rest):
                return give_rest(boards, as_json)
            return give_boards(source.chat.people, boards, as_json)
        return give_signs(source, service.see.signs(session, source), subject.ids, as_json)


def sorted_out(session: service.Session, what: Sequence[str]) -> Subject:
    """Words that name a sign or an action come before the files; a file of such a name is written ./review.

    Raises
    ------
    BadRequest
        both actions at once, a word that is no sign and no file, or a review of a sign that has nothing to judge.
    """
    known = {sign.id: sign for sign in service.see.list_signs(session)}
    actions = [word for word in what if word in (REVIEW, BOARDS)]
    if len(actions) > 1:
        raise BadRequest("cli_signs.both")
    ids = tuple(word for word in what if word in known)
    files = tuple(Path(word) for word in what if word not in known and word not in actions)
    unknown = [path for path in files if not path.exists() and path.name == str(path) and not path.suffix]
    if unknown:
        raise BadRequest("cli_signs.no_sign", given=unknown[0])
    unjudged = [sign for sign in ids if not known[sign].judged]
    if REVIEW in actions and unjudged:
        raise BadRequest("cli_signs.no_rule", given=unjudged[0])
    return Subject(actions[0] if actions else "", ids, files)
