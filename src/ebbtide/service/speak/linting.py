"""The linter for a face: with the names, switched-off rules and accepted findings of the vault, where it is open."""

from __future__ import annotations

from dataclasses import replace

from ebbtide.errors import BadRequest
from ebbtide.guidance.speak import (
    Accepted,
    Lint,
    LintOptions,
    LintRule,
    all_rules,
    finding_hash,
    lint,
    rule_id,
    rule_severity,
)
from ebbtide.service.session import Session

#: Settings of the vault: words that are names here, and rules that are switched off.
NAMES, OFF = "lint.names", "lint.off"
STOP = "stop"


def lint_text(session: Session, text: str, options: LintOptions | None = None) -> Lint:
    """Where `text` may land as blame; nothing of it is kept.

    Raises
    ------
    BadRequest
        it is too long, or a rule is to be switched off that there is not or that cannot be.
    """
    return lint(text, _with_kept(session, options or LintOptions()))


def _with_kept(session: Session, options: LintOptions) -> LintOptions:
    if session.vault is None:
        return options
    settings = session.vault.tables.settings
    return replace(
        options,
        names=(*options.names, *settings.get(NAMES, [])),
        off=(*options.off, *settings.get(OFF, [])),
        accepted=(*options.accepted, *list_accepted(session)),
    )


def list_accepted(session: Session) -> tuple[Accepted, ...]:
    """The findings that the user accepted: rule, hash of the sentence, reason."""
    records = session.open_vault.tables.accepted.all()
    return tuple(Accepted(record.rule, record.sentence, record.reason) for record in records)


def accept_finding(session: Session, text: str, rule: str, reason: str) -> tuple[Accepted, ...]:
    """Accept what a rule says about the sentences of `text`; a changed sentence is judged again.

    Raises
    ------
    BadRequest
        there is no such rule, it stops a draft, or it says nothing about this text.
    """
    rule = rule_id(rule)
    if rule_severity(rule) == STOP:
        raise BadRequest("lint.not_accepted", given=rule)
    findings = [item for item in lint_text(session, text).findings if item.rule == rule]
    if not findings:
        raise BadRequest("lint.no_finding", given=rule)
    from ebbtide.vault.storage import AcceptedRecord

    hashes = dict.fromkeys(finding_hash(text, item) for item in findings)
    for sentence in hashes:
        session.open_vault.tables.accepted.add(AcceptedRecord(session.today, rule, sentence, reason))
    return tuple(Accepted(rule, sentence, reason) for sentence in hashes)


def list_rules(_: Session, language: str | None = None) -> tuple[LintRule, ...]:
    """All rules of a language, or of every language."""
    return all_rules(language)


def explain_rule(session: Session, name: str) -> LintRule:
    """One rule with its reason and examples; raises `BadRequest` where there is none."""
    rule = next((rule for rule in list_rules(session) if rule.id == rule_id(name)), None)
    if rule is None:
        raise BadRequest("lint.no_rule", given=name)
    return rule
