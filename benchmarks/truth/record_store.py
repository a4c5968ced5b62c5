"""Where the benchmark's records lie: JSON lines under a hash of the sources that decide them, so runs resume."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.shared.source_hash import deciding, modules, source_hash
from benchmarks.truth.jobs import Job, Record, run

ROOT = Path(__file__).parents[2]
STORE = ROOT / ".bench" / "truth"
CODE = STORE / "code"
#: File of a copy that names the commit it was taken at.
COMMIT = "commit.txt"
#: Modules of the benchmark that decide the records of a kind.
WORKERS = {
    "look": ("truth/jobs.py", "truth/looks.py"),
    "weekly": ("truth/jobs.py", "truth/weeks.py"),
    "peers": ("truth/jobs.py", "shared/peers.py", "shared/reference_index.py"),
}
Records = dict[tuple[str, int], Record]


def sources(kind: str, simulator: str, code: Path = ROOT) -> Iterator[Path]:
    """The files that decide the records of this kind on this simulator."""
    package = code / "src" / "ebbtide"
    yield from modules(package / "demo")
    if kind != "peers":
        yield from deciding(package)
    yield from (code / "benchmarks" / name for name in WORKERS[kind])
    if simulator == "second":
        yield from modules(code / "benchmarks" / "simulators" / "second")


def fingerprint(kind: str = "look", simulator: str = "demo", code: Path = ROOT) -> str:
    """Hash of the sources that decide these records, names included."""
    return source_hash(sources(kind, simulator, code))[:12]


def snapshot() -> Path:
    """A copy of the sources as they are now, under their hash: a run uses it whatever is edited meanwhile."""
    fresh = CODE / f"taking-{os.getpid()}"
    shutil.rmtree(fresh, ignore_errors=True)
    for name in ("src", "benchmarks"):
        shutil.copytree(ROOT / name, fresh / name, ignore=shutil.ignore_patterns("__pycache__", "results"))
    (fresh / COMMIT).write_text(commit(), "utf-8")
    kept = CODE / source_hash(modules(fresh))[:12]
    if kept.exists():
        shutil.rmtree(fresh)
    else:
        fresh.rename(kept)
    return kept


def commit() -> str:
    """The commit of the sources as they are now, with a mark where they differ from it."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], capture_output=True, text=True, cwd=ROOT).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", "src", "benchmarks", ":!benchmarks/results")
    return git("rev-parse", "--short", "HEAD") + (" with changes" if changed else "")


def load(store: Path) -> Records:
    """All records of a store; arms of one couple from several runs are put together."""
    records: Records = {}
    for path in sorted(store.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            try:
                record = json.loads(line)
            except json.JSONDecodeError:
                continue  # a run was ended in the middle of a line; that couple is run again
            known = records.setdefault((record["condition"], record["seed"]), record)
            known["arms"] = known.get("arms", {}) | record.get("arms", {})
    return records


def alone() -> None:
    """One thread a process: the processes share the machine with each other."""
    os.environ["POLARS_MAX_THREADS"] = os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"


@contextmanager
def imported(code: Path) -> Iterator[None]:
    """Let the processes that are started inside import a copy of the sources."""
    before = list(sys.path)
    sys.path[:0] = [str(code / "src"), str(code)]
    try:
        yield
    finally:
        sys.path[:] = before


def work(todo: list[Job], path: Path, processes: int, code: Path) -> None:
    """Run the jobs on a copy of the sources and append one line each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    alone()
    context = multiprocessing.get_context("spawn")
    with path.open("a", encoding="utf-8") as file, imported(code), context.Pool(processes) as pool:
        for count, record in enumerate(_said(pool.imap_unordered(run, todo, chunksize=4), len(todo)), 1):
            file.write(json.dumps(record) + "\n")
            if count % 10 == 0:
                file.flush()


def _said(records: Iterable[Record], total: int) -> Iterator[Record]:
    for count, record in enumerate(records, 1):
        if count % 200 == 0:
            print(f"  {count} of {total} couples", flush=True)
        yield record
