"""The truth benchmark's counting, on records made by hand, and its resumable running on a few couples."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks.shared.runs import SEEDS
from benchmarks.truth import couple_records, figures, looks, main, suites
from benchmarks.truth.bars import Bar, bars, show, verdicts
from benchmarks.truth.jobs import BEFORE, Job, run, weeks_before
from ebbtide.demo import simulate
from ebbtide.history.readers.contract import FLAG_AFFECTION, FLAG_QUESTION, FLAG_READ_BY_LANGUAGE


def record(condition: str, state: str, side: str, **other: Any) -> dict[str, Any]:
    moved = {"abrupt": [1], "me": [0], "mutual": [0, 1], "stops_pursued": [1], "both_stop": [0, 1]}.get(condition, [])
    truly = {"abrupt": "them", "me": "me", "mutual": "both", "stops_pursued": "them"}.get(condition, "none")
    found = {
        "state": state,
        "side": side,
        "me": 0.1,
        "them": 0.1,
        "date": None,
        "interval": None,
        "claims": 0,
        "keys": [],
        "seconds": 0.1,
    } | other
    return {
        "condition": condition,
        "seed": 1,
        "side": truly,
        "moved": moved,
        "onset": "2023-05-03",
        "volume": 20.0,
        "arms": {"full": found},
    }


@pytest.mark.parametrize(
    ("condition", "state", "side", "wrong", "named"),
    [
        ("stable", "usual", "none", False, True),
        ("stable", "changed", "them", True, False),
        ("stable", "changed", "both", False, False),
        ("abrupt", "changed", "them", False, True),
        ("abrupt", "changed", "me", True, False),
        ("me", "changed", "both", False, False),
        ("mutual", "changed", "me", False, False),
        ("both_stop", "both stopped", "unclear", False, True),
        ("stops_pursued", "changed", "them", False, True),
        ("stops_pursued", "too early", "too early", False, False),
        ("busy_one", "changed", "them", True, False),
    ],
)
def test_who_is_named(condition: str, state: str, side: str, wrong: bool, named: bool) -> None:
    one = record(condition, state, side)
    assert figures.wrong_side(one, one["arms"]["full"]) is wrong
    assert figures.named(one, one["arms"]["full"]) is named


def test_one_of_two_is_counted_apart() -> None:
    one = record("mutual", "changed", "me")
    assert figures.one_of_two(one, one["arms"]["full"])
    assert not figures.wrong_side(one, one["arms"]["full"])


def small() -> list[dict[str, Any]]:
    """Nine quiet stable couples and one that is called; four abrupt ones, three named and one unclear."""
    good = {"me": 0.1, "them": 0.9, "date": "2023-05-08", "interval": ["2023-05-01", "2023-05-14"], "claims": 2}
    records = [record("stable", "usual", "none") for _ in range(9)] + [record("stable", "changed", "them", them=0.85)]
    records[-1]["arms"]["full"] |= {"date": "2023-05-08", "interval": ["2023-05-01", "2023-05-14"]}
    records += [record("abrupt", "changed", "them", **good) for _ in range(3)]
    return [*records, record("abrupt", "changed", "unclear", **good)]


def test_the_figures_of_a_small_table() -> None:
    table = figures.figures(small(), ("full", "timing"))
    assert list(table) == ["full"]
    full = table["full"]
    assert full["stable called"]["value"] == pytest.approx(0.1)
    assert (full["abrupt told"]["value"], full["abrupt named"]["value"]) == (1.0, 0.75)
    assert full["auc abrupt"]["value"] == 1.0
    assert full["median date error"]["value"] == pytest.approx(1.0)
    assert full["median date error in days"]["value"] == pytest.approx(5.0)
    assert full["interval coverage"]["value"] == 1.0
    assert full["interval width"]["value"] == pytest.approx(2.0)
    assert full["wrong side overall"]["hits"] == 1
    assert full["wrong side worst"] == {"value": 0.1, "where": "stable", "of": 10}
    assert full["conditions"]["stable"]["wrong side"]["hits"] == 1


def test_bars_are_printed_with_met_or_missed() -> None:
    result = {"arms": figures.figures(small(), ("full",))}
    result["asked"] = verdicts(result)
    met = {row["figure"]: row["met"] for row in result["asked"]}
    assert (met["stable called"], met["abrupt told"], met["median date error"]) == (False, True, True)
    assert "MISSED full          stable called" in show(result)
    assert "met    full          abrupt told" in show(result)
    assert re.search(r"^wrong side worst +[\d.]+ +n=\d+ \w+$", show(result), re.MULTILINE)
    assert re.search(r"^== conditions$", show(result), re.MULTILINE)


def test_a_bar_has_two_sides_and_holds_the_part_it_names() -> None:
    span = Bar("full", "coverage", 0.87, 0.96)
    assert span.asked == "0.87 to 0.96"
    assert [span.met({"value": value}) for value in (0.86, 0.9, 0.97)] == [False, True, False]
    lead = next(bar for bar in bars() if bar.on == "low")
    assert lead.asked == "above 0"
    assert not lead.met({"value": 0.2, "low": 0.0}) and lead.met({"value": 0.2, "low": 0.01})


def test_without_affection_is_held_against_the_same_couples() -> None:
    records = small()
    for one in records:
        one["arms"]["no-affection"] = dict(one["arms"]["full"])
    for one in records[-2:]:
        one["arms"]["no-affection"] |= {"state": "usual", "side": "none", "them": 0.05}
    worse = figures.figures(records, ("full", "no-affection"))["no-affection"]
    assert worse["abrupt told, worse by"]["value"] == pytest.approx(0.5)
    loss = worse["auc abrupt, worse by"]
    assert loss["value"] > 0.4 and loss["low"] <= loss["value"] <= loss["high"]


def test_arms_take_away_what_they_say() -> None:
    chat = simulate("stable", 1, volume=20, before=10, after=2).conversation()
    bare = looks.arm_of(chat, "no-affection").events["flags"].to_numpy()
    full = chat.events["flags"].to_numpy()
    assert (full & FLAG_AFFECTION).any() and not (bare & FLAG_AFFECTION).any()
    assert ((bare & FLAG_QUESTION) == (full & FLAG_QUESTION)).all()
    assert ((bare & FLAG_READ_BY_LANGUAGE) == (full & FLAG_READ_BY_LANGUAGE)).all()
    timing = looks.arm_of(chat, "timing").events
    assert timing["chars"].is_null().all() and not timing["flags"].sum()
    assert timing["at_local"].equals(chat.events["at_local"])


def test_seeds_of_the_report_need_to_be_asked_for() -> None:
    assert main.parse([]).set == "dev"
    assert main.parse(["--report"]).set == "report"
    seeds = sorted(SEEDS.values())
    assert seeds[1] - seeds[0] > 100 * suites.STABLE
    with pytest.raises(SystemExit):
        main.parse(["--parts", "nothing"])


def suite(*arguments: str) -> suites.Suite:
    return suites.chosen(main.parse(["--parts", "main", *arguments]))[0]


def test_shards_share_the_work_without_overlap() -> None:
    cut = suite("--couples", "10")
    todo = {
        shard: {(job.condition, job.seed) for job in suites.jobs(cut, SEEDS["dev"], shard, {})}
        for shard in ((0, 2), (1, 2), (0, 1))
    }
    assert not todo[0, 2] & todo[1, 2]
    assert todo[0, 2] | todo[1, 2] == todo[0, 1]
    assert len(todo[0, 1]) == 10 * len(cut.conditions)


def test_options_only_make_a_run_smaller() -> None:
    assert (suite().couples, suite().stable) == (suites.COUPLES, suites.STABLE)
    assert (suite("--couples", "40").couples, suite("--couples", "40").stable) == (40, 40)
    assert (suite("--stable", "90").couples, suite("--stable", "90").stable) == (300, 90)
    assert suite("--couples", "9000").couples == suites.COUPLES
    assert suite("--conditions", "me,stable").conditions == ("stable", "me")
    parts = [one.name for one in suites.chosen(main.parse(["--conditions", "mutual"]))]
    assert parts == ["main", "second"]


def test_every_suite_and_the_speed_are_parts() -> None:
    assert (*(one.name for one in suites.suites()), "speed") == main.PARTS


def test_done_couples_are_not_run_again_and_half_lines_are_left_out(tmp_path: Path) -> None:
    done = record("stable", "usual", "none") | {"seed": SEEDS["dev"]}
    (tmp_path / "0-of-1.jsonl").write_text(json.dumps(done) + "\n" + '{"condition": "sta', "utf-8")
    known = couple_records.load(tmp_path)
    first = SEEDS["dev"]
    todo = suites.jobs(suite("--couples", "2", "--conditions", "stable"), first, (0, 1), known)
    assert [job.seed - first for job in todo] == [1]
    arms = suites.chosen(main.parse(["--parts", "arms", "--couples", "1", "--conditions", "stable"]))[0]
    assert [job.arms for job in suites.jobs(arms, first, (0, 1), known)] == [("no-affection", "timing")]
    assert not suites.mine(known, suite("--conditions", "abrupt"), first)


def test_an_edit_changes_the_state_and_a_copy_keeps_it(tmp_path: Path) -> None:
    folder = tmp_path / "src" / "ebbtide" / "demo"
    folder.mkdir(parents=True)
    for name in couple_records.WORKERS["peers"]:
        (tmp_path / "benchmarks" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "benchmarks" / name).write_text("", "utf-8")
    before = couple_records.fingerprint("peers", "demo", tmp_path)
    (folder / "clock.py").write_text("HOURS = 24\n", "utf-8")
    assert couple_records.fingerprint("peers", "demo", tmp_path) != before


def test_one_couple_from_end_to_end() -> None:
    found = run(Job("look", "stops_pursued", 5, ("full", "timing")))
    assert found["side"] == "them" and set(found["arms"]) == {"full", "timing"}
    assert 0 <= found["arms"]["full"]["them"] <= 1
    assert BEFORE[0] <= weeks_before(5) <= BEFORE[1]
    assert json.loads(json.dumps(found)) == found


def test_sizes_and_true_starts_are_recorded_for_the_one_who_moved() -> None:
    found = run(Job("look", "abrupt", 3, ("full",)))
    assert {"length", "reply_time", "warmth", "start_hazard"} == set(found["arms"]["full"]["dated"])
    mine, theirs = found["starts"]
    assert theirs < mine and theirs < 0.9
    before, effect, low, high, _ = found["arms"]["full"]["sizes"]["length"]
    assert before > 1 and low <= effect <= high


def test_the_true_date_is_the_monday_nearest_to_the_onset() -> None:
    from tests.support.looks import look

    couple = simulate("abrupt", 4, volume=30)
    tide = look(couple.conversation(), context=couple.told, check=False)
    assert couple.truth.onset is not None and tide.weekly is not None
    first = tide.weekly.monday[0]
    rows = looks._at_true_date(tide, couple.truth.onset)
    same = looks._at_true_date(
        tide, date.fromordinal(first.toordinal() + 7 * round((couple.truth.onset - first).days / 7))
    )
    assert rows and rows == same
