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
    told = read(STATE) or {}
    found = told["batches"] if told.get("version") == version() else {}
    for work in works():
        for number in range(-(-rounds // BATCH)):
            seed = FIRST_SEED + number
            if f"{work} {seed}" not in found:
                found[f"{work} {seed}"] = batch(work, seed)
                write(STATE, {"version": version(), "batches": found})
    return {work: [found[f"{work} {FIRST_SEED + one}"] for one in range(-(-rounds // BATCH))] for work in works()}


def row(batches: list[dict[str, Any]]) -> dict[str, Any]:
    """Sums of one work. Each batch begins with a round that is let through, which is no end."""
    seen: Counter[str] = Counter()
    for one in batches:
        seen.update(one["seen"])
    return {
        "ends": sum(one["rounds"] for one in batches),
        "acknowledged": sum(one["acknowledged"] for one in batches),
        "acknowledged lost": seen.pop("lost", 0),
        "unreadable": seen.pop("unreadable", 0),
        "found afterwards": dict(sorted(seen.items())),
    }


def main(arguments: list[str]) -> None:
    """Gather, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks crash")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    table = {work: row(batches) for work, batches in gathered(parser.parse_args(arguments).rounds).items()}
    names = ("ends", "acknowledged", "acknowledged lost", "unreadable")
    total = {name: sum(one[name] for one in table.values()) for name in names}
    print(f"{'':12}{'ends':>6}{'acknowledged':>14}{'lost':>6}{'unreadable':>12}  found afterwards")
    for work, one in [*table.items(), ("together", {**total, "found afterwards": {}})]:
        seen = ", ".join(f"{count} {name}" for name, count in one["found afterwards"].items())
        counts = f"{one['ends']:6}{one['acknowledged']:14,}{one['acknowledged lost']:6}{one['unreadable']:12}"
        print(f"{work:12}{counts}  {seen}")
    met = total["ends"] >= ASKED and not total["acknowledged lost"] and not total["unreadable"]
    print(f"{verdict(met):6s} at least {ASKED} ends, nothing acknowledged lost, nothing unreadable")
    write(RESULT, {"together": total, "works": table})
