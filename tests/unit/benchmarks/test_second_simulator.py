"""The second simulator: frozen, the same for the same seed, as chatty as it says, and moved where it says."""

from __future__ import annotations

import json
import time
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.simulators import freeze
from benchmarks.simulators.second import CONDITIONS, second
from benchmarks.simulators.second.cascade import ANSWER, FOLLOW_UP, FURTHER, MOST, OPENING, Ratios
from benchmarks.simulators.second.check import BOUNDS
from benchmarks.simulators.second.story import TAKEN_UP, take_up
from benchmarks.simulators.second.swings import BANDS, nothing, wander
from ebbtide.demo import Couple

ME, THEM = 0, 1
WEEKS = 44


@cache
def made(condition: str, seed: int) -> Couple:
    """A couple that several tests read and none changes."""
    return second(condition, seed)


def after_onset(couple: Couple) -> NDArray[np.bool_]:
    assert couple.truth.onset is not None
    return couple.at >= np.datetime64(couple.truth.onset)


def rate_change(couple: Couple, person: int) -> float:
    """Log of the true openings of the weeks after the onset over those before it; without the onset's own week."""
    rates = couple.truth.rates[person]
    return float(np.log(rates[WEEKS:].mean() / rates[: WEEKS - 1].mean()))


def test_it_is_the_frozen_one() -> None:
    frozen = json.loads(freeze.FROZEN.read_text("utf-8"))["second"]
    assert frozen["sha256"] == freeze.fingerprint(freeze.SECOND, freeze.SECOND_SOURCES), (
        "the second simulator changed: `python -m benchmarks freeze --second`"
    )
    assert frozen["bounds"] == {name: list(span) for name, span in BOUNDS.items()}
    assert freeze.misses(frozen["figures"], BOUNDS) == []
    assert frozen["couples_a_condition"] >= 80


def test_every_source_that_generates_is_in_the_hash() -> None:
    here = {path.name for path in freeze.SECOND.glob("*.py")}
    assert here - set(freeze.SECOND_SOURCES) == {"__init__.py", "check.py"}


def test_a_seed_gives_the_same_couple_and_another_seed_another() -> None:
    one, same, other = second("abrupt", 1), second("abrupt", 1), second("abrupt", 2)
    assert np.array_equal(one.at, same.at) and np.array_equal(one.chars, same.chars)
    assert one.truth.onset == same.truth.onset and one.resolution_s == same.resolution_s
    assert one.at.size != other.at.size


def test_volumes_are_reached_and_spread() -> None:
    couples = [made("stable", seed) for seed in range(30)]
    days = couples[0].truth.rates.shape[1] * 7
    reached = np.array([couple.at.size / days / couple.truth.volume for couple in couples])
    assert (reached > 1 / 1.5).all() and (reached < 1.5).all()
    volumes = [couple.truth.volume for couple in couples]
    assert 5 <= min(volumes) < 12 and 100 < max(volumes) <= 200


def test_both_kinds_of_stamps_appear_and_are_kept_to() -> None:
    couples = [second("stable", seed, before=10) for seed in range(12)]
    assert {couple.resolution_s for couple in couples} == {1.0, 60.0}
    for couple in couples:
        assert (couple.at.astype(np.int64) % int(couple.resolution_s * 1000) == 0).all()
        assert (np.diff(couple.at) >= np.timedelta64(0, "ms")).all()


def test_every_kind_of_message_appears_and_marks_fit() -> None:
    couple = made("stable", 4)
    assert set(np.unique(couple.label)) == {OPENING, ANSWER, FOLLOW_UP, FURTHER}
    assert set(np.unique(couple.person)) == {ME, THEM}
    assert (couple.chars[couple.voice] == 0).all() and (couple.chars[~couple.voice] > 0).all()
    assert not (couple.voice & (couple.affection | couple.question)).any()
    assert couple.affection.any() and couple.question.any()


def test_people_sleep_and_answers_are_heavy_tailed() -> None:
    couples = [made("stable", seed) for seed in range(8)]
    hours = np.concatenate([couple.at.astype("datetime64[h]").astype(np.int64) % 24 for couple in couples])
    share = np.bincount(hours, minlength=24) / hours.size
    assert share[2:5].sum() < 0.03 < share[18:22].sum()
    waits = np.concatenate(
        [np.diff(couple.at).astype("timedelta64[s]").astype(int)[couple.label[1:] == ANSWER] / 60 for couple in couples]
    )
    assert np.median(waits) < 5 < np.quantile(waits, 0.95)


@pytest.mark.parametrize(
    ("condition", "person", "low", "high"),
    [
        ("abrupt", THEM, -1.1, -0.4),
        ("abrupt", ME, -0.3, 0.3),
        ("me", ME, -1.1, -0.4),
        ("me", THEM, -0.3, 0.3),
        ("gradual", THEM, -1.0, -0.25),
        ("mutual", ME, -1.1, -0.4),
        ("mutual", THEM, -1.1, -0.4),
        ("chases", ME, 0.3, 0.8),
        ("chases", THEM, -0.2, 0.2),
        ("stable", THEM, -0.2, 0.2),
    ],
)
def test_true_openings_move_where_they_should(condition: str, person: int, low: float, high: float) -> None:
    assert low < np.mean([rate_change(made(condition, seed), person) for seed in range(16)]) < high


@pytest.mark.parametrize("channel", ["answer", "latency", "length", "affection"])
def test_a_channel_that_moved_shows_in_the_messages(channel: str) -> None:
    shown: dict[bool, list[float]] = {True: [], False: []}
    for seed in range(40):
        couple = made("abrupt", seed)
        shown[couple.truth.effects[channel][THEM] != 0].append(_seen(couple, channel))
    moved, kept = np.mean(shown[True]), np.mean(shown[False])
    assert 0.5 < len(shown[True]) / 40 < 0.9
    assert moved - kept > 0.12 if channel == "latency" else moved - kept < -0.12


def _seen(couple: Couple, channel: str) -> float:
    """Change over the onset in what they write: logs, or log-odds of affection."""
    late, theirs = after_onset(couple), couple.person == THEM
    answers = theirs & (couple.label == ANSWER)
    if channel == "answer":
        asked = couple.person == ME
        return float(np.diff([np.log((answers & part).sum() / (asked & part).sum()) for part in (~late, late)])[0])
    if channel == "latency":
        wait = np.diff(couple.at, prepend=couple.at[:1]).astype("timedelta64[s]").astype(float) + 30
        return float(np.diff([np.log(wait[answers & part]).mean() for part in (~late, late)])[0])
    texts = theirs & ~couple.voice
    if channel == "length":
        return float(np.diff([np.log(couple.chars[texts & part]).mean() for part in (~late, late)])[0])
    share = [(couple.affection[texts & part].sum() + 0.5) / ((texts & part).sum() + 1) for part in (~late, late)]
    return float(np.diff(np.log(share) - np.log1p(-np.array(share)))[0])


def test_somebody_who_stops_hardly_writes_and_the_export_is_dated() -> None:
    for seed in range(6):
        couple = second("stops_pursued", seed)
        late = after_onset(couple)
        theirs, mine = (late & (couple.person == person) for person in (THEM, ME))
        assert np.unique(couple.at[theirs].astype("datetime64[D]")).size < 12
        assert mine.sum() > 3 * theirs.sum()
        assert couple.truth.side == "them" and couple.truth.exported == couple.told.exported is not None
        assert couple.truth.effects["start"][THEM] < -1


@pytest.mark.parametrize("condition", ["busy_one", "busy_both"])
def test_a_busy_spell_ends_and_is_in_the_truth_only(condition: str) -> None:
    couple = second(condition, 3)
    spell = couple.truth.context.stressors[0]
    assert spell.start == couple.truth.onset and spell.end == couple.truth.end
    assert 14 <= (spell.end - spell.start).days + 1 <= 28
    assert spell.who == (THEM if condition == "busy_one" else None)
    assert couple.told.stressors == () and couple.truth.side == "none"
    assert all(sizes == (0.0, 0.0) for sizes in couple.truth.effects.values())


@pytest.mark.parametrize("condition", sorted(CONDITIONS))
def test_every_condition_becomes_a_conversation(condition: str) -> None:
    couple = second(condition, 11)
    chat, weeks = couple.conversation(), couple.truth.rates.shape[1]
    assert chat.events.height == couple.at.size
    assert couple.last_day is not None and couple.last_day.weekday() == 6
    assert weeks == WEEKS + (5 if condition == "stops_pursued" else 12)
    assert (couple.truth.onset is None) == (condition == "stable")
    assert (couple.truth.response == "ignores") or condition in TAKEN_UP


def test_onsets_fall_on_every_day_of_the_week() -> None:
    onsets = [second("abrupt", seed, before=8, after=1).truth.onset for seed in range(60)]
    assert {onset.weekday() for onset in onsets if onset is not None} == set(range(7))


def test_no_day_is_supercritical() -> None:
    wild = Ratios(np.full((2, 3), 2.0), np.full((2, 3), 0.3), np.full((2, 3), 0.1)).bounded()
    assert wild.radius() == pytest.approx(MOST)
    calm = Ratios(np.full((2, 1), 0.3), np.full((2, 1), 0.2), np.zeros((2, 1)))
    # Branching: one immigrant brings 1 / (1 - .5) messages where both are alike.
    assert calm.radius() == pytest.approx(0.5) and calm.messages(np.array([[1.0], [0.0]])) == pytest.approx(2.0)


@pytest.mark.parametrize(("way", "sign"), [("pursues", 1), ("ignores", 0), ("mirrors", -1)])
def test_the_other_takes_a_fall_in_their_way(way: str, sign: int) -> None:
    levels = nothing(60)
    levels["start"][THEM, 20:] = -0.7
    take_up(way, levels)
    assert (levels["start"][ME, :20] == 0).all()
    assert np.sign(levels["start"][ME, 40:]).tolist() == [sign] * 20


def test_the_wander_has_heavy_tails_and_memory_and_stress_has_more() -> None:
    def parts(noise: str) -> tuple[float, float, float]:
        runs = np.stack([wander(np.random.default_rng(seed), 400, BANDS[noise]) for seed in range(60)])
        steps = np.diff(runs, axis=1)
        tail = np.mean((steps / steps.std(axis=1, keepdims=True)) ** 4)
        return float(runs.std()), float(np.mean(runs[:, 7:] * runs[:, :-7]) / runs.var()), float(tail)

    usual, stress = parts("usual"), parts("stress")
    assert 0.15 < usual[0] < 0.28 and stress[0] > 1.4 * usual[0]
    assert 0.2 < usual[1] < 0.7 < stress[1]
    assert usual[2] > 3.6  # three for a Gaussian


def test_what_is_not_known_is_refused() -> None:
    with pytest.raises(KeyError):
        second("eclipse", 1)
    with pytest.raises(KeyError):
        second("stable", 1, noise="calm")


def test_a_year_of_a_chatty_couple_takes_a_fraction_of_a_second() -> None:
    chatty = next(seed for seed in range(30) if made("stable", seed).truth.volume > 100)
    start = time.process_time()
    couple = second("stable", chatty)
    assert couple.at.size > 30_000
    assert time.process_time() - start < 0.5  # 0.05 s on an idle core
