"""Weekly counts of what the words show, as measures of the same shape as those of the room `measures`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from ebbtide.measures.scales import percent, root_share
from ebbtide.measures.types import Floats, Measure, Weekly
from ebbtide.measures.weekly import LEAST_COVERED
from ebbtide.readers.contract import FLAG_FEATURES_READ

#: Share of a person's readable messages in a language that has lists, from which its counts are trusted.
LEAST_READ = 0.5
#: Measures of the words by message: area, and the features of which one is enough.
BY_MESSAGE: dict[str, tuple[str, tuple[str, ...]]] = {
    "thanks": ("warmth", ("gratitude", "appreciation")),
    "disclosure": ("depth", ("feeling", "good_news", "support_asked")),
    "reassurance": ("initiative", ("reassurance",)),
    "logistics": ("depth", ("logistics",)),
    "future": ("shared time", ("future_us",)),
}
#: What counts as a proposal of time together, and as comfort (catalogue, plan_share and care_flow).
PROPOSAL, COMFORT = ("plan", "invitation"), ("support_given",)
#: A person's share of what both did: area and features.
OF_BOTH: dict[str, tuple[str, tuple[str, ...]]] = {
    "plan_share": ("initiative", PROPOSAL),
    "comfort_share": ("warmth", COMFORT),
    "thanks_share": ("warmth", BY_MESSAGE["thanks"][1]),
}
#: Answers to plans are counted over so many last weeks.
QUARTER_WEEKS = 13
#: Measures that rest on the closed lists of some languages.
LISTED = frozenset({*BY_MESSAGE, *OF_BOTH, "plans", "same_day"})


@dataclass(frozen=True)
class Told:
    """What the words of the conversation show by week.

    measures: by name. listed: (2,) share of each person's readable messages in a language that has lists, nan
    without one. answers: by person, plans that they declined in the last quarter, and how many of those they
    answered with another date.
    """

    measures: Mapping[str, Measure]
    listed: tuple[float, float]
    answers: Mapping[int, tuple[float, float]] = field(default_factory=dict)


def told(events: pl.DataFrame, features: pl.DataFrame, w: Weekly, languages: tuple[str, ...]) -> Told:
    """Count the features (one row an event, in order) by person and week of `w`; `languages` are those with lists.

    Messages whose words nobody can read any more count as nothing, never as cold.
    """
    rows = _readable(events, features, w)
    hide = w.marked | (w.covered < LEAST_COVERED)
    made = [*_by_message(rows, w), *_of_both(rows, w), *_proposals(rows, w), _active_days(w)]
    measures = {m.name: hidden(m, hide) for m in made}
    listed = (_listed(rows, 0, languages), _listed(rows, 1, languages))
    return Told(measures, listed, {person: _answers(rows, person, len(w.monday)) for person in (0, 1)})


def _readable(events: pl.DataFrame, features: pl.DataFrame, w: Weekly) -> pl.DataFrame:
    """Readable messages of the weeks of `w`: person, week, day, and the features."""
    present = (pl.col("text_state").cast(pl.String) == "present") & pl.col("text").is_not_null()
    kept = (pl.col("flags").fill_null(0) & FLAG_FEATURES_READ) > 0
    spoken = pl.col("kind").cast(pl.String) == "message"
    day = (pl.col("at_local").dt.date() - pl.lit(w.monday[0])).dt.total_days()
    where = events.select(
        pl.col("person").cast(pl.Int64), day.alias("day"),
        (spoken & (present | kept) & (pl.col("person") >= 0)).alias("readable"),
    )
    rows = pl.concat([where, features], how="horizontal").filter("readable")
    inside = (pl.col("day") >= 0) & (pl.col("day") < 7 * len(w.monday))
    return rows.filter(inside).with_columns((pl.col("day") // 7).alias("week"))


def _any(names: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal(list(names))


def _count(rows: pl.DataFrame, w: Weekly) -> Floats:
    cell = rows["person"].to_numpy() * len(w.monday) + rows["week"].to_numpy()
    return np.bincount(cell, minlength=2 * len(w.monday)).astype(np.float64).reshape(2, len(w.monday))


def _by_message(rows: pl.DataFrame, w: Weekly) -> list[Measure]:
    total = _count(rows, w)
    return [
        share(name, area, "signs.units.messages", _count(rows.filter(_any(names)), w), total, text=True)
        for name, (area, names) in BY_MESSAGE.items()
    ]


def _of_both(rows: pl.DataFrame, w: Weekly) -> list[Measure]:
    out = []
    for name, (area, names) in OF_BOTH.items():
        own = _count(rows.filter(_any(names)), w)
        both = np.broadcast_to(own.sum(axis=0), own.shape)
        out.append(share(name, area, "signs.units.both", own, both, text=True))
    return out


def _proposals(rows: pl.DataFrame, w: Weekly) -> list[Measure]:
    """Days with an own proposal, of all days shown; and how many proposals were for the same day."""
    made = rows.filter(_any(PROPOSAL))
    days = _count(made.unique(["person", "day"]), w)
    total = _count(rows, w)
    shown = np.where(total > 0, np.floor(7 * np.broadcast_to(w.covered, days.shape)), 0.0)
    now = _count(made.filter("same_day"), w)
    return [
        share("plans", "initiative", "signs.units.days", days, np.maximum(shown, days), text=True),
        share("same_day", "shared time", "signs.units.proposals", now, _count(made, w), text=True),
    ]


def _active_days(w: Weekly) -> Measure:
    """Days on which a person wrote or called, of all days shown."""
    daily = w.daily[:, : 7 * len(w.monday)].reshape(2, len(w.monday), 7)
    seen = np.isfinite(daily)
    wrote = (np.nan_to_num(daily) > 0).sum(axis=2).astype(np.float64)
    return share("active_days", "initiative", "signs.units.days", wrote, seen.sum(axis=2).astype(np.float64))


def _answers(rows: pl.DataFrame, person: int, weeks: int) -> tuple[float, float]:
    own = rows.filter((pl.col("person") == person) & (pl.col("week") >= weeks - QUARTER_WEEKS) & pl.col("decline"))
    return float(own.height), float(own["alternative"].sum())


def _listed(rows: pl.DataFrame, person: int, languages: tuple[str, ...]) -> float:
    """Purged messages have no language left; their bits were set when it was known."""
    own = rows.filter(pl.col("person") == person)["language"]
    return float((own.is_in(list(languages)) | own.is_null()).mean()) if len(own) else float("nan")  # type: ignore[arg-type]


def share(name: str, area: str, unit: str, hits: Floats, trials: Floats, text: bool = False) -> Measure:
    """A measure of hits in trials, (2, weeks) each, on the angle scale (`measures.scales.root_share`)."""
    value, variance = root_share(hits, trials)
    return Measure(name, area, unit, False, text, value, variance, percent(hits, trials), trials)


def hidden(m: Measure, hide: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Measure:
    """The measure with hidden weeks missing; hide: (weeks,)."""
    value = np.where(hide, np.nan, m.value)
    variance = np.where(hide, np.inf, m.variance)
    natural = np.where(hide, np.nan, m.natural)
    return Measure(m.name, m.area, m.unit, m.in_index, m.needs_text, value, variance, natural, m.count)

