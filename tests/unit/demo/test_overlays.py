"""Overlays change the file or the way of writing of a made-up couple, and nobody moves."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from benchmarks.simulators.second import second
from ebbtide.demo import OVERLAYS, Couple, cut_finer, overlay, simulate
from ebbtide.demo.overlays import OverlaidCouple

SEEDS = range(6)


def laid(condition: str, seed: int) -> tuple[Couple, OverlaidCouple]:
    couple = simulate("stable", seed, volume=20.0, before=30)
    return couple, overlay(condition, couple, seed)


def letters(couple: Couple) -> int:
    return int((couple.chars - np.maximum(couple.words - 1, 0)).sum())


@pytest.mark.parametrize("condition", OVERLAYS)
def test_the_same_seed_gives_the_same_couple_in_time_order_and_nobody_moved(condition: str) -> None:
    for make in (simulate, second):
        couple = make("stable", 3, before=30)
        one, other = (overlay(condition, couple, 3) for _ in range(2))
        for name in ("at", "person", "chars", "voice", "call", "medium"):
            assert np.array_equal(getattr(one, name), getattr(other, name)), name
        assert (np.diff(one.at).astype(np.int64) >= 0).all()
        assert (one.truth.condition, one.truth.side, one.truth.moved) == (condition, "none", ())
        assert one.conversation().events.height == one.at.size


def test_bursts_keep_every_word_and_mark_of_the_one_who_cuts_or_joins_them() -> None:
    more = []
    for seed in SEEDS:
        couple, cut = laid("bursts", seed)
        assert (cut.words.sum(), letters(cut)) == (couple.words.sum(), letters(couple))
        changed = [(cut.person == who).sum() - (couple.person == who).sum() for who in (0, 1)]
        assert 0 in changed
        more.append(sum(changed))
    assert min(more) < 0 < max(more)


def test_whoever_cuts_six_times_as_fine_writes_nothing_else() -> None:
    couple = simulate("stable", 1, volume=20.0, before=30)
    assert couple.last_day is not None
    cut = cut_finer(couple, 1, couple.last_day - timedelta(weeks=12), 6.0, 1)
    assert (cut.words.sum(), letters(cut)) == (couple.words.sum(), letters(couple))
    assert cut.affection.sum() == couple.affection.sum() and cut.question.sum() == couple.question.sum()
    late = cut.at >= np.datetime64(couple.last_day - timedelta(weeks=12))
    assert (cut.person[late] == 1).sum() > 2.5 * (cut.person[late] == 0).sum()


def test_a_hole_is_weeks_without_a_row_and_loses_none() -> None:
    for seed in SEEDS:
        couple, holed = laid("holes", seed)
        assert holed.at.size == couple.at.size
        assert np.diff(holed.at).max() >= np.timedelta64(20, "D")
        assert couple.last_day is not None and holed.last_day is not None and holed.last_day > couple.last_day


def test_rare_events_are_rare_all_through() -> None:
    for seed in SEEDS:
        couple, rare = laid("rare", seed)
        weeks = (couple.at[-1] - couple.at[0]) / np.timedelta64(7, "D")
        assert 0 < rare.call.sum() < 2.5 * weeks
        assert max(rare.affection.sum(), rare.question.sum()) < 2.5 * weeks


def test_calls_come_in_the_place_of_whole_exchanges_of_both() -> None:
    for seed in SEEDS:
        couple, called = laid("calls", seed)
        late = called.at >= called.at[-1] - np.timedelta64(70, "D")
        weekly = [called.call[part].sum() / weeks for part, weeks in ((late, 10), (~late, 30))]
        assert weekly[0] > 1.5 * weekly[1]
        texts = [int((x.at >= called.at[-1] - np.timedelta64(70, "D")).sum()) for x in (called, couple)]
        assert texts[0] < texts[1]
        kinds = called.conversation().events["kind"].cast(str).to_list()
        assert kinds.count("call") == called.call.sum()


def test_one_person_only_speaks_in_place_of_typing_in_media_of_known_and_unknown_kinds() -> None:
    seen = set()
    for seed in range(12):
        couple, spoken = laid("speaks", seed)
        gained = [
            (spoken.voice & (spoken.person == who)).sum() - (couple.voice & (couple.person == who)).sum()
            for who in (0, 1)
        ]
        assert 0 in gained and sum(gained) > 0
        seen |= set(spoken.conversation().events["media"].drop_nulls().cast(str).to_list())
        assert spoken.chars[spoken.voice].sum() == 0
    assert seen == {"voice", "other"}
