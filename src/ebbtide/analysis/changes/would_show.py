"""What a fall would have had to be to show in this very chat: the rule tried on its own weeks, made lower."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from ebbtide.analysis.changes.minimum_data import Withheld
from ebbtide.analysis.changes.verdict import verdict
from ebbtide.analysis.measures.measure import Floats, Weekly
from ebbtide.analysis.measures.specs import Scale
from ebbtide.people import PEOPLE, Person, Side

#: Falls that are tried, by the name of their words, smallest first.
FALLS: Final = {"quarter": 0.25, "third": 1 / 3, "half": 0.5, "two_thirds": 2 / 3}
#: So many of the latest weeks are made lower.
WEEKS: Final = 12


def fall_that_shows(w: Weekly, last: int, withheld: Withheld) -> str | None:
    """The smallest of `FALLS` that the rule would have seen of either person, had the last `WEEKS` weeks had it.

    All of a person's measures in the index fall alike: rates, shares and lengths by that part, answers take as much
    longer. None where even the largest would not have shown.
    """
    smallest = [_smallest(w, last, withheld, person) for person in PEOPLE]
    names = list(FALLS)
    return None if None in smallest else max((name for name in smallest if name is not None), key=names.index)


def _smallest(w: Weekly, last: int, withheld: Withheld, person: Person) -> str | None:
    """By halving: what a fall shows, a larger one shows as well."""
    names = list(FALLS)
    low, high = 0, len(names)
    while low < high:
        middle = (low + high) // 2
        if verdict(_lower(w, last, person, FALLS[names[middle]]), last, withheld).side != Side.NONE:
            high = middle
        else:
            low = middle + 1
    return names[low] if low < len(names) else None


def _lower(w: Weekly, last: int, person: Person, fall: float) -> Weekly:
    """The same weeks, of which the last ones have less of that person."""
    part = slice(max(last + 1 - WEEKS, 0), last + 1)
    measures = dict(w.measures)
    for m in filter(lambda m: m.in_index, w.measures.values()):
        value: Floats = m.value.copy()
        value[person, part] = _scaled(m.spec.scale, value[person, part], 1.0 - fall)
        measures[m.name] = replace(m, value=value)
    return replace(w, measures=measures)


def _scaled(scale: Scale, value: Floats, left: float) -> Floats:
    """`left` of what stands behind values of that scale; a turned logarithm falls by as much."""
    match scale:
        case Scale.ROOT:
            return np.asarray(value * np.sqrt(left))
        case Scale.LOG:
            return np.asarray(value + np.log(left))
        case Scale.ANGLE:
            return np.asarray(np.arcsin(np.sqrt(left) * np.sin(value)))


__all__ = ["FALLS", "fall_that_shows"]
