"""Made-up couples: the same seed gives the same couple, volumes are met, and each condition does what it says."""

from __future__ import annotations

import time
from datetime import timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from ebbtide.demo import CONDITIONS, Couple, simulate
from ebbtide.demo.clock import awake_share
from ebbtide.demo.habits import draw_habits
from ebbtide.demo.noise import ar1
from ebbtide.demo.talk import ANSWER, BURST, FOLLOW_UP, START

ME, THEM = 0, 1
Mask = NDArray[np.bool_]


def after_onset(couple: Couple) -> Mask:
    onset = couple.truth.onset
    assert onset is not None
    return couple.at >= np.datetime64(onset)


def per_day(couple: Couple, which: Mask) -> tuple[float, float]:
    """Events a day before and after the onset."""
    late = after_onset(couple)
    onset, end = np.datetime64(couple.truth.onset), np.datetime64(couple.last_day) + 1
    first = couple.at[0].astype("datetime64[D]")
    days = [(onset - first).astype(int), (end - onset).astype(int)]
    return (which & ~late).sum() / days[0], (which & late).sum() / days[1]


def change(condition: str, test: str, person: int, seeds: int = 8, volume: float = 30.0) -> float:
    """Mean ratio after/before of one kind of event over some couples."""
    labels = {"start": [START], "follow": [FOLLOW_UP], "all": [START, ANSWER, FOLLOW_UP, BURST]}[test]
    ratios = []
    for seed in range(seeds):
        couple = simulate(condition, seed, volume=volume)
        before, after = per_day(couple, (couple.person == person) & np.isin(couple.label, labels))
        ratios.append(after / max(before, 1e-9))
    return float(np.mean(ratios))


def test_a_seed_gives_the_same_couple_and_another_seed_another() -> None:
    one, same, other = simulate("abrupt", 1), simulate("abrupt", 1), simulate("abrupt", 2)
    assert np.array_equal(one.at, same.at) and np.array_equal(one.chars, same.chars)
    assert one.truth.onset == same.truth.onset
    assert one.at.size != other.at.size


@pytest.mark.parametrize("volume", [5.0, 20.0, 80.0, 200.0])
def test_the_realised_volume_is_the_one_asked_for(volume: float) -> None:
    found = [simulate("stable", seed, volume=volume) for seed in range(10)]
    days = [(couple.at[-1] - couple.at[0]).astype("timedelta64[D]").astype(int) + 1 for couple in found]
    mean = np.mean([couple.at.size / length for couple, length in zip(found, days, strict=True)])
    assert mean == pytest.approx(volume, rel=0.15)


def test_volumes_spread_over_the_whole_range() -> None:
    volumes = [simulate("stable", seed, before=8, after=2).truth.volume for seed in range(40)]
    assert min(volumes) >= 5 and max(volumes) <= 200
    assert min(volumes) < 10 and max(volumes) > 100


def test_events_are_in_order_and_keep_to_their_stamps() -> None:
    for seconds in (True, False):
        couple = simulate("stable", 3, seconds=seconds)
        step = 1 if seconds else 60
        assert couple.resolution_s == step
        assert (np.diff(couple.at) >= np.timedelta64(0, "ms")).all()
        assert (couple.at.astype(np.int64) % (step * 1000) == 0).all()


def test_every_answer_follows_the_other_and_every_follow_up_oneself() -> None:
    couple = simulate("stable", 4, seconds=True)
    before, now, label = couple.person[:-1], couple.person[1:], couple.label[1:]
    assert (before[label == ANSWER] != now[label == ANSWER]).mean() > 0.99
    assert (before[label == FOLLOW_UP] == now[label == FOLLOW_UP]).mean() > 0.9
    assert set(np.unique(couple.label)) == {START, ANSWER, FOLLOW_UP, BURST}


def test_people_sleep_and_late_answers_come_in_the_morning() -> None:
    couple = simulate("stable", 5, volume=60)
    hour = couple.at.astype("datetime64[h]").astype(np.int64) % 24
    share = np.bincount(hour, minlength=24) / hour.size
    assert share[2:5].sum() < 0.03 < share[18:22].sum()


def test_replies_are_heavy_tailed() -> None:
    couple = simulate("stable", 6, volume=40, seconds=True)
    gap = np.diff(couple.at).astype("timedelta64[s]").astype(int)[couple.label[1:] == ANSWER] / 60
    assert np.median(gap) < 5
    assert (gap > 60).mean() > 0.02


def test_weekly_noise_has_the_asked_spread_and_memory() -> None:
    noise = ar1(np.random.default_rng(1), 4000, 0.5, 0.2)
    assert noise.std() == pytest.approx(0.2, rel=0.1)
    assert np.corrcoef(noise[:-1], noise[1:])[0, 1] == pytest.approx(0.5, abs=0.06)


def test_stress_is_noisier_than_usual() -> None:
    def spread(noise: str) -> float:
        couples = [simulate("stable", seed, volume=30, noise=noise) for seed in range(8)]
        return float(np.mean([np.log(couple.truth.rates).std() for couple in couples]))

    assert spread("stress") > 1.3 * spread("usual")


def test_a_shift_moves_the_waking_day() -> None:
    habits = draw_habits(np.random.default_rng(1), 20.0, True)
    shift = np.zeros(14)
    shift[7:] = 8.0
    awake = awake_share(habits, THEM, shift, np.random.default_rng(2)).reshape(14, 24)
    assert awake[2:6, 10:20].mean() > 0.95
    assert awake[9:13, 9:13].mean() < 0.1 < awake[9:13, 18:22].mean()


@pytest.mark.parametrize(
    ("condition", "person", "low", "high"),
    [
        ("abrupt", THEM, 0.3, 0.75),
        ("me", ME, 0.3, 0.75),
        ("mutual", ME, 0.3, 0.8),
        ("mutual", THEM, 0.3, 0.8),
        ("chases", ME, 1.1, 1.7),
        ("gradual", THEM, 0.4, 0.9),
        ("moving_in", ME, 0.15, 0.6),
    ],
)
def test_starts_move_where_they_should(condition: str, person: int, low: float, high: float) -> None:
    assert low < change(condition, "start", person) < high


def test_pulling_away_leaves_the_other_at_their_usual() -> None:
    assert change("abrupt", "start", ME) > 0.85
    assert change("me", "start", THEM) > 0.85


def test_the_user_who_chases_follows_up_more() -> None:
    assert change("chases", "follow", ME, volume=10) > 1.3


@pytest.mark.parametrize(("condition", "weeks"), [("abrupt", 12), ("gradual", 12), ("stops_pursued", 5)])
def test_so_many_complete_weeks_follow_the_onset(condition: str, weeks: int) -> None:
    for seed in range(8):
        couple = simulate(condition, seed, volume=8, before=20)
        assert couple.truth.onset is not None and couple.last_day is not None
        after = (couple.last_day - couple.truth.onset).days + 1
        assert weeks * 7 <= after < (weeks + 1) * 7
        assert couple.last_day.weekday() == 6


def test_stopping_means_one_message_or_two_in_ten_days() -> None:
    for seed in range(6):
        couple = simulate("stops_pursued", seed)
        assert couple.last_day is not None
        theirs = after_onset(couple) & (couple.person == THEM)
        days = (np.datetime64(couple.last_day) - np.datetime64(couple.truth.onset)).astype(int) + 1
        assert np.unique(couple.at[theirs].astype("datetime64[D]")).size / days < 0.3
        assert (after_onset(couple) & (couple.person == ME)).sum() > 3 * theirs.sum()
        assert couple.truth.side == "them" and couple.truth.exported == couple.last_day + timedelta(days=1)


@pytest.mark.parametrize("condition", ["both_stop", "app_change"])
def test_both_fall_to_near_nothing(condition: str) -> None:
    assert change(condition, "all", ME, 4) < 0.1
    assert change(condition, "all", THEM, 4) < 0.1


def test_voice_notes_leave_contact_but_not_text() -> None:
    couple = simulate("voice_notes", 2, volume=30)
    late = after_onset(couple) & (couple.person == THEM)
    assert couple.voice[late].mean() > 0.5
    assert (couple.chars[couple.voice] == 0).all() and not couple.affection[couple.voice].any()
    assert change("voice_notes", "all", THEM, 6) > 0.8


def test_hidden_days_are_not_in_the_file() -> None:
    cap, gone = simulate("export_cap", 1), simulate("disappearing", 1, volume=60)
    first = next(edge for edge in cap.truth.edges if edge.reason == "cap")
    assert cap.at[0].astype("datetime64[D]") > np.datetime64(first.start)
    edge = gone.truth.edges[0]
    assert edge.end is not None
    day = gone.at.astype("datetime64[D]")
    assert not ((day >= np.datetime64(edge.start)) & (day <= np.datetime64(edge.end))).any()
    assert (day > np.datetime64(edge.end)).any()


def test_a_pair_without_affection_writes_none_and_changes_nothing_else() -> None:
    with_hearts, without = simulate("abrupt", 9), simulate("abrupt", 9, affection=False)
    assert with_hearts.affection.any() and not without.affection.any()
    assert np.array_equal(with_hearts.at, without.at)


def test_only_what_was_told_is_in_the_context() -> None:
    silent, open_ = simulate("busy_one", 3), simulate("busy_one", 3, told=True)
    assert silent.told.away == () and silent.told.stressors == ()
    assert open_.told.stressors == open_.truth.context.stressors != ()
    assert open_.told.away == open_.truth.away


@pytest.mark.parametrize("condition", sorted(CONDITIONS))
def test_every_condition_becomes_a_conversation(condition: str) -> None:
    couple = simulate(condition, 11, volume=12)
    chat = couple.conversation()
    assert chat.events.height == couple.at.size
    assert np.array_equal(chat.events["person"].to_numpy(), couple.person)
    assert chat.coverage is not None and chat.coverage.exported_at == couple.truth.exported
    assert {edge.reason for edge in couple.truth.edges} <= {edge.reason for edge in chat.coverage.edges}


def test_an_unknown_condition_is_refused() -> None:
    with pytest.raises(KeyError):
        simulate("eclipse", 1)


def test_a_year_of_fifty_messages_a_day_takes_a_fraction_of_a_second() -> None:
    start = time.process_time()
    couple = simulate("stable", 1, volume=50, before=48, after=12)
    seconds = time.process_time() - start
    assert couple.at.size > 15_000
    assert seconds < 0.6  # 0.1 s on an idle core
