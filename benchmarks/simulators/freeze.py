"""The simulators are frozen before the analysis is tuned: a hash of their sources, with the peers' figures on them.

`python -m benchmarks freeze` measures the peers on the freeze's own seeds and writes `frozen.json`; with `--second` it
does so for the second simulator, and with `--overlays` it takes the hash of the overlays; their entries stand beside.
A test fails when the sources differ from their hash: whoever changes a simulator must measure it again and say so.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.shared.source_hash import source_hash
from benchmarks.simulators.check import BOUNDS, check
from benchmarks.simulators.second import check as second_check

FROZEN = Path(__file__).with_name("frozen.json")
SIMULATOR = Path(__file__).parents[2] / "src" / "ebbtide" / "demo"
#: The modules that decide what happens; the shape of a couple and the writing of files are left out.
SOURCES = ("clock.py", "conditions.py", "habits.py", "intervene.py", "noise.py", "simulate.py", "talk.py")
#: What is laid over stable couples of either simulator; in it nobody moves, so that the peers have no figures on it.
OVERLAY_SOURCES = ("overlays.py",)
SECOND = Path(__file__).with_name("second")
SECOND_SOURCES = ("cascade.py", "couple.py", "rhythm.py", "story.py", "swings.py")
#: Couples a condition and first seed of the freeze: other seeds than those of the calibration.
COUPLES, FIRST_SEED = 160, 600_000
SECOND_COUPLES = 100
Bounds = dict[str, tuple[float, float]]


def fingerprint(folder: Path = SIMULATOR, sources: tuple[str, ...] = SOURCES) -> str:
    """SHA-256 over what a simulator does, names of files included."""
    return source_hash(folder / name for name in sources)


def misses(figures: dict[str, float], bounds: Bounds = BOUNDS) -> list[str]:
    """Figures that lie outside their bounds."""
    return [name for name, (low, high) in bounds.items() if not low <= figures[name] <= high]


def entry(figures: dict[str, float], sources: tuple[str, ...], sha256: str, couples: int, bounds: Bounds) -> Any:
    """What is frozen of one simulator; refused where a figure misses its bounds."""
    for name, value in figures.items():
        print(f"{name:40s} {value:.3f}  {bounds.get(name, '')}")
    if missed := misses(figures, bounds):
        raise SystemExit(f"not frozen: {', '.join(missed)}")
    return {
        "sources": list(sources),
        "sha256": sha256,
        "couples_a_condition": couples,
        "first_seed": FIRST_SEED,
        "bounds": {name: list(span) for name, span in bounds.items()},
        "figures": {name: round(value, 4) for name, value in figures.items()},
    }


def main(arguments: list[str]) -> None:
    """Measure, print and write; nothing is written where a figure misses its bounds."""
    frozen = json.loads(FROZEN.read_text("utf-8"))
    if arguments == ["--second"]:
        figures = second_check.check(SECOND_COUPLES, FIRST_SEED)
        sha256 = fingerprint(SECOND, SECOND_SOURCES)
        frozen["second"] = entry(figures, SECOND_SOURCES, sha256, SECOND_COUPLES, second_check.BOUNDS)
    elif arguments == ["--overlays"]:
        frozen["overlays"] = {"sources": list(OVERLAY_SOURCES), "sha256": fingerprint(SIMULATOR, OVERLAY_SOURCES)}
    else:
        frozen |= entry(check(COUPLES, FIRST_SEED), SOURCES, fingerprint(), COUPLES, BOUNDS)
    FROZEN.write_text(json.dumps(frozen, indent=1) + "\n", "utf-8")
