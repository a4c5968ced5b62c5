"""What each measure is: every fact of it once, in one table; whoever needs some of the measures asks the table."""

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


def _listed(name: str, area: str, unit: str, notes: tuple[str, ...] = ()) -> MeasureSpec:
    return MeasureSpec(name, area, unit, needs_text=True, needs_lists=True, notes=notes)


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
        MeasureSpec(
            "start_hazard",
            "initiative",
            "findings.units.start_hazard",
            weight=2.0,
            scale=Scale.ROOT,
            volume=True,
            quantity=True,
            undercounted=True,
            notes=("who_starts", "text_distance"),
        ),
        MeasureSpec("answered", "responsiveness", "findings.units.answered", weight=1.0, notes=("load_answers",)),
        MeasureSpec(
            "reply_time",
            "responsiveness",
            "findings.units.reply_time",
            weight=1.0,
            scale=Scale.LOG,
            turned=True,
            apart_only=True,
            needs_steady_day=True,
            notes=("reply_time",),
        ),
        MeasureSpec("fast_turns", "responsiveness", "findings.units.fast_turns", weight=0.25, needs_steady_day=True),
        MeasureSpec("warmth", "warmth", "findings.units.warmth", weight=1.0, needs_text=True, notes=("word_lists",)),
        MeasureSpec(
            "length",
            "depth",
            "findings.units.length",
            weight=1.0,
            scale=Scale.LOG,
            needs_text=True,
            notes=("load_answers",),
        ),
        MeasureSpec("start_share", "initiative", "findings.units.start_share", volume=True),
        MeasureSpec(
            "messages",
            "initiative",
            "findings.units.messages",
            scale=Scale.ROOT,
            volume=True,
            quantity=True,
            notes=("text_distance",),
        ),
        MeasureSpec(
            "silence",
            "initiative",
            "findings.units.silence",
            scale=Scale.LOG,
            turned=True,
            volume=True,
            quantity=True,
            notes=("silence_rhythm",),
        ),
        MeasureSpec("calls", "shared time", "findings.units.calls", scale=Scale.ROOT, volume=True, quantity=True),
        _listed("plans", "initiative", "signs.units.days"),
        MeasureSpec("questions", "depth", "findings.units.questions", needs_text=True, notes=("word_lists",)),
        _listed("thanks", "warmth", "signs.units.messages", notes=("thanks_matter", "word_lists")),
        MeasureSpec("double_texts", "responsiveness", "findings.units.double_texts", volume=True),
        MeasureSpec("cut", "writing", "findings.units.cut", scale=Scale.LOG),
        MeasureSpec("last_words", "initiative", "findings.units.last_words", volume=True),
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
#: Those of every conversation; the others belong to signs.
WEEKLY: Final = frozenset(name for name, spec in SPECS.items() if spec.unit.startswith("findings."))


__all__ = ["INDEX", "SPECS", "WEEKLY", "MeasureSpec", "Scale"]
