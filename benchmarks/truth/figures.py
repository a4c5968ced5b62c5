"""The truth benchmark's figures of looks: detection, sides, rates of wrong words, dates; by arm and by condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from benchmarks.shared.statistics import Figure, auc_draws, auc_interval, mean, median, middle, rate, span
from benchmarks.truth.probability import attribution, calibration
from benchmarks.truth.sizes import sized, starts_at_least

Record = dict[str, Any]
By = dict[str, list[Record]]
INDEX = {"me": 0, "them": 1}
#: Volume bands, messages a day. Source: docs/method/statistics.md#sizes.
BANDS = ((0.0, 15.0), (15.0, 60.0), (60.0, 1000.0))
#: Conditions with one date for all of it.
DATED = ("abrupt", "me", "mutual")


def called(look: Record) -> bool:
    """Whether the page says that something changed."""
    return look["state"] in ("changed", "both stopped")


def wrong_side(record: Record, look: Record) -> bool:
    """Whether a side that did not move is named alone."""
    return look["state"] == "changed" and look["side"] in INDEX and INDEX[look["side"]] not in record["moved"]


def one_of_two(record: Record, look: Record) -> bool:
    """Whether both moved and one of them is named alone."""
    return len(record["moved"]) == 2 and look["state"] == "changed" and look["side"] in INDEX


def named(record: Record, look: Record) -> bool:
    """Whether the page says what really happened: the side, or that both stopped writing here."""
    if record["condition"] in ("both_stop", "app_change"):
        return bool(look["state"] == "both stopped")
    if record["side"] == "none":
        return not called(look)
    return bool(look["state"] == "changed" and look["side"] == record["side"])


def _is_called(record: Record, look: Record) -> bool:
    return called(look)


def _any_sentence(record: Record, look: Record) -> bool:
    return look["claims"] > 0 or called(look)


def _switches(record: Record, look: Record) -> bool:
    """Whether the page says that somebody goes back and forth."""
    return any(key.startswith("hotcold.") for key in look["keys"])


def _their_side(record: Record, look: Record) -> bool:
    return look["state"] == "changed" and look["side"] in ("them", "both")


def _rate(records: Iterable[Record], arm: str, test: Callable[[Record, Record], bool]) -> Figure:
    results = [test(record, record["arms"][arm]) for record in records]
    return rate(sum(results), len(results))


def them(record: Record, arm: str) -> float:
    """The single score: P(they are down)."""
    return float(record["arms"][arm]["them"])


def contrast(record: Record, arm: str) -> float:
    """The score of the side: P(they are down) less P(I am down)."""
    return float(record["arms"][arm]["them"] - record["arms"][arm]["me"])


def _auc(high: list[Record], low: list[Record], arm: str, score: Callable[[Record, str], float] = them) -> Figure:
    scores = [[score(record, arm) for record in group] for group in (high, low)]
    if not all(scores):
        return {"value": None, "of": 0}
    area, bottom, top = auc_interval(*scores)
    return {"value": area, "low": bottom, "high": top, "of": len(scores[0]) + len(scores[1])}


def _monday(day: str) -> date:
    when = date.fromisoformat(day)
    return when - timedelta(days=when.weekday())


def _weeks_off(record: Record, look: Record) -> float:
    return abs((_monday(look["date"]) - _monday(record["onset"])).days) / 7


def _days_off(record: Record, look: Record) -> float:
    return abs((date.fromisoformat(look["date"]) - date.fromisoformat(record["onset"])).days)


def _covered(record: Record, look: Record) -> bool:
    low, high = look["interval"]
    return bool(low <= record["onset"] <= high)


def _width(look: Record) -> float:
    low, high = (date.fromisoformat(day) for day in look["interval"])
    return ((high - low).days + 1) / 7


def by_condition(records: Iterable[Record]) -> By:
    """Records by their condition, in the order of their seeds, so that couples pair across arms and peers."""
    by: By = {}
    for record in sorted(records, key=lambda entry: int(entry["seed"])):
        by.setdefault(record["condition"], []).append(record)
    return by


def figures(records: list[Record], arms: Iterable[str]) -> dict[str, Figure]:
    """All figures of each arm, by name; and by condition."""
    table = {}
    for arm in arms:
        inside = [record for record in records if arm in record["arms"]]
        if inside:
            table[arm] = _arm(inside, arm)
            if arm == "no-affection":
                table[arm] |= _worse([record for record in inside if "full" in record["arms"]], arm)
    return table


def _arm(records: list[Record], arm: str) -> Figure:
    by = by_condition(records)
    conditions = {name: _condition(group, arm) for name, group in by.items()}
    seconds = [record["arms"][arm]["seconds"] for record in records]
    return (
        _detection(by, arm)
        | {
            "wrong side overall": _rate(records, arm, wrong_side),
            "wrong side worst": _worst(conditions, "value"),
            "wrong side worst upper bound": _worst(conditions, "upper_exact"),
            "clearest named": _rate(by.get("stops_pursued", []) + by.get("both_stop", []), arm, named),
            "seconds": {"value": median(seconds), "of": len(seconds)},
        }
        | attribution(by, arm)
        | calibration(by, arm)
        | _dates(by, arm)
        | sized(by, arm)
        | starts_at_least(by, arm)
        | {"conditions": conditions, "bands": _bands(by, arm)}
    )


def _detection(by: By, arm: str) -> Figure:
    stable, abrupt, me = by.get("stable", []), by.get("abrupt", []), by.get("me", [])
    return {
        "auc abrupt": _auc(abrupt, stable, arm),
        "auc gradual": _auc(by.get("gradual", []), stable, arm),
        "auc side": _auc(abrupt, me, arm, contrast),
        "auc them against me": _auc(abrupt, me, arm),
        "stable called": _rate(stable, arm, _is_called),
        "stable any sentence": _rate(stable, arm, _any_sentence),
        "abrupt told": _rate(abrupt, arm, _is_called),
        "abrupt named": _rate(abrupt, arm, named),
        "abrupt called": _rate(abrupt, arm, _their_side),
        "gradual told": _rate(by.get("gradual", []), arm, _is_called),
    }


def _dates(by: By, arm: str) -> Figure:
    looks = [(record, record["arms"][arm]) for name in DATED for record in by.get(name, [])]
    pairs = [(record, look) for record, look in looks if look["state"] == "changed" and look["date"]]
    covered = [_covered(*pair) for pair in pairs if pair[1]["interval"]]
    return {
        "median date error": middle([_weeks_off(*pair) for pair in pairs]),
        "median date error in days": middle([_days_off(*pair) for pair in pairs]),
        "interval coverage": rate(sum(covered), len(covered)),
        "interval width": mean([_width(look) for _, look in pairs if look["interval"]]),
    }


def _worst(conditions: dict[str, Figure], which: str) -> Figure:
    if not conditions:
        return {"value": None, "of": 0}
    name = max(conditions, key=lambda condition: conditions[condition]["wrong side"][which])
    return {"value": conditions[name]["wrong side"][which], "where": name, "of": conditions[name]["wrong side"]["of"]}


def _condition(group: list[Record], arm: str) -> Figure:
    counts: dict[str, int] = {}
    for record in group:
        look = record["arms"][arm]
        word = look["side"] if look["state"] == "changed" else look["state"]
        counts[word] = counts.get(word, 0) + 1
    return {
        "called": _rate(group, arm, _is_called),
        "named": _rate(group, arm, named),
        "wrong side": _rate(group, arm, wrong_side),
        "one of two": _rate(group, arm, one_of_two),
        "any sentence": _rate(group, arm, _any_sentence),
        "hot and cold": _rate(group, arm, _switches),
        "words": counts,
    }


def _bands(by: By, arm: str) -> list[Figure]:
    rows = []
    for low, high in BANDS:
        part = {name: [record for record in group if low <= record["volume"] < high] for name, group in by.items()}
        detected = _detection(part, arm)
        rows.append(
            {"band": [low, high]}
            | {name: detected[name] for name in BY_BAND}
            | {"wrong side": _rate([record for group in part.values() for record in group], arm, wrong_side)}
        )
    return rows


#: Figures that are also given by volume band.
BY_BAND = ("auc abrupt", "auc gradual", "abrupt told", "abrupt named", "abrupt called", "stable called")
#: Pairs of conditions whose AUC is compared between arms, with the score.
COMPARED = {
    "auc abrupt": ("abrupt", "stable", them),
    "auc gradual": ("gradual", "stable", them),
    "auc side": ("abrupt", "me", contrast),
}


def _worse(records: list[Record], arm: str) -> Figure:
    """By how much an arm is worse than the full one on the same couples, with paired intervals."""
    by = by_condition(records)
    abrupt = by.get("abrupt", [])
    lost = [float(called(record["arms"]["full"])) - float(called(record["arms"][arm])) for record in abrupt]
    losses = {"abrupt told, worse by": mean(lost)}
    for name, (high, low, score) in COMPARED.items():
        groups = by.get(high, []), by.get(low, [])
        if all(groups):
            losses[f"{name}, worse by"] = _auc_loss(groups[0], groups[1], arm, score)
    return losses


def _auc_loss(high: list[Record], low: list[Record], arm: str, score: Callable[[Record, str], float]) -> Figure:
    draws, value = [], []
    for which in ("full", arm):
        above, below = ([score(record, which) for record in group] for group in (high, low))
        draws.append(auc_draws(above, below))
        value.append(auc_interval(above, below)[0])
    return span(value[0] - value[1], draws[0] - draws[1], len(high) + len(low))
