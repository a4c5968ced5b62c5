"""What the linter found, as lines with carets under the words, and one plain line about all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ebbtide.guidance.speak import Lint, LintFinding, LintRule
from ebbtide.wording import say

OTHER, HINT = "other", "hint"
INDENT = "  "


def lint_lines(result: Lint, width: int | None = None) -> Iterator[str]:
    """Each line of the text that something is said of, with carets; then checks and the summary.

    width: longer lines are shown in parts, broken between words; None shows them whole.
    """
    placed = [finding for finding in result.findings if finding.start < finding.end]
    for start, end in _lines(result.text, width):
        here = [finding for finding in placed if start <= finding.start < end]
        if here:
            yield result.text[start:end]
        for finding in here:
            yield " " * (finding.start - start) + "^" * (min(finding.end, end) - finding.start)
            yield _finding(finding)
    yield from (_finding(finding) for finding in result.findings if finding.start == finding.end)
    for finding, reason in result.accepted:
        yield say("lint.accepted_row", rule=finding.rule.replace("_", "-"), reason=reason)
    yield from _checks(result)
    yield from summary(result)


def _lines(text: str, width: int | None) -> Iterator[tuple[int, int]]:
    """Start and end of each line, or of each part of one that fits the width."""
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        while width is not None and end - start > width:
            blank = text.rfind(" ", start, start + width + 1)
            cut = blank if blank > start else start + width
            yield start, cut
            start = cut + (blank > start)
        yield start, end
        start = end + 1


def _finding(finding: LintFinding) -> str:
    severity, rule = say(f"lint.severity.{finding.severity}"), finding.rule.replace("_", "-")
    sentence = say("lint.finding", severity=severity, rule=rule, message=finding.message, fix=finding.fixes[0].text)
    return INDENT + sentence


def _checks(result: Lint) -> Iterator[str]:
    for key, present in (("present", True), ("absent", False)):
        names = [say(f"lint.check.{check.id}") for check in result.checks if check.present is present]
        if names and result.language != OTHER:
            yield say(f"lint.{key}", names=", ".join(names))


def summary(result: Lint) -> Iterator[str]:
    """How many things may land as blame; never that a text is fine."""
    if result.language == OTHER:
        yield say("lint.other_language")
        return
    count = sum(finding.severity != HINT for finding in result.findings)
    if count > 1:
        yield say("lint.many", count=count)
    else:
        yield say("lint.one" if count else "lint.hints" if result.findings else "lint.none")
    if result.stopped:
        yield say("lint.stop")
    if result.safety:
        yield say("lint.safety")


def rule_lines(rules: Sequence[LintRule], *, explain: bool = False) -> Iterator[str]:
    """A line a rule, or with `explain` everything about each."""
    for rule in rules:
        severity = say(f"lint.severity.{rule.severity}")
        if not explain:
            yield say("lint.rule_row", rule=rule.id.replace("_", "-"), severity=severity, why=rule.why)
            continue
        yield say("lint.explain", rule=rule.id.replace("_", "-"), severity=severity, language=rule.lang, why=rule.why)
        yield say("lint.explain_grade", grade=say(f"lint.grade.{rule.grade}"))
        yield from (say("lint.explain_bad", text=text) for text in rule.bad)
        yield from (say("lint.explain_good", text=text) for text in rule.good)
