"""One unit of the truth benchmark: a made-up couple, and what is done with it; runs inside a worker."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ebbtide.demo import Couple

Record = dict[str, Any]
#: Weeks up to the end of the onset's week, drawn by seed: 40 to 60 before it. Source:
#: docs/method/statistics.md#simulators.
BEFORE = (41, 60)


@dataclass(frozen=True)
class Job:
    """One couple, by condition and seed, and what is asked of it: "look" (in some arms), "weekly" or "peers"."""

    kind: str
    condition: str
    seed: int
    arms: tuple[str, ...] = ()
    noise: str = "usual"
    simulator: str = "demo"


def weeks_before(seed: int) -> int:
    """Weeks of history before the onset, from the seed alone."""
    span = BEFORE[1] - BEFORE[0] + 1
    return BEFORE[0] + int.from_bytes(hashlib.sha256(str(seed).encode()).digest()[:4], "big") % span


#: Overlays lie over stable couples of their own: so far beyond those of the stable condition their seeds begin.
OVERLAID = 100_000_000


def couple_of(job: Job, before: int | None = None, after: int | None = None) -> Couple:
    """The couple of a job; `before` and `after` replace the usual weeks around the onset."""
    from ebbtide.demo import OVERLAYS, overlay

    weeks = weeks_before(job.seed) if before is None else before
    simulate = _simulator(job.simulator)
    if job.condition not in OVERLAYS:
        return simulate(job.condition, job.seed, before=weeks, after=after, noise=job.noise)
    seed = OVERLAID * (1 + list(OVERLAYS).index(job.condition)) + job.seed
    return overlay(job.condition, simulate("stable", seed, before=weeks, after=after, noise=job.noise), job.seed)


def _simulator(name: str) -> Callable[..., Couple]:
    if name == "second":
        from benchmarks.simulators.second import second

        return second
    from ebbtide.demo import simulate

    return simulate


def run(job: Job) -> Record:
    """Do one job; plain values only, so that a record is one line of JSON."""
    return _worker(job.kind)(job)


def _worker(kind: str) -> Callable[[Job], Record]:
    if kind == "peers":
        from benchmarks.shared.peers import peer_record

        return peer_record
    if kind == "weekly":
        from benchmarks.truth.weeks import weekly_record

        return weekly_record
    from benchmarks.truth.looks import look_record

    return look_record
