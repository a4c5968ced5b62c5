"""The values that the sentences of one answer share: names, dates and counts as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from ebbtide.analysis.changes.analysis import Analysis, State
from ebbtide.analysis.changes.answer import Situation, situation
from ebbtide.analysis.changes.constants import MIN_WEEKS, SHORT_WEEKS
from ebbtide.analysis.changes.findings.page_findings import history_weeks
from ebbtide.history.conversation import REST_DAYS
from ebbtide.people import Person
from ebbtide.presentation.charts.words import plain
from ebbtide.wording import formats, places, say

#: A page is worth another look after this long (rule 3: four weeks).
WAIT, WEEK = timedelta(weeks=4), timedelta(weeks=1)


@dataclass(frozen=True)
class Voice:
    """Says the sentences of one look."""

    tide: Analysis

    def say(self, key: str, *variants: str, **more: object) -> str:
        """The sentence of a key, its places filled from the values of this look and from `more`."""
        key = ".".join((key, *variants))
        if self.look is None and formats.known(f"{key}_undated"):
            key = f"{key}_undated"  # a day counted from an export of unknown age may be past
        values = {**self._values, **more}
        return say(key, **{place: values[place] for place in places(key)})

    @cached_property
    def situation(self) -> Situation:
        """What the page is about."""
        return situation(self.tide)

    @property
    def variant(self) -> str:
        """The situation as a key of the wording."""
        return self.situation.name.lower()

    @cached_property
    def weeks(self) -> int | None:
        """Complete weeks that are shown and not marked; None where nothing was measured."""
        return history_weeks(self.tide)

    @cached_property
    def look(self) -> date | None:
        """The day from which another look makes sense; None where the day of the export is not known."""
        now = self.tide.as_of
        if now is None or self.tide.export_day_unknown:
            return None  # the export may be old: a day counted from it may be past
        if self.tide.state == State.TOO_EARLY and self.tide.date is not None:
            return max(self.tide.date + WAIT, now + WEEK)
        if self.tide.state == State.SHORT and self.weeks is not None:
            return now + max(MIN_WEEKS - self.weeks, 1) * WEEK
        return now + WAIT

    def day(self, when: date) -> str:
        """A day, its year only where that is not the year of the look."""
        now = self.tide.as_of
        return formats.day(when) if now is None else formats.day_within(when, now.year)

    def span(self, start: date, end: date) -> str:
        """Days from one to another inside a sentence."""
        if end <= start:
            return self.day(start)
        first = str(start.day) if (start.month, start.year) == (end.month, end.year) else ""
        return say("findings.dates.range", start=first or formats.day_within(start, end.year), end=self.day(end))

    def since(self, when: date | None, interval: tuple[date, date] | None = None) -> str:
        """A date as people say it: "late August"."""
        return say("findings.dates.some_time") if when is None else formats.since(when, interval, self.tide.as_of)

    @cached_property
    def _values(self) -> Mapping[str, object]:
        tide, name = self.tide, plain(self.tide.conversation.people[1])
        ended, opens = tide.context.ended, tide.context.rest_ends
        last = tide.amounts[Person.THEM].last_day if tide.amounts is not None else None
        return {
            "name": formats.who(name),
            "Name": formats.opening(name),
            "whose": formats.whose(name),
            "Whose": formats.whose_opening(name),
            "since": self.since(tide.date, tide.date_interval),
            "look": "" if self.look is None else self.day(self.look),
            "days": REST_DAYS,
            "needed": SHORT_WEEKS,
            "full": MIN_WEEKS,
            "weeks": self.weeks or 0,
            "ended": "" if ended is None else self.day(ended),
            "opens": "" if opens is None else self.day(opens),
            "last_day": "" if last is None else self.day(last),
            "days_ago": (tide.as_of - last).days if last is not None and tide.as_of is not None else 0,
        }
