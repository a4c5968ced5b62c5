"""The reference index on events small enough to count by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.shared.reference_index import Rows, offers, reference_index, rows, scaled, start_hazard, weekly_messages
from ebbtide.demo import simulate


def toy() -> Rows:
    """Eight weeks: every day at 9 I write, they answer at 9:10; in weeks 4 to 7 they answer at 21 only."""
    hours, person = [], []
    for day in range(56):
        late = 12.0 if day >= 28 else 10 / 60
        hours += [day * 24 + 9.0, day * 24 + 9.0 + late]
        person += [0, 1]
    at = np.array(hours)
    size = at.size
    return Rows(
        at,
        (at // 168).astype(np.int64),
        np.array(person),
        8,
        np.full(size, 20),
        np.zeros(size, bool),
        np.ones(size, bool),
    )


def test_counts_by_week() -> None:
    assert (weekly_messages(toy()) == 7).all()


def test_an_answer_after_the_cap_is_none() -> None:
    found = offers(toy())
    mine_to_answer = found.person == 1
    early = found.week < 4
    assert found.answered[mine_to_answer & early].all()
    assert not found.answered[mine_to_answer & ~early].any()


def test_what_this_index_takes_for_a_start_after_an_hour_of_quiet() -> None:
    """Its known fault, kept on purpose: a late answer counts as a start of theirs."""
    hazard = start_hazard(toy())
    assert hazard[1, 5] > 1.5 * hazard[1, 1]


def test_the_scale_is_blind_to_one_shift() -> None:
    rng = np.random.default_rng(2)
    series = rng.normal(0, 0.5, 200)
    shifted = series.copy()
    shifted[100:] += 5
    assert np.ptp(scaled(shifted)) > np.ptp(scaled(series)) + 8
    assert np.isnan(scaled(np.zeros(10))).all()


def test_the_index_of_a_made_up_couple_is_finite_and_falls_on_the_right_side() -> None:
    falls = []
    for seed in range(6):
        index = reference_index(rows(simulate("abrupt", seed, volume=30)))
        assert index.shape == (2, 56) and np.isfinite(index).all()
        falls.append(index[:, :43].mean(axis=1) - index[:, -11:].mean(axis=1))
    mine, theirs = np.mean(falls, axis=0)
    assert theirs > mine + 0.3


def test_silence_to_the_end_keeps_its_weeks() -> None:
    couple = simulate("both_stop", 3, volume=6)
    cut = couple.at < couple.at[0] + np.timedelta64(200, "D")
    early = replace(
        couple,
        at=couple.at[cut],
        person=couple.person[cut],
        label=couple.label[cut],
        chars=couple.chars[cut],
        words=couple.words[cut],
        affection=couple.affection[cut],
        question=couple.question[cut],
        voice=couple.voice[cut],
    )
    counts = weekly_messages(rows(early))
    assert counts.shape[1] == 49
    assert counts[:, 35:].sum() == pytest.approx(0)
