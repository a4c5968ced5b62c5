"""What the linter found, as values with code-point spans of the text that was handed in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ebbtide.catalogue.lint import SEVERITIES

SCHEMA_VERSION = 1
HINT, STOP = SEVERITIES[0], SEVERITIES[-1]


@dataclass(frozen=True)
class Fix:
    """A way on. kind: "ask" (a question to the writer) or "replace" (text for the span, never put in unasked)."""

    kind: str
    text: str


@dataclass(frozen=True)
class LintFinding:
    """One place that may land as blame.

    start, end: code points, end exclusive; 0, 0 where a hint is about the whole text. by: "rule" or "head";
    confidence: of the head only.
    """

    rule: str
    family: str
    severity: str
    start: int
    end: int
    match: str
    message: str
    why: str
    fixes: tuple[Fix, ...]
    by: str
    confidence: float | None
    grade: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """Something good that a draft may hold, and where it stands; absent ones are only named."""

    id: str
    present: bool
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Lint:
    """All findings (by start, then severity) and all checks, always in the same order.

    language: a code with rules, or "other". safety: whether the safety page is offered. accepted: findings that
    the user left out, each with the reason.
    """

    text: str
    language: str
    findings: tuple[LintFinding, ...]
    checks: tuple[Check, ...]
    safety: bool = False
    accepted: tuple[tuple[LintFinding, str], ...] = ()

    @property
    def flagged(self) -> bool:
        """Whether anything stronger than a hint was found."""
        return any(finding.severity != HINT for finding in self.findings)

    @property
    def stopped(self) -> bool:
        """Whether the text is better kept: no card is made of it."""
        return any(finding.severity == STOP for finding in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, with a `schema_version`."""
        findings = [_plain(finding) for finding in self.findings]
        accepted = [_plain(finding) | {"reason": reason} for finding, reason in self.accepted]
        checks = [asdict(check) for check in self.checks]
        return {
            "schema_version": SCHEMA_VERSION,
            "language": self.language,
            "flagged": self.flagged,
            "stopped": self.stopped,
            "safety": self.safety,
            "findings": findings,
            "checks": checks,
            "accepted": accepted,
        }


def _plain(finding: LintFinding) -> dict[str, Any]:
    plain = asdict(finding)
    return plain | {"fixes": list(plain["fixes"]), "sources": list(finding.sources)}
