"""Weekly counts of what the words show, as measures of the same shape as those of the room `measures`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from ebbtide.analysis.measures.measure import Floats, Measure, Weekly
from ebbtide.analysis.measures.scales import percent, root_share
from ebbtide.analysis.measures.specs import SPECS
from ebbtide.analysis.measures.weekly import LEAST_COVERED
from ebbtide.history.readers.contract import FLAG_FEATURES_READ
from ebbtide.people import PEOPLE, Person

#: Share of a person's readable messages in a language that has lists, from which its counts are trusted.
LEAST_READ = 0.5
#: Measures of the words by message, and the features of which one is enough.
BY_MESSAGE: dict[str, tuple[str, ...]] = {
    "thanks": ("gratitude", "appreciation"),
    "disclosure": ("feeling", "good_news", "support_asked"),
    "reassurance": ("reassurance",),
    "logistics": ("logistics",),
    "future": ("future_us",),
}
#: What counts as a proposal of time together, and as comfort (catalogue, plan_share and care_flow).
PROPOSAL, COMFORT = ("plan", "invitation"), ("support_given",)
#: A person's share of what both did, and its features.
OF_BOTH: dict[str, tuple[str, ...]] = {
    "plan_share": PROPOSAL,
    "comfort_share": COMFORT,
    "thanks_share": BY_MESSAGE["thanks"],
}
#: Answers to plans are counted, and the recent language is read, over so many last weeks.
QUARTER_WEEKS = 13
#: From this share of days with a proposal on, days tell no more.
MOST_DAYS = 0.8
#: Measures that rest on the closed lists of some languages.
LISTED = tuple(name for name, spec in SPECS.items() if spec.needs_lists)


@dataclass(frozen=True)
class WeeklyWords:
    """What the words of the conversation show by week.

    measures: by name. listed: (2,) share of each person's readable messages in a language that has lists, nan
    without one. answers: by person, plans that they declined in the last quarter, and how many of those they
    answered with another date.
    """

    measures: Mapping[str, Measure] = field(default_factory=dict)
    listed: tuple[float, float] = (float("nan"), float("nan"))
    answers: Mapping[int, tuple[float, float]] = field(default_factory=dict)


def weekly_words(events: pl.DataFrame, features: pl.DataFrame, w: Weekly, languages: tuple[str, ...]) -> WeeklyWords:
    """Count the features (one row an event, in order) by person and week of `w`; `languages` are those with lists.

    Messages whose words nobody can read any more count as nothing, never as cold.
    """
    rows = _readable(events, features, w)
    hide = w.marked | (w.covered < LEAST_COVERED)
    total = _count(rows, w)
    by_message = [share(name, _count(rows, w, *names), total) for name, names in BY_MESSAGE.items()]
    measures = {m.name: hidden(m, hide) for m in (*by_message, *_of_both(rows, w), *_proposals(rows, w))}
    weeks = len(w.monday)
    listed = (_listed(rows, Person.ME, weeks, languages), _listed(rows, Person.THEM, weeks, languages))
    return WeeklyWords(measures, listed, {person: _answers(rows, person, weeks) for person in PEOPLE})


def _readable(events: pl.DataFrame, features: pl.DataFrame, w: Weekly) -> pl.DataFrame:
    """Readable messages of the weeks of `w`: person, week, day, and the features."""
    present = (pl.col("text_state").cast(pl.String) == "present") & pl.col("text").is_not_null()
    remembered = (pl.col("flags").fill_null(0) & FLAG_FEATURES_READ) > 0
    spoken = pl.col("kind").cast(pl.String) == "message"
    day = (pl.col("at_local").dt.date() - pl.lit(w.monday[0])).dt.total_days()
    where = events.select(
        pl.col("person").cast(pl.Int64),
        day.alias("day"),
        (spoken & (present | remembered) & (pl.col("person") >= 0)).alias("readable"),
    )
    rows = pl.concat([where, features], how="horizontal").filter("readable")
    inside = (pl.col("day") >= 0) & (pl.col("day") < 7 * len(w.monday))
    return rows.filter(inside).with_columns((pl.col("day") // 7).alias("week"))


def _count(rows: pl.DataFrame, w: Weekly, *names: str) -> Floats:
    """(2, weeks) rows by person and week; of those with any of the features `names`, where there are any."""
    weeks = len(w.monday)
    cell = rows["person"].to_numpy() * weeks + rows["week"].to_numpy()
    counted = np.any([rows[name].to_numpy() for name in names], axis=0) if names else np.ones(len(cell), bool)
    return np.bincount(cell[counted], minlength=2 * weeks).astype(np.float64).reshape(2, weeks)


def _of_both(rows: pl.DataFrame, w: Weekly) -> list[Measure]:
    out = []
    for name, names in OF_BOTH.items():
        counts = _count(rows, w, *names)
        both = np.broadcast_to(counts.sum(axis=0), counts.shape)
        out.append(share(name, counts, both))
    return out


def _proposals(rows: pl.DataFrame, w: Weekly) -> list[Measure]:
    """Days with an own proposal, of all days shown; and how many proposals were for the same day."""
    proposals = rows.filter(pl.any_horizontal(list(PROPOSAL)))
    total, count = _count(rows, w), _count(proposals, w)
    now = _count(proposals, w, "same_day")
    return [_plans(_count(proposals.unique(["person", "day"]), w), count, total, w), share("same_day", now, count)]


def _plans(days: Floats, count: Floats, total: Floats, w: Weekly) -> Measure:
    """By days, which do not rest on how much is written; by messages where nearly every day has a proposal."""
    visible = np.where(total > 0, np.maximum(np.floor(7 * np.broadcast_to(w.covered, days.shape)), days), 0.0)
    if days.sum() <= MOST_DAYS * visible.sum():
        return share("plans", days, visible)
    return replace(share("plans", count, total), unit=SPECS["thanks"].unit)


def _answers(rows: pl.DataFrame, person: Person, weeks: int) -> tuple[float, float]:
    declined = rows.filter((pl.col("person") == person) & (pl.col("week") >= weeks - QUARTER_WEEKS) & pl.col("decline"))
    return float(declined.height), float(declined["alternative"].sum())


def _listed(rows: pl.DataFrame, person: Person, weeks: int, languages: tuple[str, ...]) -> float:
    """The smaller share of all weeks and of the last quarter: who changes the language does not thank less.

    Purged messages have no language left; the bits of those without lists say so.
    """
    messages = rows.filter(pl.col("person") == person)
    has_lists = pl.col("language").is_in(list(languages)) | pl.col("language").is_null()
    shares = [
        float(part.select(has_lists.mean()).item())
        for part in (messages, messages.filter(pl.col("week") >= weeks - QUARTER_WEEKS))
        if part.height
    ]
    return min(shares, default=float("nan"))


def share(name: str, hits: Floats, trials: Floats) -> Measure:
    """A measure of hits in trials, (2, weeks) each, on the angle scale (`measures.scales.root_share`)."""
    value, variance = root_share(hits, trials)
    return Measure.of(name, value, variance, percent(hits, trials), trials)


def hidden(m: Measure, hide: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Measure:
    """The measure with hidden weeks missing; hide: (weeks,)."""
    value = np.where(hide, np.nan, m.value)
    variance = np.where(hide, np.inf, m.variance)
    natural = np.where(hide, np.nan, m.natural)
    return replace(m, value=value, variance=variance, natural=natural)
