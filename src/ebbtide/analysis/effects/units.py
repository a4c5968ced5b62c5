"""From the scale on which a measure is analysed to the unit that a person reads."""

from __future__ import annotations

import math

import numpy as np

from ebbtide.analysis.measures.measure import Measure
from ebbtide.analysis.measures.specs import SPECS, Scale
from ebbtide.people import Person


def orientation(measure: str) -> int:
    """1 where more on the analysis scale is more in the natural unit, else -1."""
    return -1 if SPECS[measure].turned else 1


def natural(m: Measure, person: Person, x: float) -> float:
    """A level of the analysis scale in the natural unit."""
    if m.spec.scale is Scale.ROOT:
        return max(x, 0.0) ** 2 * _unit(m, person)
    if m.spec.scale is Scale.LOG:
        return math.exp(-x) if m.spec.turned else math.expm1(x)
    return 100 * math.sin(min(max(x, 0.0), math.pi / 2)) ** 2


def _unit(m: Measure, person: Person) -> float:
    """What a squared value of one is in the natural unit, over the weeks seen."""
    value, shown = m.value[person], m.natural[person]
    seen = np.isfinite(value) & (value > 0) & np.isfinite(shown) & (shown > 0)
    return float(np.median(shown[seen] / value[seen] ** 2)) if seen.any() else math.nan
