"""The simulator is the one that the peers were measured on."""

from __future__ import annotations

import json

from benchmarks.simulators import check, freeze


def test_the_simulator_is_the_frozen_one() -> None:
    frozen = json.loads(freeze.FROZEN.read_text("utf-8"))
    assert frozen["sha256"] == freeze.fingerprint(), "the simulator changed: `python -m benchmarks freeze`"


def test_the_overlays_are_the_frozen_ones() -> None:
    frozen = json.loads(freeze.FROZEN.read_text("utf-8"))["overlays"]
    same = frozen["sha256"] == freeze.fingerprint(freeze.SIMULATOR, freeze.OVERLAY_SOURCES)
    assert same, "an overlay changed: `python -m benchmarks freeze --overlays`"


def test_the_frozen_figures_lie_where_the_research_put_them() -> None:
    frozen = json.loads(freeze.FROZEN.read_text("utf-8"))
    assert frozen["bounds"] == {name: list(span) for name, span in check.BOUNDS.items()}
    assert not freeze.misses(frozen["figures"])
    assert frozen["couples_a_condition"] >= 80


def test_a_figure_out_of_bounds_is_seen() -> None:
    figures = {name: high for name, (_, high) in check.BOUNDS.items()}
    assert freeze.misses(figures) == []
    figures["PELT blames them for mine"] = 0.9
    assert freeze.misses(figures) == ["PELT blames them for mine"]
