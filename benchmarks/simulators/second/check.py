"""How hard is the second simulator? The peers' scores on it, with the measurements of `simulator_check`."""

from __future__ import annotations

from benchmarks.shared.peers import log_messages, pelt_drop, plain_drop, rbeast_score, z_score
from benchmarks.shared.reference_index import reference_index, rows, weekly_messages
from benchmarks.simulators.check import CONDITIONS, Scores, figures
from benchmarks.simulators.second.couple import second

#: Where Rbeast must land for the second simulator to be about as hard as the first: .90 to .97, wider on each side
#: by the standard error of about a hundred couples.
BOUNDS = {"Rbeast on the reference index, abrupt": (0.88, 0.98)}


def score(condition: str, seed: int) -> dict[str, float]:
    """All peers' scores of one couple, for their side ("them")."""
    events = rows(second(condition, seed))
    counts, index = weekly_messages(events)[1], reference_index(events)[1]
    series = log_messages(counts)
    return {
        "z": z_score(series),
        "pelt": pelt_drop(series),
        "plain": plain_drop(counts),
        "rbeast": rbeast_score(index),
        "z_index": z_score(index),
    }


def check(couples: int, first: int) -> dict[str, float]:
    """The peers' figures on `couples` couples a condition."""
    found: dict[str, Scores] = {}
    for condition in CONDITIONS:
        every = [score(condition, first + number) for number in range(couples)]
        found[condition] = {name: [one[name] for one in every] for name in every[0]}
    return figures(found)
