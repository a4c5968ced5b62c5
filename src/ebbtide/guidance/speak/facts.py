"""Plain dated facts that a draft may take in: from the look only what the look itself says, else from the journal.

Keys and values only; words belong to the presentation. Nothing here holds a share, an interval or a quote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ebbtide.guidance.situation import SHARED_LIFE

if TYPE_CHECKING:
    from ebbtide.analysis.changes import Analysis
    from ebbtide.analysis.changes.analysis import Change
    from ebbtide.analysis.signs import JournalEntry

MESSAGES, JOURNAL = "messages", "journal"
#: Measures of which a sentence exists, in the order in which they are offered, and whether more of it is less contact.
MEASURES = {
    "start_hazard": False,
    "plans": False,
    "answered": False,
    "reply_time": True,
    "calls": False,
    "questions": False,
    "warmth": False,
    "thanks": False,
    "length": False,
}
#: Without an entry in every one of so many weeks nothing is said from the journal.
JOURNAL_WEEKS = 4


@dataclass(frozen=True)
class FactFound:
    """A fact without its words. key, values: of its sentence; beside: of the line for the person alone.

    since: the day that it is counted from.
    """

    id: str
    key: str
    since: date | None
    source: str
    measure: str
    values: Mapping[str, object] = field(default_factory=dict)
    beside: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class FactsFound:
    """Facts in the order of the page. short_journal: the journal does not reach far enough to count."""

    facts: tuple[FactFound, ...] = ()
    short_journal: bool = False


def find_facts(analysis: Analysis | None, journal: Sequence[JournalEntry], today: date) -> FactsFound:
    """What a draft may say: of the messages, then of the journal; nothing while the page rests after an ending."""
    if analysis is not None and analysis.state == "resting":
        return FactsFound()
    from_messages = () if analysis is None else tuple(_of_messages(analysis))
    reaches = _reaches(journal, today)
    from_journal = tuple(_of_journal(journal, today)) if reaches else ()
    return FactsFound((*from_messages, *from_journal), bool(journal) and not reaches)


def _of_messages(analysis: Analysis) -> Iterator[FactFound]:
    """Clear changes of the people of whom the look speaks; none of two who live together."""
    if analysis.state != "changed" or analysis.date is None or analysis.context.living == "together":
        return
    for person in analysis.side.people:
        changes = {change.measure: change for change in analysis.sizes if change.person == person}
        for measure, more_is_less in MEASURES.items():
            change = changes.get(measure)
            if change is not None and _says_less(change, more_is_less=more_is_less):
                who = person.side.value
                beside = {"unit": change.unit, "before": change.before, "after": change.after}
                key = f"speak.facts.{measure}.{who}"
                yield FactFound(f"{measure}.{who}", key, analysis.date, MESSAGES, measure, beside=beside)


def _says_less(change: Change, *, more_is_less: bool) -> bool:
    """Whether the look says it, and it goes towards less contact."""
    said = change.controlled and change.clear and change.withheld is None
    return said and change.direction == (1 if more_is_less else -1)


def _reaches(journal: Sequence[JournalEntry], today: date) -> bool:
    """Whether each of the last weeks has an entry."""
    weeks = {(today - entry.on).days // 7 for entry in journal if entry.on <= today}
    return set(range(JOURNAL_WEEKS)) <= weeks


def _of_journal(journal: Sequence[JournalEntry], today: date) -> Iterator[FactFound]:
    """Of each kind of shared time the day of the last one, and how many there were in the journal's own span."""
    first = min(entry.on for entry in journal)
    for tag in SHARED_LIFE:
        days = sorted({entry.on for entry in journal if tag in entry.tags and entry.on <= today})
        if not days:
            continue
        if today - days[-1] >= timedelta(weeks=1):
            yield FactFound(f"journal.{tag}.last", f"speak.facts.{tag}.last", days[-1], JOURNAL, tag)
        start = max(first, today - timedelta(days=90))
        count = sum(day >= start for day in days)
        if count == 1:
            yield FactFound(f"journal.{tag}.count", f"speak.facts.{tag}.one", start, JOURNAL, tag)
        elif count:
            values = {"count": count}
            yield FactFound(f"journal.{tag}.count", f"speak.facts.{tag}.count", start, JOURNAL, tag, values)
