"""The truth benchmark: made-up couples with a known answer, looked at as a user would; resumable, sharded by seed.

`python -m benchmarks truth [--dev | --report] [--conditions a,b] [--arm full,no-affection,timing] [--shard i/n]
[--couples N] [--stable N] [--stress] [--table]`. Each couple is one JSON line under `.bench/truth/<hash>/`; the hash
covers the analysis and the simulator, so that results of different states never mix, and a run works on a copy of
the sources, so that editing them meanwhile does no harm. The report seeds run only with `--report`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
STORE = ROOT / ".bench" / "truth"
#: Rooms whose sources decide a result.
ROOMS = ("conversation", "measures", "changes", "demo")
ARMS = ("full", "no-affection", "timing")
#: First seeds of the two sets; the calibration and the freeze of the simulator use others.
SEEDS = {"dev": 1_000_000, "report": 2_000_000}
COUPLES, STABLE = 300, 1000
#: Weeks up to the end of the onset's week, drawn by seed: 40 to 60 before it. Source: issue, item 8.
BEFORE = (41, 60)
PROCESSES = 2
Record = dict[str, Any]


@dataclass(frozen=True)
class Job:
    """One couple to look at, in some arms."""

    condition: str
    seed: int
    arms: tuple[str, ...]
    noise: str = "usual"


def fingerprint() -> str:
    """Hash of the sources of the analysis and of the simulator."""
    digest = hashlib.sha256()
    for room in ROOMS:
        for path in sorted((ROOT / "src" / "ebbtide" / room).glob("*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def arm_of(chat: Any, arm: str) -> Any:
    """The conversation as this arm sees it: as it is, without affection, or without any text."""
    import polars as pl

    from ebbtide.readers.contract import FLAG_AFFECTION

    if arm == "full":
        return chat
    if arm == "no-affection":
        flags = pl.col("flags") - (pl.col("flags") & FLAG_AFFECTION)
        return replace(chat, events=chat.events.with_columns(flags, emoji=pl.lit(0, pl.Int32)))
    gone = [pl.lit(None, pl.Int32).alias(name) for name in ("chars", "words", "emoji")]
    state = pl.lit("not_exported").cast(chat.events.schema["text_state"]).alias("text_state")
    return replace(chat, events=chat.events.with_columns(*gone, state, flags=pl.lit(0, pl.UInt32)))


def weeks_before(seed: int) -> int:
    """Weeks of history before the onset, from the seed alone."""
    span = BEFORE[1] - BEFORE[0] + 1
    return BEFORE[0] + int.from_bytes(hashlib.sha256(str(seed).encode()).digest()[:4], "big") % span


def run(job: Job) -> Record:
    """Simulate one couple and look at it in every arm; plain values only."""
    from ebbtide.demo import simulate

    couple = simulate(job.condition, job.seed, before=weeks_before(job.seed), noise=job.noise)
    chat, truth = couple.conversation(), couple.truth
    found = {arm: _look(arm_of(chat, arm), couple.told) for arm in job.arms}
    return {
        "condition": job.condition, "seed": job.seed, "side": truth.side, "moved": list(truth.moved),
        "onset": str(truth.onset) if truth.onset else None, "volume": truth.volume, "messages": couple.at.size,
        "response": truth.response, "effects": truth.effects, "arms": found,
    }


def _look(chat: Any, told: Any) -> Record:
    from ebbtide.changes.look import look

    start = time.process_time()
    tide = look(chat, context=told, check=False)
    seconds = time.process_time() - start
    return {
        "state": tide.state, "side": tide.side, "me": tide.probability.get("me", 0.0),
        "them": tide.probability.get("them", 0.0), "date": str(tide.date) if tide.date else None,
        "interval": [str(day) for day in tide.date_interval] if tide.date_interval else None,
        "claims": sum(item.claim_of_change for item in tide.findings),
        "keys": [item.key for item in tide.findings if item.claim_of_change],
        "pattern": tide.pattern, "first": tide.first, "seconds": round(seconds, 4),
    }


def load(store: Path) -> dict[tuple[str, int], Record]:
    """All records of a store; arms of one couple from several runs are put together."""
    records: dict[tuple[str, int], Record] = {}
    for path in sorted(store.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            try:
                record = json.loads(line)
            except json.JSONDecodeError:
                continue  # a run was ended in the middle of a line; that couple is run again
            known = records.setdefault((record["condition"], record["seed"]), record)
            known["arms"] |= record["arms"]
    return records


def jobs(options: argparse.Namespace, done: dict[tuple[str, int], Record]) -> Iterator[Job]:
    """What is left to do for these options, conditions in turn so that every prefix is balanced."""
    part, parts = (int(number) for number in options.shard.split("/"))
    first = SEEDS[options.set]
    for number in range(max(options.couples, options.stable)):
        for condition in options.conditions:
            wanted = options.stable if condition == "stable" else options.couples
            seed = first + number
            if number >= wanted or number % parts != part:
                continue
            known = done.get((condition, seed), {"arms": {}})["arms"]
            if missing := tuple(arm for arm in options.arms if arm not in known):
                yield Job(condition, seed, missing, options.noise)


def alone() -> None:
    """One thread a process: the processes share the machine with each other."""
    os.environ["POLARS_MAX_THREADS"] = os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"


def snapshot(store: Path) -> None:
    """Copy the sources beside the records and let the processes to come import that copy."""
    copy = store.parent / "src"
    if not copy.exists():
        shutil.copytree(ROOT / "src", copy, ignore=shutil.ignore_patterns("__pycache__"))
    sys.path.insert(0, str(copy))


def work(todo: list[Job], path: Path, processes: int) -> None:
    """Run the jobs and append one line each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    snapshot(path.parent)
    alone()
    context = multiprocessing.get_context("spawn")
    with path.open("a", encoding="utf-8") as file, context.Pool(processes) as pool:
        for count, record in enumerate(pool.imap_unordered(run, todo, chunksize=4), 1):
            file.write(json.dumps(record) + "\n")
            file.flush()
            if count % 100 == 0:
                print(f"  {count} of {len(todo)} couples", flush=True)


def parse(arguments: list[str]) -> argparse.Namespace:
    """Options of the command; without `--report` the development seeds run."""
    from ebbtide.demo import CONDITIONS

    parser = argparse.ArgumentParser(prog="python -m benchmarks truth", description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--dev", dest="set", action="store_const", const="dev")
    which.add_argument("--report", dest="set", action="store_const", const="report")
    parser.add_argument("--conditions", default=",".join(CONDITIONS))
    parser.add_argument("--arm", default=",".join(ARMS))
    parser.add_argument("--shard", default="0/1")
    parser.add_argument("--couples", type=int, default=COUPLES)
    parser.add_argument("--stable", type=int, default=None)
    parser.add_argument("--stress", dest="noise", action="store_const", const="stress", default="usual")
    parser.add_argument("--processes", type=int, default=PROCESSES)
    parser.add_argument("--table", action="store_true", help="only print what is there")
    options = parser.parse_args(arguments)
    options.set = options.set or "dev"
    options.conditions, options.arms = options.conditions.split(","), options.arm.split(",")
    if options.stable is None:
        options.stable = STABLE if options.couples == COUPLES else options.couples
    return options


def store_of(options: argparse.Namespace) -> Path:
    """Where the records of this state of the sources lie."""
    return STORE / fingerprint() / (options.set if options.noise == "usual" else f"{options.set}-{options.noise}")


def main(arguments: list[str]) -> None:
    """Run what is missing, print the table, write its figures."""
    from benchmarks.truth_table import figures, show

    options = parse(arguments)
    store = store_of(options)
    if not options.table:
        todo = list(jobs(options, load(store)))
        print(f"{len(todo)} couples to look at; records in {store.relative_to(ROOT)}", flush=True)
        if todo:
            work(todo, store / f"{options.shard.replace('/', '-of-')}.jsonl", options.processes)
    records = [one for one in load(store).values() if one["condition"] in options.conditions]
    table = figures(records, options.arms)
    print(show(table))
    out = ROOT / ".bench" / f"truth-{store.name}.json"
    out.write_text(json.dumps({"sources": store.parent.name, "set": store.name, "arms": table}, indent=1), "utf-8")
