"""Where a draft may land as blame; every rule is an entry of the catalogue, and the engine knows none by name."""

from ebbtide.guidance.speak.linter.accepted import Accepted, sentence_hash
from ebbtide.guidance.speak.linter.engine import (
    MOST_CHARACTERS,
    LintOptions,
    accept,
    all_rules,
    finding_hash,
    lint,
    rule_id,
    rule_severity,
    ruled_languages,
    rules,
)
from ebbtide.guidance.speak.linter.result import Check, Fix, Lint, LintFinding

__all__ = [
    "MOST_CHARACTERS",
    "Accepted",
    "Check",
    "Fix",
    "Lint",
    "LintFinding",
    "LintOptions",
    "accept",
    "all_rules",
    "finding_hash",
    "lint",
    "rule_id",
    "rule_severity",
    "ruled_languages",
    "rules",
    "sentence_hash",
]
