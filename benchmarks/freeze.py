"""The simulator is frozen before the analysis is tuned: a hash of its sources, with the peers' figures on it.

`python -m benchmarks freeze` measures the peers on the freeze's own seeds and writes `frozen.json`. A test fails
when the sources differ from the hash: whoever changes the simulator must measure it again and say so.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from benchmarks.simulator_check import BOUNDS, check

FROZEN = Path(__file__).with_name("frozen.json")
SIMULATOR = Path(__file__).parents[1] / "src" / "ebbtide" / "demo"
#: The modules that decide what happens; the shape of a couple and the writing of files are left out.
SOURCES = ("clock.py", "conditions.py", "habits.py", "intervene.py", "noise.py", "simulate.py", "talk.py")
#: Couples a condition and first seed of the freeze: other seeds than those of the calibration.
COUPLES, FIRST_SEED = 160, 600_000


def fingerprint() -> str:
    """SHA-256 over the simulator's sources, names included."""
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update(name.encode() + b"\0" + (SIMULATOR / name).read_bytes() + b"\0")
    return digest.hexdigest()


def misses(figures: dict[str, float]) -> list[str]:
    """Figures that lie outside their bounds."""
    return [name for name, (low, high) in BOUNDS.items() if not low <= figures[name] <= high]


def main(arguments: list[str]) -> None:
    """Measure, print and write; nothing is written where a figure misses its bounds."""
    figures = check(COUPLES, FIRST_SEED)
    for name, value in figures.items():
        print(f"{name:40s} {value:.3f}  {BOUNDS.get(name, '')}")
    if missed := misses(figures):
        raise SystemExit(f"not frozen: {', '.join(missed)}")
    frozen = {
        "sources": list(SOURCES), "sha256": fingerprint(), "couples_a_condition": COUPLES, "first_seed": FIRST_SEED,
        "bounds": {name: list(span) for name, span in BOUNDS.items()},
        "figures": {name: round(value, 4) for name, value in figures.items()},
    }
    FROZEN.write_text(json.dumps(frozen, indent=1) + "\n", "utf-8")
