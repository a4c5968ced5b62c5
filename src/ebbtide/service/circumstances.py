"""What the user knows and messages cannot show, as a face takes it: people stand there by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ebbtide.errors import BadRequest

if TYPE_CHECKING:
    from ebbtide.history import Context, Span

ROLES = {"me": 0, "them": 1, "both": None}


@dataclass(frozen=True)
class Days:
    """Days from `start` to `end`, both inclusive; `who` as the user wrote it."""

    start: date
    end: date
    who: str | None = None


@dataclass(frozen=True)
class Circumstances:
    """What was told; None and () mean "not told". Fields as of `history.Context`, with the people of days by name."""

    living: str | None = None
    away: Sequence[Days] = ()
    stressors: Sequence[Days] = ()
    ended: date | None = None
    channels: Sequence[str] = ()
    exported: date | None = None
    together_since: date | None = None

    def context(self, people: tuple[str, str]) -> Context:
        """The same with people as numbers; raises `BadRequest` where a name is nobody's in this chat."""
        from ebbtide.history import Context

        away, stressors = _spans(self.away, people), _spans(self.stressors, people)
        since = self.together_since
        return Context(self.living, away, stressors, self.ended, tuple(self.channels), self.exported, since)


def _spans(stretches: Sequence[Days], people: tuple[str, str]) -> tuple[Span, ...]:
    from ebbtide.history import Span

    return tuple(Span(item.start, item.end, person_of(item.who, people)) for item in stretches)


def person_of(who: str | None, people: tuple[str, str], key: str = "cli.wrong.who") -> int | None:
    """The side that `who` names: 0 the user, 1 the other, None both or not told; key: what is said of a stranger.

    Raises
    ------
    BadRequest
        it is nobody's name in this chat.
    """
    if who is None:
        return None
    if who.casefold() in ROLES:
        return ROLES[who.casefold()]
    name = match_name(who, people)
    if name is None:
        raise BadRequest(key, given=who, me=people[0], them=people[1])
    return people.index(name)


def match_name(typed: str, names: Sequence[str]) -> str | None:
    """The only name that `typed` is but for case, spaces, emoji and invisible marks."""
    from ebbtide.history import same_name

    matches = [name for name in names if same_name(name, typed)]
    return matches[0] if len(matches) == 1 else None
