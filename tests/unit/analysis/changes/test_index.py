"""One index a person: on one scale whatever measures are there, of that person's own measures only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ebbtide.analysis.changes.constants import INDEX_NOISE, LONGEST_WEEKS
from ebbtide.analysis.changes.index import index, noise_sd
from ebbtide.analysis.measures.measure import Floats, Weekly
from ebbtide.analysis.measures.specs import SPECS
from tests.support.pairs import INDEX, measure, steady, weeks_of

WEEKS = 60


def without(w: Weekly, *names: str) -> Weekly:
    return replace(w, measures={name: m for name, m in w.measures.items() if name not in names})


def changed(w: Weekly, name: str, value: Floats, natural: Floats | None = None) -> Weekly:
    return replace(w, measures={**w.measures, name: measure(name, value, 0.01, natural=natural)})


def fall(w: Weekly, who: int, at: int) -> float:
    value = index(w, WEEKS - 1).value[who]
    return float(np.nanmean(value[:at]) - np.nanmean(value[at:]))


def test_noise_is_read_from_week_to_week_whatever_the_level_does() -> None:
    rng = np.random.default_rng(1)
    y = rng.normal(0, 0.3, 2000)
    assert noise_sd(y) == pytest.approx(0.3, rel=0.08)
    y[700:] -= 5
    y[100:120] = np.nan
    assert noise_sd(y) == pytest.approx(0.3, rel=0.08)


def test_noise_needs_four_weeks_and_outliers_do_not_make_it() -> None:
    assert np.isnan(noise_sd(np.array([1.0, 2, 3])))
    assert noise_sd(np.array([1.0] * 20)) == 0
    assert noise_sd(np.array([0.0] * 20 + [1.0] + [0.0] * 20)) > 0


def test_an_index_has_the_stated_noise_with_six_measures_and_with_three() -> None:
    w = steady(400)
    for these in (w, without(w, "warmth", "length"), without(w, *INDEX[1:])):
        made = index(these, 129)
        for who in (0, 1):
            assert noise_sd(made.value[who]) == pytest.approx(INDEX_NOISE)


def test_the_scale_of_the_measures_themselves_does_not_matter() -> None:
    w = steady(WEEKS, 40, 2.0)
    m = w.measures["length"]
    wide = replace(w, measures={**w.measures, "length": replace(m, value=m.value * 50 + 7, variance=m.variance * 2500)})
    assert index(wide, WEEKS - 1).value == pytest.approx(index(w, WEEKS - 1).value)


def test_a_fall_is_in_the_index_of_the_one_who_fell() -> None:
    w = steady(WEEKS, 40, 2.0, who=1)
    assert fall(w, 1, 40) > 1.0
    assert abs(fall(w, 0, 40)) < 0.4


def test_nothing_of_one_person_enters_the_others_index() -> None:
    w, other = steady(WEEKS), steady(WEEKS, 30, 3.0, who=1)
    assert np.array_equal(index(w, WEEKS - 1).value[0], index(other, WEEKS - 1).value[0])


def test_withheld_and_shown_measures_stand_outside() -> None:
    w = steady(WEEKS)
    text = frozenset({"warmth", "length"})
    made = index(w, WEEKS - 1, (text, text))
    assert set(made.used[0]) == set(INDEX) - text
    assert np.array_equal(made.value, index(without(w, *text), WEEKS - 1).value)
    mine = index(w, WEEKS - 1, (text, frozenset()))
    assert set(mine.used[0]) == set(INDEX) - text and set(mine.used[1]) == set(INDEX)
    shown = replace(w, measures={**w.measures, "messages": measure("messages", np.ones((2, WEEKS)), in_index=False)})
    assert np.array_equal(index(shown, WEEKS - 1).value, index(w, WEEKS - 1).value)


def test_hearts_that_are_never_written_do_not_dilute() -> None:
    w = steady(WEEKS)
    never = np.full((2, WEEKS), 0.1)
    never[:, ::7] = 0.5
    natural = np.where(never > 0.3, 5.0, 0.0)
    made = index(changed(w, "warmth", never, natural), WEEKS - 1)
    assert "warmth" not in made.used[0]
    assert np.array_equal(made.value, index(without(w, "warmth"), WEEKS - 1).value)


def test_a_measure_seen_too_seldom_is_not_used() -> None:
    w = steady(WEEKS)
    value = w.measures["reply_time"].value.copy()
    value[1, 20:] = np.nan
    made = index(changed(w, "reply_time", value), WEEKS - 1)
    assert "reply_time" in made.used[0] and "reply_time" not in made.used[1]


def test_a_missing_component_keeps_the_scale_and_widens_the_week() -> None:
    w = steady(WEEKS)
    value = w.measures["answered"].value.copy()
    value[1, 50:53] = np.nan
    holed, full = index(changed(w, "answered", value), WEEKS - 1), index(w, WEEKS - 1)
    assert np.isfinite(holed.value[1]).all()
    assert holed.value[1, 50:53] == pytest.approx(full.value[1, 50:53], abs=1.0)
    assert (holed.variance[1, 50:53] > 1.2 * holed.variance[1, 40]).all()


def test_a_missing_week_is_filled_from_the_weeks_before_it() -> None:
    w = steady(WEEKS)
    value = w.measures["answered"].value.copy()
    value[1, 30:33] = np.nan
    value[1, 33:] -= 4
    made = index(changed(w, "answered", value), WEEKS - 1).value[1]
    hole, early, late = made[30:33].mean(), made[20:30].mean(), made[33:43].mean()
    assert abs(hole - early) < 0.3 * abs(hole - late)


def test_a_week_with_nothing_is_missing() -> None:
    w = steady(WEEKS)
    gone = {}
    for name, m in w.measures.items():
        value = m.value.copy()
        value[:, 20:24] = np.nan
        gone[name] = measure(name, value, 0.01)
    made = index(replace(w, measures=gone), WEEKS - 1)
    assert np.isnan(made.value[:, 20:24]).all() and np.isinf(made.variance[:, 20:24]).all()
    assert np.isfinite(made.value[:, 24:]).all()


def test_without_any_measure_the_index_is_missing() -> None:
    made = index(weeks_of(weeks=WEEKS), WEEKS - 1)
    assert np.isnan(made.value).all() and made.used == ((), ())


def test_later_weeks_do_not_reach_back() -> None:
    long, short = steady(WEEKS, 45, 3.0), steady(WEEKS, 45, 3.0)
    cut = replace(short, measures={n: measure(n, m.value[:, :40], 0.01) for n, m in short.measures.items()})
    cut = replace(cut, monday=short.monday[:40])
    assert np.array_equal(index(long, 39).value, index(cut, 39).value)


def test_a_look_rests_on_a_bounded_history() -> None:
    w = steady(LONGEST_WEEKS + 50)
    made = index(w, LONGEST_WEEKS + 49)
    assert made.value.shape == (2, LONGEST_WEEKS)
    assert made.first_week == 50


def test_starting_counts_most() -> None:
    assert SPECS["start_hazard"].weight == max(spec.weight or 0 for spec in SPECS.values())
    assert {name for name, spec in SPECS.items() if spec.in_index} == set(INDEX)
