"""The help section of a page: the same in every report, whatever it found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ebbtide.catalogue import table
from ebbtide.guidance.safety import HelpPage, directory, help_lines
from ebbtide.presentation.sentences import Tide


@dataclass(frozen=True)
class HelpText:
    """What the help section prints: a line that leads to it, what holds anywhere, then country by country."""

    quiet: str
    anywhere: tuple[str, ...]
    countries: tuple[HelpPage, ...]


def help_text(tide: Tide) -> HelpText:
    """The help section as of the day of the look."""
    today = _today(tide)
    nowhere, countries = help_lines(None, today), directory(today)
    shared = [note for note in countries[0].notes if all(note in page.notes for page in countries)] if countries else []
    return HelpText(nowhere.quiet, (nowhere.emergency, *shared), countries)


def _today(tide: Tide) -> date:
    """The day of the look, but never before the list was last read: an old chat must not make a line look fresh."""
    read = date.fromisoformat(max(line.verified_on for line in table("helplines", "line").values()))
    return max(tide.as_of or read, read)
