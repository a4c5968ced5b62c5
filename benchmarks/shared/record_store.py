"""Records of long runs: JSON lines that a run goes on from, and a copy of the sources that its processes import."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.shared.results import FRESH, ROOT
from benchmarks.shared.source_hash import modules, source_hash

Record = dict[str, Any]
CODE = FRESH / "code"
#: File of a copy that names the commit it was taken at.
COMMIT = "commit.txt"
#: A file is written out after so many records, and progress is printed after so many.
FLUSHED, PRINTED = 10, 200


def load(path: Path) -> list[Record]:
    """All records of a file, or of all files of a folder; none where there is nothing."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path] if path.exists() else []
    records = []
    for line in (line for file in files for line in file.read_text("utf-8").splitlines()):
        try:
            records.append(json.loads(line))
        except json.JSONDecodeError:
            continue  # a run was ended in the middle of a line; that piece is run again
    return records


def append(path: Path, records: Iterable[Record], total: int) -> None:
    """Add records as they come, one line each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        for count, record in enumerate(records, 1):
            file.write(json.dumps(record) + "\n")
            if count % FLUSHED == 0:
                file.flush()
            if count % PRINTED == 0:
                print(f"  {count} of {total}", flush=True)


def commit() -> str:
    """The commit of the sources as they are now, with a mark where they differ from it."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], capture_output=True, text=True, cwd=ROOT).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", "src", "benchmarks", ":!benchmarks/results")
    return git("rev-parse", "--short", "HEAD") + (" with changes" if changed else "")


def snapshot() -> Path:
    """A copy of the sources as they are now, under their hash: a run uses it whatever is edited meanwhile."""
    fresh = CODE / f"taking-{os.getpid()}"
    shutil.rmtree(fresh, ignore_errors=True)
    for name in ("src", "benchmarks"):
        shutil.copytree(ROOT / name, fresh / name, ignore=shutil.ignore_patterns("__pycache__", "results"))
    (fresh / COMMIT).write_text(commit(), "utf-8")
    copy = CODE / source_hash(modules(fresh))[:12]
    if copy.exists():
        shutil.rmtree(fresh)
    else:
        fresh.rename(copy)
    return copy


@contextmanager
def imported(code: Path) -> Iterator[None]:
    """Let the processes that are started inside import a copy of the sources."""
    before = list(sys.path)
    sys.path[:0] = [str(code / "src"), str(code)]
    try:
        yield
    finally:
        sys.path[:] = before
