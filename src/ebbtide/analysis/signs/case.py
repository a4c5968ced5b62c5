"""What the rules of the signs look at, and what each of them gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ebbtide.analysis.changes.analysis import Analysis, Change
from ebbtide.analysis.finding import Finding
from ebbtide.analysis.measures.measure import Measure, Weekly
from ebbtide.analysis.signs.comparison import Move, Table, enough, one_sided
from ebbtide.analysis.signs.sign import Confirmed, JournalEntry, SignState
from ebbtide.catalogue import entries as catalogue
from ebbtide.people import Person

#: A measure of which less than this chance is left counts as moved, inside one sign.
MOVED = 0.05


@dataclass(frozen=True)
class Case:
    """All that the rules may look at, as of one day; built once for all signs.

    last: the last complete week that the sources show. withheld: (measure, person) to the wording key of the reason
    why it is not judged. splits: first weeks of the recent windows; tables: the changes at each. barred: wording
    key of the reason why nothing in the messages is judged, else None.
    """

    analysis: Analysis
    w: Weekly
    last: int
    measures: Mapping[str, Measure]
    withheld: Mapping[tuple[str, int], str]
    splits: tuple[int, ...]
    tables: Mapping[int, Table]
    journal: tuple[JournalEntry, ...] = ()
    confirmed: Confirmed | None = None
    answers: Mapping[int, tuple[float, float]] | None = None  # declined plans of a person: (all, with another date)
    barred: str | None = None

    def judged(self, name: str, person: Person) -> bool:
        """Whether a measure of a person is there and may be judged."""
        return name in self.measures and (name, person) not in self.withheld

    def chance(self, move: Move, person: Person, split: int) -> float | None:
        """Chance of a measure's difference without a change at one split; None where it rests on too little."""
        m, row = self.measures.get(move.measure), self.tables[split].get((move.measure, person))
        if m is None or row is None or not self.judged(move.measure, person):
            return None
        return one_sided(row, move.up) if enough(m, person, split, self.last) else None

    def moved(self, move: Move, person: Person, split: int) -> bool:
        """Whether a measure clearly moved that way at a split."""
        chance = self.chance(move, person, split)
        return chance is not None and chance <= MOVED


@dataclass(frozen=True)
class Draft:
    """What a rule found for one sign and person, before all that was tested is controlled together.

    state: "not enough", "within", "too early", "asked", or "candidate" for what the control decides on. p: chance
    without a change; None where nothing was tested or the user has confirmed it. levels: that `changes` are
    levels of now, not changes. calm: what is said in the place of `favour` where the control lets a candidate go.
    """

    sign: catalogue.Sign
    person: Person
    state: SignState
    p: float | None = None
    split: int | None = None
    moves: tuple[Move, ...] = ()
    changes: tuple[Change, ...] = ()
    since: date | None = None
    interval: tuple[date, date] | None = None
    against: tuple[Finding, ...] = ()
    favour: tuple[Finding, ...] = ()
    missing: tuple[Finding, ...] = ()
    explained: tuple[str, ...] = ()
    levels: bool = False
    calm: tuple[Finding, ...] = ()


__all__ = ["MOVED", "Case", "Draft"]
