"""The weekly measures of two people, each with its sampling variance and its exposure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Measure:
    """One measure, by person and week.

    value: (2, weeks), on the analysis scale (nan where there is nothing to measure).
    variance: (2, weeks), sampling variance of `value` (inf where missing).
    natural: (2, weeks), in the unit a person reads (`unit`), nan where missing.
    count: (2, weeks), how many things it rests on (starts, offers, messages ...).
    """

    name: str
    area: str  # "initiative", "responsiveness", "warmth", "depth", "shared time"
    unit: str  # wording key of the unit
    in_index: bool
    needs_text: bool
    value: Floats
    variance: Floats
    natural: Floats
    count: Floats


@dataclass(frozen=True)
class Weekly:
    """All measures of a conversation by complete ISO week, up to and including `as_of`'s last full week.

    monday: (weeks,) first days. covered: (weeks,) share of the week's days that the sources show.
    marked: (weeks,) True where the user marked the week (trip, together): counts as missing.
    messages: (2, weeks) plain counts. expected_starts: (2, weeks). media_share: (2, weeks) share of
    voice notes, other media and calls among a person's events, nan in weeks without one. hours: (2, weeks, 24) events
    by hour of day. daily: (2, days) messages and calls by day from the first Monday to the day before
    the look, also of the week that is not over.
    """

    monday: tuple[date, ...]
    covered: Floats
    marked: NDArray[np.bool_]
    messages: Floats
    expected_starts: Floats
    media_share: Floats
    hours: Floats
    daily: Floats
    measures: Mapping[str, Measure]
