"""The truth benchmark's figures beyond rates: probabilities, sizes, weekly looks and peers, on records made by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from benchmarks.page import parts
from benchmarks.shared.statistics import auc_draws, mean, middle
from benchmarks.truth import main
from benchmarks.truth.bars import verdicts
from benchmarks.truth.episodes import begins, episodes, seen_after
from benchmarks.truth.figures import by_condition
from benchmarks.truth.jobs import Job, run
from benchmarks.truth.peer_comparison import compared
from benchmarks.truth.probability import attribution, calibration, word
from benchmarks.truth.sizes import sized, starts_at_least, true_effect

SIDES = {"stable": "none", "abrupt": "them", "gradual": "them", "me": "me", "mutual": "both"}
MOVED = {"none": [], "them": [1], "me": [0], "both": [0, 1]}


def record(condition: str, seed: int, me: float, them: float, **other: Any) -> dict[str, Any]:
    side = SIDES[condition]
    found = {
        "state": "changed" if max(me, them) > 0.5 else "usual",
        "side": word({"me": me, "them": them}),
        "me": me,
        "them": them,
        "date": None,
        "interval": None,
        "claims": 0,
        "keys": [],
        "seconds": 0.1,
    } | other
    return {
        "condition": condition,
        "seed": seed,
        "side": side,
        "moved": MOVED[side],
        "onset": "2023-05-03",
        "volume": 30.0,
        "effects": {"length": [0.0, -0.5], "latency": [0.0, 0.0], "affection": [0.0, -0.5]},
        "starts": [1.0, 0.5],
        "arms": {"full": found},
    }


def five(stated: dict[str, tuple[float, float]], couples: int = 50) -> dict[str, list[dict[str, Any]]]:
    return {name: [record(name, seed, *stated[name]) for seed in range(couples)] for name in SIDES}


PERFECT = {"stable": (0.0, 0.0), "abrupt": (0.0, 1.0), "gradual": (0.0, 1.0), "me": (1.0, 0.0), "mutual": (1.0, 1.0)}


def test_perfect_and_useless_probabilities() -> None:
    best = five(PERFECT)
    assert attribution(best, "full")["attribution"]["value"] == 1.0
    assert calibration(best, "full")["brier"]["value"] == 0.0
    assert calibration(best, "full")["stated against true"]["value"] == 0.0
    flat = five(dict.fromkeys(SIDES, (0.5, 0.5)))
    assert attribution(flat, "full")["attribution"]["value"] == pytest.approx(0.2)
    assert calibration(flat, "full")["brier"]["value"] == pytest.approx(0.25)
    assert calibration(flat, "full")["stated against true"]["value"] < 0.2


def test_every_condition_weighs_the_same() -> None:
    groups = five(PERFECT | {"stable": (0.9, 0.9)})
    groups["stable"] = [record("stable", seed, 0.9, 0.9) for seed in range(500)]
    assert attribution(groups, "full")["attribution"]["value"] == pytest.approx(0.8)
    found = calibration(groups, "full")
    assert found["brier, as many couples of each condition"]["value"] == pytest.approx(0.81 / 5)
    assert found["brier"]["value"] == pytest.approx(0.81 * 500 / 700)


def test_overconfidence_is_seen_in_its_bin() -> None:
    """Where .9 is stated of everybody who moved and of half of the others, the top bins are too sure."""
    groups = five({name: tuple(0.9 if p else 0.0 for p in pair) for name, pair in PERFECT.items()})
    groups["stable"] = [record("stable", seed, 0.9, 0.9) for seed in range(50)]
    gap = calibration(groups, "full")["stated against true"]
    assert gap["value"] > 0.1 and len(gap["bins"]) == 5
    assert sum(one["of"] for one in gap["bins"]) == 500


def test_true_sizes_on_the_scale_that_is_stated() -> None:
    assert true_effect("length", math.log(0.7), 40.0) == pytest.approx(0.7)
    assert true_effect("warmth", math.log(1 / 3), 50.0) == pytest.approx(-25.0)
    assert true_effect("warmth", 0.0, 12.0) == pytest.approx(0.0)


def test_coverage_of_sizes_and_starts() -> None:
    held = {
        "length": [40.0, 0.6, 0.5, 0.7, 1.0],
        "reply_time": [5.0, 1.4, 1.2, 1.6, 1.0],
        "start_hazard": [6.0, 0.7, 0.6, 0.8, 1.0],
    }
    by = {
        "abrupt": [
            record("abrupt", 1, 0.0, 0.9, sizes=held, dated=held),
            record("abrupt", 2, 0.0, 0.1, sizes=held, dated=held),
        ]
    }
    rows = sized(by, "full")
    assert rows["size coverage, length, 15 to 60 a day"]["of"] == 1
    assert rows["size coverage, length, 15 to 60 a day"]["value"] == 1.0
    assert rows["size coverage, reply_time, 15 to 60 a day"]["value"] == 0.0
    assert rows["size coverage, 15 to 60 a day"]["value"] == 0.5
    assert rows["size coverage of what moved, 15 to 60 a day"]["of"] == 1
    assert rows["size coverage at the true date, called or not, 15 to 60 a day"]["of"] == 4
    starts = starts_at_least(by, "full")
    assert starts["starts, true fall at least the stated"]["value"] == 1.0
    assert starts["starts, stated ratio over the true one"]["value"] == pytest.approx(1.4)


def test_an_alarm_begins_where_the_week_before_was_quiet() -> None:
    words = ["none", "young them", "them", "none", "me", "me"]
    assert begins(words, early=False) == [2, 4]
    assert begins(words, early=True) == [1, 4]


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        (["none", "none", "none", "them", "them"], (2, "them")),
        (["them", "them", "them", "them", "them"], None),
        (["them", "none", "none", "none", "both"], (3, "both")),
        (["none", "none", "none", "none", "none"], None),
    ],
)
def test_an_alarm_from_before_the_onset_is_not_a_detection(words: list[str], seen: tuple[int, str] | None) -> None:
    assert seen_after({"first": 50, "onset_week": 52, "words": words}, early=False) == seen


def test_years_and_weeks_are_counted() -> None:
    quiet = {"condition": "stable", "words": ["none"] * 52}
    loud = {"condition": "stable", "words": ["none", "me"] * 2 + ["none"] * 48}
    moved = {"condition": "abrupt", "first": 50, "onset_week": 52, "words": ["none"] * 4 + ["young them", "them"]}
    found = episodes([quiet, loud, moved])
    assert found["false alarms a couple-year"]["value"] == pytest.approx(1.0)
    assert found["stable years with any alarm"]["value"] == 0.5
    assert (found["seen by week 3"]["value"], found["seen by week 4"]["value"]) == (0.0, 1.0)
    assert found["seen by week 3, too early counted"]["value"] == 1.0


def peer_records() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rng = np.random.default_rng(5)
    looks, peers = [], []
    for condition in ("stable", "abrupt", "gradual", "me"):
        for seed in range(30):
            up = np.array([condition == "me", condition in ("abrupt", "gradual")])
            mine, theirs = np.clip(up * 0.6 + rng.uniform(0, 0.3, 2), 0, 1)
            looks.append(record(condition, seed, float(mine), float(theirs)))
            scores = {name: rng.normal(up * 1.0).tolist() for name in how_sure_names()}
            peers.append({"condition": condition, "seed": seed, "peers": scores})
    peers[0]["peers"]["plain counts"] = [None, None]
    return looks, peers[::-1]


def how_sure_names() -> tuple[str, ...]:
    from benchmarks.shared.peers import PEERS

    return tuple(PEERS)


def test_peers_are_compared_on_the_same_couples() -> None:
    table = compared(*peer_records())
    assert table["Ebbtide, auc side"]["value"] == 1.0
    lead, area = table["above plain counts, auc abrupt"], table["plain counts, auc abrupt"]
    assert lead["value"] == pytest.approx(1.0 - area["value"])
    assert 0 < lead["low"] <= lead["value"] <= lead["high"]
    assert lead["of"] == 60


def test_paired_draws_of_equal_scores_do_not_differ() -> None:
    high, low = [3.0, 1.0, 2.0, 5.0], [1.0, 0.0, 2.0]
    assert not (auc_draws(high, low) - auc_draws([10 * one for one in high], [10 * one for one in low])).any()
    assert auc_draws(high, low).mean() == pytest.approx(10 / 12, abs=0.02)


def test_means_and_medians_carry_their_intervals() -> None:
    found = mean([0.0, 1.0] * 50)
    assert found["value"] == 0.5 and found["low"] == pytest.approx(0.4, abs=0.01)
    ranked = middle(list(range(101)))
    assert ranked["value"] == 50 and ranked["low"] == 40 and ranked["high"] == 61
    assert mean([])["value"] is None and middle([])["value"] is None


def test_every_part_of_the_page_can_be_made_from_a_result() -> None:
    looks, peers = peer_records()
    looks += [record("mutual", seed, 0.9, 0.9) for seed in range(30)]
    weeks = [{"condition": "stable", "words": ["none"] * 52}]
    table = main.tables({"main": looks, "second": looks, "peers": peers, "second-peers": peers, "weekly": weeks})
    table |= {"commit": "abc", "set": "report", "speed": {"five years, CPU seconds": {"value": 0.5, "of": 3}}}
    table["asked"] = verdicts(table)
    made = {name: make(table) for name, make in parts.TRUTH.items()}
    assert "second simulator" in made["asked"] and "**missed**" in made["asked"]
    assert "| mutual | 0.000 | 0.000 | 0.000 | 1.000 |" in made["sides"]
    assert made["peers"].count("plain counts") == 2 and made["sizes"] == parts.NOTHING
    assert "0.50" in made["speed"] and "false alarms" in made["weekly"]
    assert by_condition(looks)["mutual"][0]["seed"] == 0


def test_the_parts_of_other_benchmarks_can_be_made() -> None:
    said = {"value": 0.7, "low": 0.6, "high": 0.8, "hits": 105, "of": 150}
    flags = {"arms": {"full": {"conditions": {"hot_cold": {"hot and cold": said}, "stable": {"hot and cold": said}}}}}
    assert "| hot cold | 0.700 (0.600 to 0.800) | 150 | at least 0.65 | met |" in parts.hotcold(flags)
    assert "| stable | 0.700 (0.600 to 0.800) | 150 | at most 0.02 | **missed** |" in parts.hotcold(flags)
    whole = parts.pages(dict.fromkeys(("look", "signs", "either"), said))
    assert "| either of them | 0.700 (0.600 to 0.800) | 150 | at most 0.05 | **missed** |" in whole
    claim = {"name": "fixed: found", "value": 0.5, "low": 0.4, "high": 0.6, "of": 9, "least": 0.6, "most": None}
    made = parts.effects({"rows": [claim | {"met": False}]})
    assert "| fixed: found | 0.500 (0.400 to 0.600) | 9 | >= 0.6 | **missed** |" in made
    week = {
        "auc": {key: {"value": 0.95, "low": 0.9, "high": 1.0} for key in ("abrupt", "gradual")},
        "busy called fading": said,
        "abrupt called busy": said,
    }
    assert "| 6 untold | 0.950 (0.900 to 1.000) |" in parts.busy({"weeks": {"6 untold": week}})


@pytest.mark.slow
def test_weekly_looks_say_what_a_look_on_that_day_would_have_said() -> None:
    from datetime import timedelta

    from benchmarks.truth.jobs import couple_of, weeks_before
    from benchmarks.truth.weeks import AFTER
    from tests.support.looks import look

    job = Job("weekly", "abrupt", 5_000_002)
    found = run(job)
    couple = couple_of(job, weeks_before(job.seed), AFTER)
    chat = couple.conversation()
    monday = couple.at[0].astype("datetime64[D]").item()
    monday -= timedelta(days=monday.weekday())
    for k in range(0, len(found["words"]), 4):
        tide = look(chat, monday + timedelta(weeks=found["first"] + k + 1), couple.told, check=False)
        page = {"usual": "none", "too little": "none", "too early": "young"}.get(tide.state, tide.side)
        assert found["words"][k].startswith(page), k
