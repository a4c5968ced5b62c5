"""Made-up couples whose words are known: feature bits set on a simulated conversation, at rates that a test gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from ebbtide.conversation.types import Conversation
from ebbtide.readers.contract import FEATURE_FLAGS, FLAG_FEATURES_READ, FLAG_READ_BY_LANGUAGE

#: Chances of each feature in a message of a usual couple.
USUAL = {
    "gratitude": 0.04, "appreciation": 0.02, "plan": 0.05, "invitation": 0.02, "same_day": 0.03, "feeling": 0.04,
    "good_news": 0.01, "support_asked": 0.01, "support_given": 0.02, "reassurance": 0.01, "logistics": 0.15,
    "future_us": 0.01,
}


def weeks_of(chat: Conversation) -> np.ndarray:
    """The week of every event, counted from the Monday of the first."""
    assert chat.coverage is not None
    first = chat.coverage.first
    day = (pl.col("at_local").dt.date() - pl.lit(first)).dt.total_days()
    return (chat.events.select(day).to_series().to_numpy() + first.weekday()) // 7


def with_words(
    chat: Conversation, seed: int, rates: Mapping[str, float] = USUAL,
    after: tuple[int, int, Mapping[str, float]] | None = None, restless: float = 0.25,
) -> Conversation:
    """The conversation with feature bits drawn at weekly rates that wander (AR(1), sd `restless` on the log).

    after: (person, week, factors by feature) multiplies the chances of that person from that week on.
    """
    rng = np.random.default_rng(seed)
    week, person = weeks_of(chat), chat.events["person"].to_numpy()
    bits = np.full(len(week), FLAG_FEATURES_READ | FLAG_READ_BY_LANGUAGE, np.uint32)
    for name, rate in rates.items():
        chance = rate * np.exp(_wander(rng, int(week.max()) + 1, restless)[np.maximum(person, 0), week])
        if after is not None and name in after[2]:
            chance = np.where((person == after[0]) & (week >= after[1]), chance * after[2][name], chance)
        hit = rng.random(len(week)) < np.minimum(chance, 0.9)
        bits |= np.where(hit, np.uint32(FEATURE_FLAGS[name]), np.uint32(0))
    flags = pl.Series("flags", chat.events["flags"].fill_null(0).to_numpy() | bits)
    return replace(chat, events=chat.events.with_columns(flags))


def _wander(rng: np.random.Generator, weeks: int, sd: float, rho: float = 0.5) -> np.ndarray:
    """(2, weeks) AR(1) noise."""
    out = rng.normal(0, sd, (2, weeks))
    for k in range(1, weeks):
        out[:, k] = rho * out[:, k - 1] + np.sqrt(1 - rho**2) * out[:, k]
    return out
