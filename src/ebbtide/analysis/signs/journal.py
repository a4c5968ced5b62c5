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
    made = {}
    for name in SLIDERS:
        hits, trials = np.zeros((2, weeks)), np.zeros((2, weeks))
        for week, grade in _grades(entries, name, w):
            hits[Person.ME, week] += grade
            trials[Person.ME, week] += HIGHEST
        if trials.any():
            made[name] = share(name, hits, trials)
    return made


def _grades(entries: Sequence[JournalEntry], name: str, w: Weekly) -> Iterable[tuple[int, int]]:
    for entry in entries:
        week = (entry.on - w.monday[0]).days // 7
        if name in entry.sliders and 0 <= week < len(w.monday):
            yield week, min(max(entry.sliders[name], 0), HIGHEST)


def tagged(entries: Sequence[JournalEntry], tags: Iterable[str], until: date | None) -> tuple[date, ...]:
    """Days of the entries that carry one of the tags, in order, up to and without the day `until`."""
    wanted = set(tags)
    days = (entry.on for entry in entries if wanted & set(entry.tags))
    return tuple(sorted(day for day in days if until is None or day < until))
