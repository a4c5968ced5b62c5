"""The figures of fixed made-up talks are those that were kept: what is moved or renamed changes none of them."""

from __future__ import annotations

import json

import pytest

from tests.contracts.golden import CASES, FILE, Case, figures

KEPT = json.loads(FILE.read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"seed {case.seed}")
def test_looks_and_signs_have_the_figures_that_were_kept(case: Case) -> None:
    assert figures(case) == KEPT[str(case.seed)]


def test_the_kept_cases_hold_a_change_and_a_usual_talk() -> None:
    assert {"changed", "usual"} <= {row["state"] for row in KEPT.values()}
