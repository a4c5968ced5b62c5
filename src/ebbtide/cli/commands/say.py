"""`ebbtide say`: guides that ask one thing at a time, drafts that are kept and never sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import click

from ebbtide.cli.access import Access, on_vault, rest
from ebbtide.cli.options import Day
from ebbtide.cli.output import give
from ebbtide.cli.root import EXIT_FLAGGED, EXIT_OK
from ebbtide.cli.say.drafts import plain_draft, run_drafts
from ebbtide.cli.say.filling import fill
from ebbtide.errors import BadRequest
from ebbtide.presentation.speak import Fact, guide_lines, lint_lines, list_lines, speak_facts
from ebbtide.service import Session, Situation, Standing, read_standing, safety, speak
from ebbtide.wording import say

STAGES = ("dating", "partner", "spouse", "ex")
MET = ("space-ended", "both-want", "asked-for-room", "overwhelmed")


@dataclass(frozen=True)
class Request:
    """What was asked for. answers: read from standard input, None where they are asked for."""

    guide: str
    facts: tuple[str, ...]
    answers: Mapping[str, str] | None
    keep: bool
    asleep: bool
    as_json: bool


@click.command("say", help=say("speak.cli.help"))
@click.argument("guide", required=False, metavar=say("speak.cli.guide"))
@click.option("--answers-stdin", "piped_answers", is_flag=True, help=say("speak.cli.answers"))
@click.option("--fact", "facts", multiple=True, metavar=say("speak.cli.fact_id"), help=say("speak.cli.fact"))
@click.option("--facts", "list_them", is_flag=True, help=say("speak.cli.facts"))
@click.option("--read", "only_read", is_flag=True, help=say("speak.cli.read"))
@click.option("--keep", is_flag=True, help=say("speak.cli.keep"))
@click.option("--sleep", "asleep", is_flag=True, help=say("speak.cli.sleep"))
@click.option(
    "--drafts", type=int, is_flag=False, flag_value=0, metavar=say("cli.metavar.number"), help=say("speak.cli.drafts")
)
@click.option("--given", is_flag=True, help=say("speak.cli.given"))
@click.option("--answer-by", type=Day(), metavar=say("cli.metavar.day"), help=say("speak.cli.answer_by"))
@click.option("--remove", is_flag=True, help=say("speak.cli.remove"))
@click.option("--or-wait", is_flag=True, help=say("speak.cli.or_wait"))
@click.option("--stage", type=click.Choice(STAGES), help=say("speak.cli.stage"))
@click.option("--met", multiple=True, type=click.Choice(MET), help=say("speak.cli.met"))
@click.option("--calm", type=click.IntRange(0, 10), help=say("speak.cli.calm"))
@click.option("--no-contact", is_flag=True, help=say("speak.cli.no_contact"))
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("speak.cli.json"))
def command(access: Access, as_json: bool, **asked: Any) -> int:
    """Sort out what was asked for; the vault is opened where there is one."""
    if asked["or_wait"]:
        return or_wait(as_json)
    with access.maybe_opened() as session:
        if asked["drafts"] is not None or asked["given"] or asked["remove"]:
            return run_drafts(session, _standing(access, session, asked, ask=False), asked, as_json)
        if asked["list_them"]:
            return _list_facts(session, as_json)
        if asked["guide"] is None:
            return _list(session, _standing(access, session, asked, ask=False), as_json)
        standing = _standing(access, session, asked, ask=not asked["only_read"])
        guide = speak.open_guide(session, asked["guide"], standing)
        if asked["only_read"] or guide.missing:
            plain = {"guide": guide.id, "missing": list(guide.missing), "instead": guide.entry.instead or None}
            slots = {name: asdict(slot) for name, slot in guide.slots.items()}
            return give(as_json, "say", guide_lines(guide), **plain, slots=slots)
        answers = read_answers() if asked["piped_answers"] else None
        request = Request(guide.id, asked["facts"], answers, asked["keep"], asked["asleep"], as_json)
        return _write(access, session, guide, request, standing.situation)


def _standing(access: Access, session: Session, asked: Mapping[str, Any], *, ask: bool) -> Standing:
    """Where the user stands; on a terminal the safety questions that are due come before a guide."""
    from ebbtide.cli.safety_questions import ask_safety

    situation = Situation(at=datetime.now(), calm=asked["calm"], no_contact=asked["no_contact"])
    met = [name.replace("-", "_") for name in asked["met"]]
    met += [f"stage:{asked['stage']}"] if asked["stage"] else []
    answers = ask_safety(session) if ask and access.asks else None
    if answers and session.vault is not None:
        safety.answer_safety(session, answers)
        answers = None
    return read_standing(session, answers or None, situation, met)


def read_answers() -> Mapping[str, str]:
    """Answers from standard input: JSON with the name of each part and its text; raises `BadRequest` else."""
    try:
        answers = json.loads(rest())
    except (ValueError, RecursionError) as error:
        raise BadRequest("speak.bad_answers") from error
    if not isinstance(answers, dict) or not all(isinstance(value, str) for value in answers.values()):
        raise BadRequest("speak.bad_answers")
    return answers


def _list(session: Session, standing: Standing, as_json: bool) -> int:
    guides = speak.list_guides(session, standing)
    plain = [{**asdict(guide), "missing": list(guide.missing)} for guide in guides]
    return give(as_json, "say", list_lines(guides), guides=plain)


def _facts(session: Session) -> tuple[Fact, ...]:
    return speak_facts(speak.list_facts(session), session.today)


def _list_facts(session: Session, as_json: bool) -> int:
    facts = _facts(session)
    lines = [say("speak.cli.fact_row", id=fact.id, text=fact.text) for fact in facts]
    return give(as_json, "say", lines or [say("speak.cli.no_facts")], facts=[asdict(fact) for fact in facts])


def picked_facts(facts: tuple[Fact, ...], ids: tuple[str, ...]) -> tuple[str, ...]:
    """The sentences of the facts that were picked; raises `BadRequest` where there is none of that id."""
    known = {fact.id: fact.text for fact in facts}
    for name in ids:
        if name not in known:
            raise BadRequest("speak.no_fact", given=name)
    return tuple(known[name] for name in ids)


def _write(access: Access, session: Session, guide: speak.OpenGuide, request: Request, situation: Situation) -> int:
    options = speak.LintOptions(situation=situation)
    if request.answers is None:
        if not access.asks:
            raise BadRequest("speak.cli.nobody")
        return fill(session, guide, _facts(session), options)
    facts = picked_facts(_facts(session), request.facts) if request.facts else ()
    draft = speak.write_draft(guide, request.answers, facts, options)
    saved = speak.save_draft(session, draft, asleep=request.asleep) if request.keep or request.asleep else None
    lines = [*draft.text.split("\n"), "", *lint_lines(draft.lint)]
    number = None if saved is None else saved.number
    give(request.as_json, "say", lines, draft=plain_draft(draft), kept=number)
    return EXIT_FLAGGED if draft.lint.flagged else EXIT_OK


def or_wait(as_json: bool) -> int:
    """Two columns: what saying it costs, and what waiting costs; one honest talk is the page's own default."""
    names = ("say_1", "say_2", "say_3"), ("wait_1", "wait_2", "wait_3")
    columns = [[say(f"speak.or_wait.{name}") for name in column] for column in names]
    lines = [say("speak.or_wait.title")]
    for head, rows in zip(("say_head", "wait_head"), columns, strict=True):
        lines += ["", say(f"speak.or_wait.{head}"), *rows]
    lines += ["", say("speak.or_wait.default"), say("speak.or_wait.not_now")]
    default = say("speak.or_wait.default")
    return give(as_json, "say", lines, saying=columns[0], waiting=columns[1], default=default)
