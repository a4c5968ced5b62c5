"""Five years of two people, all measures and both indices: CPU seconds and memory, in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

from benchmarks.stats import Figure

#: Runs of the child; the fastest counts, since the machine may be shared.
RUNS = 3


def measured(code: Path) -> Figure:
    """CPU seconds of the analysis and megabytes of the whole process at its largest, best of a few runs."""
    settings = {"PYTHONPATH": str(code / "src"),
                "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "benchmarks.truth_speed"]
    found = []
    for _ in range(RUNS):
        done = subprocess.run(command, capture_output=True, text=True, cwd=code, check=True, env=os.environ | settings)
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return {
        "five years, CPU seconds": {"value": min(one["seconds"] for one in found), "of": RUNS},
        "five years, megabytes": {"value": min(one["megabytes"] for one in found), "of": RUNS},
        "five years, messages": {"value": float(found[0]["messages"]), "of": RUNS},
    }


def child() -> Figure:
    """One measured run; the memory includes Python, the libraries and the simulated events themselves."""
    from benchmarks.speed import VOLUME, YEARS_WEEKS, best
    from ebbtide.changes.look import look
    from ebbtide.demo import simulate

    couple = simulate("abrupt", 1, volume=VOLUME, before=YEARS_WEEKS - 12, after=12)
    chat = couple.conversation()
    seconds, _ = best(lambda: look(chat, check=False))
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "megabytes": kilobytes / 1024, "messages": int(couple.at.size)}


if __name__ == "__main__":
    print(json.dumps(child()))
