"""Where figures lie: fresh ones of each benchmark in `.bench/`, those that the pages state in `benchmarks/results/`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FRESH = ROOT / ".bench"
RESULTS = ROOT / "benchmarks" / "results"
Table = dict[str, Any]


def read(path: Path) -> Table | None:
    """The figures in a file; None where no run has left it."""
    if not path.exists():
        return None
    table: Table = json.loads(path.read_text("utf-8"))
    return table


def write(path: Path, table: Table) -> None:
    """Write figures to a file, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(table, indent=1) + "\n", "utf-8")
