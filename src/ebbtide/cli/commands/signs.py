"""`ebbtide signs`: the signs with the evidence both ways, the review of what only the user can judge, the boards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.commands.look import option, told_options
from ebbtide.cli.files import check_inputs
from ebbtide.cli.signs.listing import give_boards, give_list, give_rest, give_signs
from ebbtide.cli.signs.review import review
from ebbtide.cli.signs.source import Source, opened, spoken_rest
from ebbtide.errors import BadRequest
from ebbtide.wording import say

REVIEW, BOARDS = "review", "boards"


@dataclass(frozen=True)
class Asked:
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
@told_options
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
    **told: Any,
) -> int:
    """Sort out what was asked for and hand it on; `told` holds what messages cannot show."""
    asked = sorted_out(what)
    if (piped_verdicts or redo) and asked.action != REVIEW:
        raise BadRequest("cli_signs.only_review")
    if listed:
        return give_list(as_json)
    check_inputs(asked.files)
    gut = asked.action != REVIEW and not as_json
    with opened(access, asked.files, me, date_order, as_of, told, gut=gut) as source:
        opens = source.rest_ends(as_of)
        if asked.action and opens is not None:
            return give_rest(spoken_rest(opens), as_json)
        if asked.action == REVIEW:
            return _review(source.anew() if redo else source, asked.ids, as_of, as_json, piped_verdicts)
        if asked.action == BOARDS:
            return _boards(source, as_of, weeks, as_json)
        return give_signs(source, asked.ids, as_of, as_json)


def sorted_out(what: Sequence[str]) -> Asked:
    """Words that name a sign or an action come before the files; a file of such a name is written ./review.

    Raises
    ------
    BadRequest
        both actions at once, a word that is no sign and no file, or a review of a sign that has nothing to judge.
    """
    from ebbtide.catalogue import table

    known = table("signs", "sign")
    actions = [word for word in what if word in (REVIEW, BOARDS)]
    if len(actions) > 1:
        raise BadRequest("cli_signs.both")
    ids = tuple(word for word in what if word in known)
    files = tuple(Path(word) for word in what if word not in known and word not in actions)
    unknown = [path for path in files if not path.exists() and path.name == str(path) and not path.suffix]
    if unknown:
        raise BadRequest("cli_signs.no_sign", given=unknown[0])
    if REVIEW in actions:
        _reviewable(ids)
    return Asked(actions[0] if actions else "", ids, files)


def _reviewable(ids: Sequence[str]) -> None:
    from ebbtide.analysis.signs.proposals.ranking import SIGNS

    strange = [one for one in ids if one not in SIGNS]
    if strange:
        raise BadRequest("cli_signs.no_rule", given=strange[0])


def _review(source: Source, ids: Sequence[str], as_of: date | None, as_json: bool, piped: bool) -> int:
    from ebbtide.analysis.signs.proposals.ranking import propose_all, spoken

    found = propose_all(spoken(source.chat, as_of, source.context.away), source.journal)
    return review(source, found.only(ids) if ids else found, as_json, piped)


def _boards(source: Source, as_of: date | None, weeks: int | None, as_json: bool) -> int:
    from ebbtide.analysis.signs.boards import WEEKS, boards

    found = boards(source.chat, source.verdicts, source.journal, as_of, weeks or WEEKS, source.context.away)
    return give_boards(source.chat.people, found, as_json)
