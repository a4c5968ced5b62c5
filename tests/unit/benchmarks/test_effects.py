"""The benchmark of "did it help" in small: fixed seeds, loose bounds (the real one: `python -m benchmarks effects`)."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.verdicts.effect_series import Cell, couple, raised, run
from benchmarks.verdicts.effects import judged, rows_of, rows_of_couples, show

#: Series a cell, and seeds that neither the tuning nor the report uses.
SERIES, FIRST_SEED = 120, 4_000_000


def records(cell: Cell, count: int = SERIES) -> list[dict[str, object]]:
    return [run((cell, FIRST_SEED + number)) for number in range(count)]


def share(cell: Cell, state: str) -> float:
    return Counter(one["state"] for one in records(cell))[state] / SERIES


@pytest.mark.slow
@pytest.mark.parametrize("design", ["fixed", "worst", "drawn16"])
def test_nothing_is_seldom_taken_for_something(design: str) -> None:
    found = records(Cell(design))
    assert sum(one["state"] == "consistent" for one in found) <= 0.10 * SERIES
    assert sum(bool(one["held"]) for one in found) >= 0.82 * SERIES


@pytest.mark.slow
@pytest.mark.parametrize(("design", "least"), [("fixed", 0.48), ("drawn16", 0.58)])
def test_a_true_rise_is_found_and_never_called_opposite(design: str, least: float) -> None:
    found = Counter(one["state"] for one in records(Cell(design, effect=0.4)))
    assert found["consistent"] >= least * SERIES
    assert found["opposite"] == 0


@pytest.mark.slow
def test_a_dip_that_holds_is_not_called_back_and_one_that_ends_mostly_is() -> None:
    assert share(Cell("logged sustained"), "back") <= 0.05
    assert share(Cell("logged ends"), "back") >= 0.5


@pytest.mark.slow
def test_couples_are_told_in_every_way_and_an_action_logged_afterwards_has_no_size() -> None:
    found = [*couple(("stable", FIRST_SEED)), *couple(("busy_one", FIRST_SEED)), *raised(FIRST_SEED)]
    kinds = {str(one["kind"]).rsplit(", ", 1)[0] for one in found}
    assert kinds == {"fixed", "worst", "worst, logged", "drawn16", "busy", "busy, logged", "raised"}
    assert not any(one["sized"] for one in found if "logged" in str(one["kind"]))
    assert {row["name"].split(": ")[1] for row in rows_of_couples(found)} >= {"told anything", "false claim", "back"}


def test_one_seed_gives_one_answer() -> None:
    assert run((Cell("drawn16"), FIRST_SEED)) == run((Cell("drawn16"), FIRST_SEED))


def test_rows_count_and_carry_their_bars() -> None:
    some = [{"state": "consistent", "held": True}] * 6 + [{"state": "not seen", "held": False}] * 4
    rows = {row["name"].split(": ")[1]: row for row in rows_of(Cell("fixed"), some)}
    assert (rows["false claim"]["value"], rows["false claim"]["met"]) == (0.6, False)
    assert (rows["interval held"]["hits"], rows["interval held"]["met"]) == (6, False)
    assert "MISSED" in show(rows["false claim"]) and "<= 0.06" in show(rows["false claim"])
    assert rows["not seen"]["met"] and "met" not in show(rows["not seen"])


def test_couples_that_could_not_be_told_anything_are_not_in_the_rates() -> None:
    told = {"kind": "fixed, answered", "state": "consistent", "reason": None, "sized": True}
    rows = {row["name"]: row for row in rows_of_couples([told, told | {"state": "cannot tell", "reason": "starts"}])}
    assert rows["couples fixed, answered: told anything"]["hits"] == 1
    assert rows["couples fixed, answered: false claim"]["of"] == 1


def test_an_empty_row_is_no_crash() -> None:
    assert judged("nothing", 0, 0)["of"] == 0
