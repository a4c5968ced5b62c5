"""When an open vault locks itself: left alone, after the computer slept, when its clock jumps, and after a working day.

Pure: what time it is comes in. Source of the limits: docs/method/security.md#process.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

MINUTE: Final = 60.0
HOUR: Final = 3600.0
#: The setting in the vault that says after how many minutes without use it locks.
IDLE_SETTING: Final = "lock.idle_minutes"
LEAST_IDLE_MINUTES, MOST_IDLE_MINUTES = 1, 60
DEFAULT_IDLE_MINUTES: Final = 10


class Reason(StrEnum):
    """Why it locks."""

    IDLE = "idle"
    SLEPT = "slept"
    CLOCK = "clock"
    LONG = "long"


class Now(NamedTuple):
    """Three clocks, in seconds: awake stands still while the computer sleeps, passed goes on, wall is what it shows."""

    awake: float
    passed: float
    wall: float


@dataclass(frozen=True)
class Limits:
    """Seconds: without use; in all; that the computer may sleep, and that its clock may be set, unnoticed.

    A clock that is kept by the network moves by parts of a second; time zones and summer time do not move it.
    """

    idle: float = DEFAULT_IDLE_MINUTES * MINUTE
    longest: float = 8 * HOUR
    sleep: float = 5.0
    step: float = 2 * MINUTE
    #: Between two looks at the clocks.
    every: float = 5.0


class Watch:
    """Looks at the clocks from time to time and says when to lock."""

    def __init__(self, limits: Limits, now: Now) -> None:
        self.limits = limits
        self._began = self._used = self._seen = now

    def used(self, now: Now) -> None:
        """Something was asked for; time without use begins anew."""
        self._used = now

    def due(self, now: Now) -> Reason | None:
        """The reason to lock, if there is one; each look is held against the last one."""
        before, self._seen = self._seen, now
        passed = now.passed - before.passed
        if passed - (now.awake - before.awake) > self.limits.sleep:
            return Reason.SLEPT
        if abs(now.wall - before.wall - passed) > self.limits.step:
            return Reason.CLOCK
        if now.passed - self._began.passed >= self.limits.longest:
            return Reason.LONG
        return Reason.IDLE if now.passed - self._used.passed >= self.limits.idle else None

    def wait(self, now: Now) -> float:
        """Seconds until the next look."""
        ends = (self._used.passed + self.limits.idle, self._began.passed + self.limits.longest)
        return max(0.0, min(self.limits.every, *(end - now.passed for end in ends)))


def idle_seconds(minutes: object) -> float:
    """The idle limit of a kept setting, within its bounds; anything else gives the default."""
    if not isinstance(minutes, int | float) or isinstance(minutes, bool):
        return DEFAULT_IDLE_MINUTES * MINUTE
    return min(max(minutes, LEAST_IDLE_MINUTES), MOST_IDLE_MINUTES) * MINUTE
