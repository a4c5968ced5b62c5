"""The help section of a page: the same in every report, whatever it found."""

from __future__ import annotations

from dataclasses import dataclass

from ebbtide.changes.types import Tide
from ebbtide.wording import say


@dataclass(frozen=True)
class HelpText:
    """What the help section prints."""

    quiet: str
    lines: tuple[str, ...]


def help_text(tide: Tide) -> HelpText:
    """The help section as of the day of the look."""
    return HelpText(say("report.sections.help.quiet"), (say("report.sections.help.none"),))
