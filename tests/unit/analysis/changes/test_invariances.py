"""What must not matter to a look, and what may: the calendar, who is who, names, order of rows, later weeks, trips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from ebbtide.analysis.changes import constants as c
from ebbtide.analysis.measures.measure import Weekly
from ebbtide.demo import Couple, simulate
from ebbtide.history import from_columns
from ebbtide.history.conversation import Context, Conversation, Span
from ebbtide.presentation.sentences import Tide
from tests.support.looks import look
from tests.support.pairs import again, before, end_of

WEEKS, LATE = 28, 12
#: Condition and development seed; a sudden change of them, one of mine, one of both, a fade, and none.
COUPLES = (("stable", 1), ("stable", 2), ("abrupt", 5), ("me", 3), ("mutual", 6), ("gradual", 3))
CLEAR = (("abrupt", 5), ("me", 3))
FIRST_SEED = 1_000_000
#: Four standard errors of the difference of two shares of the posterior draws.
SPREAD = 4 * float(np.sqrt(2 * 0.25 / c.DRAWS))
COLUMNS = ("at", "person", "label", "chars", "words", "affection", "question", "voice")
MIRROR = {"me": "them", "them": "me"}

every_couple = pytest.mark.parametrize(("condition", "seed"), COUPLES)
clear_couples = pytest.mark.parametrize(("condition", "seed"), CLEAR)


@cache
def pair(condition: str, seed: int) -> Couple:
    """A small couple with stamps to the second, no two alike, so that time alone orders its rows."""
    made = simulate(condition, FIRST_SEED + seed, volume=18.0, before=WEEKS, after=LATE, seconds=True)
    first = np.diff(made.at.astype(np.int64), prepend=-1) > 0
    return replace(made, **{name: getattr(made, name)[first] for name in COLUMNS})


@cache
def found(condition: str, seed: int) -> Tide:
    return look(again(pair(condition, seed)), check=False)


def gist(tide: Tide) -> tuple[object, ...]:
    """All that a look says; its sentences without those about the days that the file shows."""
    texts = [item.text for item in tide.findings if item.group != "coverage"]
    return (
        tide.state,
        tide.side,
        tide.date,
        tide.date_interval,
        dict(tide.probability),
        tide.pattern,
        tide.first,
        tide.sizes,
        texts,
    )


def values(w: Weekly | None) -> dict[str, NDArray[np.float64]]:
    """Every weekly measure with its variance; (2 people, 3, weeks) each."""
    assert w is not None
    return {name: np.stack([one.value, one.variance, one.natural], axis=1) for name, one in w.measures.items()}


def same(one: Weekly | None, other: Weekly | None, weeks: slice = slice(None), mirrored: bool = False) -> None:
    """Both hold the same measures in these weeks."""
    mine, theirs = values(one), values(other)
    assert mine.keys() == theirs.keys()
    for name, value in mine.items():
        there = theirs[name][::-1] if mirrored and name != "longest_silence" else theirs[name]
        assert np.allclose(value[..., weeks], there[..., weeks], rtol=1e-9, atol=1e-12, equal_nan=True), name


# The calendar.


@every_couple
@pytest.mark.parametrize("weeks", [-71, 53])
def test_moving_the_calendar_moves_the_dates_and_nothing_else(condition: str, seed: int, weeks: int) -> None:
    here, there = found(condition, seed), look(again(pair(condition, seed), shift=weeks), check=False)
    assert (there.state, there.side, there.pattern, there.first) == (here.state, here.side, here.pattern, here.first)
    assert there.probability == here.probability
    assert there.sizes == here.sizes
    assert [item.key for item in there.findings] == [item.key for item in here.findings]
    moved = timedelta(weeks=weeks)
    assert there.date == (here.date and here.date + moved)
    assert there.date_interval == (here.date_interval and tuple(day + moved for day in here.date_interval))
    same(here.weekly, there.weekly)


# Who is who.


@every_couple
def test_swapping_the_two_mirrors_everything(condition: str, seed: int) -> None:
    here, there = found(condition, seed), look(again(pair(condition, seed), swap=True), check=False)
    same(here.weekly, there.weekly, mirrored=True)
    assert here.index is not None and there.index is not None
    for mine, theirs in zip(here.index, reversed(there.index), strict=True):
        assert np.allclose(mine.value, theirs.value, equal_nan=True)
    for who in ("me", "them"):
        assert there.probability[MIRROR[who]] == pytest.approx(here.probability[who], abs=SPREAD)
    if not near_a_line(here):
        assert there.side == MIRROR.get(here.side, here.side)
        assert there.state == here.state
    both_ways = [sum(item.group == "changed" for item in tide.findings) for tide in (here, there)]
    assert both_ways[0] == both_ways[1]


def near_a_line(tide: Tide) -> bool:
    """Whether chance in the draws alone may move a probability over a line of the rule."""
    lines = (c.LINE, c.SIDE_LINE, c.OTHER_LINE)
    return any(abs(p - line) < spread(p) for p in tide.probability.values() for line in lines)


def spread(p: float) -> float:
    """Four standard errors of the difference of two looks at a probability; never less than a little."""
    return max(0.03, 4 * float(np.sqrt(2 * p * (1 - p) / c.DRAWS)))


def test_some_couples_lie_clear_of_every_line() -> None:
    assert sum(not near_a_line(found(*one)) for one in COUPLES) >= 4
    assert not any(near_a_line(found(*one)) for one in CLEAR)


@every_couple
def test_names_change_only_the_name_in_the_sentences(condition: str, seed: int) -> None:
    talk = again(pair(condition, seed))
    names = ("Ana", "Sam"), ("Wilhelmina", "Ṭāriq")
    one, other = (look(replace(talk, people=both), check=False) for both in names)
    assert gist(one)[:-1] == gist(other)[:-1]
    for here, there in zip(one.findings, other.findings, strict=True):
        assert here.key == there.key
        assert here.text.replace("Sam", names[1][1]).replace("Ana", names[1][0]) == there.text


# The same messages for both.


def with_daily(made: Couple, since: date) -> Couple:
    """From a day on each sends the other one more message a day, within two minutes of noon; by turns who is first."""
    days = np.arange(np.datetime64(since), np.datetime64(end_of(made)))
    first = days.astype(np.int64) % 2
    at = np.concatenate([days + np.timedelta64(12 * 3600 + 7, "s"), days + np.timedelta64(12 * 3600 + 97, "s")])
    rows = {
        "at": at.astype("datetime64[ms]"),
        "person": np.concatenate([first, 1 - first]).astype(np.int8),
        "chars": np.full(len(at), 20, np.int32),
        "words": np.full(len(at), 4, np.int32),
    }
    blank = {name: np.zeros(len(at), getattr(made, name).dtype) for name in COLUMNS if name not in rows}
    joined = {name: np.concatenate([getattr(made, name), (rows | blank)[name]]) for name in COLUMNS}
    order = np.argsort(joined["at"], kind="stable")
    return replace(made, **{name: column[order] for name, column in joined.items()})


@every_couple
def test_a_daily_word_more_from_both_throughout_blames_nobody_else(condition: str, seed: int) -> None:
    made = pair(condition, seed)
    tide = look(again(with_daily(made, made.at[0].astype("datetime64[D]").item())), check=False)
    allowed = {"stable": (), "abrupt": ("them",), "gradual": ("them",), "me": ("me",), "mutual": ("me", "them")}
    assert tide.side not in {"me", "them"} - set(allowed[condition])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_daily_word_more_from_both_since_a_day_is_no_fall_of_anybody(seed: int) -> None:
    made = pair("stable", seed)
    tide = look(again(with_daily(made, end_of(made) - timedelta(weeks=LATE))), check=False)
    assert tide.side == "none"


# What came later.


@every_couple
@pytest.mark.parametrize("weeks", [1, 10])
def test_later_weeks_never_rewrite_an_earlier_look(condition: str, seed: int, weeks: int) -> None:
    made = pair(condition, seed)
    day = end_of(made) - timedelta(weeks=weeks)
    then = look(again(made, before(made, day), exported=day), check=False)
    now = look(again(made), as_of=day, check=False)
    assert gist(now) == gist(then)
    same(now.weekly, then.weekly)


@clear_couples
def test_the_own_check_of_an_earlier_look_stays_too(condition: str, seed: int) -> None:
    made = pair(condition, seed)
    day = end_of(made) - timedelta(weeks=3)
    then, now = look(again(made, before(made, day), exported=day)), look(again(made), as_of=day)
    assert then.check == now.check
    assert then.check.dates > 0


# The order of rows.


@every_couple
def test_the_order_of_rows_does_not_matter(condition: str, seed: int) -> None:
    made = pair(condition, seed)
    order = np.random.default_rng(seed).permutation(made.at.size)
    at, person, chars = (getattr(made, name) for name in ("at", "person", "chars"))
    assert len(np.unique(at)) == at.size
    sorted_rows, shuffled = (
        from_columns(at[rows], person[rows], chars=chars[rows], exported=end_of(made))
        for rows in (np.arange(at.size), order)
    )
    assert gist(look(sorted_rows, check=False)) == gist(look(shuffled, check=False))


# Marked weeks.


def marked(made: Couple, start: date, days: int, talk: Conversation | None = None) -> Tide:
    span = Span(start, start + timedelta(days=days - 1))
    return look(talk or again(made), context=Context(away=(span,)), check=False)


def hidden(tide: Tide) -> Sequence[int]:
    assert tide.weekly is not None
    return np.flatnonzero(tide.weekly.marked).tolist()


@every_couple
def test_a_marked_week_is_missing_and_every_other_week_stays_as_it_was(condition: str, seed: int) -> None:
    made, plain = pair(condition, seed), found(condition, seed)
    tide = marked(made, end_of(made) - timedelta(weeks=20), 7)
    assert plain.weekly is not None and tide.weekly is not None
    (week,) = hidden(tide)
    assert np.array_equal(tide.weekly.messages, plain.weekly.messages)
    for name, value in values(tide.weekly).items():
        assert np.isnan(value[:, [0, 2], week]).all() and np.isinf(value[:, 1, week]).all(), name
    same(tide.weekly, plain.weekly, slice(0, week))
    same(tide.weekly, plain.weekly, slice(week + 1, None))


@every_couple
def test_a_marked_week_turns_no_side_into_the_other(condition: str, seed: int) -> None:
    made, plain = pair(condition, seed), found(condition, seed)
    tide = marked(made, end_of(made) - timedelta(weeks=20), 7)
    if not near_a_line(plain):
        assert tide.side == plain.side
    assert (tide.side, plain.side) not in (("me", "them"), ("them", "me"))
    if tide.date is not None and plain.date is not None:
        assert abs((tide.date - plain.date).days) <= 14


@clear_couples
def test_what_is_said_of_a_trip_is_the_same_whatever_was_written_in_it(condition: str, seed: int) -> None:
    """A silent trip that is marked is as good as a busy one: no fall, no date moved far."""
    made = pair(condition, seed)
    start = end_of(made) - timedelta(weeks=20)
    inside = (made.at >= np.datetime64(start)) & (made.at < np.datetime64(start + timedelta(days=7)))
    silent, busy = marked(made, start, 7, again(made, ~inside)), marked(made, start, 7)
    assert silent.side == busy.side
    assert silent.date is not None and busy.date is not None and abs((silent.date - busy.date).days) <= 7


def test_two_marked_days_hide_no_week_and_a_trip_after_the_look_does_not_matter() -> None:
    made, plain = pair("abrupt", 5), found("abrupt", 5)
    for start, days in ((end_of(made) - timedelta(weeks=20), 2), (end_of(made) + timedelta(weeks=1), 7)):
        tide = marked(made, start, days)
        assert hidden(tide) == []
        same(tide.weekly, plain.weekly)
        assert (tide.state, tide.side, tide.date) == (plain.state, plain.side, plain.date)


def test_all_weeks_marked_leave_nothing_to_judge() -> None:
    made = pair("abrupt", 5)
    tide = marked(made, date(2000, 1, 1), 20_000)
    assert tide.side == "too little"
    assert not any(item.claim_of_change for item in tide.findings)


def test_texts_may_be_purged_without_changing_anything() -> None:
    """Counts carry every measure, so the words themselves can go."""
    talk = again(pair("abrupt", 5))
    events = talk.events.with_columns(pl.lit(None, pl.String).alias("text"))
    assert gist(look(replace(talk, events=events), check=False)) == gist(found("abrupt", 5))
