"""The sentences of the signs: amounts, levels, differences, and who is spoken of."""

from __future__ import annotations

from collections.abc import Sequence

from ebbtide.analysis.changes.findings import phrases as words
from ebbtide.analysis.changes.tide import Change, Finding, State, Tide
from ebbtide.people import Person
from ebbtide.wording import say

#: Grades of a slider are kept in hundredths and said out of ten.
_GRADES = "signs.units.grades"


def line(
    kind: str,
    name: str,
    person: Person | None = None,
    claims: tuple[str, ...] = (),
    evidence: tuple[str, ...] = (),
    **values: object,
) -> Finding:
    """A sentence `signs.<kind>.<name>` of the signs."""
    return Finding(f"signs.{kind}.{name}", "signs", values, person, evidence, claims)


def amount(change: Change, value: float) -> str:
    """A value of a change's measure with its unit."""
    if change.unit == _GRADES:
        return f"{words.number(value / 10)} {say(_GRADES)}"
    if change.unit.startswith("signs."):
        return f"{words.number(value)} {say(change.unit)}"
    return words.amount(change.measure, change.unit, value)


def _bare(change: Change, value: float) -> str:
    """A value inside a range: the number alone, but times keep their unit."""
    if change.unit == _GRADES:
        return words.number(value / 10)
    return words.number(value) if change.unit.startswith("signs.") else words.bare(change.measure, change.unit, value)


def how(tide: Tide, measure: str, person: Person) -> str:
    """What a measure counts, at the start of a sentence."""
    own = f"signs.how.{measure}"
    key = own if words.known(own) else f"findings.how.{measure}"
    text = say(key, **_place(tide, measure, person))
    return text[:1].upper() + text[1:]


def _place(tide: Tide, measure: str, person: Person) -> dict[str, str]:
    if measure == "length":
        return {"whose": words.whose(tide, person)}
    return {"who": words.who(tide, person)}


def moved(tide: Tide, change: Change) -> Finding:
    """One measure that changed, with its size and 90 % interval in natural units."""
    size, low, high = words.difference(change)
    bounds = [_bare(change, item) for item in (low, high)]
    up = words.direction(change) > 0
    kind = ("longer" if up else "shorter") if change.spec.turned else ("more" if up else "less")
    least = amount(change, size)
    values: dict[str, object] = {
        "before": amount(change, change.before),
        "after": amount(change, change.after),
        "size": say("findings.size.at_least", amount=least) if change.spec.undercounted else least,
        "low": bounds[0],
        "high": bounds[1],
    }
    said = how(tide, change.measure, change.person)
    return Finding(f"signs.for.{kind}", "signs", {"how": said, **values}, change.person, (change.measure,))


def still(tide: Tide, changes: Sequence[Change]) -> tuple[Finding, ...]:
    """Levels of measures that did not move beyond the usual."""
    return tuple(
        line(
            "for",
            "still",
            row.person,
            evidence=(row.measure,),
            how=how(tide, row.measure, row.person),
            before=amount(row, row.before),
            after=amount(row, row.after),
        )
        for row in (of_page(tide, change) for change in changes)
    )


def of_page(tide: Tide, change: Change) -> Change:
    """The look's own row of the same measure and person, where its page has one: one thing, one pair of figures."""
    if tide.state != State.CHANGED:
        return change
    same = (row for row in tide.sizes if (row.measure, row.person) == (change.measure, change.person))
    return next((row for row in same if row.withheld is None), change)


def since(tide: Tide, person: Person, when: object, interval: object) -> Finding:
    """Since when a change stands, with its interval."""
    return line("for", "since", person, ("change_date",), when=words.around(when, interval))  # type: ignore[arg-type]


__all__ = ["amount", "how", "line", "moved", "of_page", "since", "still"]
