"""What is so at the moment of writing, as values: the hour, the calm, messages without an answer, an ending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

#: Tags of the journal that count shared life; of each the days since, and how often.
SHARED_LIFE = ("date_night", "evening", "closeness", "call", "together")
#: A night for `late`, in hours of the writer's own clock. Source: the sleep option of the catalogue.
NIGHT_BEGINS, NIGHT_ENDS = 22, 6
#: Up to here the calm slider (0 to 10) asks for a night's sleep first.
LITTLE_CALM = 3
#: So many messages without an answer close every way of reaching out.
MOST_UNANSWERED = 3


@dataclass(frozen=True)
class Situation:
    """Where the writer stands; nothing of it is asked of a clock.

    at: local time of writing. calm: the slider, 0 to 10. unanswered: own messages since the other's last.
    ended: the day it was declared over. no_contact: they asked for it, or an order says so.
    """

    at: datetime | None = None
    calm: int | None = None
    unanswered: int = 0
    ended: date | None = None
    no_contact: bool = False

    @property
    def better_tomorrow(self) -> bool:
        """Whether a night's sleep is offered: late, or little calm."""
        late = self.at is not None and (self.at.hour >= NIGHT_BEGINS or self.at.hour < NIGHT_ENDS)
        return late or (self.calm is not None and self.calm <= LITTLE_CALM)
