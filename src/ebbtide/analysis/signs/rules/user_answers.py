"""Signs that only the user can say: messages that they confirmed, their journal, and plain questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from ebbtide.analysis.finding import Finding
from ebbtide.analysis.signs.case import Case, Draft
from ebbtide.analysis.signs.innocent_explanations import dated_reason
from ebbtide.analysis.signs.journal import tagged
from ebbtide.analysis.signs.rules.change import change
from ebbtide.analysis.signs.sign import SignState
from ebbtide.analysis.signs.sign_findings import line
from ebbtide.catalogue import entries as catalogue
from ebbtide.people import Person

#: What was confirmed or noted is counted over the last twelve weeks (catalogue, baseline_days).
COUNTED_DAYS = 84
#: Said of a person only where it falls on so many different days.
LEAST_DAYS = 2
#: Signs of a dated reason, for which the times that the user named are an answer.
OF_A_REASON = frozenset({"stressed_or_down", "couple_event"})


def confirmed(case: Case, sign: catalogue.Sign, person: Person) -> Draft:
    """Messages that the user has confirmed, and days tagged in the journal: enough of them, on several days."""
    days = _days(case, sign, person)
    if not days:
        return Draft(sign, person, SignState.ASKED, missing=(line("missing", "confirm", person),))
    if len(days) < sign.least or len(set(days)) < LEAST_DAYS:
        reason = "one_day" if len(days) >= sign.least else "few_confirmed"
        few = line("missing", reason, person, n=len(days), least=sign.least)
        return Draft(sign, person, SignState.NOT_ENOUGH, missing=(few,))
    of = len(set(days))
    favour = (line("for", "confirmed", person, n=len(days), of=of, who=person),)
    draft = Draft(sign, person, SignState.CANDIDATE, since=min(days), interval=(min(days), max(days)), favour=favour)
    return _both(case, draft, len(days))


def _days(case: Case, sign: catalogue.Sign, person: Person) -> list[date]:
    """Days of what the user confirmed of a person, and of their own tags where the sign is of that person."""
    end = case.w.monday[case.last] + timedelta(days=7)
    read = None if case.confirmed is None else case.confirmed.confirmed
    days = _of(sign, person, read)
    if person == (Person.ME if sign.side == "me" else Person.THEM):
        days += tagged(case.journal, sign.tags, end)
    return sorted(day for day in days if end - timedelta(days=COUNTED_DAYS) <= day < end)


def _of(sign: catalogue.Sign, person: Person, read: Callable[[str], Sequence[tuple[date, int]]] | None) -> list[date]:
    ids = dict.fromkeys((sign.id, *sign.hits))
    return [] if read is None else [day for key in ids for day, who in read(key) if who == person]


def _opposite(case: Case, draft: Draft) -> tuple[Finding, ...]:
    """What the user confirmed of the opposite, of the same person in the same weeks."""
    end = case.w.monday[case.last] + timedelta(days=7)
    read = None if case.confirmed is None else case.confirmed.confirmed_against
    days = [day for day in _of(draft.sign, draft.person, read) if end - timedelta(days=COUNTED_DAYS) <= day < end]
    return (line("against", "opposite", draft.person, n=len(days), who=draft.person),) if days else ()


def _both(case: Case, draft: Draft, count: int) -> Draft:
    """The other person's confirmed ones stand beside it; half as many speak of something between the two."""
    other = draft.person.other
    theirs = _days(case, draft.sign, other)
    n = len(theirs)
    beside = line("against", "confirmed_other", draft.person, ("both_sides",), who=other, n=n)
    reasons = dict(dated_reason(case, draft.person, draft.since)) if draft.since is not None else {}
    names = (*reasons, *(["mutual"] if 2 * n >= count else []))
    against = (*reasons.values(), *_opposite(case, draft), beside)
    return replace(draft, against=against, explained=names)


def journal(case: Case, sign: catalogue.Sign, person: Person) -> Draft:
    """The user's own sliders: their last weeks against the weeks before; without entries it stays a question."""
    noted = _noted(case, sign)
    if not any(text[1:] in case.measures for text in sign.moves):
        return Draft(sign, person, SignState.ASKED, favour=noted, missing=(line("missing", "journal", person),))
    draft = change(case, sign, person)
    return replace(draft, favour=(*draft.favour, *noted))


def question(case: Case, sign: catalogue.Sign, person: Person) -> Draft:
    """What no message shows: the user's own notes and the times that they named, and no finding."""
    favour = _noted(case, sign)
    if sign.id in OF_A_REASON:
        spans = [span for span in case.analysis.context.stressors if span.who in (None, person)]
        favour += tuple(line("for", "named", person, span=span) for span in spans)
    return Draft(sign, person, SignState.ASKED, favour=favour, missing=(line("missing", "asked", person),))


def _noted(case: Case, sign: catalogue.Sign) -> tuple[Finding, ...]:
    days = tagged(case.journal, sign.tags, case.w.monday[case.last] + timedelta(days=7))
    return (line("for", "noted", n=len(days), day=days[-1]),) if days else ()
