"""One index a person: that person's own measures, weighted by what each tells in this pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.changes.constants import INDEX_NOISE, LONGEST_WEEKS
from ebbtide.analysis.changes.minimum_data import NOTHING, Withheld
from ebbtide.analysis.measures.measure import Floats, Measure, Weekly
from ebbtide.people import PEOPLE, Person

#: A measure is used when this share of the weeks has it.
LEAST_PRESENT = 0.6
#: A measure that is zero in this share of the weeks says nothing here (docs/method/measures.md#index).
MOSTLY_ZERO = 0.8
#: Weeks whose mean stands in for a missing week.
STAND_IN_WEEKS = 8
_MAD = 1.4826


@dataclass(frozen=True)
class Index:
    """value, variance: (2, T) in units of the full index; used: names of the measures, by person."""

    value: Floats
    variance: Floats
    used: tuple[tuple[str, ...], tuple[str, ...]]
    first_week: int


def noise_sd(y: Floats) -> float:
    """Week-to-week noise, blind to level shifts: MAD of first differences over root two."""
    observed = y[np.isfinite(y)]
    step = np.diff(observed)
    if len(step) < 3:
        return float("nan")
    sd = float(np.median(np.abs(step - np.median(step)))) * _MAD / np.sqrt(2)
    return sd if sd > 0 else float(step.std() / np.sqrt(2))


def index(w: Weekly, last: int, withheld: Withheld = NOTHING) -> Index:
    """The two indices from data up to week `last` (inclusive)."""
    first = max(0, last + 1 - LONGEST_WEEKS)
    part = slice(first, last + 1)
    parts = [_person(w, p, part, withheld[p]) for p in PEOPLE]
    value, variance = (np.stack([m[k] for m in parts]) for k in (0, 1))
    return Index(value, variance, (parts[0][2], parts[1][2]), first)


def _person(w: Weekly, person: Person, part: slice, withheld: frozenset[str]) -> tuple[Floats, Floats, tuple[str, ...]]:
    used = [m for m in w.measures.values() if m.in_index and m.name not in withheld and _tells(m, person, part)]
    weeks = len(range(*part.indices(len(w.monday))))
    if not used:
        return np.full(weeks, np.nan), np.full(weeks, np.inf), ()
    rows = [_standard(m.value[person, part], m.variance[person, part]) for m in used]
    weight = np.array([m.spec.weight or 0.0 for m in used])
    weight = weight / weight.sum()
    z, v = np.stack([r[0] for r in rows]), np.stack([r[1] for r in rows])
    nothing = ~np.isfinite(z).any(axis=0)
    z, v = _stand_in(z, v)
    value, variance = weight @ z, (weight**2) @ v
    scale = INDEX_NOISE / max(noise_sd(np.where(nothing, np.nan, value)), 0.05)
    value, variance = value * scale, variance * scale**2
    return np.where(nothing, np.nan, value), np.where(nothing, np.inf, variance), tuple(m.name for m in used)


def _tells(m: Measure, person: Person, part: slice) -> bool:
    value, natural = m.value[person, part], m.natural[person, part]
    if np.isfinite(value).mean() < LEAST_PRESENT:
        return False
    observed = natural[np.isfinite(natural)]
    zero = float((observed == 0).mean()) if m.needs_text and len(observed) else 0.0
    return zero < MOSTLY_ZERO and noise_sd(value) > 0


def _standard(y: Floats, v: Floats) -> tuple[Floats, Floats]:
    """z scores by the measure's own week-to-week noise, and their sampling variance."""
    sd = noise_sd(y)
    observed = np.isfinite(y)
    return (y - np.median(y[observed])) / sd, np.where(observed, v, np.inf) / sd**2


def _stand_in(z: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Missing weeks take the mean of the last weeks that were seen, with the measure's whole variance."""
    out_z, out_v = z.copy(), v.copy()
    for k, row in enumerate(z):
        observed: NDArray[np.int64] = np.flatnonzero(np.isfinite(row))
        for t in np.flatnonzero(~np.isfinite(row)):
            near = observed[observed < t][-STAND_IN_WEEKS:]
            out_z[k, t] = row[near].mean() if len(near) else 0.0
            out_v[k, t] = float(np.var(row[observed])) if len(observed) > 1 else 1.0
    return out_z, np.where(np.isfinite(out_v), out_v, 1.0)
