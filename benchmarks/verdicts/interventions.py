"""Pure interventions: each must move its own measure and no other (docs/method/measures.md#interventions).

`python -m benchmarks interventions [--pairs N] [--volumes 8,40,120] [--processes N]`. z is the mean change less the
mean change of pairs in which nothing happened, in standard deviations of the change over those pairs.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.shared.results import FRESH, write
from benchmarks.shared.runs import Options, processes

Floats = NDArray[np.float64]

VOLUMES = (8, 40, 120)
PAIRS = 100
FIRST_SEED = 3_000_000
WEEKS = (26, 26)
#: The measures (person, name) that an intervention is about; all others of the index must stay.
#: Answering fewer may also move the reply time, and slower answers are fewer fast turns, by definition.
OWN: dict[str, tuple[tuple[int, str], ...]] = {
    "starts_halved": ((1, "start_hazard"),),
    "slow": ((1, "reply_time"), (1, "fast_turns")),
    "fewer": ((1, "answered"), (1, "reply_time")),
    "other_starts": ((0, "start_hazard"),),
    "follows_up": (),
    "length": ((1, "length"),),
    "affection": ((1, "warmth"),),
    "cuts": (),
}
#: Messages into which a thought is cut on average, under "cuts": nothing of the index may move.
PIECES = 6.0
#: Largest |z| of the others: up to 40 messages a day, and above. Source: docs/method/measures.md#interventions.
LIMITS = (40, 1.0, 2.0)
SIDES = ("me", "them")


def change(job: tuple[str | None, int, float]) -> dict[str, list[float]]:
    """Mean after less mean before, of each measure of the index, for both people."""
    from ebbtide.analysis.measures import weekly
    from ebbtide.demo import cut_finer, intervene

    kind, seed, volume = job
    couple = intervene(None if kind == "cuts" else kind, seed, volume, WEEKS)
    assert couple.last_day is not None
    if kind == "cuts":
        couple = cut_finer(couple, 1, couple.last_day + timedelta(days=1, weeks=-WEEKS[1]), PIECES, seed)
    measured = weekly(couple.conversation(), couple.last_day + timedelta(days=1))
    assert measured is not None
    return {name: _difference(measure.value) for name, measure in measured.measures.items() if measure.in_index}


def _difference(value: Floats) -> list[float]:
    split = WEEKS[0]
    return [float(np.nanmean(row[split:]) - np.nanmean(row[:split])) for row in value]


def matrix(volume: float, pairs: int, pool: Any) -> dict[str, dict[str, list[float]]]:
    """z of every intervention on every measure, (me, them)."""
    kinds: list[str | None] = [None, *OWN]
    todo = [(kind, FIRST_SEED + number, volume) for kind in kinds for number in range(pairs)]
    rows = pool.map(change, todo, chunksize=4)
    by = {kind: rows[at * pairs : (at + 1) * pairs] for at, kind in enumerate(kinds)}
    still = {name: np.array([row[name] for row in by[None]]) for name in by[None][0]}
    return {
        str(kind): {name: _z(np.array([row[name] for row in by[kind]]), still[name]) for name in still} for kind in OWN
    }


def _z(moved: Floats, still: Floats) -> list[float]:
    gap = np.nanmean(moved, axis=0) - np.nanmean(still, axis=0)
    return [float(measure) for measure in gap / np.nanstd(still, axis=0, ddof=1)]


def over(kind: str, volume: float, row: dict[str, list[float]]) -> list[str]:
    """Measures that move though they should not."""
    limit = LIMITS[1] if volume <= LIMITS[0] else LIMITS[2]
    return [
        f"{name} of {SIDES[person]} {value:+.2f}"
        for name, pair in row.items()
        for person, value in enumerate(pair)
        if (person, name) not in OWN[kind] and abs(value) >= limit
    ]


def show(volume: float, table: dict[str, dict[str, list[float]]]) -> str:
    """One volume's table as text; me / them in each cell."""
    names = list(next(iter(table.values())))
    lines = [f"\n{volume:g} messages a day, z (me / them)", f"{'':15s} " + " ".join(f"{name:>15s}" for name in names)]
    for kind, row in table.items():
        cells = " ".join(f"{row[name][0]:+7.2f}/{row[name][1]:+7.2f}" for name in names)
        wrong = over(kind, volume, row)
        lines.append(f"{kind:15s} {cells}  {'MISSED: ' + ', '.join(wrong) if wrong else 'met'}")
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Run, print, write."""
    parser = Options("interventions", __doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--volumes", default=",".join(map(str, VOLUMES)))
    options = parser.parse_args(arguments)
    tables = {}
    with processes(options) as pool:
        for volume in map(float, options.volumes.split(",")):
            tables[volume] = matrix(volume, options.pairs, pool)
            print(show(volume, tables[volume]), flush=True)
    z = {f"{volume:g}": table for volume, table in tables.items()}
    write(FRESH / "interventions.json", {"pairs": options.pairs, "z": z})
