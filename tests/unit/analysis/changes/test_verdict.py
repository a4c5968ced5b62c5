"""The rule: down at each of the last two weeks, one side, both or unclear; the same history, the same answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ebbtide.analysis.changes.constants import LINE, OTHER_LINE, SIDE_LINE
from ebbtide.analysis.changes.drops import Drop
from ebbtide.analysis.changes.segments import draw_levels
from ebbtide.analysis.changes.verdict import decide, look_at, seed_of, shortest, side_of, verdict, without_shared
from ebbtide.analysis.measures.measure import Measure, Weekly
from tests.support.pairs import measure, steady

WEEKS = 60
OPEN = (LINE + SIDE_LINE) / 2
UP, LOW, BETWEEN = SIDE_LINE + 0.03, OTHER_LINE - 0.1, (LINE + OTHER_LINE) / 2


@pytest.mark.parametrize(
    ("p", "side"),
    [
        ((LOW, LOW), "none"),
        ((BETWEEN, BETWEEN), "none"),
        ((LOW, UP), "them"),
        ((UP, LOW), "me"),
        ((UP, UP), "both"),
        ((BETWEEN, UP), "unclear"),
        ((UP, BETWEEN), "unclear"),
        ((LINE, LOW), "none"),
        ((LOW, OPEN), "unclear"),
        ((OPEN, LOW), "unclear"),
        ((OPEN, OPEN), "both"),
    ],
)
def test_the_lines_of_the_rule(p: tuple[float, float], side: str) -> None:
    named = (1.0, 0.0) if p[0] > p[1] else (0.0, 1.0)
    assert side_of(p, named) == side


def test_one_side_is_not_named_where_the_other_fell_nearly_as_far() -> None:
    assert side_of((LOW, UP), (0.05, 1.0)) == "them"
    assert side_of((LOW, UP), (0.9, 1.0)) == "unclear"


def swapped(w: Weekly) -> Weekly:
    def turn(m: Measure) -> Measure:
        return replace(m, **{part: getattr(m, part)[::-1] for part in ("value", "variance", "natural", "count")})

    return replace(w, measures={name: turn(m) for name, m in w.measures.items()})


def test_a_fall_of_one_is_found_on_their_side_and_dated() -> None:
    for who, side in ((0, "me"), (1, "them")):
        found = verdict(steady(WEEKS, 50, 3.0, who=who), WEEKS - 1)
        assert found.side == side
        assert found.probability[who] > 0.9 and found.probability[1 - who] < OTHER_LINE
        assert found.week == pytest.approx(50, abs=1)
        assert found.interval is not None and found.interval[0] <= 50 <= found.interval[1]
        assert not found.young and found.first is None


def test_ups_and_downs_are_no_fall() -> None:
    sides = [verdict(steady(WEEKS, seed=seed), WEEKS - 1).side for seed in range(12)]
    assert sides.count("none") >= 11
    still = verdict(steady(WEEKS), WEEKS - 1)
    assert (still.week, still.interval, still.young, still.dates.size) == (None, None, False, 0)


def test_a_rise_is_no_fall() -> None:
    assert verdict(steady(WEEKS, 50, -3.0), WEEKS - 1).side == "none"


def both_fall(one: int, other: int) -> Weekly:
    first, second = steady(WEEKS, one, 4.0, who=0), steady(WEEKS, other, 4.0, who=1)
    joined = {
        name: measure(name, np.stack([m.value[0], second.measures[name].value[1]]), 0.01)
        for name, m in first.measures.items()
    }
    return replace(first, measures=joined)


def test_both_and_who_was_first() -> None:
    apart = verdict(both_fall(54, 48), WEEKS - 1)
    assert (apart.side, apart.first) == ("both", 1)
    assert apart.week == pytest.approx(48, abs=1)
    assert verdict(both_fall(50, 50), WEEKS - 1).first is None


def test_a_new_fall_is_young() -> None:
    assert verdict(steady(WEEKS, WEEKS - 3, 4.0), WEEKS - 1).young
    assert not verdict(steady(WEEKS, WEEKS - 8, 4.0), WEEKS - 1).young


def test_the_smaller_of_two_looks_counts_and_the_one_before_has_to_lean_that_way() -> None:
    w = steady(WEEKS, 50, 3.0)
    now, earlier = look_at(w, WEEKS - 1), look_at(w, WEEKS - 2)
    calm = replace(earlier, drops=(earlier.drops[0], Drop(0.3, 0.0, np.full(4, -1))))
    assert decide(now, earlier, earlier).side == "them"
    assert decide(now, calm, earlier).side == decide(now, earlier, calm).side == "none"
    assert decide(now, calm, earlier).probability[1] == 0.3
    assert decide(now, earlier, calm).probability == decide(now, earlier, earlier).probability


def test_the_same_history_gives_the_same_answer_to_the_bit() -> None:
    one, same = (verdict(steady(WEEKS, 50, 1.0), WEEKS - 1) for _ in range(2))
    assert one.probability == same.probability
    assert np.array_equal(one.look.draws.path, same.look.draws.path)


def test_what_comes_later_does_not_reach_an_earlier_answer() -> None:
    w = steady(WEEKS, 44, 2.0)
    short = {name: measure(name, m.value[:, :52], 0.01) for name, m in w.measures.items()}
    cut = replace(w, measures=short, monday=w.monday[:52], covered=w.covered[:52], marked=w.marked[:52])
    long, brief = verdict(w, 51), verdict(cut, 51)
    assert long.probability == brief.probability
    assert np.array_equal(long.dates, brief.dates)


def test_swapping_the_two_swaps_the_answer() -> None:
    w = steady(WEEKS, 50, 2.5)
    found, other = verdict(w, WEEKS - 1), verdict(swapped(w), WEEKS - 1)
    assert (found.side, other.side) == ("them", "me")
    assert found.probability == pytest.approx(other.probability[::-1], abs=0.08)
    assert other.week == pytest.approx(found.week, abs=1)


def test_seeds_come_from_the_content() -> None:
    a = np.array([1.0, np.nan, np.inf])
    assert seed_of(a) == seed_of(a.copy())
    assert seed_of(a) != seed_of(a + 0.01)
    assert seed_of(a, a[:1]) != seed_of(a)


@pytest.mark.parametrize("weeks", [6, 8, 16, 20])
def test_a_fall_in_the_very_first_weeks_breaks_nothing(weeks: int) -> None:
    w, early = steady(weeks), np.arange(weeks) < 3
    high = {name: measure(name, np.where(early, m.value + 5, m.value), 0.01) for name, m in w.measures.items()}
    found = verdict(replace(w, measures=high), weeks - 1)
    assert found.side == "none" or found.week is not None


@pytest.mark.parametrize("weeks", [4, 5, 8])
def test_a_handful_of_weeks_breaks_nothing(weeks: int) -> None:
    assert verdict(steady(weeks), weeks - 1).side == "none"


def test_the_interval_is_the_shortest_that_holds_its_share() -> None:
    rng = np.random.default_rng(4)
    for _ in range(50):
        weeks = rng.integers(0, 30, rng.integers(1, 60))
        low, high = shortest(weeks, 0.9)
        assert ((weeks >= low) & (weeks <= high)).mean() >= 0.9
        for start in range(31):
            inside = (weeks >= start) & (weeks < start + high - low)
            assert inside.mean() < 0.9


def test_shared_ups_and_downs_are_taken_off_and_a_fall_of_both_is_not() -> None:
    rng = np.random.default_rng(5)
    shared, own = rng.normal(0, 0.4, 60), rng.normal(0, 0.2, (2, 60))
    both_fall = -1.5 * (np.arange(60) >= 45)
    value = shared + own + both_fall
    apart = without_shared(value, draw_levels(value, np.full_like(value, 0.02), 1))
    assert apart[:, :45].std(axis=1).max() < value[:, :45].std(axis=1).min()
    fall = apart[:, :45].mean(axis=1) - apart[:, 45:].mean(axis=1)
    assert fall == pytest.approx([1.5, 1.5], abs=0.35)
