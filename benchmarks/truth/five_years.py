"""Five years of two people, all measures and both indices: CPU seconds and memory, in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.shared.statistics import Figure

if TYPE_CHECKING:
    from ebbtide.analysis.changes.verdict import Verdict
    from ebbtide.history.conversation import Conversation

#: Runs of the child; the fastest counts, since the machine may be shared.
RUNS = 3


def measured(code: Path) -> Figure:
    """CPU seconds of the analysis and megabytes of the whole process at its largest, best of a few runs."""
    settings = {
        "PYTHONPATH": str(code / "src"),
        "POLARS_MAX_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "benchmarks.truth.five_years"]
    runs = []
    for _ in range(RUNS):
        done = subprocess.run(command, capture_output=True, text=True, cwd=code, check=True, env=os.environ | settings)
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    return {name: {"value": min(float(run[name]) for run in runs), "of": RUNS} for name in runs[0]}


def child() -> dict[str, float]:
    """One measured run; the memory includes Python, the libraries and the simulated events themselves."""
    from benchmarks.speed.main import VOLUME, YEARS_WEEKS, best
    from ebbtide.analysis.changes.look import analyse
    from ebbtide.demo import simulate

    couple = simulate("abrupt", 1, volume=VOLUME, before=YEARS_WEEKS - 12, after=12)
    chat = couple.conversation()
    assert couple.last_day is not None
    day = couple.last_day + timedelta(days=1)
    judged, _ = best(lambda: _judged(chat, day))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    whole, _ = best(lambda: analyse(chat, check=False))
    return {
        "five years, CPU seconds": judged,
        "five years, megabytes": megabytes,
        "five years, the whole look but its own check, CPU seconds": whole,
        "five years, messages": couple.at.size,
    }


def _judged(chat: Conversation, day: date) -> Verdict:
    """All measures, both indices and the rule on them."""
    from ebbtide.analysis.changes.minimum_data import last_week
    from ebbtide.analysis.changes.verdict import verdict
    from ebbtide.analysis.measures import weekly

    w = weekly(chat, day)
    assert w is not None
    return verdict(w, last_week(w))


if __name__ == "__main__":
    print(json.dumps(child()))
