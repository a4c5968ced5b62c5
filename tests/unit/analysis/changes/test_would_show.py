"""What a fall would have had to be to show: tried with the rule itself on the pair's own weeks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ebbtide.analysis.changes.look import analyse
from ebbtide.analysis.changes.minimum_data import NOTHING, last_week
from ebbtide.analysis.changes.would_show import FALLS, fall_that_shows
from tests.support.pairs import again, couple

NAMES = list(FALLS)
STABLE = 6


def test_a_steady_pair_shows_some_fall_and_a_noisier_one_only_a_larger_fall() -> None:
    w = analyse(again(couple("stable", STABLE)), check=False).weekly
    assert w is not None
    last = last_week(w)
    shows = fall_that_shows(w, last, NOTHING)
    assert shows in NAMES
    rng = np.random.default_rng(4)
    noisy = {
        name: replace(measure, value=measure.value + rng.normal(0, 3 * np.nanstd(measure.value), measure.value.shape))
        for name, measure in w.measures.items()
    }
    later = fall_that_shows(replace(w, measures=noisy), last, NOTHING)
    assert later is None or NAMES.index(later) > NAMES.index(shows)


def test_a_look_that_finds_nothing_says_what_would_have_shown() -> None:
    usual = analyse(again(couple("stable", STABLE)))
    assert usual.state == "usual"
    assert usual.would_show in NAMES
    assert analyse(again(couple("stable", STABLE)), check=False).would_show is None


def test_a_look_that_finds_a_change_says_nothing_of_the_kind() -> None:
    fell = analyse(again(couple("abrupt", 3)))
    assert fell.state != "usual"
    assert fell.would_show is None
