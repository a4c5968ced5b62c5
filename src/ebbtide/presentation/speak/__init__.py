"""Drafts, facts and findings of the linter in words; decides nothing."""

from ebbtide.presentation.speak.fact_words import Fact, speak_fact, speak_facts
from ebbtide.presentation.speak.guide_text import guide_lines, list_lines, missing_text
from ebbtide.presentation.speak.lint_text import lint_lines, rule_lines, summary

__all__ = [
    "Fact",
    "guide_lines",
    "lint_lines",
    "list_lines",
    "missing_text",
    "rule_lines",
    "speak_fact",
    "speak_facts",
    "summary",
]
