"""What each measure is: every fact of it once, in one table; whoever needs a set of measures asks it of the table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Scale(StrEnum):
    """How the scale of analysis comes from the unit that a person reads."""

    ROOT = "root of a rate"
    LOG = "logarithm"
    ANGLE = "angle of a share"


@dataclass(frozen=True)
class MeasureSpec:
    """One measure.

    unit: key of the word behind its numbers. turned: more on the scale of analysis is less in the unit. volume: it
    counts how much is written, which says little about two who share a home (holtzman2021); apart_only: signs judge
    it only for two who live apart. quantity: it stays a finding where there is little contact (rule 2). needs_text:
    words; needs_lists: words of a language that has lists; needs_steady_day: hours of day that stay. weight: in the
    index, None outside it. undercounted: changes come out about half as large as they are. notes: ids of the
    catalogue's notes on what it can and cannot tell.
    """

    name: str
    area: str
    unit: str
    scale: Scale = Scale.ANGLE
    turned: bool = False
    volume: bool = False
    apart_only: bool = False
    quantity: bool = False
    needs_text: bool = False
    needs_lists: bool = False
    needs_steady_day: bool = False
    weight: float | None = None
    undercounted: bool = False
    notes: tuple[str, ...] = ()

    @property
    def in_index(self) -> bool:
        """Whether an index can hold it."""
        return self.weight is not None

    @property
    def is_share(self) -> bool:
        """Whether its unit is so many of a hundred."""
        return self.scale is Scale.ANGLE


def _index(name: str, area: str, weight: float, **facts: object) -> MeasureSpec:
    return MeasureSpec(name, area, f"findings.units.{name}", weight=weight, **facts)  # type: ignore[arg-type]


def _shown(name: str, area: str, **facts: object) -> MeasureSpec:
    return MeasureSpec(name, area, f"findings.units.{name}", **facts)  # type: ignore[arg-type]


def _listed(name: str, area: str, unit: str, **facts: object) -> MeasureSpec:
    return MeasureSpec(name, area, unit, needs_text=True, needs_lists=True, **facts)  # type: ignore[arg-type]


_GRADES: Final = "signs.units.grades"

#: In the order of a page: those of an index, those that are only shown, those of the signs.
#:
#: Weights of the index on the noise scale of each measure. Starting is what pulling away means, so it counts twice;
#: how fast the fast answers are tells least. Weights by each measure's share of variance that is not sampling noise
#: were tried first and lost: AUC .895 against .973 for the fall of the mean at the known date (150 stable and 80
#: abrupt development couples), because length and warmth wander most and would have led the index.
SPECS: Final[dict[str, MeasureSpec]] = {
    spec.name: spec
    for spec in (
        _index(
            "start_hazard",
            "initiative",
            2.0,
            scale=Scale.ROOT,
            volume=True,
            quantity=True,
            undercounted=True,
            notes=("who_starts", "text_distance"),
        ),
        _index("answered", "responsiveness", 1.0, notes=("load_answers",)),
        _index(
            "reply_time",
            "responsiveness",
            1.0,
            scale=Scale.LOG,
            turned=True,
            apart_only=True,
            needs_steady_day=True,
            notes=("reply_time",),
        ),
        _index("fast_turns", "responsiveness", 0.25, needs_steady_day=True),
        _index("warmth", "warmth", 1.0, needs_text=True, notes=("word_lists",)),
        _index("length", "depth", 1.0, scale=Scale.LOG, needs_text=True, notes=("load_answers",)),
        _shown("start_share", "initiative", volume=True),
        _shown(
            "messages", "initiative", scale=Scale.ROOT, volume=True, quantity=True, notes=("text_distance",)
        ),
        _shown(
            "silence",
            "initiative",
            scale=Scale.LOG,
            turned=True,
            volume=True,
            quantity=True,
            notes=("silence_rhythm",),
        ),
        _shown("calls", "shared time", scale=Scale.ROOT, volume=True, quantity=True),
        _listed("plans", "initiative", "signs.units.days"),
        _shown("questions", "depth", needs_text=True, notes=("word_lists",)),
        _listed("thanks", "warmth", "signs.units.messages", notes=("thanks_matter", "word_lists")),
        _shown("double_texts", "responsiveness", volume=True),
        _shown("last_words", "initiative", volume=True),
        _listed("same_day", "shared time", "signs.units.proposals"),
        _listed("disclosure", "depth", "signs.units.messages"),
        _listed("reassurance", "initiative", "signs.units.messages"),
        _listed("logistics", "depth", "signs.units.messages"),
        _listed("future", "shared time", "signs.units.messages"),
        _listed("plan_share", "initiative", "signs.units.both"),
        _listed("comfort_share", "warmth", "signs.units.both"),
        _listed("thanks_share", "warmth", "signs.units.both"),
        MeasureSpec("routine", "shared time", "signs.units.days"),
        *(MeasureSpec(name, "self", _GRADES) for name in ("worth", "voice", "calm", "mood", "gut", "seen")),
    )
}

INDEX: Final = tuple(name for name, spec in SPECS.items() if spec.in_index)


def where(fact: str) -> frozenset[str]:
    """Names of the measures of which a fact of `MeasureSpec` holds.

    >>> sorted(where("turned"))
    ['reply_time', 'silence']
    """
    return frozenset(name for name, spec in SPECS.items() if getattr(spec, fact))


__all__ = ["INDEX", "SPECS", "MeasureSpec", "Scale", "where"]
