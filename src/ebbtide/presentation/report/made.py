"""The line above a page: from what it was made, of whom, and that it is only in this file."""

from __future__ import annotations

from ebbtide.presentation.charts.words import names, plain
from ebbtide.presentation.sentences import Tide
from ebbtide.wording import formats, say


def made_line(tide: Tide) -> str:
    """The line, with the day of the look where it is known; after a told ending without a date of the other."""
    people = tide.conversation.people
    whatsapp = any(source.format == "whatsapp" for source in tide.conversation.sources)
    values = {
        "app": say("answer.app.whatsapp" if whatsapp else "answer.app.other"),
        "me": plain(people[0]),
        "name": names(people)[1],
    }
    if tide.as_of is None:
        return say("answer.made.undated", **values)
    return say("answer.made.line", day=formats.day(tide.as_of), **values)
