"""Which situation a look describes: the one thing that decides the headline and the next step."""

from __future__ import annotations

from enum import StrEnum

from ebbtide.analysis.changes.analysis import Analysis, State
from ebbtide.analysis.changes.findings.hot_cold_findings import back_and_forth
from ebbtide.analysis.changes.hot_cold.stretches import Stretch
from ebbtide.analysis.measures.specs import INDEX, SPECS
from ebbtide.people import PEOPLE, Person, Side

#: So much of the user's own writing is left at least where "you have kept writing" is true.
KEPT_WRITING = 0.25


class Situation(StrEnum):
    """What a page is about; the values stand in the JSON."""

    LESS_FROM_THEM = "less from them"
    LESS_FROM_ME = "less from me"
    LESS_FROM_BOTH = "less from both"
    BOTH_THEY_FIRST = "both, they first"
    BOTH_ME_FIRST = "both, me first"
    UNCLEAR = "unclear"
    TOGETHER = "living together"
    TOO_EARLY = "too early"
    BOTH_SILENT = "both silent"
    THEY_SILENT = "they are silent, you wrote on"
    NOT_ASKED = "they are silent, you did not ask yet"
    USUAL = "usual"
    HOLE = "nobody wrote for a while"
    SLOW = "slow change"
    BACK_AND_FORTH = "back and forth"
    SHORT = "short history"
    TOO_LITTLE = "too little"
    RESTING = "resting"
    ENDED = "after the rest, ended"


#: Situations of a dated change; in these other explanations come first.
OF_CHANGE = frozenset(
    {
        Situation.LESS_FROM_THEM,
        Situation.LESS_FROM_ME,
        Situation.LESS_FROM_BOTH,
        Situation.BOTH_THEY_FIRST,
        Situation.BOTH_ME_FIRST,
        Situation.UNCLEAR,
        Situation.TOGETHER,
        Situation.THEY_SILENT,
        Situation.NOT_ASKED,
    }
)
#: Situations in which the other person has all but stopped writing.
SILENT = frozenset({Situation.THEY_SILENT, Situation.NOT_ASKED})
_BY_STATE = {
    State.TOO_LITTLE: Situation.TOO_LITTLE,
    State.SHORT: Situation.SHORT,
    State.TOO_EARLY: Situation.TOO_EARLY,
    State.BOTH_STOPPED: Situation.BOTH_SILENT,
}
_BY_SIDE = {Side.ME: Situation.LESS_FROM_ME, Side.THEM: Situation.LESS_FROM_THEM, Side.BOTH: Situation.LESS_FROM_BOTH}
_FIRST = {Person.ME: Situation.BOTH_ME_FIRST, Person.THEM: Situation.BOTH_THEY_FIRST}


def situation(analysis: Analysis) -> Situation:
    """The situation of a look. What the user told comes before what was counted: a told ending above all."""
    if analysis.state == State.RESTING:
        return Situation.RESTING
    ended = analysis.context.ended
    if ended is not None and (analysis.as_of is None or ended <= analysis.as_of):
        return Situation.ENDED
    if analysis.state == State.CHANGED:
        return _changed(analysis)
    return _BY_STATE.get(analysis.state) or _steady(analysis)


def _changed(analysis: Analysis) -> Situation:
    if analysis.context.living == "together":
        return Situation.TOGETHER
    if analysis.amounts is not None and analysis.amounts[Person.THEM].silent and not analysis.amounts[Person.ME].silent:
        return Situation.THEY_SILENT if _kept_writing(analysis) else Situation.NOT_ASKED
    if analysis.side == Side.BOTH and analysis.first is not None:
        return _FIRST[analysis.first]
    return _BY_SIDE.get(analysis.side, Situation.UNCLEAR)


def _kept_writing(analysis: Analysis) -> bool:
    """Whether the user went on writing after the other's last message: then there is nothing left to ask."""
    assert analysis.amounts is not None
    mine, theirs = analysis.amounts
    later = mine.last_day is not None and (theirs.last_day is None or mine.last_day > theirs.last_day)
    return later and mine.left >= KEPT_WRITING


def _steady(analysis: Analysis) -> Situation:
    if analysis.hole is not None:
        return Situation.HOLE
    if back_and_forth(analysis):
        return Situation.BACK_AND_FORTH
    return Situation.SLOW if slow_people(analysis) else Situation.USUAL


def moved_people(analysis: Analysis) -> tuple[Person, ...]:
    """Whom the headline speaks of: the user, the other, both, or nobody."""
    topic = situation(analysis)
    if topic in SILENT:
        return (Person.THEM,)
    if topic not in OF_CHANGE or topic is Situation.TOGETHER:
        return ()
    return analysis.side.people


def slow_people(analysis: Analysis) -> dict[Person, int]:
    """Who moved slowly over quarters, -1 for less and 1 for more; how much is written says little in one home."""
    if analysis.quarters is None or analysis.state != State.USUAL:
        return {}
    together = analysis.context.living == "together"
    moved: dict[Person, int] = {}
    for row in analysis.quarters.rows:
        if row.slow and row.measure in INDEX and not (together and SPECS[row.measure].volume):
            person, turned = Person(row.person), -1 if SPECS[row.measure].turned else 1
            moved[person] = min(moved.get(person, 1), row.slow * turned)
    return moved


def slow_variant(analysis: Analysis) -> str:
    """Whose slow fall it is: the other's, the user's, both, or something that is no fall."""
    fell = [person for person, way in slow_people(analysis).items() if way < 0]
    if len(fell) == len(PEOPLE):
        return "slow_both"
    return f"slow_{fell[0].name.lower()}" if fell else "slow_other"


def quiet_times(analysis: Analysis) -> tuple[Stretch, ...]:
    """The sparser stretches of whoever came and went most often, in order of time."""
    clear = [pattern for pattern in analysis.hot_cold or () if pattern.clear]
    longest = max(clear, key=lambda pattern: len(pattern.stretches), default=None)
    return () if longest is None else tuple(stretch for stretch in longest.stretches if stretch.cold)
