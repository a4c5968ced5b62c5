"""What is found about warm and cold stretches of two people, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Stretch:
    """A stretch of weeks of one person: first and last day, whether cold, and what came after a cold one.

    open: it was going on in the last week. starts_after: expected starts of (the user, the other person)
    in the two weeks after a cold stretch; None after a warm one, and where two weeks are not over yet.
    """

    start: date
    end: date
    cold: bool
    open: bool = False
    starts_after: tuple[float, float] | None = None


@dataclass(frozen=True)
class HotCold:
    """Switching back and forth of one person.

    clear: the line is reached. log_bayes_factor: recurring switching against a change that lasts and
    against rare dips; it sets the words and is never shown. stretches: in order of time, only where clear.
    """

    clear: bool = False
    log_bayes_factor: float | None = None
    stretches: tuple[Stretch, ...] = ()

    @property
    def switches(self) -> int:
        """How many times it went from one to the other."""
        return max(len(self.stretches) - 1, 0)


__all__ = ["HotCold", "Stretch"]
