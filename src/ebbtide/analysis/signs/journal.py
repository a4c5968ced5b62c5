"""The user's own journal as weekly measures and dated tags; only the user's rows, nobody else's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from ebbtide.analysis.measures.measure import Measure, Weekly
from ebbtide.analysis.signs.sign import JournalEntry
from ebbtide.analysis.signs.weekly_counts import share
from ebbtide.people import Person

#: Sliders of the catalogue that a sign reads, and the highest grade of each.
SLIDERS, HIGHEST = ("worth", "voice", "calm", "mood", "gut", "seen"), 10


def sliders(entries: Sequence[JournalEntry], w: Weekly) -> dict[str, Measure]:
    """Weekly levels of the sliders in the user's row, in grades out of all there are; those never used are left out.

    Entries outside the complete weeks of `w` are not counted.
    """
    weeks = len(w.monday)
    measures = {}
    for name in SLIDERS:
        hits, trials = np.zeros((2, weeks)), np.zeros((2, weeks))
        for entry in entries:
            week = (entry.on - w.monday[0]).days // 7
            if name in entry.sliders and 0 <= week < weeks:
                hits[Person.ME, week] += min(max(entry.sliders[name], 0), HIGHEST)
                trials[Person.ME, week] += HIGHEST
        if trials.any():
            measures[name] = share(name, hits, trials)
    return measures


def tagged(entries: Sequence[JournalEntry], tags: Iterable[str], until: date | None) -> tuple[date, ...]:
    """Days of the entries that carry one of the tags, in order, up to and without the day `until`."""
    labels = set(tags)
    days = (entry.on for entry in entries if labels & set(entry.tags))
    return tuple(sorted(day for day in days if until is None or day < until))
