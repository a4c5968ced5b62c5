"""Speak what an analysis found: each raw value in the form that its place in the sentence asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ebbtide.analysis.finding import (
    Amount,
    Around,
    Clock,
    Counted,
    Days,
    Finding,
    Hours,
    How,
    OfTen,
    Parts,
    Phrase,
    Since,
    Times,
    Weeks,
)
from ebbtide.history.conversation import Edge, Span
from ebbtide.people import Person
from ebbtide.wording import formats, keys, places, say

#: Forms of a person by place; in every other place it is "you" or the name.
_PEOPLE = {"Who": formats.opening, "whose": formats.whose, "Whose": formats.whose_opening}


@dataclass(frozen=True)
class Sentence(Finding):
    """A finding with its sentence, filled."""

    text: str = ""


def speak(finding: Finding, people: tuple[str, str]) -> Sentence:
    """The finding in words. people: names, the user's first."""
    if isinstance(finding, Sentence):
        return finding
    return Sentence(**vars(finding), text=phrase(Phrase(finding.key, finding.values), people))


def phrase(part: Phrase, people: tuple[str, str]) -> str:
    """A phrase in words."""
    return say(part.key, **{place: _value(value, place, people) for place, value in part.values.items()})


def how(measure: str, person: Person, people: tuple[str, str], opening: bool) -> str:
    """What a measure counts, inside a sentence or at its start."""
    table = "how_opening" if opening else "how"
    sentence = next(key for room in ("signs", "findings") if (key := f"{room}.{table}.{measure}") in keys())
    return say(sentence, **{place: _value(person, place, people) for place in places(sentence)})


def _value(value: object, place: str, people: tuple[str, str]) -> object:
    """A value as it stands in a place of a sentence."""
    match value:
        case Phrase():
            return phrase(value, people)
        case Person():
            return _PEOPLE.get(place, formats.who)(None if value is Person.ME else people[value])
        case How():
            return how(value.measure, value.person, people, opening=place == "How")
        case tuple():
            return formats.joined([str(_value(item, place, people)) for item in value])
        case Parts():
            return "; ".join(str(_value(item, place, people)) for item in value.items)
        case float():
            return formats.number(value)
        case Counted():
            return formats.counted_word(value.count, opening=place[:1].isupper())
        case _:
            return _figure(value)


def _figure(value: object) -> object:
    """A value that is the same in every place."""
    match value:
        case date():
            return formats.day(value)
        case Span():
            return formats.span_range(value.start, value.end)
        case Edge():
            return formats.days_between(value.start, value.end)
        case Around():
            return formats.around(value.day, value.interval)
        case Since():
            return formats.since(value.day, value.interval, value.now)
        case Amount():
            write = formats.bare if value.alone else formats.amount
            return write(value.measure, value.unit, value.value)
        case Weeks():
            return formats.weeks_text(value.count)
        case Days():
            return formats.counted(value.count, "findings.units.days")
        case Hours():
            return formats.counted(round(value.count), "findings.units.hours")
        case Times():
            return formats.about_times(value.count) if value.mean else formats.times(value.count)
        case OfTen():
            return formats.of_ten(value.share)
        case Clock():
            return formats.clock(value.hour)
        case _:
            return value


__all__ = ["Sentence", "how", "phrase", "speak"]
