"""What `ebbtide signs` prints: the list of all signs with what each needs, the signs themselves, and the boards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING, Any

from ebbtide.cli.commands.look import TOO_LITTLE
from ebbtide.cli.output import give
from ebbtide.cli.root import EXIT_OK, EXIT_TOO_LITTLE
from ebbtide.cli.terminal import write_json
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.analysis.signs.boards import Board, Cell
    from ebbtide.catalogue.entries import Sign
    from ebbtide.cli.signs.source import Source
    from ebbtide.library import Signs
    from ebbtide.presentation.sentences import SpokenSign as Found

INDENT = "  "
#: What a sign may need, in the order in which it is said.
NEEDS = ("messages", "text", "confirmation", "journal", "answers", "app")


def schema() -> dict[str, Any]:
    """The published JSON schema of the list, the review, the answers and the boards, one definition each.

    The signs themselves have one of their own: `ebbtide.presentation.sentences.signs_schema`.
    """
    found: dict[str, Any] = json.loads((resources.files("ebbtide.cli") / "signs.schema.json").read_text("utf-8"))
    return found


def needs_of(sign: Sign) -> dict[str, bool]:
    """What a sign can be seen by: message times, their words, messages that the user confirms, the journal,
    plain answers, and what was done with this program."""
    from ebbtide.analysis.measures.specs import SPECS
    from ebbtide.analysis.signs.proposals.ranking import SIGNS

    moved = {move.lstrip("+-") for move in sign.moves}
    told = sign.measurable.split("+")
    proposed = bool({sign.id, *sign.hits} & set(SIGNS))
    return {
        "messages": "messages" in told,
        "text": any(SPECS[name].needs_text for name in moved) or _read(sign),
        "confirmation": proposed,
        "journal": "journal" in told,
        "answers": "questions" in told,
        "app": "app" in told,
    }


def _read(sign: Sign) -> bool:
    """Whether the proposals that count for a sign rest on words that lists know."""
    from ebbtide.analysis.signs.proposals.meaning_rules import RULES

    return any(rule.needs and not rule.journal for rule in RULES if rule.sign in (sign.id, *sign.hits))


def give_list(as_json: bool) -> int:
    """All signs of the catalogue, in its order, with what each needs."""
    from ebbtide.catalogue import table

    signs = list(table("signs", "sign").values())
    rows = [
        {
            "id": sign.id,
            "name": say(f"signs.names.{sign.id}"),
            "side": sign.side,
            "area": sign.area,
            "grade": sign.grade,
            "needs": needs_of(sign),
        }
        for sign in signs
    ]
    return give(as_json, "signs list", _listed(rows), signs=rows)


def _listed(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    for side in ("them", "both", "me"):
        own = [row for row in rows if row["side"] == side]
        yield say(f"cli_signs.side_{side}", count=len(own))
        for row in own:
            needs = ", ".join(say(f"cli_signs.needs_{name}") for name in NEEDS if row["needs"][name])
            yield INDENT + say("cli_signs.listed", id=row["id"], name=row["name"], needs=needs)
        yield ""
    yield say("cli_signs.list_end")


def give_boards(people: tuple[str, str], boards: Sequence[Board], as_json: bool) -> int:
    """The boards, both people in the same rows."""
    from ebbtide.presentation.sentences.spoken_boards import board_dict

    plain = [board_dict(board) for board in boards]
    return give(as_json, "signs boards", _boards(people, boards), people=list(people), boards=plain)


def _boards(people: tuple[str, str], boards: Sequence[Board]) -> Iterator[str]:
    from ebbtide.presentation.sentences.spoken_boards import board_notes, board_title, row_text

    for board in boards:
        yield say("cli_signs.board", title=board_title(board), start=board.start.isoformat(), end=board.end.isoformat())
        for row in board.rows:
            yield INDENT + row_text(board, row)
            told = zip(people, row.cells, strict=True)
            both = (say("cli_signs.cell", name=name, value=_cell(cell)) for name, cell in told)
            yield 2 * INDENT + "   ".join(both)
        for name, days in zip(people, board.unthanked, strict=True):
            if days:
                yield INDENT + say("cli_signs.unthanked", name=name, days=", ".join(day.isoformat() for day in days))
        yield from board_notes(board)
        yield ""


def _cell(cell: Cell) -> str:
    count = f"{cell.count:.0f}"
    if cell.total is None:
        return say("boards.cell.count", count=count)
    told = {"count": count, "total": f"{cell.total:.0f}"}
    if cell.share is None or cell.low is None or cell.high is None:
        return say("boards.cell.few", **told)
    ends = {"share": f"{100 * cell.share:.0f}", "low": f"{100 * cell.low:.0f}", "high": f"{100 * cell.high:.0f}"}
    return say("boards.cell.share", **told, **ends)


def give_rest(sentence: str, as_json: bool) -> int:
    """While an ending rests nothing is shown of the other person, and so nothing of both."""
    return give(as_json, "signs rest", [sentence], text=sentence)


def give_signs(source: Source, ids: Sequence[str], as_of: date | None, as_json: bool) -> int:
    """The signs that stand out, or those that were asked for in full; both people's rows, against before for."""
    import ebbtide as eb

    tide = eb.look(source.chat, as_of=as_of, context=source.context)
    found = eb.signs(source.chat, tide=tide, context=source.context, journal=source.journal, verdicts=source.verdicts)
    if as_json:
        chosen = replace(found, rows=tuple(row for row in found.rows if row.id in ids)) if ids else found
        write_json(chosen.to_dict())
    else:
        give(False, "signs", _in_full(source, found, ids) if ids else _overview(found, _waiting(source, as_of)))
    return EXIT_TOO_LITTLE if tide.state == TOO_LITTLE else EXIT_OK


def _waiting(source: Source, as_of: date | None) -> int:
    """Messages that only the user can judge and has not; none while an ending rests."""
    from ebbtide.analysis.signs.proposals.ranking import propose_all, spoken

    if source.rest_ends(as_of) is not None:
        return 0
    talk = spoken(source.chat, as_of, source.context.away)
    return len(source.verdicts.waiting(propose_all(talk, source.journal).items))


def _overview(found: Signs, waiting: int) -> Iterator[str]:
    """What stands out, at most five signs, with both people's rows."""
    yield from (item.text for item in found.lines)
    for sign in found.shown:
        yield ""
        yield from _rows(found.people, found[sign])
    yield ""
    if waiting:
        yield say("cli_signs.waiting", count=waiting)
    yield say("cli_signs.more")
    yield say("safety.quiet.line")


def _rows(people: tuple[str, str], rows: Sequence[Found]) -> Iterator[str]:
    yield say("cli_signs.sign", name=rows[0].name)
    for row in rows:
        state = say(f"cli_signs.state.{row.state.replace(' ', '_')}")
        yield INDENT + say("cli_signs.person", name=people[row.person], state=state)
        for item in (*row.evidence_against, *row.evidence_for, *row.missing):
            yield 2 * INDENT + say("cli_signs.evidence", text=item.text)


def _in_full(source: Source, found: Signs, ids: Sequence[str]) -> Iterator[str]:
    """Everything about the signs that were asked for."""
    for sign in ids:
        rows = found[sign]
        yield from _rows(found.people, rows)
        yield from (INDENT + line for line in (*_judged(source, sign), *_tagged(source, rows[0])))
        for heading, texts in _asides(rows):
            if texts:
                yield INDENT + say(f"cli_signs.heading_{heading}")
                yield from (2 * INDENT + say("cli_signs.evidence", text=text) for text in texts)
        yield INDENT + say("cli_signs.science", grade=rows[0].grade, science=rows[0].science)
        for one in rows[0].sources:
            yield 2 * INDENT + say("cli_signs.source", cite=one.cite, known=one.known)
        yield ""
    yield say("safety.quiet.line")


def _judged(source: Source, sign: str) -> Iterator[str]:
    """How many messages the user confirmed, of both people, the opposite first."""
    told = source.verdicts
    for kind, said in (("opposite", told.confirmed_against(sign)), ("showing", told.confirmed(sign))):
        if said:
            owners = [person for _, person in said]
            counts = ", ".join(
                say("cli_signs.counted", name=name, count=owners.count(person))
                for person, name in enumerate(source.chat.people)
            )
            yield say(f"cli_signs.confirmed_{kind}", counts=counts)


def _tagged(source: Source, sign: Found) -> Iterator[str]:
    """Days in company and days alone that the journal tags, side by side (E072)."""
    if sign.id == "public_private_split":
        for tag in ("public", "private"):
            days = sorted({entry.on.isoformat() for entry in source.journal if tag in entry.tags})
            yield say(f"cli_signs.tagged_{tag}", count=len(days), days=", ".join(days) or say("cli_signs.no_days"))


def _asides(rows: Sequence[Found]) -> tuple[tuple[str, list[str]], ...]:
    """What stands beside the rows of a sign, each sentence once."""
    return (
        ("see", list(dict.fromkeys(item.text for row in rows for item in row.cannot_see))),
        ("may", list(dict.fromkeys(text for row in rows for text in row.may_be))),
        ("ask", list(dict.fromkeys(text for row in rows for text in row.questions))),
    )
