"""Made-up couples whose words are known: feature bits set on a simulated conversation, at rates that a test gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from ebbtide.analysis.measures.measure import Measure
from ebbtide.analysis.measures.specs import Scale
from ebbtide.analysis.signs import JournalEntry
from ebbtide.history.conversation import Conversation
from ebbtide.history.readers.contract import FEATURE_FLAGS, FLAG_FEATURES_READ, FLAG_READ_BY_LANGUAGE
from ebbtide.presentation.sentences import Tide

#: Chances of each feature in a message of a usual couple.
USUAL = {
    "gratitude": 0.04,
    "appreciation": 0.02,
    "plan": 0.05,
    "invitation": 0.02,
    "same_day": 0.25,
    "feeling": 0.04,
    "good_news": 0.01,
    "support_asked": 0.01,
    "support_given": 0.02,
    "reassurance": 0.01,
    "logistics": 0.15,
    "future_us": 0.03,
}

#: The words were read, and in a language that has lists.
READ = FLAG_FEATURES_READ | FLAG_READ_BY_LANGUAGE | FEATURE_FLAGS["listed"]


def weeks_of(chat: Conversation) -> np.ndarray:
    """The week of every event, counted from the Monday of the first."""
    assert chat.coverage is not None
    first = chat.coverage.first
    day = (pl.col("at_local").dt.date() - pl.lit(first)).dt.total_days()
    return (chat.events.select(day).to_series().to_numpy() + first.weekday()) // 7


def with_words(
    chat: Conversation,
    seed: int,
    rates: Mapping[str, float] = USUAL,
    after: tuple[int, int, Mapping[str, float]] | None = None,
    restless: float = 0.25,
    person: int | None = None,
) -> Conversation:
    """The conversation with feature bits drawn at weekly rates that wander (AR(1), sd `restless` on the log).

    after: (person, week, factors by feature) multiplies the chances of that person from that week on. person:
    whose words are drawn; None: of both.
    """
    rng = np.random.default_rng(seed)
    week, who = weeks_of(chat), chat.events["person"].to_numpy()
    anew = (who == person) | (person is None)
    bits = np.full(len(week), READ, np.uint32)
    for name, rate in rates.items():
        chance = rate * np.exp(_wander(rng, int(week.max()) + 1, restless)[np.maximum(who, 0), week])
        if after is not None and name in after[2]:
            chance = np.where((who == after[0]) & (week >= after[1]), chance * after[2][name], chance)
        hit = (rng.random(len(week)) < np.minimum(chance, 0.9)) & anew
        bits |= np.where(hit, np.uint32(FEATURE_FLAGS[name]), np.uint32(0))
    told = chat.events["flags"].fill_null(0).to_numpy()
    drawn = np.uint32(sum(FEATURE_FLAGS.values()))
    flags = pl.Series("flags", np.where(anew, told & ~drawn, told).astype(np.uint32) | bits)
    return replace(chat, events=chat.events.with_columns(flags))


def _wander(rng: np.random.Generator, weeks: int, sd: float, rho: float = 0.5) -> np.ndarray:
    """(2, weeks) AR(1) noise."""
    out = rng.normal(0, sd, (2, weeks))
    for k in range(1, weeks):
        out[:, k] = rho * out[:, k - 1] + np.sqrt(1 - rho**2) * out[:, k]
    return out


#: Weeks after the change of a made-up couple that has one.
AFTER = 10


def last_of(tide: Tide) -> int:
    """The last complete week of a look."""
    assert tide.weekly is not None
    return len(tide.weekly.monday) - 1


def shifted(tide: Tide, person: int, factors: Mapping[str, float], after: int = AFTER, until: int = 0) -> Tide:
    """The look with measures of one person at another level in the last `after` weeks (up to `until` before the end).

    factors: of the natural level; values on the analysis scale move as that scale has it.
    """
    w = tide.weekly
    assert w is not None
    weeks = slice(last_of(tide) + 1 - after, last_of(tide) + 1 - until)
    moved = {name: _moved(w.measures[name], person, weeks, factor) for name, factor in factors.items()}
    return replace(tide, weekly=replace(w, measures={**w.measures, **moved}))


def _moved(m: Measure, person: int, weeks: slice, factor: float) -> Measure:
    value, natural = m.value.copy(), m.natural.copy()
    natural[person, weeks] = natural[person, weeks] * factor
    if m.spec.scale is Scale.ROOT:
        value[person, weeks] *= np.sqrt(factor)
    elif m.name == "length":
        value[person, weeks] = np.log1p(natural[person, weeks])
    elif m.spec.turned:
        value[person, weeks] -= np.log(factor)
    else:
        natural[person, weeks] = np.minimum(natural[person, weeks], 99.0)
        value[person, weeks] = np.arcsin(np.sqrt(natural[person, weeks] / 100))
    return replace(m, value=value, natural=natural)


@dataclass(frozen=True)
class Judged:
    """Verdicts as the room of proposals gives them: what the user confirmed, by sign."""

    hits: Mapping[str, Sequence[tuple[date, int]]]
    against: Mapping[str, Sequence[tuple[date, int]]] = field(default_factory=dict)

    def confirmed(self, sign: str) -> Sequence[tuple[date, int]]:
        return self.hits.get(sign, ())

    def confirmed_against(self, sign: str) -> Sequence[tuple[date, int]]:
        return self.against.get(sign, ())


def entries(tide: Tide, name: str, levels: tuple[int, int], weeks: int = 30, after: int = AFTER) -> list[JournalEntry]:
    """Two journal entries a week: a slider at one level and, in the last `after` weeks, at another."""
    w = tide.weekly
    assert w is not None
    out = []
    for k in range(weeks):
        monday = w.monday[last_of(tide) - k]
        level = levels[1] if k < after else levels[0]
        out += [JournalEntry(monday + timedelta(days=day), sliders={name: level + (k + day) % 2}) for day in (1, 4)]
    return out
