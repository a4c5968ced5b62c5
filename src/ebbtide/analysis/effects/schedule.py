"""Randomised weeks: of each pair of weeks one, drawn by a seed, has the action; a schedule that was changed is seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from ebbtide.analysis.effects.action import check_terms, monday_from
from ebbtide.analysis.measures.measure import Floats
from ebbtide.errors import BadRequest

#: 16 weeks are the fewest that can show an ordinary effect (docs/method/statistics.md#did-it-help); 26 are half a year.
LEAST_PAIRS, MOST_PAIRS = 8, 13
FORMAT: Final = 1
_FIELDS: Final = ("start", "measure", "person", "direction", "pairs", "seed", "made_on")


@dataclass(frozen=True)
class Schedule:
    """Which weeks have the action, drawn before they began.

    start: Monday of the first week. pairs: of weeks. seed: of the draw. made_on: the day of the draw.
    measure, person, direction: as in `Action`. Make one with `ebbtide.schedule`, keep `to_dict()`.
    """

    start: date
    measure: str
    person: str
    direction: str
    pairs: int
    seed: int
    made_on: date

    @property
    def has_action(self) -> tuple[bool, ...]:
        """(2 pairs,) whether each week has the action."""
        # Not a library's generator: its stream may change between versions, and the weeks may not.
        digests = (hashlib.sha256(f"{self.seed}:{pair}".encode()).digest() for pair in range(self.pairs))
        first = [bool(digest[0] & 1) for digest in digests]
        return tuple(week for bit in first for week in (bit, not bit))

    @property
    def weeks(self) -> tuple[tuple[date, bool], ...]:
        """The Monday of each week and whether it has the action."""
        return tuple((self.start + timedelta(weeks=k), has) for k, has in enumerate(self.has_action))

    @property
    def until(self) -> date:
        """The day after the last week."""
        return self.start + timedelta(weeks=2 * self.pairs)

    @property
    def digest(self) -> str:
        """A fingerprint of the whole content, hex."""
        plain = [FORMAT] + [str(getattr(self, name)) for name in _FIELDS]
        content = json.dumps(plain, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(content.encode()).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """Plain values to keep; `from_dict` notices when one of them was changed."""
        days = {"start": self.start.isoformat(), "made_on": self.made_on.isoformat()}
        plain = {name: getattr(self, name) for name in _FIELDS} | days
        return plain | {"format": FORMAT, "has_action": list(self.has_action), "digest": self.digest}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Schedule:
        """A kept schedule; raises `BadRequest` where its content is not what was drawn."""
        try:
            days = {name: date.fromisoformat(values[name]) for name in ("start", "made_on")}
            schedule = cls(**({name: values[name] for name in _FIELDS} | days))
            _check(schedule)
            same = schedule.to_dict() == dict(values)
        except (KeyError, TypeError, ValueError) as broken:
            raise BadRequest("effects.errors.schedule") from broken
        if not same:
            raise BadRequest("effects.errors.schedule")
        return schedule


def draw(
    start: date,
    measure: str,
    person: str,
    direction: str,
    *,
    today: date,
    pairs: int = LEAST_PAIRS,
    seed: int | None = None,
) -> Schedule:
    """A new schedule whose first week is the first whole one from `start` on.

    seed: of the draw; without one it comes from the other values. Raises `BadRequest` where the first
    week has begun by `today`, and for fewer than 8 or more than 13 pairs.
    """
    monday = monday_from(start)
    if monday <= today:
        raise BadRequest("effects.errors.begun", start=monday.isoformat(), today=today.isoformat())
    if seed is None:
        content = f"{monday}:{measure}:{person}:{direction}:{pairs}:{today}"
        seed = int.from_bytes(hashlib.sha256(content.encode()).digest()[:6], "big")
    schedule = Schedule(monday, measure, person, direction, pairs, seed, today)
    _check(schedule)
    return schedule


def _check(schedule: Schedule) -> None:
    check_terms(schedule.measure, schedule.person, schedule.direction)
    if not LEAST_PAIRS <= schedule.pairs <= MOST_PAIRS:
        raise BadRequest("effects.errors.pairs", pairs=schedule.pairs, least=LEAST_PAIRS, most=MOST_PAIRS)


def all_draws(pairs: int) -> Floats:
    """(2 ** pairs, 2 pairs) every schedule that could have been drawn, 1 for weeks with the action."""
    first = (np.arange(2**pairs)[:, None] >> np.arange(pairs)[None, :]) & 1
    return np.stack([first, 1 - first], axis=2).reshape(2**pairs, 2 * pairs).astype(np.float64)
