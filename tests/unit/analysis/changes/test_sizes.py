"""Sizes in natural units: right on average, with intervals that hold the truth as often as they say."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from ebbtide.analysis.changes.analysis import Change
from ebbtide.analysis.changes.sizes import FALSE_DISCOVERY, LEAST_WEEKS, sizes
from ebbtide.analysis.measures.measure import Floats, Measure
from ebbtide.analysis.measures.scales import root_rate, root_share
from tests.support.pairs import measure, weeks_of

WEEKS, AT = 60, 40
#: Names of other measures in logarithms or angles, for rows in which nothing happens.
STILL = ("length", "silence", "warmth", "answered", "fast_turns", "questions")


def change(m: Measure, who: int = 1, at: int = AT, withheld: frozenset[str] = frozenset()) -> Change:
    """The row of a person; withheld: names of measures that are not judged, on their side alone."""
    found = [
        c
        for c in sizes(weeks_of(m), WEEKS - 1, np.array([at]), (frozenset(), withheld)[:: 1 if who else -1])
        if c.person == who
    ]
    assert len(found) == 1
    return found[0]


def step(before: float, after: float, noise: float = 0.1, seed: int = 0) -> Floats:
    rng = np.random.default_rng(seed)
    level = np.where(np.arange(WEEKS) < AT, before, after)
    return np.stack([np.full(WEEKS, before), level]) + rng.normal(0, noise, (2, WEEKS))


def reply(before: float, after: float, noise: float = 0.1, seed: int = 0) -> Measure:
    value = -np.log(np.exp(step(np.log(before), np.log(after), noise, seed)))
    return measure("reply_time", value, noise**2, natural=np.exp(-value))


def test_reply_time_is_told_in_minutes_and_as_a_ratio() -> None:
    found = change(reply(10, 30))
    assert found.before == pytest.approx(10, rel=0.1) and found.after == pytest.approx(30, rel=0.1)
    assert found.scale == "ratio" and found.effect == pytest.approx(3, rel=0.15)
    assert 1 < found.low < found.effect < found.high
    assert found.clear and found.controlled


def test_the_one_who_held_has_no_clear_change() -> None:
    found = change(reply(10, 30), who=0)
    assert found.effect == pytest.approx(1, abs=0.1)
    assert found.low < 1 < found.high and not found.clear and not found.controlled


def test_shares_are_told_in_points() -> None:
    rng = np.random.default_rng(1)
    hits = rng.binomial(40, np.where(np.arange(WEEKS) < AT, 0.8, 0.5), (2, WEEKS)).astype(float)
    value, _ = root_share(hits, np.full_like(hits, 40))
    found = change(measure("answered", value, 0.006, natural=100 * hits / 40))
    assert found.scale == "points"
    assert found.before == pytest.approx(80, abs=4) and found.after == pytest.approx(50, abs=5)
    assert found.low < -30 < found.high < 0


def test_rates_are_told_as_a_ratio_of_starts_a_week() -> None:
    rng = np.random.default_rng(2)
    count = rng.poisson(np.where(np.arange(WEEKS) < AT, 12.0, 4.0), (2, WEEKS)).astype(float)
    value, _ = root_rate(count, np.ones_like(count))
    found = change(measure("start_hazard", value, 0.1, natural=count))
    assert found.before == pytest.approx(count[1, AT - 26 : AT].mean(), rel=0.05)
    assert found.after == pytest.approx(count[1, AT:].mean(), rel=0.05)
    assert found.low < count[1, AT:].mean() / count[1, AT - 26 : AT].mean() < found.high < 0.6


def test_length_is_told_in_letters() -> None:
    value = step(np.log1p(50), np.log1p(25))
    found = change(measure("length", value, 0.01, natural=np.expm1(value)))
    assert found.before == pytest.approx(50, rel=0.1) and found.effect == pytest.approx(0.5, rel=0.12)


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    for noise in (0.15, 0.5):
        found = [change(reply(10, 20, noise, seed)) for seed in range(300)]
        held = np.mean([c.low <= 2 <= c.high for c in found])
        assert 0.85 <= held <= 1.0


def test_no_change_is_seldom_called_clear() -> None:
    clear = np.mean([change(reply(10, 10, 0.4, seed)).clear for seed in range(300)])
    assert clear <= 0.1
    assert FALSE_DISCOVERY == 0.1


def test_intervals_hold_where_weeks_hang_together() -> None:
    rng, held = np.random.default_rng(5), []
    for _ in range(200):
        value = rng.normal(0, 0.3, (2, WEEKS))
        for k in range(1, WEEKS):
            value[:, k] += 0.4 * value[:, k - 1]
        found = change(measure("reply_time", value, 0.01, natural=np.exp(-value)))
        held.append(found.low <= 1 <= found.high)
    assert np.mean(held) >= 0.85


@pytest.mark.parametrize("weeks", [1, 2])
def test_too_few_weeks_on_a_side_have_no_size(weeks: int) -> None:
    assert weeks < LEAST_WEEKS
    w = weeks_of(reply(10, 30))
    assert sizes(w, WEEKS - 1, np.array([WEEKS - weeks])) == ()
    assert sizes(w, WEEKS - 1, np.array([weeks])) == ()


def test_missing_weeks_are_left_out() -> None:
    m = reply(10, 30)
    value = m.value.copy()
    value[1, 45:50] = np.nan
    holed = measure("reply_time", value, 0.01, natural=np.exp(-value))
    assert change(holed).effect == pytest.approx(change(m).effect, rel=0.1)


def test_dates_are_averaged_over_their_draws_and_doubt_widens() -> None:
    w = weeks_of(reply(10, 30))
    sure, unsure = (sizes(w, WEEKS - 1, np.array(dates))[1] for dates in ([40, 40], [30, 40, 48, 40]))
    assert unsure.effect < sure.effect
    assert unsure.high / unsure.low > sure.high / sure.low


def test_a_withheld_measure_is_shown_with_its_reason_and_never_judged() -> None:
    text = measure("warmth", step(0.6, 0.2), 0.01, natural=np.full((2, WEEKS), 20.0))
    for m, reason in ((text, "findings.withheld.voice"), (reply(10, 30), "findings.withheld.hours")):
        found = change(m, withheld=frozenset({m.name}))
        assert found.withheld == reason
        assert not found.clear and not found.controlled


def test_sentences_are_controlled_together() -> None:
    """A change that would be clear alone is not said where eleven others show nothing, but a strong one is."""

    def rows(moved: Measure) -> Change:
        still = [replace(reply(10, 10, 0.4, seed), name=STILL[seed]) for seed in range(6)]
        found = sizes(weeks_of(moved, *still), WEEKS - 1, np.array([AT]))
        return next(c for c in found if c.measure == "reply_time" and c.person == 1)

    weak = next(m for seed in range(60) if 0.03 < p_of(m := reply(10, 12, 0.4, seed)) < 0.07)
    assert change(weak).clear and not rows(weak).controlled
    assert rows(reply(10, 30)).controlled


def p_of(m: Measure) -> float:
    """Two-sided p of the change that an interval of 90 % in logs stands for."""
    found = change(m)
    error = (np.log(found.high) - np.log(found.low)) / 2 / 1.6449
    return math.erfc(abs(np.log(found.effect)) / error / math.sqrt(2))


def test_only_weeks_up_to_the_look_count() -> None:
    m = reply(10, 30)
    late = m.value.copy()
    late[:, 56:] += 5
    w, other = (weeks_of(replace(m, value=value)) for value in (m.value, late))
    for one, same in zip(sizes(w, 55, np.array([AT])), sizes(other, 55, np.array([AT])), strict=True):
        assert (one.effect, one.low, one.high) == (same.effect, same.low, same.high)


def test_a_rare_thing_is_pooled_and_not_read_too_high() -> None:
    """Two in a hundred of 12 messages a week: weekly angles alone would read about three."""
    rng = np.random.default_rng(6)
    trials = np.full((2, WEEKS), 12.0)
    hits = rng.binomial(12, 0.02, (2, WEEKS)).astype(float)
    value, variance = root_share(hits, trials)
    found = change(replace(measure("warmth", value, variance, natural=100 * hits / trials), count=trials))
    assert found.before == pytest.approx(100 * hits[1, AT - 26 : AT].sum() / (26 * 12), rel=0.1)
    assert 100 * np.sin(value[1, AT - 26 : AT].mean()) ** 2 > 1.3 * found.before


def test_weeks_that_nobody_saw_are_passed_over_so_that_both_sides_of_a_hole_are_compared() -> None:
    m = reply(10, 20)
    covered, value = np.ones(WEEKS), m.value.copy()
    covered[12:AT] = 0
    value[:, 12:AT] = np.nan
    w = weeks_of(measure("reply_time", value, 0.01, natural=np.exp(-value)), covered=covered)
    for week in (13, 30, AT):
        found = next(c for c in sizes(w, WEEKS - 1, np.array([week])) if c.person == 1)
        assert found.before == pytest.approx(10, rel=0.1) and found.after == pytest.approx(20, rel=0.1)


@pytest.mark.parametrize(("a_week", "few"), [(1.7, True), (4.0, False)])
def test_of_next_to_nothing_shares_and_times_are_not_judged(a_week: float, few: bool) -> None:
    m = replace(reply(10, 30), count=np.where(np.arange(WEEKS) < AT, 20.0, a_week) * np.ones((2, WEEKS)))
    found = change(m)
    assert (found.withheld == "findings.withheld.few") == few
    assert found.clear == found.controlled == (not few)


def test_how_a_thought_is_cut_is_a_row_of_its_own_and_lets_no_other_through() -> None:
    cut = replace(measure("cut", step(0.1, 1.5), 0.01, in_index=False, natural=np.exp(step(0.1, 1.5))), area="writing")
    weak = next(m for seed in range(60) if 0.03 < p_of(m := reply(10, 12, 0.4, seed)) < 0.07)
    still = [replace(reply(10, 10, 0.4, seed), name=STILL[seed]) for seed in range(6)]
    with_cut, without = (sizes(weeks_of(weak, *still, *more), WEEKS - 1, np.array([AT])) for more in ((cut,), ()))
    assert next(c for c in with_cut if c.measure == "cut" and c.person == 1).controlled
    assert [c for c in with_cut if c.measure != "cut"] == list(without)
