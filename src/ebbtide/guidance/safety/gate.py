"""What is offered and what is not: one function over one table of acts and states (rule 13).

Every guide and every play declares what it does (`catalogue.entries.ACTS`); nothing is offered that does one denied
thing. Nobody is told which state denied it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from ebbtide.catalogue.entries import ACTS
from ebbtide.guidance.situation import MOST_UNANSWERED, Situation


class SafetyState(StrEnum):
    """What the answers, their age and the situation come to."""

    RED = "red"
    UNSET = "unset"
    #: All answered, and a no is older than it is good for.
    STALE = "stale"
    CRISIS = "crisis"
    CRISIS_OTHER = "crisis_other"
    MIRROR = "mirror"
    AMBER = "amber"
    #: Denies nothing: its advice comes first.
    DEVICE = "device"
    NO_CONTACT = "no_contact"
    ENDED = "ended"


_DANGEROUS = frozenset({"confronts", "withdraws", "announces_leaving", "tests"})
_CONTACT = frozenset({"reaches_out", "asks", "confronts"})
#: The acts that each state denies.
DENIED: Mapping[SafetyState, frozenset[str]] = MappingProxyType(
    {
        SafetyState.RED: _DANGEROUS | {"asks", "reaches_out", "agrees", "own_part"},
        SafetyState.UNSET: _DANGEROUS,
        SafetyState.STALE: frozenset({"confronts", "announces_leaving"}),
        SafetyState.CRISIS: frozenset(ACTS) - {"support"},
        SafetyState.CRISIS_OTHER: _DANGEROUS,
        SafetyState.MIRROR: frozenset({"reaches_out", "confronts", "tests"}),
        SafetyState.AMBER: frozenset({"tests", "confronts"}),
        SafetyState.DEVICE: frozenset(),
        SafetyState.NO_CONTACT: _CONTACT,
        # `reconnect` opens with the readiness page, which then hands in no ended situation.
        SafetyState.ENDED: _CONTACT,
    }
)


def offered(acts: Collection[str], states: Collection[SafetyState]) -> bool:
    """Whether something that does `acts` is offered in `states`; what declares no act is not."""
    return bool(acts) and not any(DENIED[state] & set(acts) for state in states)


def situation_states(situation: Situation, today: date | None = None) -> frozenset[SafetyState]:
    """The states that the situation itself comes to."""
    states = set()
    if situation.no_contact or situation.unanswered >= MOST_UNANSWERED:
        states.add(SafetyState.NO_CONTACT)
    if situation.ended is not None and (today is None or situation.ended <= today):
        states.add(SafetyState.ENDED)
    return frozenset(states)
