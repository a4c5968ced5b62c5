"""Is the simulator as hard as it is meant to be? The peers must land where the prototype had them.

Source: docs/method/statistics.md#simulators.
"""

from __future__ import annotations

import numpy as np

from benchmarks.shared.peers import PELT_DROP, auc, log_messages, pelt_drop, plain_drop, rbeast_score, z_score
from benchmarks.shared.reference_index import reference_index, rows, weekly_messages
from benchmarks.shared.results import FRESH, write
from ebbtide.demo import simulate

CONDITIONS = ("stable", "abrupt", "gradual", "me")
#: Where the peers must land. Source: docs/method/statistics.md#simulators.
BOUNDS = {
    "z messages, them against me": (0.45, 0.65),
    "PELT blames them for mine": (0.5, 0.7),
    "Rbeast on the reference index, abrupt": (0.92, 0.97),
}
COUPLES = 160
FIRST_SEED = 500_000
Scores = dict[str, list[float]]


def score(condition: str, seed: int, rbeast: bool = True) -> dict[str, float]:
    """All peers' scores of one couple, for their side ("them")."""
    events = rows(simulate(condition, seed))
    counts = weekly_messages(events)[1]
    series = log_messages(counts)
    scores = {"z": z_score(series), "pelt": pelt_drop(series), "plain": plain_drop(counts)}
    if rbeast:
        index = reference_index(events)
        scores |= {"rbeast": rbeast_score(index[1]), "z_index": z_score(index[1])}
    return scores


def check(couples: int = COUPLES, first: int = FIRST_SEED) -> dict[str, float]:
    """The peers' figures on `couples` couples a condition."""
    scores: dict[str, Scores] = {}
    for condition in CONDITIONS:
        every = [score(condition, first + number) for number in range(couples)]
        scores[condition] = {name: [entry[name] for entry in every] for name in every[0]}
    return figures(scores)


def figures(scores: dict[str, Scores]) -> dict[str, float]:
    """Named figures from the scores of each condition."""

    def share(condition: str) -> float:
        return float(np.mean(np.array(scores[condition]["pelt"]) > PELT_DROP))

    return {
        "z messages, them against me": auc(scores["abrupt"]["z"], scores["me"]["z"]),
        "PELT blames them for mine": share("me"),
        "Rbeast on the reference index, abrupt": auc(scores["abrupt"]["rbeast"], scores["stable"]["rbeast"]),
        "Rbeast, gradual": auc(scores["gradual"]["rbeast"], scores["stable"]["rbeast"]),
        "Rbeast, them against me": auc(scores["abrupt"]["rbeast"], scores["me"]["rbeast"]),
        "z messages, abrupt": auc(scores["abrupt"]["z"], scores["stable"]["z"]),
        "z messages, gradual": auc(scores["gradual"]["z"], scores["stable"]["z"]),
        "plain counts, abrupt": auc(scores["abrupt"]["plain"], scores["stable"]["plain"]),
        "plain counts, them against me": auc(scores["abrupt"]["plain"], scores["me"]["plain"]),
        "z index, abrupt": auc(scores["abrupt"]["z_index"], scores["stable"]["z_index"]),
        "PELT, stable": share("stable"),
        "PELT, abrupt": share("abrupt"),
        "PELT, gradual": share("gradual"),
    }


def main(arguments: list[str]) -> None:
    """Print the check as a table and write it."""
    result = check()
    for name, value in result.items():
        low, high = BOUNDS.get(name, (None, None))
        print(f"{name:40s} {value:.3f}" + (f"   must be {low} to {high}" if low is not None else ""))
    write(FRESH / "simulator.json", {"figures": result, "bounds": BOUNDS})
