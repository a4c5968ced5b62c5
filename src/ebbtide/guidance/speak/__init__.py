"""What to say: guides that ask one thing at a time, plain dated facts, and the linter of drafts; pure, without a clock."""

from ebbtide.guidance.speak.draft import CARD_WIDTH, Draft, build_draft, card
from ebbtide.guidance.speak.facts import FactFound, FactsFound, find_facts
from ebbtide.guidance.speak.guides import NEEDS, OfferedGuide, OpenGuide, list_guides, open_guide
from ebbtide.guidance.speak.linter import Accepted, Lint, LintFinding, LintOptions, lint, rules, sentence_hash

__all__ = [
    "CARD_WIDTH",
    "NEEDS",
    "Accepted",
    "Draft",
    "FactFound",
    "FactsFound",
    "Lint",
    "LintFinding",
    "LintOptions",
    "OfferedGuide",
    "OpenGuide",
    "build_draft",
    "card",
    "find_facts",
    "lint",
    "list_guides",
    "open_guide",
    "rules",
    "sentence_hash",
]
