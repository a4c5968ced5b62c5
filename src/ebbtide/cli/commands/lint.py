"""`ebbtide lint`: where a draft may land as blame; words are never an argument, and nothing of them is kept."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from ebbtide.cli.access import Access, on_vault, rest
from ebbtide.cli.output import give
from ebbtide.cli.questions import ask_text
from ebbtide.cli.root import EXIT_FLAGGED, EXIT_OK
from ebbtide.cli.terminal import width_of
from ebbtide.errors import BadRequest
from ebbtide.presentation.speak import lint_lines, rule_lines
from ebbtide.service import Session, Situation, safety, speak
from ebbtide.wording import say

STANDARD_INPUT = "-"


@click.command("lint", help=say("lint.cli.help"))
@click.argument("source", required=False, metavar=say("lint.cli.source"))
@click.option("--rules", "listed", is_flag=True, help=say("lint.cli.rules"))
@click.option("--explain", metavar=say("lint.cli.rule"), help=say("lint.cli.explain"))
@click.option("--off", multiple=True, metavar=say("lint.cli.rule"), help=say("lint.cli.off"))
@click.option("--name", "names", multiple=True, metavar=say("lint.cli.word"), help=say("lint.cli.name"))
@click.option("--lang", "language", metavar=say("lint.cli.code"), help=say("lint.cli.lang"))
@click.option("--unanswered", type=click.IntRange(min=0), default=0, help=say("lint.cli.unanswered"))
@click.option("--calm", type=click.IntRange(0, 10), help=say("lint.cli.calm"))
@click.option("--accept", metavar=say("lint.cli.rule"), help=say("lint.cli.accept"))
@click.option("--reason", default="", metavar=say("lint.cli.word"), help=say("lint.cli.reason"))
@click.option("--accepted", is_flag=True, help=say("lint.cli.accepted"))
@click.option("--lsp", is_flag=True, help=say("lint.cli.lsp"))
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("lint.cli.json"))
def command(access: Access, as_json: bool, **asked: Any) -> int:
    """Do the one thing that was asked for; the vault is opened only where it was named or is needed."""
    situation = Situation(at=datetime.now(), calm=asked["calm"], unanswered=asked["unanswered"])
    options = speak.LintOptions(asked["language"], asked["names"], asked["off"], situation=situation)
    if asked["lsp"]:
        from ebbtide.cli.lsp import serve

        return serve(lambda text: speak.lint_text(access.session, text, options))
    if asked["listed"] or asked["explain"]:
        return _show_rules(access, asked["explain"], asked["language"], as_json)
    with _session(access, needed=asked["accepted"] or asked["accept"] is not None) as session:
        if asked["accepted"]:
            return _show_accepted(session, as_json)
        text = _text(access, asked["source"])
        if asked["accept"] is not None:
            speak.accept_finding(session, text, asked["accept"], asked["reason"])
        return _show(session, text, options, as_json)


@contextmanager
def _session(access: Access, *, needed: bool) -> Iterator[Session]:
    if needed or access.named:
        with access.opened() as session:
            yield session
    else:
        yield access.session


def _text(access: Access, source: str | None) -> str:
    if source not in (None, STANDARD_INPUT):
        raise BadRequest("lint.cli.bad_source", given=source)
    return ask_text(say("lint.ask")) if access.asks and source is None else rest()


def _show(session: Session, text: str, options: speak.LintOptions, as_json: bool) -> int:
    result = speak.lint_text(session, text, options)
    page = safety.crisis_help(session, text)
    lines = list(lint_lines(result, width_of(sys.stdout)))
    if page is not None:
        lines += [say("safety.words_found"), *page.paragraphs]
    plain = {name: value for name, value in result.to_dict().items() if name != "schema_version"}
    give(as_json, "lint", lines, **plain)
    return EXIT_FLAGGED if result.flagged else EXIT_OK


def _show_rules(access: Access, name: str | None, language: str | None, as_json: bool) -> int:
    session = access.session
    rules = speak.list_rules(session, language) if name is None else (speak.explain_rule(session, name),)
    lines = rule_lines(rules, explain=name is not None)
    return give(as_json, "lint", lines, rules=[asdict(rule) for rule in rules])


def _show_accepted(session: Session, as_json: bool) -> int:
    accepted = speak.list_accepted(session)
    lines = [say("lint.accepted_row", rule=item.rule, reason=item.reason) for item in accepted]
    plain = [asdict(item) for item in accepted]
    return give(as_json, "lint", lines or [say("lint.accepted_none")], accepted=plain)
