"""`ebbtide safety`: the questions before plans and guides, each of which may be left out, and people to talk to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

import click

from ebbtide.cli.access import Access, on_vault, rest
from ebbtide.cli.output import give
from ebbtide.cli.safety_questions import ask_safety
from ebbtide.errors import BadRequest
from ebbtide.service import Session, safety
from ebbtide.wording import say


@click.command("safety", help=say("safety.cli.help"))
@click.option("--country", metavar=say("safety.cli.code"), help=say("safety.cli.country"))
@click.option("--show", is_flag=True, help=say("safety.cli.show"))
@click.option("--forget", is_flag=True, help=say("safety.cli.forget"))
@click.option("--go-on", "going_on", is_flag=True, help=say("safety.cli.go_on"))
@click.option("--answers-stdin", "piped_answers", is_flag=True, help=say("safety.cli.answers"))
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("safety.cli.json"))
def command(
    access: Access, country: str | None, show: bool, forget: bool, going_on: bool, piped_answers: bool, as_json: bool
) -> int:
    """Ask, keep and show; help lines alone need neither a vault nor an answer."""
    if forget:
        with access.opened() as session:
            count = safety.forget_safety(session)
        return give(as_json, "safety", [say("safety.forgotten" if count else "safety.no_answers")], forgotten=count)
    if show or not (access.asks or piped_answers or going_on):
        return _give(access.session, None, country, as_json)
    with access.maybe_opened() as session:
        answers = read_answers() if piped_answers else ask_safety(session) if not going_on else {}
        page = safety.answer_safety(session, answers, going_on=True if going_on else None)
        return _give(session, page, country, as_json)


def read_answers() -> Mapping[str, str]:
    """Answers from standard input as JSON; raises `BadRequest` where it is none."""
    try:
        answers = json.loads(rest())
    except (ValueError, RecursionError) as error:
        raise BadRequest("safety.cli.bad_answers") from error
    if not isinstance(answers, dict) or not all(isinstance(value, str) for value in answers.values()):
        raise BadRequest("safety.cli.bad_answers")
    return answers


def _give(session: Session, page: safety.SafetyPage | None, country: str | None, as_json: bool) -> int:
    help_page = safety.list_help(session, country)
    lines = [*_advice(page), *help_page.paragraphs]
    kept = {} if page is None else {"states": list(page.states), "cards": list(page.cards), "kept": page.kept}
    return give(as_json, "safety", lines, help=asdict(help_page), **kept)


def _advice(page: safety.SafetyPage | None) -> list[str]:
    """What comes first: the device, then a crisis, then the rest; nothing is named."""
    if page is None:
        return []
    lines = [say(f"safety.{state}") for state in ("device", "crisis", "mirror", "amber") if state in page.states]
    lines += [say("safety.card", name=name) for name in page.cards]
    return [*lines, say("safety.no_proof"), say("safety.kept" if page.kept else "safety.not_kept")]
