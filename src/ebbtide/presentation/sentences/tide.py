"""A look with its sentences: what the analysis found, spoken."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

from ebbtide.analysis.changes.analysis import Analysis
from ebbtide.analysis.changes.answer import headline
from ebbtide.analysis.changes.findings.page_findings import findings
from ebbtide.presentation.sentences.speech import Sentence, speak
from ebbtide.wording import printable


@dataclass(frozen=True)
class Tide(Analysis):
    """What a look found, as of one day. `print` shows the headline and the findings in words."""

    findings: tuple[Sentence, ...] = ()

    @property
    def analysis(self) -> Analysis:
        """The figures without a sentence."""
        return Analysis(**{item.name: getattr(self, item.name) for item in fields(Analysis)})

    @property
    def headline(self) -> str:
        """The one sentence that answers "am I imagining it?"."""
        return next(item.text for item in self.findings if item.group == "headline")

    def __str__(self) -> str:
        return printable("\n".join(item.text for item in self.findings))

    @classmethod
    def of(cls, analysis: Analysis) -> Self:
        """The look with all its sentences, group by group in the order of a report."""
        every = (headline(analysis), *findings(analysis))
        spoken = tuple(speak(item, analysis.conversation.people) for item in every)
        return cls(**{item.name: getattr(analysis, item.name) for item in fields(Analysis)}, findings=spoken)
