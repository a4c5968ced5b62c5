"""What to say: guides that ask one thing at a time, plain dated facts, and the linter of drafts; pure."""

from ebbtide.catalogue.lint import LintRule
from ebbtide.guidance.speak.draft import Draft, build_draft
from ebbtide.guidance.speak.facts import FactFound, FactsFound, find_facts
from ebbtide.guidance.speak.guides import OfferedGuide, OpenGuide, list_guides, open_guide
from ebbtide.guidance.speak.linter import (
    Accepted,
    Lint,
    LintFinding,
    LintOptions,
    accept,
    all_rules,
    finding_hash,
    lint,
    rule_id,
    rule_severity,
)

__all__ = [
    "Accepted",
    "Draft",
    "FactFound",
    "FactsFound",
    "Lint",
    "LintRule",
    "LintFinding",
    "LintOptions",
    "OfferedGuide",
    "OpenGuide",
    "accept",
    "all_rules",
    "build_draft",
    "find_facts",
    "finding_hash",
    "lint",
    "list_guides",
    "open_guide",
    "rule_id",
    "rule_severity",
]
