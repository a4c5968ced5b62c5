"""What `ebbtide signs` prints: the list of all signs with what each needs, the signs themselves, and the boards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING, Any

from ebbtide import service
from ebbtide.cli.output import give
from ebbtide.cli.root import EXIT_OK, EXIT_TOO_LITTLE
from ebbtide.cli.terminal import write_json
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.presentation.sentences import SpokenSign, SpokenSigns

INDENT = "  "
#: What a sign may need, in the order in which it is said.
NEEDS = ("messages", "text", "confirmation", "journal", "answers", "app")


def schema() -> dict[str, Any]:
    """The published JSON schema of the list, the review, the answers and the boards, one definition each.

    The signs themselves have one of their own: `ebbtide.presentation.sentences.signs_schema`.
    """
    found: dict[str, Any] = json.loads((resources.files("ebbtide.cli") / "signs.schema.json").read_text("utf-8"))
    return found


def give_list(session: service.Session, as_json: bool) -> int:
    """All signs, in the order of the catalogue, with what each needs."""
    rows = [
        {
            "id": sign.id,
            "name": say(f"signs.names.{sign.id}"),
            "side": sign.side,
            "area": sign.area,
            "grade": sign.grade,
            "needs": sign.needs,
        }
        for sign in service.see.list_signs(session)
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


def give_boards(people: tuple[str, str], boards: Sequence[service.see.Board], as_json: bool) -> int:
    """The boards, both people in the same rows."""
    from ebbtide.presentation.sentences.spoken_boards import board_dict

    plain = [board_dict(board) for board in boards]
    return give(as_json, "signs boards", _boards(people, boards), people=list(people), boards=plain)


def _boards(people: tuple[str, str], boards: Sequence[service.see.Board]) -> Iterator[str]:
    from ebbtide.presentation.sentences.spoken_boards import board_notes, board_title, row_text

    for board in boards:
        yield say("cli_signs.board", title=board_title(board), start=board.start.isoformat(), end=board.end.isoformat())
        rows = [row for row in board.rows if not row.is_empty]
        if not rows:
            yield INDENT + say("cli_signs.board_empty")
        for row in rows:
            yield INDENT + row_text(board, row)
            cells = zip(people, row.cells, strict=True)
            both = (say("cli_signs.cell", name=name, value=_cell(cell)) for name, cell in cells)
            yield 2 * INDENT + "   ".join(both)
        for name, days in zip(people, board.unthanked, strict=True):
            if days:
                yield INDENT + say("cli_signs.unthanked", name=name, days=", ".join(day.isoformat() for day in days))
        yield from board_notes(board)
        yield ""


def _cell(cell: service.see.Cell) -> str:
    count = f"{cell.count:.0f}"
    if cell.total is None:
        return say("boards.cell.count", count=count)
    numbers = {"count": count, "total": f"{cell.total:.0f}"}
    if cell.share is None or cell.low is None or cell.high is None:
        return say("boards.cell.few", **numbers)
    ends = {"share": f"{100 * cell.share:.0f}", "low": f"{100 * cell.low:.0f}", "high": f"{100 * cell.high:.0f}"}
    return say("boards.cell.share", **numbers, **ends)


def give_rest(rest: service.see.Rest, as_json: bool) -> int:
    """While an ending rests nothing is shown of the other person, and so nothing of both."""
    sentence = say("cli_signs.resting", opens=rest.opens.isoformat())
    return give(as_json, "signs rest", [sentence], text=sentence)


def give_signs(source: service.see.Source, result: service.see.SignsResult, ids: Sequence[str], as_json: bool) -> int:
    """The signs that stand out, or those that were asked for in full; both people's rows, against before for."""
    from ebbtide.presentation.sentences import speak_signs

    signs = speak_signs(result.signs)
    if as_json:
        chosen = replace(signs, rows=tuple(row for row in signs.rows if row.id in ids)) if ids else signs
        write_json(chosen.to_dict())
    else:
        give(False, "signs", _in_full(source, signs, ids) if ids else _overview(signs, result.waiting))
    return EXIT_TOO_LITTLE if result.too_little else EXIT_OK


def _overview(signs: SpokenSigns, waiting: int) -> Iterator[str]:
    """What stands out, at most five signs, with both people's rows."""
    yield from (item.text for item in signs.lines)
    for sign in signs.shown:
        yield ""
        yield from _rows(signs.people, signs[sign])
    yield ""
    if waiting:
        yield say("cli_signs.waiting", count=waiting)
    yield say("cli_signs.more")
    yield say("safety.quiet.line")


def _rows(people: tuple[str, str], rows: Sequence[SpokenSign]) -> Iterator[str]:
    yield say("cli_signs.sign", name=rows[0].name)
    for row in rows:
        state = say(f"cli_signs.state.{row.state.replace(' ', '_')}")
        yield INDENT + say("cli_signs.person", name=people[row.person], state=state)
        for item in (*row.evidence_against, *row.evidence_for, *row.missing):
            yield 2 * INDENT + say("cli_signs.evidence", text=item.text)


def _in_full(source: service.see.Source, signs: SpokenSigns, ids: Sequence[str]) -> Iterator[str]:
    """Everything about the signs that were asked for."""
    for sign in ids:
        rows = signs[sign]
        yield from _rows(signs.people, rows)
        yield from (INDENT + line for line in (*_judged(source, sign), *_tagged(source, rows[0])))
        for heading, texts in _asides(rows):
            if texts:
                yield INDENT + say(f"cli_signs.heading_{heading}")
                yield from (2 * INDENT + text for text in texts)
        yield INDENT + say("cli_signs.science", grade=rows[0].grade, science=rows[0].science)
        for study in rows[0].sources:
            yield 2 * INDENT + say("cli_signs.source", cite=study.cite, known=study.known)
        yield ""
    yield say("safety.quiet.line")


def _judged(source: service.see.Source, sign: str) -> Iterator[str]:
    """How many messages the user confirmed, of both people, the opposite first."""
    verdicts = source.verdicts
    for kind, confirmed in (("opposite", verdicts.confirmed_against(sign)), ("showing", verdicts.confirmed(sign))):
        if confirmed:
            owners = [person for _, person in confirmed]
            counts = ", ".join(
                say("cli_signs.counted", name=name, count=owners.count(person))
                for person, name in enumerate(source.chat.people)
            )
            yield say(f"cli_signs.confirmed_{kind}", counts=counts)


def _tagged(source: service.see.Source, sign: SpokenSign) -> Iterator[str]:
    """Days in company and days alone that the journal tags, side by side (E072)."""
    if sign.id == "public_private_split":
        for tag in ("public", "private"):
            days = sorted({entry.on.isoformat() for entry in source.journal if tag in entry.tags})
            yield say(f"cli_signs.tagged_{tag}", count=len(days), days=", ".join(days) or say("cli_signs.no_days"))


def _asides(rows: Sequence[SpokenSign]) -> tuple[tuple[str, list[str]], ...]:
    """What stands beside the rows of a sign, each sentence once."""
    said = {item.values.get("reason") for row in rows for item in row.evidence_against}
    may_be = dict.fromkeys(reason for row in rows for reason in row.may_be if reason not in said)
    return (
        ("see", list(dict.fromkeys(item.text for row in rows for item in row.cannot_see))),
        ("may", [say("cli_signs.may", reason=reason) for reason in may_be]),
        ("ask", list(dict.fromkeys(text for row in rows for text in row.questions))),
    )
