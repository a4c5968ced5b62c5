"""The truth benchmark's counting, on records made by hand, and its resumable running on a few couples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import truth, truth_table
from ebbtide.demo import simulate
from ebbtide.readers.contract import FLAG_AFFECTION, FLAG_QUESTION, FLAG_READ_BY_LANGUAGE


def record(condition: str, state: str, side: str, **other: Any) -> dict[str, Any]:
    moved = {"abrupt": [1], "me": [0], "mutual": [0, 1], "stops_pursued": [1], "both_stop": [0, 1]}.get(condition, [])
    truly = {"abrupt": "them", "me": "me", "mutual": "both", "stops_pursued": "them"}.get(condition, "none")
    found = {"state": state, "side": side, "me": 0.1, "them": 0.1, "date": None, "interval": None, "claims": 0,
             "seconds": 0.1} | other
    return {"condition": condition, "seed": 1, "side": truly, "moved": moved, "onset": "2023-05-03", "volume": 20.0,
            "arms": {"full": found}}


@pytest.mark.parametrize(("condition", "state", "side", "wrong", "named"), [
    ("stable", "usual", "none", False, True), ("stable", "changed", "them", True, False),
    ("stable", "changed", "both", False, False), ("abrupt", "changed", "them", False, True),
    ("abrupt", "changed", "me", True, False), ("me", "changed", "both", False, False),
    ("mutual", "changed", "me", False, False), ("both_stop", "both stopped", "unclear", False, True),
    ("stops_pursued", "changed", "them", False, True), ("stops_pursued", "too early", "too early", False, False),
    ("busy_one", "changed", "them", True, False),
])
def test_who_is_named(condition: str, state: str, side: str, wrong: bool, named: bool) -> None:
    one = record(condition, state, side)
    assert truth_table.wrong_side(one, one["arms"]["full"]) is wrong
    assert truth_table.named(one, one["arms"]["full"]) is named


def test_one_of_two_is_counted_apart() -> None:
    one = record("mutual", "changed", "me")
    assert truth_table.one_of_two(one, one["arms"]["full"])
    assert not truth_table.wrong_side(one, one["arms"]["full"])


def test_the_figures_of_a_small_table() -> None:
    good = {"me": 0.1, "them": 0.9, "date": "2023-05-08", "interval": ["2023-05-01", "2023-05-14"], "claims": 2}
    records = [record("stable", "usual", "none") for _ in range(9)] + [record("stable", "changed", "them", them=0.85)]
    records += [record("abrupt", "changed", "them", **good) for _ in range(4)]
    table = truth_table.figures(records, ("full", "timing"))
    assert list(table) == ["full"]
    full = table["full"]
    assert full["stable called"]["value"] == pytest.approx(0.1)
    assert full["abrupt called"]["value"] == 1.0
    assert full["auc abrupt"]["value"] == 1.0
    assert full["median date error"]["value"] == pytest.approx(1.0)
    assert full["interval coverage"]["value"] == 1.0
    assert full["wrong side overall"]["hits"] == 1
    assert full["conditions"]["stable"]["wrong side"]["hits"] == 1
    missed = {name for arm, name, _, _, met in truth_table.verdicts(table) if not met}
    assert "stable called" in missed and "abrupt called" not in missed
    assert "MISSED full          stable called" in truth_table.show(table)


def test_arms_take_away_what_they_say() -> None:
    chat = simulate("stable", 1, volume=20, before=10, after=2).conversation()
    bare = truth.arm_of(chat, "no-affection").events["flags"].to_numpy()
    full = chat.events["flags"].to_numpy()
    assert (full & FLAG_AFFECTION).any() and not (bare & FLAG_AFFECTION).any()
    assert ((bare & FLAG_QUESTION) == (full & FLAG_QUESTION)).all()
    assert ((bare & FLAG_READ_BY_LANGUAGE) == (full & FLAG_READ_BY_LANGUAGE)).all()
    timing = truth.arm_of(chat, "timing").events
    assert timing["chars"].is_null().all() and not timing["flags"].sum()
    assert timing["at_local"].equals(chat.events["at_local"])


def test_seeds_of_the_report_need_to_be_asked_for() -> None:
    assert truth.parse([]).set == "dev"
    assert truth.parse(["--report"]).set == "report"
    seeds = sorted(truth.SEEDS.values())
    assert seeds[1] - seeds[0] > 100 * truth.STABLE


def test_shards_share_the_work_without_overlap() -> None:
    todo = {
        shard: {(job.condition, job.seed) for job in truth.jobs(truth.parse(["--couples", "10", "--shard", shard]), {})}
        for shard in ("0/2", "1/2", "0/1")
    }
    assert not todo["0/2"] & todo["1/2"]
    assert todo["0/2"] | todo["1/2"] == todo["0/1"]


def test_done_couples_are_not_run_again_and_half_lines_are_left_out(tmp_path: Path) -> None:
    done = record("stable", "usual", "none") | {"seed": truth.SEEDS["dev"]}
    (tmp_path / "0-of-1.jsonl").write_text(json.dumps(done) + "\n" + '{"condition": "sta', "utf-8")
    known = truth.load(tmp_path)
    options = truth.parse(["--couples", "2", "--conditions", "stable", "--arm", "full"])
    assert [job.seed - truth.SEEDS["dev"] for job in truth.jobs(options, known)] == [1]
    options = truth.parse(["--couples", "1", "--conditions", "stable", "--arm", "full,timing"])
    assert [job.arms for job in truth.jobs(options, known)] == [("timing",)]


def test_one_couple_from_end_to_end() -> None:
    found = truth.run(truth.Job("stops_pursued", 5, ("full", "timing")))
    assert found["side"] == "them" and set(found["arms"]) == {"full", "timing"}
    assert 0 <= found["arms"]["full"]["them"] <= 1
    assert truth.BEFORE[0] <= truth.weeks_before(5) <= truth.BEFORE[1]
    assert json.loads(json.dumps(found)) == found or found["effects"]
