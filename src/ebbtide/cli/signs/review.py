"""`ebbtide signs review`: walks the proposals on a terminal, lists them as JSON, or takes verdicts as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from ebbtide.cli.output import give
from ebbtide.cli.questions import ask, on_terminal, tell
from ebbtide.cli.root import EXIT_OK
from ebbtide.cli.signs.source import Source
from ebbtide.cli.terminal import write
from ebbtide.errors import BadRequest
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.analysis.signs.proposals.ranking import Line, Proposal, Proposals
    from ebbtide.analysis.signs.proposals.verdicts import Verdicts

#: Keys of the walk and the answers that they give; Enter alone leaves one for later.
KEYS = {"c": "confirm", "r": "reject", "n": "not sure"}
STOP = "q"
#: What stands before a line: it is judged, it is answered by what is judged, or neither.
JUDGED, ABOUT, PLAIN, SKIPPED = "  > ", "  . ", "    ", "        "


def review(source: Source, found: Proposals, as_json: bool, piped: bool) -> int:
    """Take verdicts from standard input, walk what waits on a terminal, or list it."""
    if piped:
        return _take(source, found, as_json)
    waiting = source.verdicts.waiting(found.items)
    if as_json:
        return _list(source, found)
    if not on_terminal():
        raise BadRequest("cli_signs.nobody", count=len(waiting))
    return _walk(source, found, waiting)


def _list(source: Source, found: Proposals) -> int:
    """Every proposal with its surroundings and the answer that it has, as JSON."""
    from ebbtide.analysis.signs.proposals.ranking import Surroundings

    shown = Surroundings(source.chat.events)
    items = [_plain(source, item, shown.of(item)) for item in found.items]
    return give(
        True,
        "signs review",
        (),
        people=list(source.chat.people),
        proposals=items,
        missing=_missing(found, source.chat.people),
    )


def _plain(source: Source, item: Proposal, lines: Sequence[Line]) -> dict[str, Any]:
    from ebbtide.presentation.sentences import phrase

    told = source.verdicts.of(item)
    return {
        "id": item.id,
        "sign": item.sign,
        "rule": item.rule,
        "version": item.version,
        "person": item.person,
        "on": item.on,
        "counter": item.counter,
        "kind": item.kind or None,
        "why": phrase(item.why, source.chat.people),
        "messages": [_message(line) for line in lines],
        "answer": told.answer if told else None,
        "note": (told.note or None) if told else None,
    }


def _message(line: Line) -> dict[str, Any]:
    return {
        "person": line.person,
        "at": line.at.isoformat(),
        "text": line.text,
        "judged": line.judged,
        "about": line.about,
        "skipped": line.skipped,
    }


def _missing(found: Proposals, people: tuple[str, str]) -> list[dict[str, Any]]:
    from ebbtide.presentation.sentences import phrase

    return [
        {"reason": item.reason, "signs": list(item.signs), "text": phrase(item.phrase, people)}
        for item in found.missing
    ]


def _take(source: Source, found: Proposals, as_json: bool) -> int:
    """Verdicts from standard input: all of them are right, or none is kept."""
    from ebbtide.analysis.signs.proposals.verdicts import judge

    known = {item.id: item for item in found.items}
    given = [(_known(known, row), row) for row in _read()]
    verdicts = [judge(item, str(row.get("answer", "")), str(row.get("note") or "")) for item, row in given]
    all_of_them = source.verdicts
    for verdict in verdicts:
        all_of_them = all_of_them.put(verdict)
    if source.keep is not None:
        for verdict in verdicts:
            source.keep(verdict)
    lines = [say("cli_signs.taken", count=len(verdicts)), *_kept(source)]
    waiting = len(all_of_them.waiting(found.items))
    return give(
        as_json,
        "signs answers",
        lines,
        taken=len(verdicts),
        kept=source.keep is not None,
        waiting=waiting,
        confirmed=_confirmed(all_of_them, found),
    )


def _read() -> list[dict[str, Any]]:
    """A JSON list of objects with id, answer and, if wanted, note."""
    try:
        rows = json.loads(sys.stdin.read())
    except ValueError as error:
        raise BadRequest("cli_signs.no_json") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadRequest("cli_signs.no_json")
    return rows


def _known(known: dict[str, Proposal], row: dict[str, Any]) -> Proposal:
    if row.get("id") not in known:
        raise BadRequest("cli_signs.no_proposal", id=row.get("id"))
    return known[row["id"]]


def _confirmed(verdicts: Verdicts, found: Proposals) -> list[dict[str, Any]]:
    """Confirmed ones by sign, of both people, for and against."""
    signs = dict.fromkeys(item.sign for item in found.items)
    rows = ((sign, verdicts.confirmed(sign), verdicts.confirmed_against(sign)) for sign in signs)
    return [{"sign": sign, "showing": _each(showing), "opposite": _each(opposite)} for sign, showing, opposite in rows]


def _each(said: Iterable[tuple[Any, int]]) -> list[int]:
    owners = [person for _, person in said]
    return [owners.count(0), owners.count(1)]


def _kept(source: Source) -> list[str]:
    return [] if source.keep else [say("cli_signs.nothing_kept")]


def _walk(source: Source, found: Proposals, waiting: Sequence[Proposal]) -> int:
    from ebbtide.analysis.signs.proposals.ranking import Surroundings

    if not waiting:
        tell(say("cli_signs.none_waiting"))
    else:
        tell(say("cli_signs.before", count=len(waiting)))
    for line in (*(item["text"] for item in _missing(found, source.chat.people)), *_kept(source)):
        tell(line)
    done, shown = 0, Surroundings(source.chat.events)
    for number, item in enumerate(in_turn(waiting), 1):
        _show(source, item, shown.of(item), f"{number}/{len(waiting)}")
        answer = _answer()
        if answer == STOP:
            break
        if answer:
            done += 1
            _keep(source, item, answer)
    tell(say("cli_signs.after", done=done, left=len(waiting) - done))
    tell(say("safety.quiet.line"))
    return EXIT_OK


def in_turn(waiting: Sequence[Proposal]) -> Iterator[Proposal]:
    """Newest months first; within each sign and month what may speak against it and what may show it, in turn."""
    cells: dict[tuple[int, int, str], tuple[list[Proposal], list[Proposal]]] = {}
    for item in waiting:
        cell = cells.setdefault((item.on.year, item.on.month, item.sign), ([], []))
        cell[0 if item.counter else 1].append(item)
    for key in sorted(cells, key=lambda one: (-one[0], -one[1], one[2])):
        for pair in zip_longest(*cells[key]):
            yield from (item for item in pair if item is not None)


def _show(source: Source, item: Proposal, surroundings: Sequence[Line], place: str) -> None:
    """The proposal as it stands in the talk: what is judged is marked, and what it answers."""
    from ebbtide.presentation.sentences import phrase

    title = say("proposals.name", item.sign)
    person = source.chat.people[item.person]
    lines = [
        say("cli_signs.head", place=place, title=title, day=item.on.isoformat()),
        phrase(item.why, source.chat.people),
        "",
    ]
    for line in surroundings:
        if line.skipped:
            lines.append(SKIPPED + say("cli_signs.skipped", count=line.skipped))
        mark = JUDGED if line.judged else ABOUT if line.about else PLAIN
        text = " ".join(line.text.split()) if line.text else say("cli_signs.no_text")
        told = {"at": f"{line.at:%Y-%m-%d %H:%M}", "who": source.chat.people[line.person], "text": text}
        lines.append(mark + say("cli_signs.line", **told))
    lines += ["", say("cli_signs.question", who=person)]
    write("\n" + "\n".join(lines))


def _answer() -> str:
    """The verdict that was typed, `STOP`, or "" for later."""
    while True:
        key = ask(say("cli_signs.keys")).casefold()[:1]
        if not key or key == STOP:
            return key
        if key in KEYS:
            return KEYS[key]
        tell(say("cli_signs.again"))


def _keep(source: Source, item: Proposal, answer: str) -> None:
    from ebbtide.analysis.signs.proposals.verdicts import judge

    verdict = judge(item, answer, ask(say("cli_signs.note")))
    if source.keep:
        source.keep(verdict)
