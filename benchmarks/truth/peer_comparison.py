"""Ebbtide against the peers on the same couples: areas under curves and paired bootstrap intervals of differences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.shared.peers import PEERS, auc
from benchmarks.shared.statistics import Figure, auc_draws, auc_interval, span
from benchmarks.truth.figures import By, by_condition

Record = dict[str, Any]
#: A score of one record, by the name of who gives it.
Score = Callable[[Record, str], float]
OURS = "Ebbtide"
#: A peer that failed saw no fall.
FAILED = -1e6


def joined(looks: Iterable[Record], peers: Iterable[Record]) -> list[Record]:
    """Records of the couples that both have, with Ebbtide's probabilities among the scores."""
    known = {(one["condition"], one["seed"]): one for one in peers}
    found = []
    for record in looks:
        other = known.get((record["condition"], record["seed"]))
        if other is not None and "full" in record["arms"]:
            own = [record["arms"]["full"][name] for name in ("me", "them")]
            found.append(other | {"peers": other["peers"] | {OURS: own}})
    return found


def _of(record: Record, who: str) -> tuple[float, float]:
    mine, theirs = (FAILED if score is None else float(score) for score in record["peers"][who])
    return mine, theirs


def single(record: Record, who: str) -> float:
    """The score of their side alone."""
    return _of(record, who)[1]


def contrast(record: Record, who: str) -> float:
    """Their score less mine."""
    mine, theirs = _of(record, who)
    return theirs - mine


#: What is compared: the condition that should score high, the one that should score low, and the score.
QUESTIONS: dict[str, tuple[str, str, Score]] = {
    "auc abrupt": ("abrupt", "stable", single),
    "auc gradual": ("gradual", "stable", single),
    "auc side": ("abrupt", "me", contrast),
    "auc them against me": ("abrupt", "me", single),
}


def compared(looks: Iterable[Record], peers: Iterable[Record]) -> Figure:
    """By peer and question: the peer's AUC, and Ebbtide's less the peer's with its paired interval."""
    by = by_condition(joined(looks, peers))
    table: Figure = {}
    for who in (OURS, *PEERS):
        for question, (high, low, score) in QUESTIONS.items():
            if by.get(high) and by.get(low):
                table |= _row(by, who, question, (high, low, score))
    return table


def _row(by: By, who: str, question: str, asked: tuple[str, str, Score]) -> Figure:
    high, low, _ = asked
    size = len(by[high]) + len(by[low])
    theirs, area = _scored(by, who, asked)
    _, bottom, top = auc_interval(*theirs)
    row = {f"{who}, {question}": {"value": area, "low": bottom, "high": top, "of": size}}
    if who == OURS:
        return row
    ours, own = _scored(by, OURS, asked)
    return row | {f"above {who}, {question}": span(own - area, auc_draws(*ours) - auc_draws(*theirs), size)}


def _scored(by: By, who: str, asked: tuple[str, str, Score]) -> tuple[tuple[list[float], list[float]], float]:
    """Scores of the two conditions' couples, and the area under their curve."""
    high, low, score = asked
    groups = [score(record, who) for record in by[high]], [score(record, who) for record in by[low]]
    return groups, auc(*groups)
