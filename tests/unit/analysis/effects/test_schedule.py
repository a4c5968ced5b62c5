"""Drawn weeks: drawn before they begin, kept as they were drawn, and tested against all that could have been."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import product
from typing import Any

import numpy as np
import pytest

import ebbtide as eb
from ebbtide.analysis.effects.interrupted_series import Series
from ebbtide.analysis.effects.randomisation import as_good_by_luck
from ebbtide.analysis.effects.schedule import LEAST_PAIRS, MOST_PAIRS, Schedule, all_draws, draw
from ebbtide.demo import simulate
from ebbtide.errors import BadRequest
from ebbtide.wording import keys

TODAY = date(2025, 3, 7)
MONDAY = date(2025, 3, 10)


def schedule(**given: Any) -> Schedule:
    values: dict[str, Any] = {
        "start": TODAY,
        "measure": "start_hazard",
        "person": "them",
        "direction": "up",
        "today": TODAY,
        "seed": 11,
    }
    return draw(**(values | given))


def test_one_week_of_each_pair_has_the_action() -> None:
    for seed in range(50):
        weeks = schedule(seed=seed, pairs=10).has_action
        assert len(weeks) == 20
        assert all(first != second for first, second in zip(weeks[::2], weeks[1::2], strict=True))


def test_the_lot_is_fair() -> None:
    first = [schedule(seed=seed).has_action[0] for seed in range(400)]
    assert 160 < sum(first) < 240


def test_the_weeks_stay_what_they_are() -> None:
    """Written out, since a kept schedule has to give the same weeks in every version."""
    assert "".join("x" if has else "." for has in schedule(seed=1).has_action) == GOLDEN


GOLDEN = ".x.xx.x.x..x.xx."


def test_the_first_week_is_a_whole_one_that_has_not_begun() -> None:
    one = schedule()
    assert one.start == MONDAY
    assert one.weeks[-1][0] == MONDAY + timedelta(weeks=15) and one.until == MONDAY + timedelta(weeks=16)
    with pytest.raises(BadRequest, match="has begun"):
        schedule(today=MONDAY, start=MONDAY)
    with pytest.raises(BadRequest, match="has begun"):
        eb.schedule(MONDAY, "start_hazard", "them", "up")
    assert eb.schedule(MONDAY, "start_hazard", "them", "up", today=TODAY).start == MONDAY


def test_without_a_seed_it_comes_from_the_content() -> None:
    one, same, other = (schedule(seed=None, measure=name) for name in ("start_hazard", "start_hazard", "answered"))
    assert one == same
    assert one.seed != other.seed


@pytest.mark.parametrize(
    "wrong",
    [
        {"pairs": LEAST_PAIRS - 1},
        {"pairs": MOST_PAIRS + 1},
        {"measure": "charm"},
        {"person": "both"},
        {"direction": "better"},
    ],
)
def test_what_cannot_be_tested_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        schedule(**wrong)


def test_a_kept_schedule_comes_back_long_after_it_began() -> None:
    one = schedule()
    assert Schedule.from_dict(json.loads(json.dumps(one.to_dict()))) == one


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("start", "2025-03-17"),
        ("measure", "answered"),
        ("person", "me"),
        ("direction", "down"),
        ("pairs", 9),
        ("seed", 12),
        ("made_on", "2025-03-01"),
        ("has_action", [True, False] * 8),
        ("digest", "0" * 64),
        ("format", 2),
        ("seed", True),
        ("start", 7),
        ("more", 1),
    ],
)
def test_a_changed_schedule_is_noticed(name: str, value: object) -> None:
    kept = schedule().to_dict()
    assert kept.get(name) != value
    with pytest.raises(BadRequest, match="changed after it was drawn"):
        Schedule.from_dict(kept | {name: value})


def test_a_schedule_with_a_part_missing_is_noticed() -> None:
    for name in schedule().to_dict():
        with pytest.raises(BadRequest):
            Schedule.from_dict({key: value for key, value in schedule().to_dict().items() if key != name})


def test_all_schedules_that_could_be_drawn() -> None:
    could = all_draws(3)
    expected = {tuple(week for first in lots for week in (first, 1 - first)) for lots in product((0, 1), repeat=3)}
    assert {tuple(row.astype(int)) for row in could} == expected


# --- the check


def series(rise: float, seed: int, drawn: np.ndarray) -> Series:
    value = np.random.default_rng(seed).normal(2, 0.3, len(drawn)) + rise * drawn
    return Series(value, np.full(len(drawn), 0.05), np.arange(len(drawn)))


def test_a_strong_difference_is_rare_among_the_schedules() -> None:
    could = np.pad(all_draws(8), ((0, 0), (20, 0)))
    drawn = could[77]
    assert as_good_by_luck(series(3.0, 1, drawn), drawn, could) == (1, 256)
    assert as_good_by_luck(series(-3.0, 1, drawn), drawn, could) == (256, 1)


def test_the_count_is_right_whatever_the_noise_is() -> None:
    """Over all schedules that could have been drawn every count comes up once, so one in ten is in the best tenth."""
    could = np.pad(all_draws(6), ((0, 0), (10, 0)))
    heavy = np.random.default_rng(2).standard_cauchy(22)
    one = Series(heavy, np.full(22, 0.05), np.arange(22))
    counts = [as_good_by_luck(one, row, could) for row in could]
    assert sorted(above for above, _ in counts) == sorted(below for _, below in counts) == list(range(1, 65))


@pytest.fixture(scope="module")
def made() -> tuple[eb.Conversation, date]:
    couple = simulate("stable", 4_000_002, before=48, after=17, volume=30.0)
    assert couple.last_day is not None
    return couple.conversation(), couple.last_day + timedelta(days=1)


def test_drawn_weeks_are_told_at_their_end_and_then_the_same(made: tuple[eb.Conversation, date]) -> None:
    talk, end = made
    first = end - timedelta(weeks=17)
    one = eb.schedule(first, "start_hazard", "me", "up", today=first - timedelta(days=3), seed=5)
    early = eb.effect(talk, one, as_of=one.until - timedelta(days=1))
    assert (early.state, early.tell_from) == ("cannot tell yet", one.until)
    found = eb.effect(talk, one, as_of=one.until)
    assert found.design == "randomised" and found.low is not None and found.lucky is not None
    assert 1 <= found.lucky[0] <= found.lucky[1] == 256
    assert f"could have fallen in 256 ways. In {found.lucky[0]} of them it would" in found.text
    assert eb.effect(talk, one) == found


def test_the_words_of_drawn_weeks_exist_for_every_state() -> None:
    for state in ("consistent", "not_seen", "opposite", "cannot"):
        assert f"effects.headline.{state}_drawn" in keys()
