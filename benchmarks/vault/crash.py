"""Ends the program that writes a vault at random moments, and counts what is lost: nothing may be.

    python -m benchmarks crash [--rounds 40]

Goes on where it stopped, as long as neither the vault nor the program that is ended has changed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from typing import Any

from benchmarks.shared.results import FRESH, RESULTS, ROOT, read, write
from benchmarks.shared.source_hash import modules, source_hash
from benchmarks.shared.tables import verdict

STATE, RESULT = FRESH / "crash.json", RESULTS / "crash.json"
#: What is ended: tests/hostile/crash.py says what each does and how it is looked at.
WORKS = ("create", "import", "save", "rekey", "passphrase", "backup", "restore")
#: Rounds of one start of the program, and of each work together; at least 200 ends are asked for.
BATCH, ROUNDS, ASKED = 10, 40, 200
FIRST_SEED = 1_000_100


def version() -> str:
    """What the state belongs to: the vault's code and the program's."""
    vault = modules(ROOT / "src" / "ebbtide" / "vault")
    return source_hash([*vault, ROOT / "tests" / "hostile" / "crash.py"])[:12]


def works() -> list[str]:
    """All works, a migration from each released schema among them."""
    frozen = sorted((ROOT / "tests" / "vaults").glob("schema-*"))
    return [*WORKS, *(path.name.replace("schema", "migrate") for path in frozen)]


def batch(work: str, seed: int) -> dict[str, Any]:
    """One start of the program."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "POLARS_MAX_THREADS": "1",
    }
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.hostile.crash", work, str(seed), str(BATCH), folder]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{work}, seed {seed}:\n{done.stderr[-3000:]}")
    return {**json.loads(done.stdout), "wrong": done.stderr[-3000:]}


def gathered(rounds: int) -> dict[str, list[dict[str, Any]]]:
    """Every batch, those of an earlier run among them."""
    state = read(STATE) or {}
    batches = state["batches"] if state.get("version") == version() else {}
    for work in works():
        for number in range(-(-rounds // BATCH)):
            seed = FIRST_SEED + number
            if f"{work} {seed}" not in batches:
                batches[f"{work} {seed}"] = batch(work, seed)
                write(STATE, {"version": version(), "batches": batches})
    return {
        work: [batches[f"{work} {FIRST_SEED + number}"] for number in range(-(-rounds // BATCH))] for work in works()
    }


def row(batches: list[dict[str, Any]]) -> dict[str, Any]:
    """Sums of one work. Each batch begins with a round that is let through, which is no end."""
    outcomes: Counter[str] = Counter()
    for entry in batches:
        outcomes.update(entry["seen"])
    return {
        "ends": sum(entry["rounds"] for entry in batches),
        "acknowledged": sum(entry["acknowledged"] for entry in batches),
        "acknowledged lost": outcomes.pop("lost", 0),
        "unreadable": outcomes.pop("unreadable", 0),
        "found afterwards": dict(sorted(outcomes.items())),
    }


def main(arguments: list[str]) -> None:
    """Gather, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks crash")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    table = {work: row(batches) for work, batches in gathered(parser.parse_args(arguments).rounds).items()}
    names = ("ends", "acknowledged", "acknowledged lost", "unreadable")
    total = {name: sum(entry[name] for entry in table.values()) for name in names}
    print(f"{'':12}{'ends':>6}{'acknowledged':>14}{'lost':>6}{'unreadable':>12}  found afterwards")
    for work, entry in [*table.items(), ("together", {**total, "found afterwards": {}})]:
        outcomes = ", ".join(f"{count} {name}" for name, count in entry["found afterwards"].items())
        counts = f"{entry['ends']:6}{entry['acknowledged']:14,}{entry['acknowledged lost']:6}{entry['unreadable']:12}"
        print(f"{work:12}{counts}  {outcomes}")
    met = total["ends"] >= ASKED and not total["acknowledged lost"] and not total["unreadable"]
    print(f"{verdict(met):6s} at least {ASKED} ends, nothing acknowledged lost, nothing unreadable")
    write(RESULT, {"together": total, "works": table})
