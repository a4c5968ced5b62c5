"""What signs have to say: levels, differences, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ebbtide.analysis.changes.analysis import Analysis, Change, State
from ebbtide.analysis.finding import Amount, Around, Finding, How, Phrase, key
from ebbtide.people import Person


def line(
    kind: str,
    name: str,
    person: Person | None = None,
    claims: tuple[str, ...] = (),
    evidence: tuple[str, ...] = (),
    **values: object,
) -> Finding:
    """A sentence `signs.<kind>.<name>` of the signs."""
    return Finding(key("signs", kind, name), "signs", values, person, evidence, claims)


def moved(change: Change) -> Finding:
    """One measure that changed, with its size and 90 % interval in natural units."""
    size = change.size
    up = change.direction > 0
    kind = ("longer" if up else "shorter") if change.spec.turned else ("more" if up else "less")
    middle = _amount(change, size.middle)
    values: dict[str, object] = {
        "How": How(change.measure, change.person),
        "before": _amount(change, change.before),
        "after": _amount(change, change.after),
        "size": Phrase("findings.size.at_least", {"amount": middle}) if change.spec.undercounted else middle,
        "low": _amount(change, size.low, alone=True),
        "high": _amount(change, size.high, alone=True),
    }
    return Finding(key("signs.for", kind), "signs", values, change.person, (change.measure,))


def _amount(change: Change, value: float, alone: bool = False) -> Amount:
    return Amount(change.measure, change.unit, value, alone)


def still(analysis: Analysis, changes: Sequence[Change]) -> tuple[Finding, ...]:
    """Levels of measures that did not move beyond the usual."""
    return tuple(
        line(
            "for",
            "still",
            row.person,
            evidence=(row.measure,),
            How=How(row.measure, row.person),
            before=_amount(row, row.before),
            after=_amount(row, row.after),
        )
        for row in (of_page(analysis, change) for change in changes)
    )


def of_page(analysis: Analysis, change: Change) -> Change:
    """The look's own row of the same measure and person, where its page has one: one thing, one pair of figures."""
    if analysis.state != State.CHANGED:
        return change
    same = (row for row in analysis.sizes if (row.measure, row.person) == (change.measure, change.person))
    return next((row for row in same if row.withheld is None), change)


def since(person: Person, when: date, interval: tuple[date, date] | None) -> Finding:
    """Since when a change stands, with its interval."""
    return line("for", "since", person, ("change_date",), when=Around(when, interval))


__all__ = ["line", "moved", "of_page", "since", "still"]
