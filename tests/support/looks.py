"""Looks with their sentences, as the library gives them, from the parts of the rooms below it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ebbtide.analysis.changes.analysis import Analysis
from ebbtide.analysis.changes.answer import headline
from ebbtide.analysis.changes.constants import STABLE_RATE
from ebbtide.analysis.changes.findings import page_findings
from ebbtide.analysis.changes.look import analyse
from ebbtide.analysis.finding import Finding
from ebbtide.history.conversation import Context, Conversation
from ebbtide.presentation.sentences import Sentence, Tide, speak


def look(
    chat: Conversation,
    as_of: date | None = None,
    context: Context | None = None,
    minimum: str | None = "rule",
    check: bool = True,
) -> Tide:
    """What `analyse` finds, with its sentences."""
    return Tide.of(analyse(chat, as_of, context, minimum, check))


def findings(analysis: Analysis, stable_rate: float | None = STABLE_RATE) -> tuple[Sentence, ...]:
    """All sentences of an analysis, the headline first."""
    return spoken((headline(analysis), *page_findings.findings(analysis, stable_rate)), analysis)


def spoken(items: Iterable[Finding], analysis: Analysis) -> tuple[Sentence, ...]:
    """Findings of an analysis, with their sentences."""
    return tuple(speak(item, analysis.conversation.people) for item in items)
