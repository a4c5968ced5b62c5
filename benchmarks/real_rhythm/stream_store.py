"""Where the looks at real rhythm are kept: records under hashes of the sources that decide them."""

from __future__ import annotations

import inspect
from pathlib import Path

from benchmarks.shared import peers, record_store, reference_index
from benchmarks.shared.record_store import Record
from benchmarks.shared.results import FRESH, ROOT
from benchmarks.shared.source_hash import behaviour, deciding, source_hash

STORE = FRESH / "real"
#: Modules that decide the streams and what is put into them, and what the looks note down.
OWN = ("streams.py", "injection.py", "stream_looks.py", "lulls.py")
#: What of the peers is used here; the rest of their module may change.
USED = (peers.log_messages, peers.z_score, peers.plain_drop, peers.pelt_drop, reference_index)
CONSTANTS = (peers.NOW, peers.WAS, peers.PELT_DROP, peers.RBEAST_DROP, peers.MAD_TO_SD)


def own_hash() -> str:
    """Hash of what decides the streams and the peers' answers."""
    peers_used = "".join(behaviour(inspect.getsource(part)) for part in USED)
    return source_hash((Path(__file__).with_name(name) for name in OWN), repr(CONSTANTS) + peers_used)[:12]


def analysis_hash() -> str:
    """Hash of the sources of the analysis."""
    return source_hash(deciding(ROOT / "src" / "ebbtide"))[:12]


def stores() -> dict[str, Path]:
    """Where Ebbtide's and the peers' records of this state of the sources lie."""
    own = own_hash()
    return {"ebbtide": STORE / own / f"ebbtide-{analysis_hash()}.jsonl", "peers": STORE / own / "peers.jsonl"}


def load(path: Path) -> dict[str, Record]:
    """Records of a file by their keys."""
    return {record["key"]: record for record in record_store.load(path)}
