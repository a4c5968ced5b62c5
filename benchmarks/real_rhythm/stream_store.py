"""Where the looks at real rhythm are kept: JSON lines under hashes of the sources that decide them."""

from __future__ import annotations

import inspect
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.shared import peers, reference_index
from benchmarks.shared.source_hash import behaviour, deciding, source_hash

ROOT = Path(__file__).parents[2]
BENCH = ROOT / "benchmarks" / "real_rhythm"
STORE = ROOT / ".bench" / "real"
OUT = ROOT / ".bench" / "real.json"
#: Modules that decide the streams and what is put into them, and what the looks note down.
OWN = ("streams.py", "injection.py", "stream_looks.py", "lulls.py")
#: What of the peers is used here; the rest of their module may change.
USED = (peers.log_messages, peers.z_score, peers.plain_drop, peers.pelt_drop, reference_index)
CONSTANTS = (peers.NOW, peers.WAS, peers.PELT_DROP, peers.RBEAST_DROP, peers.MAD_TO_SD)
Record = dict[str, Any]


def own_hash() -> str:
    """Hash of what decides the streams and the peers' answers."""
    peers_used = "".join(behaviour(inspect.getsource(part)) for part in USED)
    return source_hash((BENCH / name for name in OWN), repr(CONSTANTS) + peers_used)[:12]


def analysis_hash() -> str:
    """Hash of the sources of the analysis."""
    return source_hash(deciding(ROOT / "src" / "ebbtide"))[:12]


def stores() -> dict[str, Path]:
    """Where Ebbtide's and the peers' records of this state of the sources lie."""
    own = own_hash()
    return {"ebbtide": STORE / own / f"ebbtide-{analysis_hash()}.jsonl", "peers": STORE / own / "peers.jsonl"}


def load(path: Path) -> dict[str, Record]:
    """Records of a file by their keys."""
    if not path.exists():
        return {}
    records = {}
    for line in path.read_text("utf-8").splitlines():
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            continue  # a run was ended in the middle of a line; that piece is run again
        records[record["key"]] = record
    return records


def append(path: Path, record: Record) -> None:
    """Add one record."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")


@contextmanager
def copied(path: Path) -> Iterator[None]:
    """A copy of the sources beside the records, imported by processes started inside: edits meanwhile do no harm."""
    folder = path.with_suffix(".code")
    for name in ("src", "benchmarks"):
        if not (folder / name).exists():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "results"))
    before = list(sys.path)
    sys.path[:0] = [str(folder / "src"), str(folder)]
    # One thread a process: the processes share the machine with each other.
    os.environ["POLARS_MAX_THREADS"] = os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    try:
        yield
    finally:
        sys.path[:] = before
