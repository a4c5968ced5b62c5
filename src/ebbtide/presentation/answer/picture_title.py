"""The title of the picture: the finding that it shows."""

from __future__ import annotations

from ebbtide.analysis.changes.answer import Situation, days_row, figure_rows, slow_variant
from ebbtide.people import Person
from ebbtide.presentation.answer.voice import Voice
from ebbtide.wording import formats

#: So many days of seven are "every day".
EVERY_DAY = 6.9
_NOTHING_DRAWN = frozenset({Situation.RESTING, Situation.TOO_LITTLE})


def title(voice: Voice) -> str:
    """The finding in one or two short sentences; empty where nothing is drawn."""
    found = voice.situation
    if voice.tide.weekly is None or found in _NOTHING_DRAWN:
        return ""
    if found is Situation.SLOW:
        return voice.say("answer.title", slow_variant(voice.tide))
    if found is Situation.THEY_SILENT and _every_day(voice):
        return voice.say("answer.title.they_silent_daily")
    many = formats.counted_word(len(figure_rows(voice.tide)), opening=True)
    return voice.say("answer.title", voice.variant, N=many)


def _every_day(voice: Voice) -> bool:
    days = days_row(voice.tide)
    return days is not None and days.cells[Person.ME].after >= EVERY_DAY
