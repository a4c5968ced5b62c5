"""From the estimate of an effect to one of the few words that its design supports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ebbtide.analysis.changes.sizes import natural_level
from ebbtide.analysis.effects.interrupted_series import Estimate
from ebbtide.analysis.measures import specs
from ebbtide.analysis.measures.measure import Measure
from ebbtide.people import Person

#: P(effect in a direction) above which it is named: one false claim in twenty where nothing happened.
LINE: Final = 0.95
#: And of the schedules that could have been drawn at most this share may look as good. With the line
#: above, three in a hundred series of 16 drawn weeks without any effect are then named; a true +.4 was
#: found in .73 of 1,000 series (at .05: in .61 of 200).
LUCK_LINE: Final = 0.10
#: A clear move: half as much again, or a third less; in shares, ten of a hundred. A range that reaches it does
#: not say "not seen".
CLEAR_RATIO, CLEAR_POINTS = 1.5, 10.0


@dataclass(frozen=True)
class Scale:
    """How to read the analysis scale of a measure: to the natural unit, and which way is hoped for.

    hoped: 1 or -1 in the natural unit; up: the same on the analysis scale.
    """

    to_natural: Callable[[float], float]
    hoped: int
    up: int
    share: bool
    root: bool


@dataclass(frozen=True)
class Result:
    """A word, why it cannot be told, and the numbers in natural units (levels; ends of the difference)."""

    state: str
    reason: str | None
    usual: float
    during: float
    low: float
    high: float


def orientation(measure: str) -> int:
    """1 where more on the analysis scale is more in the natural unit, else -1."""
    return -1 if specs.SPECS[measure].turned else 1


def scale_of(m: Measure, person: Person, hoped: int) -> Scale:
    """The scale of a measure of a person, where more (1) or less (-1) is hoped for."""
    up = hoped * orientation(m.name)
    return Scale(lambda x: natural_level(m, person, x), hoped, up, m.spec.is_share, m.spec.scale is specs.Scale.ROOT)


def result(estimate: Estimate, scale: Scale, luck: tuple[float, float] = (0.0, 0.0)) -> Result:
    """The word for an estimate; luck: shares of all schedules as good by luck, the hoped and the other way."""
    p = estimate.weighed
    usual, during = scale.to_natural(p.level), scale.to_natural(p.level + p.middle)
    low, high = sorted(scale.to_natural(p.level + end) - usual for end in p.interval(scale.root))
    state, reason = _word(estimate, scale, luck, _rules_out(usual, low, high, scale))
    return Result(state, reason, usual, during, low, high)


def _word(estimate: Estimate, scale: Scale, luck: tuple[float, float], ruled_out: bool) -> tuple[str, str | None]:
    for state, way, lucky in (("consistent", scale.up, luck[0]), ("opposite", -scale.up, luck[1])):
        both = [(p.above(0.0) if way > 0 else 1 - p.above(0.0)) > LINE for p in (estimate.whole, estimate.weighed)]
        if all(both) and lucky <= LUCK_LINE:
            return state, None
        if any(both) and not (ruled_out and state == "consistent"):
            return "cannot tell", "luck" if all(both) else "level"
    return ("not seen", None) if ruled_out else ("cannot tell", "wide")


def _rules_out(usual: float, low: float, high: float, scale: Scale) -> bool:
    """Whether a clear move the hoped way lies outside the range."""
    if scale.share:
        return high < CLEAR_POINTS if scale.hoped > 0 else low > -CLEAR_POINTS
    return usual + high < CLEAR_RATIO * usual if scale.hoped > 0 else usual + low > usual / CLEAR_RATIO
