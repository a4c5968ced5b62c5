"""Facts as sentences that the user may say; the counts beside them are for the user alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ebbtide.guidance.speak import FactFound, FactsFound
from ebbtide.wording import say

#: The first and second third of a month, for a date as people say it.
EARLY_UNTIL, MID_UNTIL = 10, 20
JOURNAL = "journal"


@dataclass(frozen=True)
class Fact:
    """A fact in words. text: a whole sentence to the other; beside: counts for the user alone, or ""."""

    id: str
    text: str
    since: date | None
    source: str
    measure: str
    beside: str = ""


def speak_facts(found: FactsFound, today: date) -> tuple[Fact, ...]:
    """All facts in words."""
    return tuple(speak_fact(fact, today) for fact in found.facts)


def speak_fact(found: FactFound, today: date) -> Fact:
    """One fact in words: of the journal with its day, of messages with the part of the month."""
    since = "" if found.since is None else _since(found.since, today, exact=found.source == JOURNAL)
    text = say(found.key, since=since, **found.values)
    return Fact(found.id, text, found.since, found.source, found.measure, _beside(found))


def _since(day: date, today: date, *, exact: bool) -> str:
    month = say(f"findings.months.m{day.month}")
    if exact:
        return say("findings.dates.short", day=day.day, month=month)
    part = "early" if day.day <= EARLY_UNTIL else "mid" if day.day <= MID_UNTIL else "late"
    text = say(f"findings.dates.{part}", month=month)
    return text if day.year == today.year else say("findings.dates.with_year", part=text, year=day.year)


def _beside(found: FactFound) -> str:
    if not found.beside:
        return ""
    unit = str(found.beside["unit"])
    amounts = {name: _number(found.beside[name]) for name in ("before", "after")}
    return say("speak.facts_beside", unit=say(unit if "." in unit else f"findings.units.{found.measure}"), **amounts)


def _number(value: object) -> str:
    number = float(str(value))
    return f"{number:.0f}" if abs(number) >= 10 else f"{number:.1f}".removesuffix(".0")
