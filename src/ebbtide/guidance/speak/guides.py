"""The guides, behind the gate: what is offered, in the order of use, and what one still needs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from ebbtide.catalogue import table
from ebbtide.catalogue.entries import Guide, Slot
from ebbtide.errors import BadRequest, NotOffered
from ebbtide.guidance.safety import Safety, offered, situation_states
from ebbtide.guidance.situation import Situation

STAGE = "stage:"
#: What a guide may need; `readiness` is met by the page of that name alone.
NEEDS = ("space_ended", "readiness", "both_want", "asked_for_room", "overwhelmed")
_GATE = object()


@dataclass(frozen=True)
class OfferedGuide:
    """A guide in the list. open: whether it can be used now, without a reason; missing: what it still needs.

    missing is empty where the gate keeps the guide closed, so that nothing is told of an answer.
    """

    id: str
    name: str
    when: str
    open: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenGuide:
    """A guide that the gate has let through; only `open_guide` makes one.

    missing: what it still needs; then it can be read and not filled, and `instead` fits now.
    """

    entry: Guide
    missing: tuple[str, ...]
    gate: object

    def __post_init__(self) -> None:
        if self.gate is not _GATE:
            raise NotOffered("safety.not_offered")

    @property
    def id(self) -> str:
        """Its id in the catalogue."""
        return self.entry.id

    @property
    def slots(self) -> MappingProxyType[str, Slot]:
        """Its parts in order."""
        return MappingProxyType({name: self.entry.slots[name] for name in self.entry.order})


def list_guides(
    safety: Safety, situation: Situation, today: date, met: Collection[str] = ()
) -> tuple[OfferedGuide, ...]:
    """All guides: those that are open first, then those that still need something, then the others.

    met: what is so, of `NEEDS`, and the stage as "stage:partner".
    """
    states = safety.states(today) | situation_states(situation, today)
    found = []
    for guide in _guides().values():
        through = offered(guide.acts, states)
        missing = _missing(guide, met) if through else ()
        found.append(OfferedGuide(guide.id, guide.name, guide.when, through and not missing, missing))
    return tuple(sorted(found, key=lambda item: (not item.open, not item.missing)))


def open_guide(name: str, safety: Safety, situation: Situation, today: date, met: Collection[str] = ()) -> OpenGuide:
    """One guide by its id, with hyphens or underscores.

    Raises
    ------
    BadRequest
        there is no such guide.
    NotOffered
        the gate keeps it closed; the sentence is the same for every cause.
    """
    guide = _guides().get(name.replace("-", "_"))
    if guide is None:
        raise BadRequest("speak.no_guide", given=name, known=", ".join(_guides()).replace("_", "-"))
    if not offered(guide.acts, safety.states(today) | situation_states(situation, today)):
        raise NotOffered("safety.not_offered")
    return OpenGuide(guide, _missing(guide, met), _GATE)


def _guides() -> MappingProxyType[str, Guide]:
    return MappingProxyType(dict(table("speak", "guide")))


def _missing(guide: Guide, met: Collection[str]) -> tuple[str, ...]:
    """Needs that nothing of `met` answers; each need is one or several choices."""
    return tuple(need for need in guide.needs if not set(_choices(need)) & set(met))


def _choices(need: str) -> list[str]:
    if need.startswith(STAGE):
        return [STAGE + stage for stage in need.removeprefix(STAGE).split("|")]
    return need.split("|")
