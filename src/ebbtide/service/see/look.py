"""Look: what changed between the two, with the signs beside it."""

from __future__ import annotations

from dataclasses import dataclass

from ebbtide.analysis.changes import Analysis, State, analyse
from ebbtide.analysis.signs import Signs, pair, signs
from ebbtide.service.see.source import Source
from ebbtide.service.session import Session


@dataclass(frozen=True)
class Look:
    """What a look found, and the signs. too_little: there is too little to say anything yet."""

    analysis: Analysis
    signs: Signs

    @property
    def too_little(self) -> bool:
        """Whether there is too little to say anything yet."""
        return self.analysis.state == State.TOO_LITTLE


def look(_: Session, source: Source) -> Look:
    """Look at a source as of its day; raises `NotAPair` for groups, and where one of the two wrote nothing."""
    analysis = analyse(pair(source.chat), source.as_of, source.context)
    return Look(analysis, signs(source.chat, analysis, source.context, source.journal, source.verdicts))
