"""An action of one's own as it was set, and what can be said about it, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ebbtide.analysis.finding import Finding
from ebbtide.analysis.measures.specs import WEEKLY
from ebbtide.errors import BadRequest
from ebbtide.people import Side

DIRECTIONS: Final = {"up": 1, "down": -1}
#: Complete weeks after a start that the answer rests on, unless told; fewer than four are too early (rule 3).
WEEKS_AFTER: Final = 8
LEAST_AFTER, MOST_AFTER = 4, 26

#: `Effect.state` of an action fixed beforehand and of randomised weeks (rule 9).
RESULTS: Final = ("consistent", "not seen", "opposite", "cannot tell", "cannot tell yet")
#: `Effect.state` of an action logged afterwards.
LOGGED: Final = ("back", "not back", "cannot tell", "cannot tell yet")


@dataclass(frozen=True)
class Action:
    """Something that the user did or will do, and what it was hoped to move.

    start: its first day. measure: a key of `Weekly.measures`. person: "me" or "them", whose measure
    it is. direction: "up" or "down" in the unit that one reads (faster replies are "down").
    fixed_on: the day all this was written down; up to `start` it counts as fixed beforehand, later as
    logged afterwards. weeks: complete weeks after the start that the answer rests on, 4 to 26; one
    answer, read once, so that looking often does not make one appear. Raises `BadRequest`.
    """

    start: date
    measure: str
    person: str
    direction: str
    fixed_on: date
    weeks: int = WEEKS_AFTER

    def __post_init__(self) -> None:
        check_terms(self.measure, self.person, self.direction)
        if not LEAST_AFTER <= self.weeks <= MOST_AFTER:
            raise BadRequest("effects.errors.weeks", weeks=self.weeks, least=LEAST_AFTER, most=MOST_AFTER)

    @property
    def beforehand(self) -> bool:
        """Whether all of it was fixed before it began."""
        return self.fixed_on <= self.start

    @property
    def first_week(self) -> date:
        """Monday of the first complete week from the start on."""
        return monday_from(self.start)

    @property
    def until(self) -> date:
        """The day after the last week that the answer rests on."""
        return self.first_week + timedelta(weeks=self.weeks)


@dataclass(frozen=True)
class Effect:
    """What can be said about an action. `print` shows it in the words that its design supports.

    design: "beforehand", "afterwards" or "randomised". state: one of `RESULTS` or `LOGGED`. measure,
    person, direction: as they were set. usual, seen: level without and in the weeks of the action,
    natural unit. effect, low, high: their difference with its 90 % interval; None where nothing may be
    said about a size, always so for an action logged afterwards. tell_from: the day from which there
    is an answer. dip: level of the three weeks before the start. since: the Monday since when it
    is back. dips: earlier dips as deep that came back by themselves, of how many. lucky:
    schedules that would have looked as good by luck, of all that could have been drawn. reason: why it
    cannot be told, a key under `effects.reason`, or "no dip". findings: what may be said.
    """

    design: str
    state: str
    measure: str
    person: str
    direction: str
    usual: float | None = None
    seen: float | None = None
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    tell_from: date | None = None
    dip: float | None = None
    since: date | None = None
    dips: tuple[int, int] | None = None
    lucky: tuple[int, int] | None = None
    reason: str | None = None
    findings: tuple[Finding, ...] = ()


def check_terms(measure: str, person: str, direction: str) -> None:
    """Refuse a measure, person or direction that there is not."""
    if measure not in WEEKLY:
        raise BadRequest("effects.errors.measure", measure=measure)
    if person not in (Side.ME, Side.THEM):
        raise BadRequest("effects.errors.person", person=person)
    if direction not in DIRECTIONS:
        raise BadRequest("effects.errors.direction", direction=direction)


def monday_from(day: date) -> date:
    """The first Monday that is not before a day."""
    return day + timedelta(days=-day.weekday() % 7)
