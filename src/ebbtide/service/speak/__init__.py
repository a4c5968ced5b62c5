"""Say it well: guides behind their gate, facts, drafts, and the linter; this door loads no table engine."""

from ebbtide.guidance.speak import Draft, Lint, LintFinding, LintOptions, OpenGuide
from ebbtide.service.speak.drafts import SavedDraft, give_draft, list_drafts, remove_draft, save_draft, write_draft
from ebbtide.service.speak.linting import accept_finding, explain_rule, lint_text, list_accepted, list_rules
from ebbtide.service.speak.offered_guides import list_facts, list_guides, open_guide

__all__ = [
    "Draft",
    "Lint",
    "LintFinding",
    "LintOptions",
    "OpenGuide",
    "SavedDraft",
    "accept_finding",
    "explain_rule",
    "give_draft",
    "lint_text",
    "list_accepted",
    "list_drafts",
    "list_facts",
    "list_guides",
    "list_rules",
    "open_guide",
    "remove_draft",
    "save_draft",
    "write_draft",
]
