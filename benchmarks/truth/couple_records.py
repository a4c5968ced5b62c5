"""Records of couples by condition and seed, under a hash of the sources that decide them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.shared import record_store
from benchmarks.shared.record_store import Record
from benchmarks.shared.results import FRESH, ROOT
from benchmarks.shared.source_hash import deciding, modules, source_hash

STORE = FRESH / "truth"
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


def load(store: Path) -> Records:
    """All records of a store; arms of one couple from several runs are put together."""
    records: Records = {}
    for record in record_store.load(store):
        first = records.setdefault((record["condition"], record["seed"]), record)
        first["arms"] = first.get("arms", {}) | record.get("arms", {})
    return records
