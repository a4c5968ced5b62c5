"""`ebbtide signs review`: walks the proposals on a terminal, lists them as JSON, or takes verdicts as JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from ebbtide import service
from ebbtide.cli.access import Access
from ebbtide.cli.output import give
from ebbtide.cli.questions import ask, on_terminal, tell
from ebbtide.cli.root import EXIT_OK
from ebbtide.cli.terminal import write
from ebbtide.errors import BadRequest
from ebbtide.wording import say

#: Keys of the walk and the answers that they give; Enter alone leaves one for later.
KEYS = {"y": "confirm", "n": "reject", "?": "not sure"}
STOP = "q"
#: So many are asked at one sitting: judging more in a row makes each answer worse.
SITTING = 10
#: What stands before a line: it is judged, it is answered by what is judged, or neither.
JUDGED, ABOUT, PLAIN, SKIPPED = "  > ", "  . ", "    ", "        "


@dataclass(frozen=True)
class Sitting:
    """A review under way: how the vault is come by, the session with it open, and what waits to be judged."""

    access: Access
    session: service.Session
    review: service.see.Review

    @property
    def people(self) -> tuple[str, str]:
        """The names of the two."""
        return self.review.source.chat.people


def give_review(sitting: Sitting, as_json: bool, piped: bool) -> int:
    """Take verdicts from standard input, walk what waits on a terminal, or list it."""
    if piped:
        return _take(sitting, as_json)
    if as_json:
        return _list(sitting)
    if not on_terminal():
        raise BadRequest("cli_signs.nobody", count=len(sitting.review.waiting))
    return _walk(sitting)


def _list(sitting: Sitting) -> int:
    """Every proposal with its surroundings and the answer that it has, as JSON."""
    from ebbtide.presentation.sentences import phrase

    subject = sitting.review
    missing = [
        {"reason": item.reason, "signs": list(item.signs), "text": phrase(item.phrase, sitting.people)}
        for item in subject.missing
    ]
    proposals = [_plain(subject, item) for item in subject.proposals]
    return give(True, "signs review", (), people=list(sitting.people), proposals=proposals, missing=missing)


def _plain(subject: service.see.Review, item: service.see.Proposal) -> dict[str, Any]:
    from ebbtide.presentation.sentences import phrase

    verdict = subject.answer(item)
    return {
        "id": item.id,
        "sign": item.sign,
        "rule": item.rule,
        "version": item.version,
        "person": item.person,
        "on": item.on,
        "counter": item.counter,
        "kind": item.kind or None,
        "why": phrase(item.why, subject.source.chat.people),
        "messages": [asdict(line) | {"at": line.at.isoformat()} for line in subject.lines(item)],
        "answer": verdict.answer if verdict else None,
        "note": (verdict.note or None) if verdict else None,
    }


def _take(sitting: Sitting, as_json: bool) -> int:
    """Verdicts from standard input: all of them are right, or none is kept."""
    rows = _read()
    answers = [service.see.Answer(*(str(row.get(name) or "") for name in ("id", "answer", "note"))) for row in rows]
    judged = sitting.access.keeping(
        sitting.session, partial(service.see.judge, subject=sitting.review, answers=answers)
    )
    return give(
        as_json,
        "signs answers",
        [say("cli_signs.taken", count=judged.count), *_not_kept(judged.lasting)],
        taken=judged.count,
        kept=judged.lasting,
        waiting=judged.waiting,
        confirmed=[asdict(tally) for tally in judged.confirmed],
    )


def _read() -> list[dict[str, Any]]:
    """A JSON list of objects with id, answer and, if wanted, note."""
    try:
        rows = json.loads(sys.stdin.read())
    except (ValueError, RecursionError) as error:
        raise BadRequest("cli_signs.no_json") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadRequest("cli_signs.no_json")
    return rows


def _not_kept(lasting: bool) -> list[str]:
    return [] if lasting else [say("cli_signs.nothing_kept")]


def _walk(sitting: Sitting) -> int:
    from ebbtide.presentation.sentences import phrase

    access, session, subject = sitting.access, sitting.session, sitting.review
    waiting = subject.waiting
    now = waiting[:SITTING]
    tell(say("cli_signs.before", count=len(waiting), now=len(now)) if waiting else say("cli_signs.none_waiting"))
    for line in (
        *(phrase(item.phrase, sitting.people) for item in subject.missing),
        *_not_kept(subject.source.lasting),
    ):
        tell(line)
    done = 0
    for number, item in enumerate(now, 1):
        _show(sitting, item, f"{number}/{len(now)}")
        answer = _answer()
        if answer == STOP:
            break
        if answer:
            done += 1
            note = ask(say("cli_signs.note"))
            answers = [service.see.Answer(item.id, answer, note)]
            access.keeping(session, partial(service.see.judge, subject=subject, answers=answers))
    tell(say("cli_signs.after", done=done, left=len(waiting) - done))
    tell(say("safety.quiet.line"))
    return EXIT_OK


def _show(sitting: Sitting, item: service.see.Proposal, place: str) -> None:
    """The proposal as it stands in the talk: what is judged is marked, and what it answers."""
    from ebbtide.presentation.sentences import phrase

    title = say("proposals.name", item.sign)
    lines = [
        say("cli_signs.head", place=place, title=title, day=item.on.isoformat()),
        phrase(item.why, sitting.people),
        "",
    ]
    for line in sitting.review.lines(item):
        if line.skipped:
            lines.append(SKIPPED + say("cli_signs.skipped", count=line.skipped))
        mark = JUDGED if line.judged else ABOUT if line.about else PLAIN
        text = " ".join(line.text.split()) if line.text else say("cli_signs.no_text")
        values = {"at": f"{line.at:%Y-%m-%d %H:%M}", "who": sitting.people[line.person], "text": text}
        lines.append(mark + say("cli_signs.line", **values))
    lines += ["", phrase(item.question, sitting.people)]
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
