"""Is there enough to judge, and did the way of writing or the hours of day shift?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ebbtide.analysis.changes.constants import MIN_STARTS_A_WEEK
from ebbtide.analysis.changes.minimum_data import (
    MEDIA_SHIFT,
    TEXT_MEASURES,
    enough_starts,
    history,
    hours_shifted,
    last_week,
    media_shifted,
    shown_weeks,
    sides,
    spoken_shifted,
    starts_before,
    withheld_measures,
)
from ebbtide.analysis.measures.measure import Floats
from tests.support.pairs import weeks_of

WEEKS = 40


def test_the_last_week_is_the_last_that_the_file_shows() -> None:
    w = weeks_of(weeks=WEEKS)
    assert last_week(w) == WEEKS - 1
    covered = np.ones(WEEKS)
    covered[36:] = [0.6, 0.4, 0.0, 0.0]
    assert last_week(replace(w, covered=covered)) == 36
    assert last_week(replace(w, covered=np.zeros(WEEKS))) == -1


def test_history_counts_shown_weeks_that_are_not_marked() -> None:
    marked, covered = np.zeros(WEEKS, bool), np.ones(WEEKS)
    marked[3:5], covered[10:13] = True, 0.2
    w = weeks_of(weeks=WEEKS, marked=marked, covered=covered)
    assert history(w, WEEKS - 1) == WEEKS - 5
    assert history(w, 9) == 8
    assert np.flatnonzero(~shown_weeks(w, WEEKS - 1)).tolist() == [3, 4, 10, 11, 12]


def test_the_least_starts_hold_for_both_and_before_the_change_only() -> None:
    starts = np.full((2, WEEKS), 6.0)
    starts[1, 30:] = 0
    w = weeks_of(weeks=WEEKS, expected_starts=starts)
    assert starts_before(w, 30) == (6, 6)
    assert enough_starts(w, 30)
    starts[1, :30] = MIN_STARTS_A_WEEK - 0.1
    assert not enough_starts(w, 30)
    assert starts_before(w, 0) == (0, 0)


@pytest.mark.parametrize("who", [0, 1])
@pytest.mark.parametrize(("share", "shifted"), [(MEDIA_SHIFT + 0.03, True), (MEDIA_SHIFT - 0.03, False)])
def test_a_switch_to_voice_notes_of_either_is_seen(who: int, share: float, shifted: bool) -> None:
    media = np.full((2, WEEKS), 0.05)
    media[who, 32:] += share
    assert media_shifted(media, WEEKS - 1) == shifted
    assert not media_shifted(media, 31)
    assert not media_shifted(media[:, 25:], 10)


def day_of_hours(centre: float, weeks: int, rng: np.random.Generator, rate: float = 60) -> Floats:
    hour = np.arange(24)
    away = np.minimum(np.abs(hour - centre), 24 - np.abs(hour - centre))
    profile = np.exp(-0.5 * (away / 3) ** 2)
    return rng.poisson(rate * profile / profile.sum(), (weeks, 24)).astype(float)


def test_new_working_hours_are_seen_and_the_usual_scatter_is_not() -> None:
    rng = np.random.default_rng(1)
    steady = day_of_hours(19, WEEKS, rng)
    moved = np.concatenate([day_of_hours(19, 28, rng), day_of_hours(11, 12, rng)])
    assert not hours_shifted(np.stack([steady, steady]), WEEKS - 1)
    assert hours_shifted(np.stack([steady, moved]), WEEKS - 1)
    assert hours_shifted(np.stack([moved, steady]), WEEKS - 1)
    assert not hours_shifted(np.stack([steady, moved]), 27)


def test_a_pair_that_writes_at_any_time_needs_a_larger_shift() -> None:
    rng = np.random.default_rng(2)
    restless = np.concatenate([day_of_hours(rng.uniform(0, 24), 1, rng) for _ in range(WEEKS)])
    assert not hours_shifted(np.stack([restless, restless]), WEEKS - 1)


def test_a_handful_of_messages_shows_no_shift() -> None:
    rng = np.random.default_rng(3)
    few = np.concatenate([day_of_hours(19, 28, rng, 1), day_of_hours(8, 12, rng, 1)])
    assert not hours_shifted(np.stack([few, few]), WEEKS - 1)
    assert not hours_shifted(np.zeros((2, WEEKS, 24)), WEEKS - 1)


def test_words_are_withheld_on_the_side_that_began_to_speak_and_on_no_other() -> None:
    media = np.full((2, WEEKS), 0.05)
    media[1, 34:] = 0.5
    me, them = withheld_measures(weeks_of(weeks=WEEKS, media_share=media), WEEKS - 1)
    assert me == frozenset() and them == TEXT_MEASURES


def test_who_sends_pictures_by_fits_and_starts_moves_nothing() -> None:
    rng = np.random.default_rng(4)
    media = np.clip(rng.normal(0.4, 0.2, (200, WEEKS)), 0, 1)
    assert np.mean([spoken_shifted(row, WEEKS - 1) for row in media]) < 0.1


def test_what_is_left_of_somebody_who_stopped_shows_no_new_hours() -> None:
    rng, moved = np.random.default_rng(5), 0
    for _ in range(40):
        usual, left = day_of_hours(19, 30, rng, 90), day_of_hours(19, 10, rng, 7)
        row = np.concatenate([usual, left])
        moved += hours_shifted(np.stack([row, row]), WEEKS - 1)
    assert moved <= 2


def test_sides_of_a_date_pass_over_what_nobody_saw() -> None:
    covered = np.ones(WEEKS)
    covered[10:20] = 0
    before, after = sides(weeks_of(weeks=WEEKS, covered=covered), WEEKS - 1, 25)
    assert before.tolist() == [*range(10), *range(20, 25)] and after.tolist() == list(range(25, WEEKS))
