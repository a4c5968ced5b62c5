"""Whose side by the stated probabilities (attribution), and whether these are true (Brier score, calibration)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from benchmarks.shared.statistics import Figure, Z, mean, rate

Record = dict[str, Any]
By = dict[str, list[Record]]
#: Conditions of the attribution and of the calibration. Source: docs/method/statistics.md#calibration.
ATTRIBUTED = ("stable", "abrupt", "gradual", "me", "mutual")
CLASSES = ("none", "them", "me", "both")
LINE = 0.5
PEOPLE = ("me", "them")
#: Bins of stated probabilities, with equally many verdicts each.
BINS = 5


def word(look: Record) -> str:
    """Who is down by P > .5 of each person."""
    down = [name for name in PEOPLE if look[name] > LINE]
    return "both" if len(down) == 2 else down[0] if down else "none"


def attribution(by: By, arm: str) -> Figure:
    """Share of the conditions' couples put right, each condition of equal weight, and the confusion table."""
    groups = {name: by[name] for name in ATTRIBUTED if by.get(name)}
    if len(groups) < len(ATTRIBUTED):
        return {}
    right = {
        name: np.mean([word(record["arms"][arm]) == record["side"] for record in group])
        for name, group in groups.items()
    }
    share = float(np.mean(list(right.values())))
    spread = sum(p * (1 - p) / len(groups[name]) for name, p in right.items())
    half = Z * math.sqrt(spread) / len(groups)
    confusion = {name: _words(group, arm) for name, group in groups.items()}
    return {
        "attribution": {
            "value": share,
            "low": max(share - half, 0.0),
            "high": min(share + half, 1.0),
            "of": sum(map(len, groups.values())),
            "confusion": confusion,
        }
    }


def _words(group: list[Record], arm: str) -> dict[str, float]:
    said = [word(record["arms"][arm]) for record in group]
    return {name: said.count(name) / len(said) for name in CLASSES}


def calibration(by: By, arm: str) -> Figure:
    """Brier score over persons and stated against true in bins: of all couples that ran, and of equally many each.

    True is a person who moved by themselves. A partner who mirrors the other follows, but did not pull away:
    counted as not down, as in docs/method/statistics.md#calibration. How true a probability is depends on how
    common changes are: it was fitted to a mix with as many stable couples as the benchmark runs, so the first
    rows are held to the bars and the others show what the mix does.
    """
    if not all(by.get(name) for name in ATTRIBUTED):
        return {}
    size = min(len(by[name]) for name in ATTRIBUTED)
    everyone = [record for name in ATTRIBUTED for record in by[name]]
    equal = [record for name in ATTRIBUTED for record in by[name][:size]]
    return _calibrated(everyone, arm, "") | _calibrated(equal, arm, ", as many couples of each condition")


def _calibrated(couples: list[Record], arm: str, which: str) -> Figure:
    stated = np.array([[record["arms"][arm][name] for name in PEOPLE] for record in couples])
    true = np.array([[float(person in record["moved"]) for person in (0, 1)] for record in couples])
    bins = _bins(stated.ravel(), true.ravel())
    gap = max(bins, key=lambda record: abs(record["stated"] - record["true"]))
    return {
        f"brier{which}": mean(((stated - true) ** 2).mean(axis=1).tolist()),
        f"stated against true{which}": _gap(gap) | {"bins": bins, "of": min(record["of"] for record in bins)},
    }


def _gap(widest: Figure) -> Figure:
    """The distance of the worst bin, with the interval that its true rate leaves."""
    off = [abs(widest["stated"] - end) for end in (widest["low"], widest["high"])]
    inside = widest["low"] <= widest["stated"] <= widest["high"]
    return {"value": abs(widest["stated"] - widest["true"]), "low": 0.0 if inside else min(off), "high": max(off)}


def _bins(stated: Any, true: Any) -> list[Figure]:
    """Bins of equally many verdicts; ties are put in random order first, so that no bin is filled by condition."""
    mixed = np.random.default_rng(0).permutation(stated.size)
    ranked = mixed[np.argsort(stated[mixed], kind="stable")]
    rows = []
    for part in np.array_split(ranked, BINS):
        found = rate(int(true[part].sum()), part.size)
        rows.append(
            {
                "stated": float(stated[part].mean()),
                "true": found["value"],
                "low": found["low"],
                "high": found["high"],
                "of": part.size,
            }
        )
    return rows
